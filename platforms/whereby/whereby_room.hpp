#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "vplatform/meeting_ref.hpp"
#include "vplatform/spi/step.hpp"
#include "whereby_api.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

/// Goes on with the room's name. A reference that was made from an id alone has none, so the meeting is asked
/// for it.
template <class T, class Next>
Step<T> with_room(const std::shared_ptr<const Api>& api, std::string_view operation, const MeetingRef& ref,
                  Next next) {
  if (!ref.room.empty() && ref.room != ref.id) return next(ref.room);
  return then_answer<T>(api->get_meeting(operation, ref.id),
                        [api, id = ref.id, next = std::move(next)](const HttpResponse& answer) -> Step<T> {
                          if (!wire::is_success(answer)) {
                            return wire::read_failure(
                                answer, "whereby did not tell the room of meeting '" + id + "'");
                          }
                          const auto meeting = wire::read_meeting(answer, api->instance());
                          if (!meeting) return Failure{meeting.error()};
                          return next(meeting->ref.room);
                        });
}

}  // namespace vplatform::platforms::whereby
