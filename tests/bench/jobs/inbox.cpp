// The inbox: 64 webhooks at once, each durable before its 200, against one SQLite transaction for each; and
// working them off, against reading and marking as many.

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

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

Loop receive() {
  struct Site {
    SessionsHost host{Dialect::sqlite};
    sessions::WebhookEndpoint endpoint{host.backend};
    std::string meeting = host.session("ada").meeting.value().id;
    std::atomic<std::int64_t> next{0};
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) {
      const auto request = bench::joined_webhook(site->meeting, site->next.fetch_add(1));
      if (site->endpoint.handle("mock", request).status != 200) bench::give_up("inbox_64: not taken");
    }
  };
}

Loop receive_floor() {
  struct Site {
    testing::TestDatabase database{Dialect::sqlite};
    floors::BareInbox inbox{database.folder() + "/floor.db"};
    std::string body = bench::joined_webhook("meeting", 1).body;
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) site->inbox.store(site->body);
  };
}

/// As the endpoint leaves them, without its work.
void fill(const SessionsHost& host) {
  const auto client = host.backend.platforms->client("mock");
  std::vector<std::string> meetings;
  for (int i = 0; i < sessions_of_drain; ++i)
    meetings.push_back(host.session(std::to_string(i)).meeting.value().id);
  std::vector<sessions::ReceivedEvent> events;
  for (std::int64_t i = 0; i < drained; ++i) {
    const auto request = bench::joined_webhook(meetings[static_cast<std::size_t>(i) % meetings.size()], i);
    const auto verdict = client->read_webhook(request);
    if (!verdict.event) bench::give_up("inbox_drain: a webhook is not genuine");
    events.push_back({.instance = "mock",
                      .fields = **verdict.event,
                      .body = request.body,
                      .unreadable = std::nullopt,
                      .received_at = std::chrono::system_clock::now()});
  }
  const auto done =
      host.backend.store->state().database.write([&](sessions::Transaction& transaction) -> Result<void> {
        for (const auto& event : events) store_row(transaction, row_of(event));
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

/// 0 where no PostgreSQL can be started. It runs without flushes, as in the tests.
std::string drain_postgresql() {
  try {
    return drain(Dialect::postgresql);
  } catch (const std::runtime_error&) {
    return "0";
  }
}

const bench::Add jobs[] = {
    bench::Add({.name = "inbox_64", .prepare = receive, .clock = bench::Clock::wall, .threads = at_once}),
    bench::Add({.name = "inbox_64/floor", .prepare = receive_floor, .clock = bench::Clock::wall}),
};

const bench::Show shows[] = {
    {"inbox_drain", [] { return drain(Dialect::sqlite); }},
    {"inbox_drain/floor", drain_floor},
    {"inbox_drain_postgresql", drain_postgresql},
    {"inbox_drain_postgresql/floor", drain_floor},
};

}  // namespace
