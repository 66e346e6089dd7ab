#pragma once

#include <set>
#include <string>
#include <vector>

#include "services.hpp"
#include "vplatform/client.hpp"

namespace contract {

/// What happened on the way.
struct Travelled {
  std::set<std::string> declared{};   ///< The operations that the platform says it can do.
  std::vector<std::string> faults{};  ///< Those that failed, and why.
};

/// Calls every operation that the client's platform declares, with the arguments that change what it sends.
class Journey {
 public:
  Journey(const vplatform::Client& client, vplatform::Emulator& emulator)
      : client_(client), emulator_(emulator) {}

  [[nodiscard]] Travelled travel() &&;

 private:
  [[nodiscard]] bool can(vplatform::Capability capability) const {
    return client_.info().capabilities.has(capability);
  }
  template <class T>
  bool took(const std::string& operation, const vplatform::Result<T>& result);
  [[nodiscard]] vplatform::MeetingSpec fullest_spec() const;
  void publish(const std::string& participant);
  [[nodiscard]] std::string someone_in(const vplatform::Meeting& meeting);

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

  const vplatform::Client& client_;
  vplatform::Emulator& emulator_;
  Travelled travelled_{};
};

}  // namespace contract
