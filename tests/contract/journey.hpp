#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services.hpp"
#include "vplatform/client.hpp"

namespace vplatform::platforms {
namespace daily {
class DailyPlatform;
}  // namespace daily
namespace livekit {
class LiveKitPlatform;
}  // namespace livekit
namespace whereby {
class WherebyPlatform;
}  // namespace whereby
}  // namespace vplatform::platforms

namespace contract {

/// What happened on the way.
struct Travelled {
  /// The operations that the platform says it can do, and the steps of its class. To each, the operations or
  /// endpoints of which a request has to have gone out.
  std::map<std::string, std::set<std::string>> declared{};
  std::vector<std::string> faults{};  ///< Those that failed, and why.
};

/// Calls every operation that the client's platform declares, with the arguments that change what it sends,
/// and every step that its class adds.
class Journey {
 public:
  Journey(const vplatform::Client& client, vplatform::Emulator& emulator)
      : client_(client), emulator_(emulator) {}

  [[nodiscard]] Travelled travel() &&;

 private:
  [[nodiscard]] bool can(vplatform::Capability capability) const {
    return client_.info().capabilities.has(capability);
  }
  /// Notes that the operation was tried, and whether it worked. `evidence` is what a request of it is known
  /// by: an operation or an endpoint; empty: the operation's own name.
  template <class T>
  bool took(const std::string& operation, const vplatform::Result<T>& result,
            const std::string& evidence = {}) {
    travelled_.declared[operation].insert(evidence.empty() ? operation : evidence);
    if (result) return true;
    travelled_.faults.push_back(operation + ": " + result.error().message);
    return false;
  }
  [[nodiscard]] vplatform::MeetingSpec fullest_spec() const;
  template <class T>
  std::optional<T> value_of(const std::string& operation, vplatform::Step<T> step,
                            const std::string& evidence = {});
  template <class T>
  void step(const std::string& operation, vplatform::Step<T> step, const std::string& evidence = {});
  void sent(const std::string& operation, const std::string& endpoint,
            vplatform::Step<vplatform::JsonText> step);
  /// The answer of the emulator's play; empty where it cannot play it.
  vplatform::JsonText play(const std::string& what,
                           std::initializer_list<std::pair<std::string, std::string>> arguments);
  /// A member of it.
  [[nodiscard]] static std::string text_in(const vplatform::JsonText& json, const std::string& name);
  [[nodiscard]] std::string someone_in(const vplatform::MeetingRef& ref);

  void meetings();
  void joins(const vplatform::Meeting& meeting);
  void people(const vplatform::Meeting& meeting);
  void past(const vplatform::Meeting& meeting);
  void recordings(const vplatform::Meeting& meeting);
  void recorded(const vplatform::Meeting& meeting);
  void fetch(const vplatform::RecordingRef& ref);
  [[nodiscard]] vplatform::RecordingRef with_id(vplatform::RecordingRef ref);
  void record(const vplatform::Meeting& meeting, const vplatform::RecordingSpec& spec);
  void the_rest(const vplatform::Meeting& meeting);

  void provider_steps(const vplatform::MeetingRef& ref);
  void daily_steps(const vplatform::platforms::daily::DailyPlatform& platform,
                   const vplatform::MeetingRef& ref);
  void daily_media(const vplatform::platforms::daily::DailyPlatform& platform,
                   const vplatform::MeetingRef& ref);
  void whereby_steps(const vplatform::platforms::whereby::WherebyPlatform& platform,
                     const vplatform::MeetingRef& ref);
  void livekit_steps(const vplatform::platforms::livekit::LiveKitPlatform& platform,
                     const vplatform::MeetingRef& ref);
  void livekit_egress(const vplatform::platforms::livekit::LiveKitPlatform& platform,
                      const vplatform::MeetingRef& ref, const std::string& who, const std::string& track);
  void livekit_services(const vplatform::platforms::livekit::LiveKitPlatform& platform,
                        const vplatform::MeetingRef& ref);

  const vplatform::Client& client_;
  vplatform::Emulator& emulator_;
  Travelled travelled_{};
};

}  // namespace contract
