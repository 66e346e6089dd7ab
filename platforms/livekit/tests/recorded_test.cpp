// The emulator is held against what livekit-server 1.13.5 answered and told, and our own reader reads it.
// tests/data/livekit-recorded.json is written by ./run live --record.

#include "recorded.hpp"

#include <map>

#include "shape.hpp"
#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

spi::Json tapes() {
  return *spi::Json::parse(data("livekit-recorded.json"));
}

// What the emulator has otherwise than the server, and why.
struct Known {
  const char* where;  // the end of a difference's path
  const char* why;
};
const Known known[] = {
    {".ssrc", "a random number, which the recording leaves out"},
    {".location", "the worker of the recording was a stand-in that uploads nothing"},
};

bool is_known(const std::string& difference) {
  const auto path = difference.substr(0, difference.find(' '));
  return std::any_of(std::begin(known), std::end(known),
                     [&](const auto& one) { return path.ends_with(one.where); });
}

EmulatorOptions options_of(const spi::Json& tape) {
  auto options = test_server();
  options.empty_timeout = 30s;
  options.departure_timeout = 2s;
  if (tape["setup"]["egress"].text() == "no_redis") options.egress = EmulatorOptions::Egress::no_redis;
  return options;
}

// Puts an emulator through what the server was put through.
class Replay {
 public:
  explicit Replay(const spi::Json& tape) : emulator_(options_of(tape)) {
    for (const auto& step : tape["steps"].items()) {
      const auto what = step["do"].text_or("");
      if (what == "ask") ask(step);
      if (what == "join") join(step);
      if (what == "publish") publish(step);
      if (what == "wait") wait(step);
      ++steps_;
    }
    take();
    compare_webhooks(tape);
  }

  [[nodiscard]] std::vector<std::string> differences() const {
    std::vector<std::string> list;
    for (const auto& one : shape_.differences()) {
      if (!is_known(one) && !recorded::varies(one)) list.push_back(one);
    }
    return list;
  }
  [[nodiscard]] int steps() const noexcept { return steps_; }

 private:
  // A recorded id stands for the one that the emulator has given.
  void learn(const spi::Json& recorded, const spi::Json& seen) {
    const auto id = recorded.text().value_or("");
    if (id.find('_') != std::string_view::npos && seen.text() && !seen.text()->empty() && id != *seen.text())
      ids_.emplace(id, *seen.text());
    for (const auto& [name, value] : recorded.members()) learn(value, seen[name]);
    const auto items = recorded.items();
    const auto others = seen.items();
    for (std::size_t i = 0; i < std::min(items.size(), others.size()); ++i) learn(items[i], others[i]);
  }

