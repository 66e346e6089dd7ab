#include "faults/commands.hpp"

#include <chrono>
#include <utility>

#include "faults/emulated_host.hpp"

namespace faults {

using namespace vplatform;
using namespace vplatform::sessions;
using spi::Json;

namespace {

constexpr std::string_view nothing = "{}";

FetcherOptions from_loopback(const std::string& folder) {
  return {
      .folder = folder, .allowed_hosts = {"127.0.0.1"}, .allow_private_addresses = true, .allow_http = true};
}

std::string said(std::string_view name, std::string_view value) {
  return spi::JsonWriter{}.begin_object().member(name, value).end_object().text();
}

/// Success without a value, or the error, as an answer.
template <class T>
Result<std::string> done(const Result<T>& result) {
  if (!result) return Failure{result.error()};
  return std::string(nothing);
}

}  // namespace

Commands::Commands(const Backend& backend, const std::string& folder)
    : env_(backend.env.filled()),
      sessions_(backend),
      recordings_(backend),
      endpoint_(backend),
      inbox_(backend),
      reconciler_(backend),
      recorder_(backend, {.token = Secret(std::string(recorder_token))}),
      fetcher_(RecordingFetcher::open(backend, from_loopback(folder)).value()) {}

std::string Commands::perform(const Json& command) const {
  const auto answer = dispatch(command);
  spi::JsonWriter json;
  json.begin_object().member("ok", answer.has_value());
  if (!answer) json.member("error", describe(answer.error()));
  if (answer) json.key("said").raw(*answer);
  json.end_object();
  return std::move(json).text();
}

Commands::Answer Commands::dispatch(const Json& command) const {
  const std::string what = command["do"].text_or("");
  const std::string session = command["session"].text_or("");
  if (what == "create") return create(command);
  if (what == "webhook") return webhook(command);
  if (what == "work") return work();
  if (what == "round") return round();
  if (what == "admit") return admit(command);
  if (what == "remove") return done(sessions_.remove(session, command["person"].text_or("")));
  if (what == "update") return update(command);
  if (what == "record") return record(command);
  if (what == "stop") return done(recordings_.stop(command["recording"].text_or("")));
  if (what == "delete") return remove_recording(command);
  if (what == "report") return report_recording(command);
  if (what == "fetch") return fetch();
  if (what == "end") return done(sessions_.end(session));
  return fail(ErrorCode::invalid_argument, "a child was told to do something unknown");
}

Commands::Answer Commands::create(const Json& command) const {
  SessionSpec spec;
  spec.owner = command["owner"].text_or("");
  spec.request_key = command["key"].text_or("");
  spec.room.id = "room of " + spec.owner;
  if (const auto seconds = command["starts_in"].integer())
    spec.starts_at = env_.now() + std::chrono::seconds(*seconds);
  const auto session = sessions_.create(spec);
  if (!session) return Failure{session.error()};
  return said("id", session->id);
}

Commands::Answer Commands::update(const Json& command) const {
  const std::chrono::seconds ends_in(command["ends_in"].integer().value_or(0));
  return done(sessions_.update(command["session"].text_or(""), {.ends_at = env_.now() + ends_in}));
}

Commands::Answer Commands::webhook(const Json& command) const {
  WebhookRequest request{.body = command["body"].text_or("")};
  for (const auto& [name, value] : command["headers"].members())
    request.headers.push_back({name, value.text_or("")});
  const auto reply = endpoint_.handle("daily", request);
  return spi::JsonWriter{}.begin_object().member("status", reply.status).end_object().text();
}

Commands::Answer Commands::work() const {
  for (;;) {
    const auto finished = inbox_.work_off();
    if (!finished) return Failure{finished.error()};
    if (*finished == 0) return std::string(nothing);
  }
}

Commands::Answer Commands::round() const {
  const auto round = reconciler_.round();
  if (!round) return Failure{round.error()};
  spi::JsonWriter json;
  json.begin_object().key("errors").begin_array();
  for (const auto& error : round->errors) json.value(describe(error));
  json.end_array().end_object();
  return std::move(json).text();
}

Commands::Answer Commands::admit(const Json& command) const {
  const std::string person = command["person"].text_or("");
  const auto admission =
      sessions_.admit({.session_id = command["session"].text_or(""),
                       .person = person,
                       .name = person,
                       .role = command["host"].boolean().value_or(false) ? Role::host : Role::participant});
  if (!admission) return Failure{admission.error()};
  spi::JsonWriter json;
  json.begin_object().member("reason", to_string(admission->reason));
  if (admission->grant) json.member("token", admission->grant->token.reveal());
  json.end_object();
  return std::move(json).text();
}

Commands::Answer Commands::record(const Json& command) const {
  const auto entry =
      recordings_.start(command["session"].text_or(""), {.instance_key = command["key"].text_or("")});
  if (!entry) return Failure{entry.error()};
  return said("id", entry->id);
}

Commands::Answer Commands::remove_recording(const Json& command) const {
  const auto proof = recordings_.remove(command["recording"].text_or(""));
  if (!proof) return Failure{proof.error()};
  return spi::JsonWriter{}.begin_object().member("complete", proof->is_complete()).end_object().text();
}

Commands::Answer Commands::report_recording(const Json& command) const {
  const auto entry = recorder_.report(
      Secret(std::string(recorder_token)), command["session"].text_or(""),
      {.recorder_id = command["recorder_id"].text_or(""), .url = command["url"].text_or("")});
  if (!entry) return Failure{entry.error()};
  return said("id", entry->id);
}

Commands::Answer Commands::fetch() const {
  return done(fetcher_.fetch_next());
}

}  // namespace faults
