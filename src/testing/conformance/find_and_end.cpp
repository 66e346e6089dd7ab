// Finding a meeting, and ending it.

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

void found_is_what_was_made(Context& context) {
  const auto made = context.make();
  const auto found = must(context.client().find_meeting(made.ref), "find_meeting");
  expect(found.ref == made.ref, "it finds " + to_string(found.ref) + " for " + to_string(made.ref));
  expect(found.url == made.url, "it finds another address");
  expect(found.ends_at.has_value() == made.ends_at.has_value(), "the end is told once, and once not");
  if (!found.ends_at) return;
  // A service may count from the last one who left.
  const auto apart =
      *found.ends_at > *made.ends_at ? *found.ends_at - *made.ends_at : *made.ends_at - *found.ends_at;
  expect(apart <= std::chrono::minutes{1}, "it finds another end");
}

void the_id_is_enough(Context& context) {
  const auto made = context.make();
  const auto found = must(context.client().find_meeting({.platform = made.ref.platform, .id = made.ref.id}),
                          "finding it by its id alone");
  expect(found.ref == made.ref, "by its id alone another meeting is found");
}

void foreign_ref_is_refused(Context& context) {
  auto ref = context.make().ref;
  ref.platform = "another-instance";
  context.wire().forget();
  (void)must_fail(context.client().find_meeting(ref), "finding another instance's meeting",
                  {ErrorCode::invalid_argument});
  expect(context.wire().sent().empty(), "something is sent for another instance's meeting");
}

void unknown_is_not_found(Context& context) {
  const auto made = context.make();
  auto ref = made.ref;
  // Of the same form, so that the service and not the form decides.
  auto& digit = ref.id.back();
  digit = digit == '1' ? '2' : '1';
  if (!ref.room.empty() && ref.room.back() != digit) ref.room.back() = digit;
  (void)must_fail(context.client().find_meeting(ref), "finding a meeting that is not there",
                  {ErrorCode::not_found});
}

void hostile_ids_stay_in_their_place(Context& context) {
  for (const std::string& id :
       std::vector<std::string>{"../rooms", "a/../../b", "x?admin=1", "x#y", "%2e%2e%2f", "a b\r\nHost: evil",
                                "", "\xff\xfe", "a\"b"}) {
    const MeetingRef ref{.platform = context.info().instance, .id = id, .room = id};
    context.wire().forget();
    const auto found = context.client().find_meeting(ref);
    (void)must_fail(found, "finding the meeting '" + id + "'",
                    {ErrorCode::not_found, ErrorCode::invalid_argument, ErrorCode::failed_precondition});
    for (const auto& request : context.wire().sent()) {
      const auto path = request.url.substr(0, request.url.find('?'));
      const bool raw = path.find("../") != std::string::npos || path.ends_with("/..") ||
                       request.url.find_first_of(" #\r\n\"") != std::string::npos ||
                       request.url.find("admin=1") != std::string::npos;
      expect(!raw, "the id '" + id + "' reaches the address unencoded");
    }
  }
}

void ending_twice_is_fine(Context& context) {
  const auto made = context.make();
  must(context.client().end_meeting(made.ref), "end_meeting");
  must(context.client().end_meeting(made.ref), "ending it again");
}

void ended_is_gone(Context& context) {
  const auto made = context.make();
  must(context.client().end_meeting(made.ref), "end_meeting");
  (void)must_fail(context.client().find_meeting(made.ref), "finding a meeting that was ended",
                  {ErrorCode::not_found});
}

void ended_bars_return(Context& context) {
  const auto made = context.make();
  const auto grant = must(context.client().join(made, {.name = "Ada", .user_id = "ada"}), "join");
  must(context.client().end_meeting(made.ref), "end_meeting");
  context.advance(std::chrono::seconds{1});
  const auto back = context.emulator().play(
      "join",
      {grant.token.empty() ? object({{"link", grant.url.reveal()}})
                           : object({{"token", grant.token.reveal()}, {"room", made.ref.room}})},
      context.now());
  expect(!back, "who has a grant comes back into a meeting that was ended");
}

void a_lost_end_is_not_a_success(Context& context) {
  const auto made = context.make();
  context.rig(
      [](const HttpRequest&, int, const Wire::Forward&) -> Result<HttpResponse> { return unreachable(); });
  (void)must_fail(context.client().end_meeting(made.ref), "an end that reaches nobody",
                  {ErrorCode::unavailable, ErrorCode::deadline_exceeded});
  context.wire().clear();
  must(context.client().end_meeting(made.ref), "ending it when the service is back");
}

void refused_end_is_not_a_success(Context& context) {
  const auto made = context.make();
  for (const int status : {401, 403, 500}) {
    context.rig(always({.status = status, .body = "{}"}));
    (void)must_fail(context.client().end_meeting(made.ref), "an end answered with " + std::to_string(status));
  }
}

}  // namespace

void add_find_and_end(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "find and end";
  all.push_back({{area, "found_is_what_was_made", "what is found is what was made"}, found_is_what_was_made});
  all.push_back(
      {{area, "the_id_is_enough", "a reference without the room's name will do"}, the_id_is_enough});
  all.push_back(
      {{area, "foreign_ref_is_refused", "another instance's reference is invalid, and nothing is sent"},
       foreign_ref_is_refused});
  all.push_back({{area, "unknown_is_not_found", "what is not there is not found"}, unknown_is_not_found});
  all.push_back(
      {{area, "hostile_ids_stay_in_their_place", "an id never changes the address beyond its place"},
       hostile_ids_stay_in_their_place});
  all.push_back(
      {{area, "ending_twice_is_fine", "ending what is gone is a success", {end_meeting}, {end_meeting}},
       ending_twice_is_fine});
  all.push_back(
      {{area, "ended_is_gone", "what was ended is not found", {end_meeting}, {end_meeting}}, ended_is_gone});
  all.push_back({{area,
                  "ended_bars_return",
                  "nobody comes back into what was ended",
                  {end_meeting, end_bars_return, join},
                  {end_bars_return}},
                 ended_bars_return});
  all.push_back(
      {{area, "a_lost_end_is_not_a_success", "an end that reached nobody is an error", {end_meeting}},
       a_lost_end_is_not_a_success});
  all.push_back({{area, "refused_end_is_not_a_success", "an end that was refused is an error", {end_meeting}},
                 refused_end_is_not_a_success});
}

}  // namespace vplatform::testing::conformance