  [[nodiscard]] std::string with_ids(std::string text) const {
    for (const auto& [recorded, mine] : ids_) {
      const auto quoted = '"' + recorded + '"';
      for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at + 1))
        text.replace(at, quoted.size(), '"' + mine + '"');
    }
    return recorded::expanded(text);
  }

  void ask(const spi::Json& step) {
    const auto path = step["path"].text_or("");
    const auto door = step["door"].text_or("");
    const auto claims = step["claims"].is_object() ? step["claims"].dump() : std::string("{}");
    HttpRequest request{.method = step["method"].is_present() ? step["method"].text_or("") : "POST",
                        .url = path};
    if (step["body"].is_present()) request.body = with_ids(step["body"].dump());
    if (step["text"].is_present()) request.body = step["text"].text_or("");
    if (door == "in the query") {
      request.url += "?access_token=" + recorded::token(claims, clock_.now());
    } else if (const auto header = recorded::authorization(door, claims, clock_.now()); !header.empty()) {
      request.headers = {{.name = "Authorization", .value = header}};
    }
    const auto type = step["type"].is_present() ? step["type"].text_or("") : "application/json";
    request.headers.push_back({.name = "Content-Type", .value = type});
    const auto answer = emulator_.handle(request, clock_.now());
    compare(std::to_string(steps_) + ':' + path.substr(path.rfind('/') + 1), step, answer);
    take();
  }

  void compare(const std::string& name, const spi::Json& step, const HttpResponse& answer) {
    spi::JsonWriter seen;
    seen.begin_object().member("status", answer.status);
    seen.member("answer_type", find_header(answer.headers, "content-type").value_or(""));
    const auto json = spi::Json::parse(answer.body);
    if (step["answer"].is_present()) seen.key("answer").raw(json ? json->dump() : "\"no JSON\"");
    if (step["answer_text"].is_present()) seen.member("answer_text", answer.body);
    const auto parsed = *spi::Json::parse(std::move(seen.end_object()).text());
    for (const char* part : {"status", "answer_type", "answer", "answer_text"}) {
      if (step[part].is_present()) shape_.compare(name + '.' + part, step[part], parsed[part]);
    }
    learn(step["answer"], parsed["answer"]);
  }

  void join(const spi::Json& step) {
    REQUIRE(emulator_.join(recorded::token(step["claims"].dump(), clock_.now()), clock_.now()));
  }

  void publish(const spi::Json& step) {
    const auto said = emulator_.play("publish", {step.dump()}, clock_.now());
    REQUIRE(said);
    ids_.emplace(step["track"].text_or(""), (*spi::Json::parse(said->text))["track"].text_or(""));
  }

  // Until the emulator has told as much as the server had.
  void wait(const spi::Json& step) {
    for (int second = 0; second < 60; ++second) {
      take();
      const auto enough = std::count_if(told_.begin(), told_.end(), [&](const auto& one) {
        return one["event"].text() == step["event"].text() && room_of(one) == step["room"].text_or("");
      });
      if (enough >= step["count"].integer().value_or(1)) return;
      clock_.advance(1s);
    }
    FAIL("the emulator tells no " << step.dump());
  }

  static std::string room_of(const spi::Json& event) {
    const auto room = event["room"]["name"];
    return room.is_present() ? room.text_or("") : event["egressInfo"]["roomName"].text_or("");
  }

  void take() {
    for (const auto& webhook : emulator_.due(clock_.now())) {
      const auto body = *spi::Json::parse(webhook.body);
      // The stand-in for a worker joined no room, as a worker does.
      if (body["participant"]["kind"].text() == "EGRESS") continue;
      told_.push_back(body);
      CHECK(find_header(webhook.headers, "content-type") == "application/webhook+json");
      CHECK(claims_of(find_header(webhook.headers, "authorization").value_or(""))["iss"].text() == test_key);
      CHECK(webhook.body.find(", \"") != std::string::npos);
    }
  }

  // The n-th of a type and room with the n-th.
  void compare_webhooks(const spi::Json& tape) {
    std::map<std::string, std::vector<spi::Json>> mine;
    for (const auto& one : told_) mine[one["event"].text_or("") + ' ' + room_of(one)].push_back(one);
    std::map<std::string, std::size_t> seen;
    for (const auto& one : tape["webhooks"].items()) {
      CHECK(one["issuer"].text() == test_key);
      CHECK(one["type"].text() == "application/webhook+json");
      const auto body = one["body"];
      const auto kind = body["event"].text_or("") + ' ' + room_of(body);
      const auto nth = seen[kind]++;
      INFO(kind << ' ' << nth);
      REQUIRE(nth < mine[kind].size());
      shape_.compare(body["event"].text_or("") + std::to_string(nth), body, mine[kind][nth]);
    }
    for (const auto& [kind, list] : mine) {
      INFO(kind);
      CHECK(list.size() == seen[kind]);
    }
  }

  testing::FakeClock clock_;
  platforms::livekit::Emulator emulator_;
  Shape shape_;
  std::map<std::string, std::string, std::less<>> ids_;
  std::vector<spi::Json> told_;
  int steps_ = 0;
};

void check_replay(std::size_t which) {
  const auto tape = tapes()["servers"].items().at(which);
  const Replay replay(tape);
  CHECK(replay.steps() > 20);
  for (const auto& one : replay.differences()) {
    INFO(one);
    CHECK(false);
  }
}

}  // namespace

TEST_CASE("asked what a server without redis was asked, the emulator answers and tells the same") {
  check_replay(0);
}

TEST_CASE("asked what a server with a worker was asked, the emulator answers and tells the same") {
  check_replay(1);
}
