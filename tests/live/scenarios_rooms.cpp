// Rooms: made, found, changed and ended, by our client and seen on the wire.

#include <algorithm>

#include "live.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::live {

namespace {

std::string why(const Error& error) {
  return describe(error) + " " + error.provider_message;
}

template <class T>
std::string why(const Result<T>& result) {
  return result ? std::string{} : why(result.error());
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const Token create{.video = R"({"roomCreate":true})"};
const Token list{.video = R"({"roomList":true})"};

Token admin_of(const std::string& room) {
  return {.video = R"({"roomAdmin":true,"room":")" + room + "\"}"};
}

std::size_t listed(const Stage& stage, const std::string& body) {
  return parsed(stage.post("ListRooms", body, list).body)["rooms"].size();
}

void check_create(Stage& stage, const MeetingSpec& spec) {
  auto& report = stage.report;
  const auto made = stage.client.create_meeting(spec);
  if (!report.check("2", "create_meeting makes a room", made.has_value(), why(made))) return;
  const auto raw = made->raw.reveal();
  report.check(
      "2", "the answer is snake_case, 64 bits as text, with a sid RM_…",
      has(raw, R"("sid":"RM_)") && has(raw, R"("empty_timeout":)") && has(raw, R"("creation_time_ms":")"),
      raw);
  report.check("2", "its end is the one that was asked for, and nothing differs",
               made->ends_at == spec.ends_at && made->differs.empty());
  const auto told = stage.receiver.wait_for(made->ref.id, "room_started", 1, patience);
  if (!report.check("2", "room_started comes", !told.empty())) return;
  const auto verdict = stage.client.read_webhook(told.front().request);
  report.check("2", "and our reader takes it for what it is",
               verdict.event && (**verdict.event).kind == EventKind::meeting_started &&
                   (**verdict.event).meeting == made->ref,
               verdict.error ? verdict.error->message : std::string{});

  auto other = spec;
  other.metadata = "something else";
  const auto again = stage.client.create_meeting(other);
  const auto sid_of = [](const Meeting& meeting) { return parsed(meeting.raw.reveal())["sid"].text_or("?"); };
  report.check("3", "the same key again is the same room with its old metadata",
               again && sid_of(*again) == sid_of(*made) && again->metadata == spec.metadata, why(again));
  report.check("3", "which differs names", again && again->differs == std::vector<std::string>{"metadata"});
  report.check("3", "and no second room_started comes",
               stage.receiver.wait_for(made->ref.id, "room_started", 2, 700ms).size() == 1);
}

void check_lists(Stage& stage, const MeetingRef& ref) {
  auto& report = stage.report;
  const auto page = stage.client.list_meetings();
  const bool there = page && std::any_of(page->items.begin(), page->items.end(),
                                         [&](const auto& one) { return one.ref == ref; });
  report.check("4", "list_meetings lists it", there, why(page));
  report.check(
      "4", "ListRooms by name gives one, or none",
      listed(stage, R"({"names":[")" + ref.id + "\"]}") == 1 && listed(stage, R"({"names":["nope"]})") == 0);
  const auto found = stage.client.find_meeting(ref);
  report.check("4", "find_meeting finds it with its metadata", found && found->metadata == "first",
               why(found));
  const auto nope = stage.client.find_meeting({.platform = "livekit", .id = "nope", .room = "nope"});
  report.check("4", "and says not_found where there is none",
               !nope && nope.error().code == ErrorCode::not_found);
  const auto changed = stage.client.update_meeting(ref, {.metadata = "second"});
  report.check("-", "update_meeting changes the metadata", changed && changed->metadata == "second",
               why(changed));
  const auto cleared = stage.client.update_meeting(ref, {.metadata = ""});
  report.check("-", "and clears it", cleared && cleared->metadata.empty(), why(cleared));
  report.check("-", "check_health is content", stage.client.check_health().has_value());
}

void check_grants(Stage& stage, const MeetingRef& ref) {
  auto& report = stage.report;
  const std::string denied = R"({"code":"unauthenticated","msg":"permissions denied"})";
  const auto no_grant = stage.post("CreateRoom", R"({"name":"x"})", list);
  report.check("10", "a token without the grant is Twirp's unauthenticated",
               no_grant.status == 401 && no_grant.body == denied, no_grant.body);
  const auto room = R"({"room":")" + ref.id + "\"}";
  const auto other = stage.post("ListParticipants", room, admin_of("another-room"));
  report.check("11", "who runs another room runs not this one", other.status == 401 && other.body == denied,
               other.body);
  const auto absent = stage.post("ListParticipants", R"({"room":"nope"})", admin_of("nope"));
  report.check("13", "the participants of an absent room are an empty list",
               absent.status == 200 && absent.body == R"({"participants":[]})", absent.body);
}

void check_end(Stage& stage, const MeetingRef& ref) {
  auto& report = stage.report;
  const auto ended = stage.client.end_meeting(ref);
  report.check("12", "end_meeting ends it", ended.has_value(), why(ended));
  const auto told = stage.receiver.wait_for(ref.id, "room_finished", 1, patience);
  const bool read =
      !told.empty() && stage.client.read_webhook(told.front().request).outcome == WebhookOutcome::event;
  report.check("12", "room_finished comes and is genuine", read);
  const auto raw = stage.post("DeleteRoom", R"({"room":")" + ref.id + "\"}", create);
  report.check("12", "the server then answers 404 not_found",
               raw.status == 404 && parsed(raw.body)["code"].text() == "not_found", raw.body);
  report.check("12", "and ending it again is success all the same",
               stage.client.end_meeting(ref).has_value());
}

void check_timeout(Stage& stage) {
  const auto key = fresh_key("short");
  const auto made =
      stage.client.create_meeting({.key = key, .ends_at = std::chrono::system_clock::now() + 5s});
  const auto told = stage.receiver.wait_for(spi::room_name(key), "room_finished", 1, patience);
  stage.report.check("16", "a room that nobody joins finishes at its end", made && !told.empty(), why(made));
  const auto found = stage.client.find_meeting(
      {.platform = "livekit", .id = spi::room_name(key), .room = spi::room_name(key)});
  stage.report.check("16", "and is not found any more", !found && found.error().code == ErrorCode::not_found);
}

}  // namespace

void run_room_scenarios(Stage& stage) {
  stage.report.section("rooms");
  const auto key = fresh_key("stand-up");
  const MeetingRef ref{.platform = "livekit", .id = spi::room_name(key), .room = spi::room_name(key)};
  check_create(stage,
               {.key = key,
                .ends_at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + 1h,
                .max_participants = 5,
                .metadata = "first"});
  check_lists(stage, ref);
  check_grants(stage, ref);
  check_end(stage, ref);
  check_timeout(stage);
}

}  // namespace vplatform::live
