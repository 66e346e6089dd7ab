// Choosing a platform, with rules, a percentage and so many listed rooms, while another thread loads the
// configuration again, against a murmur3 and the read of a shared pointer. And how that grows.

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "floors/floors.hpp"
#include "jobs.hpp"
#include "jobs/setup.hpp"

namespace {

using namespace vplatform;
using bench::Loop;

/// What the configuration has so many of.
struct Amounts {
  int rooms = 100'000;
  int rules = 3;
  int instances = 3;
};

std::string config_text(const Amounts& amounts) {
  std::string rooms;
  for (int i = 0; i < amounts.rooms; ++i)
    rooms += (i == 0 ? "\"listed-" : ",\"listed-") + std::to_string(i) + R"(":"whereby")";
  std::string rules = R"({"id": "acme", "to": "livekit", "when": {"tenant": ["acme", "globex"]}},)";
  for (int i = 2; i < amounts.rules; ++i) {
    rules += R"({"id": "big)" + std::to_string(i) +
             R"(", "to": "livekit", "when": {"plan": "large", "tenant": "initech"}},)";
  }
  std::string more;
  for (int i = 3; i < amounts.instances; ++i)
    more += R"(, "whereby-)" + std::to_string(i) + R"(": {"kind": "whereby", "api_key_env": "SETUP_KEY"})";
  return R"({"version": 1, "default": "whereby", "rooms": {)" + rooms + R"(}, "rules": [)" + rules +
         R"({"id": "ramp", "to": "daily", "percent": 25}], "platforms": {)" + bench::three_platforms() +
         more + "}}";
}

RoomContext room(int number) {
  return {.id = "board-room-" + std::to_string(2000 + number),
          .attributes = {{"tenant", "umbrella"}, {"plan", "small"}},
          .needs = {}};
}

/// A factory, and the rooms that are asked for in turn.
class Site {
 public:
  explicit Site(const Amounts& amounts)
      : config_(bench::read_config(config_text(amounts))), factory_(bench::open_factory(config_)) {
    for (std::size_t i = 0; i < rooms_.size(); ++i) rooms_[i] = room(static_cast<int>(i));
  }

  /// Loads the same configuration again.
  void reload() {
    if (!factory_.update(config_)) bench::give_up("the configuration is not taken");
  }

  template <class Ask>
  [[nodiscard]] static Loop loop(std::shared_ptr<Site> site, Ask ask) {
    return [site, ask](std::int64_t times) {
      for (std::size_t i = 0; times > 0; --times, ++i) {
        const auto result = ask(site->factory_, site->rooms_[i % site->rooms_.size()]);
        bench::keep(result);
      }
    };
  }

 private:
  Config config_;
  PlatformFactory factory_;
  std::array<RoomContext, 16> rooms_{};
};

/// A thread that loads a site's configuration again and again while somebody asks.
class Reloader {
 public:
  explicit Reloader(std::shared_ptr<Site> site) : site_(std::move(site)) {
    thread_ = std::thread([this] {
      while (!done_.load()) {
        if (asking_.load() > 0) site_->reload();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    });
  }
  ~Reloader() {
    done_.store(true);
    thread_.join();
  }

  [[nodiscard]] static Loop during(std::shared_ptr<Reloader> reloader, Loop loop) {
    return [reloader, loop](std::int64_t times) {
      reloader->asking_.fetch_add(1);
      loop(times);
      reloader->asking_.fetch_sub(1);
    };
  }

 private:
  std::shared_ptr<Site> site_;
  std::atomic<int> asking_{0};
  std::atomic<bool> done_{false};
  std::thread thread_;
};

const std::shared_ptr<Site>& large_site() {
  static const auto site = std::make_shared<Site>(Amounts{});
  return site;
}

const std::shared_ptr<Reloader>& large_reloader() {
  static const auto reloader = std::make_shared<Reloader>(large_site());
  return reloader;
}

/// While somebody else loads the configuration. Floors have the same neighbour: two threads may share a core.
Loop while_reloading(Loop loop) {
  return Reloader::during(large_reloader(), std::move(loop));
}

Decision ask(const PlatformFactory& factory, const RoomContext& context) {
  return factory.select(context);
}

/// What a host would write to its log or its table.
struct Explained {
  std::string_view platform{};
  std::string_view source{};
  std::string_view reason{};
  std::string_view rule{};
  std::optional<std::uint32_t> bucket{};
  std::int64_t version = 0;
  std::size_t passed_over = 0;
};

Explained explain(const PlatformFactory& factory, const RoomContext& context) {
  const Decision decision = factory.select(context);
  return {.platform = decision.platform(),
          .source = to_string(decision.source()),
          .reason = decision.reason(),
          .rule = decision.rule(),
          .bucket = decision.bucket(),
          .version = decision.config_version(),
          .passed_over = decision.passed_over().size()};
}

Loop select_floor() {
  std::array<std::string, 16> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = "ramp" + room(static_cast<int>(i)).id;
  return while_reloading(
      bench::each([snapshot = std::make_shared<const int>(7), bytes, i = std::size_t{0}]() mutable {
        const auto read = snapshot;  // one count up, one down
        bench::keep(read);
        return floors::murmur3(bytes[i++ % bytes.size()]);
      }));
}

Loop select() {
  return while_reloading(Site::loop(large_site(), ask));
}

const bench::Add jobs[] = {
    bench::Add({.name = "select", .prepare = select}),
    bench::Add({.name = "select/floor", .prepare = select_floor}),
    bench::Add({.name = "select_explained",
                .prepare = [] { return while_reloading(Site::loop(large_site(), explain)); }}),
    bench::Add({.name = "select_explained/floor", .prepare = select_floor}),
    bench::Add({.name = "select_two_threads", .prepare = select, .threads = 2}),
    // One thread alone, on each processor in turn.
    bench::Add({.name = "select_two_threads/floor", .prepare = select, .threads = 2, .in_turns = true}),
};

struct AddCurve {
  AddCurve(const std::string& name, std::initializer_list<int> steps, int Amounts::*amount) {
    for (const int step : steps) {
      bench::Add({.name = "curve_" + name + "/" + std::to_string(step), .prepare = [amount, step] {
                    Amounts amounts{.rooms = 10};
                    amounts.*amount = step;
                    return Site::loop(std::make_shared<Site>(amounts), ask);
                  }});
    }
  }
};

const AddCurve rooms_curve("rooms", {10, 100, 1'000, 10'000, 100'000}, &Amounts::rooms);
const AddCurve rules_curve("rules", {2, 25, 50, 75, 100}, &Amounts::rules);
const AddCurve instances_curve("instances", {3, 25, 50, 75, 100}, &Amounts::instances);

int ramped(const PlatformFactory& factory, int amount, const std::string& tenant) {
  int count = 0;
  for (int i = 0; i < amount; ++i) {
    RoomContext context = room(i);
    context.attributes["tenant"] = tenant;
    count += factory.select(context).platform() == "daily";
  }
  return count;
}

// How many of ten thousand rooms get what the percentage gives, and how many of those that a rule takes
// before it: peers use other hashes, so single rooms differ.
const bench::Show shown{
    "select", [] {
      const auto factory = bench::open_factory(bench::read_config(config_text({.rooms = 10})));
      return R"({"ramped": )" + std::to_string(ramped(factory, 10'000, "umbrella")) +
             R"(, "ramped_of_rule": )" + std::to_string(ramped(factory, 1'000, "acme")) + "}";
    }};

}  // namespace
