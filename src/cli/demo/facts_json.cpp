#include <cstdint>

#include "cli/demo/show.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli::demo {
namespace {

using spi::JsonWriter;

std::int64_t number(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

void write_services(JsonWriter& out, const Facts& facts) {
  out.key("services").begin_array();
  for (const auto& service : facts.services) {
    out.begin_object().member("platform", service.platform).member("service", to_string(service.kind));
    write_optional(out, "address", service.address);
    out.end_object();
  }
  out.end_array();
}

// That there is a link or a token, never which.
void write_grant_facts(JsonWriter& out, const JoinGrant& grant) {
  out.begin_object();
  out.member("kind", to_string(grant.kind)).member("role", to_string(grant.role));
  out.member("has_url", !grant.url.empty()).member("has_token", !grant.token.empty());
  write_optional(out, "server_url", grant.server_url);
  write_optional(out, "identity", grant.identity);
  if (grant.expires_at) out.member("expires_at", to_rfc3339(*grant.expires_at));
  out.end_object();
}

void write_room(JsonWriter& out, const RoomFact& fact) {
  out.begin_object().member("room", fact.room.id);
  out.key("decision");
  write_decision(out, fact.decision);
  out.key("meeting");
  write_meeting(out, fact.meeting);
  out.key("host");
  write_grant_facts(out, fact.host);
  out.key("guest");
  write_grant_facts(out, fact.guest);
  out.member("webhooks_due", number(fact.webhook.due));
  out.key("webhook");
  write_verdict(out, fact.webhook.genuine, fact.webhook.instance);
  out.key("forged");
  write_verdict(out, fact.webhook.forged, fact.webhook.instance);
  out.end_object();
}

void write_people(JsonWriter& out, const Facts& facts) {
  out.key("people").begin_array();
  for (const auto& fact : facts.people) {
    out.begin_object().member("platform", fact.instance).key("presence");
    write_presence(out, fact.presence);
    out.end_object();
  }
  out.end_array();
}

void write_recording_facts(JsonWriter& out, const RecordingFact& fact) {
  out.key("recording").begin_object().member("platform", fact.instance);
  out.key("started");
  write_recording(out, fact.started);
  out.key("started_webhook");
  write_verdict(out, fact.started_webhook, fact.instance);
  out.key("ready_webhook");
  write_verdict(out, fact.ready_webhook, fact.instance);
  out.key("found");
  write_recording(out, fact.found);
  out.member("has_link", !fact.link.url.empty());
  out.member("link_expires_at", to_rfc3339(fact.link.expires_at)).end_object();
}

void write_revival(JsonWriter& out, const RevivalFact& fact) {
  out.key("revival").begin_object().member("platform", fact.instance);
  out.key("made");
  write_subscription(out, fact.made);
  out.member("lost", number(fact.lost)).key("failed");
  write_subscription(out, fact.failed);
  out.key("planned");
  write_subscription(out, fact.planned);
  out.key("revived");
  write_subscription(out, fact.revived);
  out.end_object();
}

void write_move(JsonWriter& out, const MoveFact& move) {
  out.key("move").begin_object().member("room", move.room);
  const auto decision = [&](std::string_view name, const Decision& one) {
    out.key(name);
    write_decision(out, one);
  };
  const auto meeting = [&](std::string_view name, const Meeting& one) {
    out.key(name);
    write_meeting(out, one);
  };
  meeting("running", move.running);
  decision("moved", move.moved);
  decision("pinned", move.pinned);
  meeting("found", move.found);
  meeting("made", move.made);
  decision("back", move.back);
  meeting("found_made", move.found_made);
  out.end_object();
}

void write_lost_answer(JsonWriter& out, const LostAnswerFact& lost) {
  out.key("lost_answer").begin_object().member("platform", lost.instance);
  out.key("meeting");
  write_meeting(out, lost.meeting);
  out.key("again");
  write_meeting(out, lost.again);
  out.member("posts", number(lost.posts));
  out.member("books_before", number(lost.books_before)).member("books_after", number(lost.books_after));
  out.end_object();
}

void write_books(JsonWriter& out, const Facts& facts) {
  out.key("emulator").begin_object();
  for (const auto& [instance, books] : facts.books) {
    out.key(instance).begin_object().key("meetings").begin_array();
    for (const auto& meeting : books.meetings) {
      out.begin_object().member("id", meeting.id);
      write_optional(out, "room", meeting.room);
      out.member("ends_at", to_rfc3339(meeting.ends_at)).end_object();
    }
    out.end_array()
        .member("requests", number(books.requests))
        .member("left", number(books.left))
        .end_object();
  }
  out.end_object();
}

}  // namespace

std::string to_json(const Facts& facts) {
  JsonWriter out;
  out.begin_object();
  write_services(out, facts);
  out.key("rooms").begin_array();
  for (const auto& fact : facts.rooms) write_room(out, fact);
  out.end_array();
  write_people(out, facts);
  write_recording_facts(out, facts.recording);
  write_revival(out, facts.revival);
  write_move(out, facts.move);
  write_lost_answer(out, facts.lost);
  write_books(out, facts);
  out.member("ended", number(facts.ended));
  out.end_object();
  return std::move(out).text();
}

}  // namespace vplatform::cli::demo
