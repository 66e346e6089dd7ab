#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/conformance/wire.hpp"
#include "vplatform/client.hpp"
#include "vplatform/testing/conformance.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace vplatform::testing::conformance {

/// Thrown to end a check: it does not hold.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Thrown to end a check: it says nothing here.
struct NotApplicable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a check works with: one platform, its service, and a client of it, made for this check alone.
/// Confined to one thread, but for its client.
class Context {
 public:
  explicit Context(const ConformanceTarget& target, WebhookKeys keys = WebhookKeys::right);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  [[nodiscard]] const ConformanceTarget& target() const noexcept { return target_; }
  [[nodiscard]] const Platform& platform() const noexcept { return *platform_; }
  [[nodiscard]] const PlatformInfo& info() const noexcept { return platform_->info(); }
  [[nodiscard]] bool can(Capability one) const noexcept { return info().capabilities.has(one); }
  [[nodiscard]] const Client& client() const noexcept { return *client_; }
  [[nodiscard]] Wire& wire() const noexcept { return *wire_; }
  /// Puts something between the platform and its service. Ends the check as not applicable for a platform
  /// that sends nothing.
  void rig(Wire::Hook hook);
  /// Whether a create sends something: the mock does not.
  [[nodiscard]] bool sends_requests() const;
  [[nodiscard]] TimePoint now() const { return env_.now(); }

  /// Ends what was made on a live account; gives back what could not be ended.
  [[nodiscard]] std::vector<MeetingRef> clean_up();

  /// The platform again, with other secrets, on the same clock.
  [[nodiscard]] std::shared_ptr<const Platform> with_keys(WebhookKeys keys) const;

  /// Ends the check as not applicable on a live account.
  Emulator& emulator() const;
  void advance(std::chrono::milliseconds by);
  std::string play(std::string_view what, const std::string& arguments, std::string_view answer = "");
  /// The meetings that the service has.
  [[nodiscard]] std::size_t meetings() const;

  /// The simplest recording that the platform takes.
  [[nodiscard]] RecordingSpec recording() const;

  /// A spec whose name says where it comes from.
  [[nodiscard]] static MeetingSpec spec(std::string key = {});
  /// Makes a meeting, which has to work.
  Meeting make(const MeetingSpec& spec);
  Meeting make() { return make(spec()); }
  /// Makes one that two people are in, each with something to record.
  Meeting make_with_people(const MeetingSpec& spec);
  Meeting make_with_people() { return make_with_people(spec()); }
  /// Makes one, whatever comes of it.
  Result<Meeting> try_make(const MeetingSpec& spec);
  /// Makes the meeting of that key, as a patient host would: again and again, as the errors allow.
  Meeting make_in_the_end(const std::string& key);

 private:
  const ConformanceTarget& target_;
  FakeClock clock_{};
  RuntimeEnv env_{};
  std::shared_ptr<Emulator> emulator_{};
  std::shared_ptr<Wire> wire_{};
  std::shared_ptr<const Platform> platform_{};
  std::optional<Client> client_{};
  std::vector<MeetingRef> made_{};
};

/// Ends the check where `holds` is false.
inline void expect(bool holds, const std::string& otherwise) {
  if (!holds) throw Broken(otherwise);
}

/// The value, or the end of the check.
template <class T>
T must(Result<T> result, std::string_view what) {
  if (!result) throw Broken(std::string(what) + " failed: " + describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// The error that there has to be.
template <class T>
Error must_fail(const Result<T>& result, std::string_view what) {
  if (result) throw Broken(std::string(what) + " was a success");
  return result.error();
}

/// The same, of one of these codes.
template <class T>
Error must_fail(const Result<T>& result, std::string_view what, std::initializer_list<ErrorCode> codes) {
  Error error = must_fail(result, what);
  for (const auto code : codes) {
    if (error.code == code) return error;
  }
  throw Broken(std::string(what) + " ended with " + describe(error));
}

/// `{"a":"b"}` with every value a text.
[[nodiscard]] std::string object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> members);

/// A check of the catalogue and what it does.
struct Entry {
  ConformanceCheck check{};
  std::function<void(Context&)> run{};
};

/// The areas of the catalogue.
void add_identity(std::vector<Entry>& all);
void add_create(std::vector<Entry>& all);
void add_exactly_one(std::vector<Entry>& all);
void add_find_and_end(std::vector<Entry>& all);
void add_join(std::vector<Entry>& all);
void add_lists(std::vector<Entry>& all);
void add_errors(std::vector<Entry>& all);
void add_webhooks(std::vector<Entry>& all);
void add_people(std::vector<Entry>& all);
void add_recordings(std::vector<Entry>& all);
void add_recording_places(std::vector<Entry>& all);

}  // namespace vplatform::testing::conformance
