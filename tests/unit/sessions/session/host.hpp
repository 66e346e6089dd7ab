#pragma once

#include <memory>
#include <string>
#include <utility>

#include "sessions/session/sagas.hpp"
#include "sessions/store/store_state.hpp"
#include "stop_at.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/factory.hpp"
#include "vplatform/platforms/mock.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

namespace session_test {

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;
using platforms::mock::MockFault;
using platforms::mock::MockService;
using testing::StopAt;
using testing::Stopped;

inline constexpr auto one_mock = R"({"default": "mock", "platforms": {"mock": {}}})";

/// A mock that lacks capabilities, by their names.
inline std::string mock_without(const std::string& names) {
  return R"({"default": "mock", "platforms": {"mock": {"without": [)" + names + "]}}}";
}

/// A host with mock platforms, a clock that stands, and an empty database.
struct Host {
  explicit Host(Dialect dialect, const std::string& config = one_mock, const SessionsOptions& how = {})
      : database(dialect), options(how), store(database.open(clock.env())), factory(open(config)) {}

  [[nodiscard]] Backend backend() const { return {store, factory, clock.env()}; }
  [[nodiscard]] Sessions sessions() const { return Sessions(backend(), options); }
  /// Another process on the same database.
  [[nodiscard]] Backend other_backend() const { return {database.open(clock.env()), factory, clock.env()}; }

  [[nodiscard]] Session create(SessionSpec spec = {}) const {
    if (spec.owner.empty()) spec.owner = "ada";
    return sessions().create(spec).value();
  }
  [[nodiscard]] Admission admit(const Session& session, const std::string& person,
                                Role role = Role::participant) const {
    return sessions()
        .admit({.session_id = session.id, .person = person, .name = person, .role = role})
        .value();
  }
  /// The person comes in by that grant.
  ParticipantId enters(const Admission& admission) const {
    return service->enter(admission.grant.value().token, clock.now()).value().participant.id;
  }
  [[nodiscard]] std::vector<platforms::mock::MockMeeting> meetings() const {
    return service->meetings(clock.now());
  }
  [[nodiscard]] Session get(const std::string& id) const { return sessions().get(id).value(); }

  void execute(std::string_view sql, std::initializer_list<Value> values = {}) const {
    store->state()
        .database
        .write([&](Transaction& transaction) -> Result<void> {
          (void)transaction.execute(sql, values);
          return {};
        })
        .value();
  }
  [[nodiscard]] std::int64_t count(std::string_view sql, std::initializer_list<Value> values = {}) const {
    return store->state()
        .database
        .read([&](Transaction& transaction) -> Result<std::int64_t> {
          return transaction.find(sql, values)->integer(0);
        })
        .value();
  }

  testing::FakeClock clock{};
  testing::TestDatabase database;
  SessionsOptions options;
  std::shared_ptr<MockService> service = std::make_shared<MockService>();
  std::shared_ptr<Store> store;
  std::shared_ptr<PlatformFactory> factory;

 private:
  [[nodiscard]] std::shared_ptr<PlatformFactory> open(const std::string& config) const {
    Registry registry;
    (void)platforms::mock::add_to(registry, service);
    return std::make_shared<PlatformFactory>(
        PlatformFactory::open(std::move(registry), Config::from_text(config, Environment::of({})),
                              std::make_shared<testing::ScriptedTransport>(), clock.env())
            .value());
  }
};

}  // namespace session_test
