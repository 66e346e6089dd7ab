#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sessions/store/store_state.hpp"
#include "support/catch.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/factory.hpp"
#include "vplatform/platforms/mock.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/fake_clock.hpp"

// A host of the component on a mock platform: a store, a clock that stands, and webhooks of the test's own.

namespace sessions_test {

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

/// What an event of the mock's says.
struct Told {
  std::string id{};
  std::string type{};
  TimePoint at{};
  std::string meeting{};
  std::string sitting{};
  std::optional<Participant> who{};
};

inline std::string body_of(const Told& told) {
  spi::JsonWriter json;
  json.begin_object().member("id", told.id).member("type", told.type).member("at", to_rfc3339(told.at));
  json.member("meeting", told.meeting).member("session", told.sitting);
  if (told.who) {
    json.key("participant").begin_object();
    json.member("id", told.who->id.value).member("identity", told.who->identity);
    json.member("name", told.who->name).member("is_person", told.who->is_person);
    if (told.who->role) json.member("role", to_string(*told.who->role));
    json.end_object();
  }
  json.end_object();
  return std::move(json).text();
}

struct World {
  explicit World(Dialect dialect, const std::string& settings = "{}")
      : database(dialect), store(database.open(clock.env())), backend(backend_of(store, settings)) {}

  /// The same host in another process, so to speak: nothing is shared but the database and the platform.
  [[nodiscard]] Backend other() const { return backend_of(database.open(clock.env()), "{}"); }

  [[nodiscard]] TimePoint now() const { return clock.now(); }
  [[nodiscard]] Session new_session(SessionSpec spec = {}) const {
    spec.owner = "ada";
    spec.room.id = "board";
    return Sessions(backend).create(spec).value();
  }
  [[nodiscard]] Session session(const std::string& id) const { return Sessions(backend).get(id).value(); }
  /// The log in words: `joined ada`, those that are inferred with a `?`.
  [[nodiscard]] std::vector<std::string> log(const std::string& id) const {
    std::vector<std::string> lines;
    for (const auto& one : Sessions(backend).log(id).value().items) {
      std::string line = one.what;
      if (!one.detail.empty()) line += " " + one.detail;
      lines.push_back(line + (one.inferred ? "?" : ""));
    }
    return lines;
  }

  [[nodiscard]] WebhookRequest sign(std::string body) const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
    const std::string at = std::to_string(seconds);
    const auto mac = spi::HmacKey(secret).sign({at, ".", body});
    return {{{"Mock-Signature", "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}}, std::move(body)};
  }
  /// Delivers a webhook, and returns the status.
  [[nodiscard]] int deliver(const std::string& body) const {
    return WebhookEndpoint(backend).handle("mock", sign(body)).status;
  }
  void tell(const Told& told) const { REQUIRE(deliver(body_of(told)) == 200); }
  /// What the platform has to tell arrives, and is worked off.
  void hear() const {
    for (const auto& request : service->due(now()))
      REQUIRE(WebhookEndpoint(backend).handle("mock", request).status == 200);
    work_off();
  }
  void work_off() const {
    while (Inbox(backend).work_off().value() > 0) {
    }
  }

  /// A number out of the database.
  [[nodiscard]] std::int64_t count(std::string_view sql, std::initializer_list<Value> values = {}) const {
    return store->state()
        .database
        .read([&](Transaction& transaction) -> Result<std::int64_t> {
          return transaction.find(sql, values)->integer(0);
        })
        .value();
  }
  void execute(std::string_view sql, std::initializer_list<Value> values = {}) const {
    REQUIRE(store->state().database.write([&](Transaction& transaction) -> Result<void> {
      (void)transaction.execute(sql, values);
      return {};
    }));
  }
  template <class Work>
  void write(Work work) const {
    REQUIRE(store->state().database.write([&](Transaction& transaction) -> Result<void> {
      work(transaction);
      return {};
    }));
  }

  const std::string secret{"mock-webhook-secret"};
  testing::FakeClock clock{};
  testing::TestDatabase database;
  std::shared_ptr<platforms::mock::MockService> service =
      std::make_shared<platforms::mock::MockService>(platforms::mock::MockKeys{.webhooks = Secret(secret)});
  std::shared_ptr<Store> store;
  Backend backend;

 private:
  [[nodiscard]] Backend backend_of(std::shared_ptr<Store> with, const std::string& settings) const {
    Registry registry;
    REQUIRE(platforms::mock::add_to(registry, service));
    auto config = Config::from_text(R"({"default": "mock", "platforms": {"mock": )" + settings + "}}",
                                    Environment::of({{"MOCK_WEBHOOK_SECRET", secret}}));
    auto factory = PlatformFactory::open(std::move(registry), std::move(config), nullptr, clock.env(),
                                         {.retry = {.max_attempts = 1}});
    REQUIRE(factory);
    return {.store = std::move(with),
            .platforms = std::make_shared<const PlatformFactory>(*std::move(factory)),
            .env = clock.env()};
  }
};

}  // namespace sessions_test
