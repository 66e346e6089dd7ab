#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/recording.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// How far a file is.
struct FetchProgress {
  std::string recording_id{};
  std::string path{};  ///< In its storage.
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> of{};
};

struct FetcherOptions {
  std::string folder{};  ///< Where files go, one folder per recording. Required; must exist.
  std::vector<std::string>
      allowed_hosts{};  ///< `acme.s3.eu-west-1.amazonaws.com`, `*.daily.co`. Empty: nothing is fetched.
  bool allow_private_addresses =
      false;                ///< Of the loopback and of private networks, for a store in the own network.
  bool allow_http = false;  ///< For an own store without TLS.
  std::uint64_t largest_file = std::uint64_t{50} << 30U;  ///< In bytes.
  std::chrono::seconds stalled{60};      ///< No byte for so long: given up, and resumed later.
  std::chrono::milliseconds idle{5000};  ///< Between two looks, where there is nothing to fetch.
  std::vector<S3Keys> buckets{};         ///< For files that a platform puts into the host's own bucket.
  std::string ca_file{};  ///< Certificates to trust in place of the system's; for a store in the own network.
  std::function<void(const FetchProgress&)> progress{};  ///< Called on the thread that fetches.
};

/// Brings ready recordings here: streaming, resumed where a transfer broke off, checked, and visible under
/// their name only when whole. https alone, to allowed hosts, never to private addresses unless allowed (the
/// address that is connected to counts, so no proxy is used, the environment's neither), redirects followed
/// by the same rules. Link-local, multicast and reserved addresses are never contacted. Thread-safe; cheap to
/// copy.
class RecordingFetcher {
 public:
  /// Errors: `invalid_argument` for a folder that is not there and for a host that is no host.
  [[nodiscard]] static Result<RecordingFetcher> open(Backend backend, FetcherOptions options);

  /// Fetches one recording. Fetched already is success. Errors: `failed_precondition` where it is not ready;
  /// `permission_denied` for a host or an address that is not allowed; `quota_exceeded` for a file that is
  /// too large and for a full disk, which leaves no partial file behind; `unavailable` for a transfer that
  /// broke off, which is resumed by the next call.
  [[nodiscard]] Result<RecordingEntry> fetch(std::string_view recording_id, std::stop_token stop = {}) const;
  /// Fetches one that is ready, if there is one. Several processes may do so at once.
  [[nodiscard]] Result<std::optional<RecordingEntry>> fetch_next(std::stop_token stop = {}) const;
  /// Fetches until the token fires. For a thread of the host's.
  void run(std::stop_token stop) const;

 private:
  struct State;
  explicit RecordingFetcher(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
