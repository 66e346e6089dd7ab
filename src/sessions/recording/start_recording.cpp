// How a recording begins: consent, the wish in the store, then the call.

#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/advance.hpp"
#include "sessions/recording/ledger_state.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/recording/recordings_state.hpp"
#include "sessions/recording/storage_place.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/lease.hpp"

namespace vplatform::sessions {
namespace {

using namespace std::chrono_literals;

constexpr auto start_lease = 60s;
constexpr auto ask_again = 15s;

Failure no_session(std::string_view id) {
  return fail(ErrorCode::not_found, "there is no session '" + std::string(id) + "'");
}

Result<void> must_be_live(const Session& session) {
  if (session.state == SessionState::live && session.meeting) return {};
  return fail(
      ErrorCode::failed_precondition,
      session.state == SessionState::live
          ? "the session's meeting is not made yet"
          : "the session is " + std::string(to_string(session.state)) + ", and only a live one is recorded");
}

Result<void> must_be_able(const Client& client, const RecordingSpec& spec) {
  CapabilitySet needs = needs_of(spec);
  needs.add(Capability::record_on_demand);
  const CapabilitySet missing = needs.without(client.info().capabilities);
  if (missing.empty()) return {};
  return fail(ErrorCode::unsupported,
              client.info().instance + " cannot start such a recording: it lacks " + to_string(missing));
}

Result<Consent> ask_for_consent(const ConsentHook& hook, const Session& session, const RecordingSpec& spec) {
  if (!hook) return Consent{.given = true};
  Result<Consent> consent = fail(ErrorCode::internal, "the consent hook ended with an exception");
  try {
    consent = hook(session, spec);
  } catch (...) {
    return consent;
  }
  if (consent && !consent->given)
    return fail(ErrorCode::permission_denied, "nobody is recorded without consent");
  return consent;
}

LedgerRow row_for(const Session& session, const RecordingSpec& spec, const Consent& consent,
                  const RecordingsOptions& options, const RuntimeEnv& env) {
  LedgerRow row;
  RecordingEntry& entry = row.entry;
  entry.id = env.new_id();
  entry.session_id = session.id;
  entry.ref = {.meeting = *session.meeting, .kind = spec.kind, .instance_key = spec.instance_key};
  if (entry.ref.instance_key.empty()) entry.ref.instance_key = env.new_id();
  entry.consent = consent.record;
  entry.storage = storage_of(spec.target);
  entry.storage_place = place_of(spec.target);
  row.deadlines = options.deadlines;
  row.max_length = spec.max_length;
  row.is_asked = true;
  return row;
}

/// The recording that the wish is about already, if there is one.
Result<std::optional<LedgerRow>> same_wish(Transaction& transaction, const LedgerRow& wish) {
  using Found = std::optional<LedgerRow>;
  auto of_key = rows_of_key(transaction, wish.entry.session_id, wish.entry.ref);
  if (!of_key.empty() && of_key.back().entry.ref.kind == wish.entry.ref.kind)
    return Found(std::move(of_key.back()));
  if (!of_key.empty() || session_that_asked(transaction, wish.entry.ref)) {
    return fail(ErrorCode::already_exists, "the instance_key is that of another recording");
  }
  for (LedgerRow& row : rows_of_session(transaction, wish.entry.session_id)) {
    if (row.entry.ref.kind == wish.entry.ref.kind && may_run(row.entry.state)) return Found(std::move(row));
  }
  return Found();
}

Result<RecordingEntry> write_wish(const Backend& backend, LedgerRow wish) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<RecordingEntry> {
    const auto session = lock_session(transaction, wish.entry.session_id);
    if (!session) return no_session(wish.entry.session_id);
    if (auto live = must_be_live(*session); !live) return Failure{std::move(live.error())};
    const auto same = same_wish(transaction, wish);
    if (!same) return Failure{same.error()};
    if (*same) return whole_entry(transaction, **same);
    const TimePoint now = backend.env.now();
    wish.entry.requested_at = now;
    place(wish, LedgerState::requested, {.at = now, .now = now});
    insert_row(transaction, wish);
    write_log(transaction, session->id,
              {.what = "recording_requested", .detail = wish.entry.id, .source = Source::host, .at = now});
    return wish.entry;
  });
}

