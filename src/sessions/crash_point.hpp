#pragma once

#include <array>
#include <string_view>

namespace vplatform::sessions {

/// Where a test may kill the process: one name before and one after each write to the store and each call to
/// a platform. The list is what the crash test goes through, and a name that is not in it does not compile.
inline constexpr std::array crash_point_names{
    // session: create
    std::string_view("create.before_write"),
    std::string_view("create.after_write"),
    std::string_view("create.before_meeting"),
    std::string_view("create.after_meeting"),
    std::string_view("create.after_meeting_written"),
    // session: admit
    std::string_view("admit.before_seat"),
    std::string_view("admit.after_seat"),
    std::string_view("admit.after_join"),
    std::string_view("admit.after_written"),
    // session: remove
    std::string_view("remove.before_write"),
    std::string_view("remove.after_write"),
    std::string_view("remove.after_call"),
    // session: update
    std::string_view("update.before_call"),
    std::string_view("update.after_call"),
    std::string_view("update.after_written"),
    // session: end
    std::string_view("end.before_deny"),
    std::string_view("end.after_deny"),
    std::string_view("end.before_stop"),
    std::string_view("end.after_stop"),
    std::string_view("end.after_stop_noted"),
    std::string_view("end.after_stop_written"),
    std::string_view("end.before_remove"),
    std::string_view("end.after_remove"),
    std::string_view("end.after_remove_written"),
    std::string_view("end.before_delete"),
    std::string_view("end.after_delete"),
    std::string_view("end.after_delete_written"),
    // inbox
    std::string_view("inbox.before_store"),
    std::string_view("inbox.after_store"),
    std::string_view("inbox.after_take"),
    std::string_view("inbox.before_apply"),
    std::string_view("inbox.before_commit"),
    std::string_view("inbox.after_commit"),
    // reconcile
    std::string_view("poll.before_ask"),
    std::string_view("poll.after_ask"),
    std::string_view("poll.after_write"),
    std::string_view("put_out.before_call"),
    std::string_view("put_out.after_call"),
    // recording
    std::string_view("record.before_write"),
    std::string_view("record.after_write"),
    std::string_view("record.after_start"),
    std::string_view("record.after_start_written"),
    std::string_view("record.before_stop_write"),
    std::string_view("record.after_stop_write"),
    std::string_view("record.after_stop"),
    std::string_view("record.before_look"),
    std::string_view("record.after_look"),
    std::string_view("record.after_look_written"),
    std::string_view("fetch.before_begin"),
    std::string_view("fetch.after_begin"),
    std::string_view("fetch.after_whole"),
    std::string_view("fetch.before_rename"),
    std::string_view("fetch.after_rename"),
    std::string_view("fetch.after_written"),
    std::string_view("delete.before_write"),
    std::string_view("delete.before_call"),
    std::string_view("delete.after_call"),
    std::string_view("delete.after_written"),
};

/// The place of a name in the list, found while compiling.
class CrashPoint {
 public:
  consteval CrashPoint(const char* name) : name_(name) {
    for (const auto known : crash_point_names) {
      if (known == name_) return;
    }
    throw "this crash point is not in crash_point_names";
  }
  [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }

 private:
  std::string_view name_;
};

#ifdef VPLATFORM_CRASH_POINTS
/// Given by the test program.
void crash_point(CrashPoint where);
#else
constexpr void crash_point(CrashPoint) noexcept {}
#endif

}  // namespace vplatform::sessions
