// The inbox: 64 webhooks at once, each durable before its 200, against as many with a transaction for each;
// and working them off, against reading and marking as many.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "floors/sql.hpp"
#include "jobs.hpp"
#include "jobs/sessions_setup.hpp"
#include "jobs/setup.hpp"
#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace {

using namespace vplatform;
using bench::Loop;
using bench::SessionsHost;
using sessions::Dialect;

constexpr int at_once = 64;
constexpr int drained = 4096;  // events
constexpr int sessions_of_drain = 64;

/// Signed webhooks that differ, made before anything is timed. Thread-safe.
class Stock {
 public:
  explicit Stock(const std::string& meeting) {
    constexpr std::int64_t enough = 1'000'000;  // for the longest run; who wants more is told
    requests_.reserve(enough);
    for (std::int64_t i = 0; i < enough; ++i) requests_.push_back(bench::joined_webhook(meeting, i));
  }
  const WebhookRequest& take() {
    const auto at = static_cast<std::size_t>(next_.fetch_add(1));
    if (at >= requests_.size()) bench::give_up("inbox_64: more webhooks than were made before");
    return requests_[at];
  }

 private:
  std::vector<WebhookRequest> requests_;
  std::atomic<std::int64_t> next_{0};
};

Loop receive() {
  struct Site {
    SessionsHost host{Dialect::sqlite};
    sessions::WebhookEndpoint endpoint{host.backend};
    Stock stock{host.session("ada").meeting.value().id};
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) {
      if (site->endpoint.handle("mock", site->stock.take()).status != 200)
        bench::give_up("inbox_64: not taken");
    }
  };
}

/// The same 64 at once, each in a transaction of its own. They take turns by a mutex, which is kinder than
/// SQLite's own lock, where who is refused sleeps and tries again.
Loop receive_floor() {
  struct Site {
    testing::TestDatabase database{Dialect::sqlite};
    floors::BareInbox inbox{database.folder() + "/floor.db"};
    std::string body = bench::joined_webhook("meeting", 1).body;
    std::mutex turn;
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) {
      const std::lock_guard lock(site->turn);
      site->inbox.store(site->body);
    }
  };
}

/// As the endpoint leaves them, without its work.
void fill(const SessionsHost& host) {
  const auto client = host.backend.platforms->client("mock");
  std::vector<std::string> meetings;
  for (int i = 0; i < sessions_of_drain; ++i)
    meetings.push_back(host.session(std::to_string(i)).meeting.value().id);
  const auto done =
      host.backend.store->state().database.write([&](sessions::Transaction& transaction) -> Result<void> {
        for (std::int64_t i = 0; i < drained; ++i) {
          const auto& meeting = meetings[static_cast<std::size_t>(i) % meetings.size()];
          const auto request = bench::joined_webhook(meeting, i);
          const auto verdict = client->read_webhook(request);
          if (!verdict.event) bench::give_up("inbox_drain: a webhook is not genuine");
          const sessions::ReceivedEvent event{.instance = "mock",
                                              .fields = &**verdict.event,
                                              .body = request.body,
                                              .received_at = std::chrono::system_clock::now()};
          store_row(transaction, row_of(event));
        }
        return {};
      });
  if (!done) bench::give_up("inbox_drain: " + done.error().message);
}

/// Nanoseconds for each of the drained events, as text; filling is not counted.
template <class Once>
std::string time_drain(Once once) {
  const auto start = std::chrono::steady_clock::now();
  std::int64_t done = 0;
  for (std::int64_t some = once(); some > 0; some = once()) done += some;
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - start;
  if (done != drained) bench::give_up("inbox_drain: not every event was worked off");
  return std::to_string(took.count() / drained);
}

std::string drain(Dialect dialect) {
  const SessionsHost host(dialect);
  fill(host);
  const sessions::Inbox inbox(host.backend);
  return time_drain([&] {
    const auto some = inbox.work_off();
    if (!some) bench::give_up("inbox_drain: " + some.error().message);
    return static_cast<std::int64_t>(*some);
  });
}

std::string drain_floor() {
  const testing::TestDatabase database(Dialect::sqlite);
  floors::BareInbox inbox(database.folder() + "/floor.db");
  inbox.fill(drained, bench::joined_webhook("meeting", 1).body);
  return time_drain([&] { return inbox.work_off(at_once); });
}

/// 0 where no PostgreSQL can be started, and why on standard error. It runs without flushes, as in the tests.
std::string drain_postgresql() {
  try {
    return drain(Dialect::postgresql);
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "inbox_drain_postgresql: %s\n", error.what());
    return "0";
  }
}

const bench::Add jobs[] = {
    bench::Add({.name = "inbox_64", .prepare = receive, .clock = bench::Clock::wall, .threads = at_once}),
    bench::Add({.name = "inbox_64/floor",
                .prepare = receive_floor,
                .clock = bench::Clock::wall,
                .threads = at_once}),
};

const bench::Show shows[] = {
    {"inbox_drain", [] { return drain(Dialect::sqlite); }},
    {"inbox_drain/floor", drain_floor},
    {"inbox_drain_postgresql", drain_postgresql},
    {"inbox_drain_postgresql/floor", drain_floor},
};

}  // namespace
