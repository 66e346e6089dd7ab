#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What the machine needs at the least for a job, written straight on OpenSSL, nlohmann and libcurl, with
/// nothing of vplatform in it. Every job is shown as a ratio to one of these, measured in the same run.
namespace floors {

/// HMAC-SHA256 with a prepared key: two SHA-256 passes from saved midstates, with a prefetched digest.
class PreparedHmac {
 public:
  explicit PreparedHmac(std::string_view key);
  ~PreparedHmac();
  void sign(std::string_view message, unsigned char (&mac)[32]);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 with a prefetched digest.
void sha256(std::string_view message, unsigned char (&digest)[32]);

/// nlohmann's own parse into a document.
[[nodiscard]] std::size_t parse(std::string_view json);

/// murmur3_x86_32 with seed 0.
[[nodiscard]] std::uint32_t murmur3(std::string_view bytes) noexcept;

/// POST of a body with libcurl on one handle that is used again and again. Headers are whole lines.
class BareCurl {
 public:
  BareCurl(const std::string& url, const std::vector<std::string>& headers, std::string body);
  ~BareCurl();
  [[nodiscard]] long post();  ///< The status.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace floors
