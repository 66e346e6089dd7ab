#include <algorithm>

#include "cli/decision_text.hpp"
#include "cli/demo/show.hpp"
#include "cli/presence_text.hpp"

namespace vplatform::cli::demo {
namespace {

void heading(Output& out, const std::string& text) {
  out.line();
  out.line({{text, Ink::strong}});
}

std::string count(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string at(const std::optional<TimePoint>& moment) {
  if (!moment) return "";
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(*moment));
}

// As commands take it; Whereby's room name beside it would be a line of its own.
std::string ref_of(const Meeting& meeting) {
  return to_string(MeetingRef{meeting.ref.platform, meeting.ref.id, ""});
}

Cell tick(bool good, const std::string& what) {
  return {what + (good ? " ✓" : " ✗"), good ? Ink::good : Ink::bad};
}

Row grant_row(const std::string& platform, const JoinGrant& grant) {
  // A token's start says that it is there, and opens nothing.
  const std::string token = grant.token.empty() ? "" : "token " + grant.token.reveal().substr(0, 5) + "…";
  const bool link_is_the_right = grant.token.empty();
  const std::string link = grant.role == Role::host && link_is_the_right ? "host link" : "link";
  const Cell way_in = link_is_the_right ? tick(!grant.url.empty(), link) : Cell(token);
  const std::string until = grant.expires_at ? "until " + at(grant.expires_at) : "as long as the room";
  const std::string identity = grant.identity.empty() ? "" : "as " + grant.identity;
  return {platform, to_string(grant.role), to_string(grant.kind), way_in, until, {identity, Ink::faint}};
}

}  // namespace

void show_services(Output& out, const Facts& facts) {
  heading(out, "the services");
  std::vector<Row> rows;
  for (const auto& service : facts.services) {
    switch (service.kind) {
      case ServiceKind::emulator:
        rows.push_back({service.platform, "emulator", {service.address + ", over libcurl", Ink::faint}});
        break;
      case ServiceKind::real:
        rows.push_back({service.platform, {"real service", Ink::good}, {service.address, Ink::faint}});
        break;
      case ServiceKind::in_process:
        rows.push_back({service.platform, "in this process"});
        break;
    }
  }
  out.table(rows, "  ");
}

void show_choice(Output& out, const Facts& facts) {
  heading(out, "one configuration, four rooms: each on the platform that its flag says");
  std::vector<Row> rows;
  for (const auto& fact : facts.rooms) {
    rows.push_back({fact.room.id, {fact.decision.platform(), Ink::good}, why(fact.decision)});
  }
  out.table(rows, "  ");
}

void show_meetings(Output& out, const Facts& facts) {
  heading(out, "a meeting for each");
  std::vector<Row> rows;
  for (const auto& fact : facts.rooms) {
    rows.push_back({fact.room.id, {ref_of(fact.meeting), Ink::good}, "ends " + at(fact.meeting.ends_at)});
  }
  out.table(rows, "  ");
}

void show_grants(Output& out, const Facts& facts) {
  heading(out, "a host and a guest in each");
  std::vector<Row> rows;
  for (const auto& fact : facts.rooms) {
    rows.push_back(grant_row(fact.meeting.ref.platform, fact.host));
    rows.push_back(grant_row(fact.meeting.ref.platform, fact.guest));
  }
  out.table(rows, "  ");
}

void show_webhooks(Output& out, const Facts& facts) {
  heading(out, "the guest comes in: a signed webhook is read, and refused with one byte flipped");
  std::vector<Row> rows;
  for (const auto& fact : facts.rooms) {
    const WebhookFact& webhook = fact.webhook;
    Row row{webhook.instance};
    const bool read = webhook.genuine.event.has_value();
    row.push_back(tick(read, read ? std::string(to_string((*webhook.genuine.event)->kind)) : "not read"));
    row.push_back(read ? (*webhook.genuine.event)->type : std::string());
    row.push_back("reply " + std::to_string(webhook.genuine.reply_status));
    const bool refused = webhook.forged.outcome == WebhookOutcome::refused;
    row.push_back(tick(refused, "forged: " + std::string(to_string(webhook.forged.outcome))));
    row.push_back("reply " + std::to_string(webhook.forged.reply_status));
    rows.push_back(std::move(row));
  }
  out.table(rows, "  ");
}

void show_people(Output& out, const Facts& facts) {
  heading(out, "who is in, and how surely that is known");
  std::vector<Row> rows;
  for (const auto& fact : facts.people) {
    const Presence& presence = fact.presence;
    std::string names;
    for (const auto& one : presence.people) names += (names.empty() ? "" : ", ") + one.name;
    const bool seen = presence.state == PresenceState::occupied;
    rows.push_back({fact.instance,
                    seen ? tick(true, std::string(in_words(presence.state)) + ": " + names)
                         : Cell(std::string(in_words(presence.state)) + ", which is not empty"),
                    presence.complete ? "complete" : "somebody may be missing",
                    {"as of " + at(presence.as_of), Ink::faint}});
  }
  out.table(rows, "  ");
}

void show_recording(Output& out, const Facts& facts) {
  const RecordingFact& fact = facts.recording;
  heading(out, "a recording, from its start to the link");
  const auto kind = [](const WebhookVerdict& verdict) {
    return verdict.event ? std::string(to_string((*verdict.event)->kind)) : "no webhook";
  };
  const bool ours = fact.found.ref.instance_key == fact.started.ref.instance_key;
  out.table(
      {{fact.instance, "started", std::string(to_string(fact.started.state)),
        "our key " + fact.started.ref.instance_key},
       {"", "webhook", tick(fact.started_webhook.event.has_value(), kind(fact.started_webhook)),
        "its id " + fact.found.ref.id.value_or("")},
       {"", "webhook", tick(fact.ready_webhook.event.has_value(), kind(fact.ready_webhook))},
       {"", "found",
        tick(ours && fact.found.state == RecordingState::ready, std::string(to_string(fact.found.state))),
        fact.found.files.empty() ? "" : fact.found.files.front().path},
       {"", "to fetch it", tick(!fact.link.url.empty(), "link"), "until " + at(fact.link.expires_at)}},
      "  ");
}

void show_revival(Output& out, const Facts& facts) {
  const RevivalFact& fact = facts.revival;
  heading(out, "our server was down, and Daily has given its webhook up: it is revived");
  const auto failures = [](const WebhookSubscription& one) {
    return one.failures == 0 ? std::string("no failures")
                             : count(static_cast<std::size_t>(one.failures), "failure");
  };
  const auto changes = [](const WebhookSubscription& one) {
    std::string all;
    for (const auto& change : one.changes) all += (all.empty() ? "" : ", ") + change;
    return all;
  };
  const auto state = [](const WebhookSubscription& one) { return one.active ? "active" : "FAILED"; };
  out.table({{fact.instance, "subscribed", tick(fact.made.active, state(fact.made)), fact.made.url},
             {"",
              "after " + count(fact.lost, "lost webhook"),
              {state(fact.failed), Ink::bad},
              failures(fact.failed)},
             {"", "a dry run", "would be " + changes(fact.planned)},
             {"", "ensured again", tick(fact.revived.active, state(fact.revived)),
              changes(fact.revived) + ", " + failures(fact.revived)}},
            "  ");
}

void show_move(Output& out, const Facts& facts) {
  const MoveFact& move = facts.move;
  heading(out, "one update moves the " + move.room + " to Daily, one update takes it back");
  const auto version = [](const Decision& decision) {
    return "version " + std::to_string(decision.config_version());
  };
  const bool stays =
      move.pinned.platform() == move.running.ref.platform && move.found.ref.id == move.running.ref.id;
  const bool lives_on = move.found_made.ref.id == move.made.ref.id;
  out.table({{version(move.moved), "new meetings on", {move.moved.platform(), Ink::good}, why(move.moved)},
             {"", "running meeting", tick(stays, "stays on " + std::string(move.pinned.platform())),
              ref_of(move.found)},
             {"", "new meeting", {move.made.ref.platform, Ink::good}, ref_of(move.made)},
             {version(move.back), "new meetings on", {move.back.platform(), Ink::good}, why(move.back)},
             {"", "running meeting", tick(lives_on, "stays on " + move.found_made.ref.platform),
              ref_of(move.found_made)}},
            "  ");
}

void show_lost_answer(Output& out, const Facts& facts) {
  const LostAnswerFact& lost = facts.lost;
  heading(out, "an answer is lost: one meeting all the same");
  const std::size_t made = lost.books_after - lost.books_before;
  const bool same = lost.again.ref == lost.meeting.ref;
  out.table({{lost.instance, "two calls with one key sent", count(lost.posts, "POST")},
             {"", "the books have", tick(made == 1, count(made, "new meeting"))},
             {"", "both calls returned", tick(same, same ? ref_of(lost.meeting) : "different meetings")}},
            "  ");
}

void show_end(Output& out, const Facts& facts) {
  heading(out, count(facts.ended, "meeting") + " ended: what the emulators' own books had, and have");
  std::vector<Row> rows;
  for (const auto& [instance, books] : facts.books) {
    rows.push_back({instance, "had " + count(books.meetings.size(), "meeting"),
                    tick(books.left == 0, "has " + std::to_string(books.left))});
  }
  out.table(rows, "  ");
  out.line();
}

}  // namespace vplatform::cli::demo
