#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/demo/play.hpp"

namespace vplatform::cli::demo {
namespace {

Result<Meeting> find(const Stage& stage, const MeetingRef& ref) {
  const auto client = stage.factory().client_for(ref);
  if (!client) return Failure{client.error()};
  return client->find_meeting(ref);
}

std::size_t creates_in(const emulators::EmulatedService& service) {
  const auto requests = service.server->faults().requests();
  const auto creates = [](const HttpRequest& request) { return request.method == "POST"; };
  return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), creates));
}

std::size_t books_of(const emulators::EmulatedService& service) {
  return service.emulator->meetings(std::chrono::system_clock::now()).size();
}

}  // namespace

Result<void> play_move(Stage& stage, Facts& facts) {
  const RoomContext room{.id = std::string(moving_room)};
  const auto before = std::find_if(facts.rooms.begin(), facts.rooms.end(),
                                   [&](const RoomFact& fact) { return fact.room.id == room.id; });
  MoveFact& move = facts.move;
  move.room = room.id;
  move.running = before->meeting;

  if (auto updated = stage.factory().update(stage.config(2, true)); !updated) return updated;
  move.moved = stage.factory().select(room);
  move.pinned = stage.factory().select(room, move.running.ref);
  auto found = find(stage, move.running.ref);
  if (!found) return Failure{found.error()};
  move.found = std::move(*found);
  auto made = stage.create(room, {.name = room.id});
  if (!made) return Failure{made.error()};
  move.made = std::move(*made);

  if (auto updated = stage.factory().update(stage.config(3, false)); !updated) return updated;
  move.back = stage.factory().select(room);
  auto found_made = find(stage, move.made.ref);
  if (!found_made) return Failure{found_made.error()};
  move.found_made = std::move(*found_made);
  return {};
}

Result<void> play_lost_answer(Stage& stage, Facts& facts) {
  LostAnswerFact& lost = facts.lost;
  lost.instance = stage.playable("whereby");
  emulators::EmulatedService* service = stage.emulator(lost.instance);
  if (service == nullptr) return fail(ErrorCode::internal, "there is no emulator to lose an answer of");
  const RoomContext room{.id = std::string(moving_room)};
  const MeetingSpec spec{.name = "lost", .key = "lost-answer"};
  lost.books_before = books_of(*service);
  const std::size_t creates_before = creates_in(*service);

  service->server->faults().add({.kind = testing::FaultKind::lost_after, .method = "POST"});
  auto meeting = stage.create(room, spec, lost.instance);
  if (!meeting) return Failure{meeting.error()};
  auto again = stage.create(room, spec, lost.instance);
  if (!again) return Failure{again.error()};

  lost.meeting = std::move(*meeting);
  lost.again = std::move(*again);
  lost.posts = creates_in(*service) - creates_before;
  lost.books_after = books_of(*service);
  return {};
}

}  // namespace vplatform::cli::demo
