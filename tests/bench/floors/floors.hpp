#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What the machine needs at the least for a job, written straight on OpenSSL, simdjson and libcurl, with
/// nothing of vplatform in it. Every job is shown as a ratio to one of these, measured in the same run.
namespace floors {

/// HMAC-SHA256 with a prepared key: two SHA-256 passes from saved midstates, with a prefetched digest.
class PreparedHmac {
 public:
  explicit PreparedHmac(std::string_view key);
  PreparedHmac(PreparedHmac&&) noexcept;
  ~PreparedHmac();
  void sign(std::string_view message, std::array<unsigned char, 32>& mac);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 with a prefetched digest.
void sha256(std::string_view message, std::array<unsigned char, 32>& digest);

/// simdjson's parse into a document, with a parser that is used again: 1 where the text is JSON.
[[nodiscard]] std::size_t parse(std::string_view json);

/// Whether two names of headers are the same, in any case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// murmur3_x86_32 with seed 0.
[[nodiscard]] std::uint32_t murmur3(std::string_view bytes) noexcept;

/// POST of a body with libcurl on one handle that is used again and again. Headers are whole lines.
class BareCurl {
 public:
  BareCurl(const std::string& url, const std::vector<std::string>& headers, std::string body);
  BareCurl(BareCurl&&) noexcept;
  ~BareCurl();
  [[nodiscard]] long post();  ///< The status.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same with so many under way at a time, on libcurl's multi interface and epoll, as its documentation
/// advises for many connections.
class BareMulti {
 public:
  BareMulti(const std::string& url, const std::vector<std::string>& headers, std::string body,
            std::size_t in_flight);
  BareMulti(const BareMulti&) = delete;
  BareMulti& operator=(const BareMulti&) = delete;
  ~BareMulti();
  [[nodiscard]] std::int64_t post(std::int64_t times);  ///< How many were answered with 200.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace floors