/// Whether the wish may stand, and be told again.
bool may_be_told_again(const Error& error) {
  switch (error.code) {
    case ErrorCode::failed_precondition:  // nobody is in yet
    case ErrorCode::rate_limited:
    case ErrorCode::unavailable:
    case ErrorCode::deadline_exceeded:
    case ErrorCode::cancelled:
      return true;
    default:
      return error.effect == Effect::unknown;
  }
}

Result<RecordingEntry> write_refusal(const Backend& backend, const RecordingEntry& entry,
                                     const Error& error) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<RecordingEntry> {
    (void)lock_session(transaction, entry.session_id);
    auto row = lock_row(transaction, entry.id);
    if (!row) return no_session(entry.session_id);
    const TimePoint now = backend.env.now();
    if (row->entry.state == LedgerState::requested) {
      row->entry.failure = error.message;
      if (may_be_told_again(error)) {
        row->poll_due = now + error.retry_after.value_or(ask_again);
      } else {
        enter(transaction, *row, LedgerState::failed, {.at = now, .now = now});
      }
      update_row(transaction, *row);
    }
    return whole_entry(transaction, *row);
  });
}

Result<RecordingEntry> write_answer(const Backend& backend, const RecordingEntry& entry, Recording answer) {
  // The platform has taken it, whatever it calls that.
  if (answer.state == RecordingState::requested) answer.state = RecordingState::starting;
  answer.ref.instance_key = entry.ref.instance_key;
  return database_of(backend).write([&](Transaction& transaction) -> Result<RecordingEntry> {
    const auto session = lock_session(transaction, entry.session_id);
    if (!session) return no_session(entry.session_id);
    apply_recording(transaction, *session, answer, backend.env.now());
    const auto row = lock_row(transaction, entry.id);
    if (!row) return no_session(entry.session_id);
    return whole_entry(transaction, *row);
  });
}

}  // namespace

Result<RecordingEntry> tell_start(const Backend& backend, std::string_view id, const RecordingSpec& spec,
                                  const CallOptions& call) {
  const Database& database = database_of(backend);
  const auto lease = take_lease(database, "recording:" + std::string(id), start_lease, backend.env);
  if (!lease) return Failure{lease.error()};
  auto entry = read_recording(backend, id);
  if (!*lease || !entry || entry->state != LedgerState::requested) return entry;
  const auto client = backend.platforms->client_for(entry->ref.meeting);
  if (!client) return Failure{client.error()};
  RecordingSpec wish = spec;
  wish.instance_key = entry->ref.instance_key;
  auto answer = client->start_recording(entry->ref.meeting, wish, call);
  crash_point("record.after_start");
  auto written =
      answer ? write_answer(backend, *entry, *answer) : write_refusal(backend, *entry, answer.error());
  crash_point("record.after_start_written");
  // A lease that cannot be given back runs out.
  (void)database.write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, **lease);
    return {};
  });
  if (!written || answer || answer.error().code == ErrorCode::failed_precondition) return written;
  return Failure{std::move(answer.error())};
}

Result<RecordingEntry> Recordings::start(std::string_view session_id, const RecordingSpec& spec,
                                         const CallOptions& call) const {
  const Backend& backend = state_->backend;
  const auto session = database_of(backend).read([&](Transaction& transaction) -> Result<Session> {
    auto found = find_session(transaction, session_id);
    if (!found) return no_session(session_id);
    return *std::move(found);
  });
  if (!session) return Failure{session.error()};
  if (auto live = must_be_live(*session); !live) return Failure{std::move(live.error())};
  const auto client = backend.platforms->client_for(*session->meeting);
  if (!client) return Failure{client.error()};
  if (auto able = must_be_able(*client, spec); !able) return Failure{std::move(able.error())};
  const auto consent = ask_for_consent(state_->options.consent, *session, spec);
  if (!consent) return Failure{consent.error()};
  crash_point("record.before_write");
  auto entry = write_wish(backend, row_for(*session, spec, *consent, state_->options, backend.env));
  if (!entry) return entry;
  crash_point("record.after_write");
  if (entry->state != LedgerState::requested) return entry;
  return tell_start(backend, entry->id, spec, call);
}

}  // namespace vplatform::sessions
