#include "faults/emulated_world.hpp"

#include <algorithm>
#include <utility>

#include "faults/emulated_host.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/spi/json.hpp"

namespace faults {

using namespace vplatform;
using namespace vplatform::sessions;

namespace {

std::vector<std::string> ids_of(const std::vector<Participant>& people) {
  std::vector<std::string> ids;
  for (const auto& one : people) {
    if (one.is_person) ids.push_back(one.id.value);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

JsonText arguments(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  spi::JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : members) json.member(name, value);
  json.end_object();
  return {std::move(json).text()};
}

}  // namespace

EmulatedNetwork::EmulatedNetwork(const testing::FakeClock& clock)
    : daily(std::make_shared<platforms::daily::Emulator>(), [clock] { return clock.now(); }),
      livekit(std::make_shared<platforms::livekit::Emulator>(), [clock] { return clock.now(); }) {}

Result<HttpResponse> EmulatedNetwork::send(const HttpRequest& request, const AttemptOptions& attempt) {
  return request.url.starts_with(Addresses{}.daily) ? daily.send(request, attempt)
                                                    : livekit.send(request, attempt);
}

EmulatedWorld::EmulatedWorld(const std::string& place, const StoreOptions& store_options)
    : where(place), options(store_options), backend(another()) {}

Backend EmulatedWorld::another() const {
  return emulated_backend(Store::open(where, options, clock.env()).value(), {}, network, clock.env());
}

Session EmulatedWorld::new_session(const std::string& owner, const std::string& on) const {
  SessionSpec spec;
  spec.owner = owner;
  spec.room = {.id = "room of " + owner, .attributes = {{"on", on}}};
  return Sessions(backend).create(spec).value();
}

Emulator& EmulatedWorld::emulator_of(const Session& session) const {
  return session.meeting->platform == "daily" ? network->daily.emulator() : network->livekit.emulator();
}

std::string EmulatedWorld::enter(const Session& session, const std::string& person) const {
  const auto client = backend.platforms->client_for(*session.meeting).value();
  const auto grant = client.join(*session.meeting, {.name = person, .user_id = person}).value();
  const auto entered =
      emulator_of(session).play("join", arguments({{"token", grant.token.reveal()}}), now()).value();
  return (*spi::Json::parse(entered.text))["participant"].text_or("");
}

void EmulatedWorld::leave(const Session& session, const std::string& participant) const {
  (void)emulator_of(session)
      .play("leave", arguments({{"room", session.meeting->room}, {"participant", participant}}), now())
      .value();
}

std::vector<std::pair<std::string, WebhookRequest>> EmulatedWorld::hear() const {
  const WebhookEndpoint endpoint(backend);
  std::vector<std::pair<std::string, WebhookRequest>> refused;
  const auto tell = [&](const std::string& instance, Emulator& emulator) {
    for (auto& webhook : emulator.due(now())) {
      if (endpoint.handle(instance, webhook).status != 200)
        refused.emplace_back(instance, std::move(webhook));
    }
  };
  tell("daily", network->daily.emulator());
  tell("livekit", network->livekit.emulator());
  work_off();
  return refused;
}

void EmulatedWorld::work_off() const {
  const Inbox inbox(backend);
  for (auto finished = inbox.work_off(); finished && *finished > 0; finished = inbox.work_off()) {
  }
}

bool EmulatedWorld::is_over(const Session& session) const {
  return Sessions(backend).get(session.id).value().over_at.has_value();
}

std::vector<std::string> EmulatedWorld::known_in(const Session& session) const {
  return ids_of(backend.store->state()
                    .database
                    .read([&](Transaction& transaction) -> Result<std::vector<Participant>> {
                      return people_in(transaction, session.id);
                    })
                    .value());
}

std::vector<std::string> EmulatedWorld::truly_in(const Session& session) const {
  const auto client = backend.platforms->client_for(*session.meeting).value();
  const auto presence = client.presence(*session.meeting);
  if (!presence && presence.error().code == ErrorCode::not_found) return {};
  return ids_of(presence.value().people);
}

}  // namespace faults
