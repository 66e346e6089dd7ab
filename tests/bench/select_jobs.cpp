// Choosing a platform, with rules, a percentage and so many listed rooms, while another thread loads the
// configuration again, against a murmur3 and the read of a shared pointer. And how that grows.

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "floors.hpp"
#include "jobs.hpp"
#include "setup.hpp"

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

/// A factory, the rooms that are asked for in turn, and a thread that loads the configuration again and again
/// while somebody asks.
class Site {
 public:
  explicit Site(const Amounts& amounts)
      : config_(bench::read_config(config_text(amounts))), factory_(bench::open_factory(config_)) {
    for (std::size_t i = 0; i < rooms_.size(); ++i) rooms_[i] = room(static_cast<int>(i));
    reloader_ = std::thread([this] {
      while (!done_.load()) {
        if (asking_.load() > 0 && !factory_.update(config_)) bench::give_up("the configuration is not taken");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    });
  }
  ~Site() {
    done_.store(true);
    reloader_.join();
  }

  template <class Ask>
  [[nodiscard]] static Loop loop(std::shared_ptr<Site> site, Ask ask) {
    return [site, ask](std::int64_t times) {
      site->asking_.fetch_add(1);
      for (std::size_t i = 0; times > 0; --times, ++i) {
        const auto result = ask(site->factory_, site->rooms_[i % site->rooms_.size()]);
        bench::keep(result);
      }
      site->asking_.fetch_sub(1);
    };
  }

 private:
  Config config_;
  PlatformFactory factory_;
  std::array<RoomContext, 16> rooms_{};
  std::atomic<int> asking_{0};
  std::atomic<bool> done_{false};
  std::thread reloader_;
};

const std::shared_ptr<Site>& large_site() {
  static const auto site = std::make_shared<Site>(Amounts{});
  return site;
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
  return bench::each([snapshot = std::make_shared<const int>(7), bytes, i = std::size_t{0}]() mutable {
    const auto read = snapshot;  // one count up, one down
    bench::keep(read);
    return floors::murmur3(bytes[i++ % bytes.size()]);
  });
}

Loop asking(const Amounts& amounts) {
  return Site::loop(std::make_shared<Site>(amounts), ask);
}

const bench::Add jobs[] = {
    bench::Add({.name = "select", .prepare = [] { return Site::loop(large_site(), ask); }}),
    bench::Add({.name = "select/floor", .prepare = select_floor}),
    bench::Add({.name = "select/two_threads",
                .prepare = [] { return Site::loop(large_site(), ask); },
                .threads = 2}),
    bench::Add({.name = "select_explained", .prepare = [] { return Site::loop(large_site(), explain); }}),
    bench::Add({.name = "select_explained/floor", .prepare = select_floor}),
};

struct AddCurve {
  AddCurve(const std::string& name, std::initializer_list<int> steps, int Amounts::*amount) {
    for (const int step : steps) {
      bench::Add({.name = "curve_" + name + "/" + std::to_string(step), .prepare = [amount, step] {
                    Amounts amounts{.rooms = 10};
                    amounts.*amount = step;
                    return asking(amounts);
                  }});
    }
  }
};

const AddCurve rooms_curve("rooms", {10, 100, 1'000, 10'000, 100'000}, &Amounts::rooms);
const AddCurve rules_curve("rules", {2, 25, 50, 75, 100}, &Amounts::rules);
const AddCurve instances_curve("instances", {3, 25, 50, 75, 100}, &Amounts::instances);

// How many of ten thousand rooms get what the percentage gives, and what one room gets: peers use other
// hashes, so single rooms differ.
const bench::Show shown{"select", [] {
                          const auto factory =
                              bench::open_factory(bench::read_config(config_text({.rooms = 10})));
                          int ramped = 0;
                          for (int i = 0; i < 10'000; ++i)
                            ramped += factory.select(room(i)).platform() == "daily";
                          return std::to_string(ramped);
                        }};

}  // namespace
