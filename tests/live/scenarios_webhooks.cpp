// Webhooks: how the server goes on when our side answers badly.

#include <set>

#include "live.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::live {

namespace {

std::set<std::string> ids_of(const std::vector<Delivery>& deliveries) {
  std::set<std::string> ids;
  for (const auto& one : deliveries) ids.insert(one.id);
  return ids;
}

std::set<std::string> contents_of(const std::vector<Delivery>& deliveries) {
  std::set<std::string> contents;
  for (const auto& one : deliveries)
    contents.insert(one.request.body +
                    std::string(find_header(one.request.headers, "authorization").value_or("")));
  return contents;
}

std::string start_room(Stage& stage, std::string_view name, std::deque<Reply> replies) {
  const auto key = fresh_key(name);
  const auto room = spi::room_name(key);
  stage.receiver.answer(room, std::move(replies));
  return stage.client.create_meeting({.key = key}) ? room : std::string{};
}

}  // namespace

void run_webhook_scenarios(Stage& stage) {
  auto& report = stage.report;
  report.section("webhooks");
  const auto failing = start_room(stage, "failing", {{.status = 500}, {.status = 500}, {.status = 200}});
  const auto refusing = start_room(stage, "refusing", {{.status = 400}});
  const auto hanging = start_room(stage, "hanging", {{.status = 200, .after = 2500ms}});
  (void)stage.client.end_meeting({.platform = "livekit", .id = hanging, .room = hanging});

  const auto thrice = stage.receiver.wait_for(failing, "room_started", 3, patience);
  report.check("23", "after 500, 500 and 200 the event came three times", thrice.size() == 3,
               std::to_string(thrice.size()));
  report.check("23", "with one id, one body and one token",
               ids_of(thrice).size() == 1 && contents_of(thrice).size() == 1);
  bool genuine = !thrice.empty();
  std::set<std::string> keys;
  for (const auto& one : thrice) {
    const auto verdict = stage.client.read_webhook(one.request);
    genuine = genuine && verdict.event;
    if (verdict.event) keys.insert((*verdict.event)->natural_key);
  }
  report.check("23", "each is genuine, and has the same natural key", genuine && keys.size() == 1);
  report.check("23", "after 400 it does not come again",
               stage.receiver.wait_for(refusing, "room_started", 2, 2s).size() == 1);

  const auto started = stage.receiver.wait_for(hanging, "room_started", 1, patience);
  const auto finished = stage.receiver.wait_for(hanging, "room_finished", 1, patience);
  const bool waited =
      !started.empty() && !finished.empty() && finished.front().at - started.front().at >= 2400ms;
  report.check("23", "an answer that takes long holds up that room's next event", waited);

  if (started.empty()) return;
  auto forged = started.front().request;
  forged.body[2] ^= 1;
  report.check("-", "a flipped byte in the server's webhook is refused with 401",
               stage.client.read_webhook(forged).outcome == WebhookOutcome::refused &&
                   stage.client.read_webhook(forged).reply_status == 401);
}

}  // namespace vplatform::live
