#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace vplatform {

/// Text that must not leave by accident: a key, a token, a host link, a raw answer. It prints as `***`,
/// compares in constant time, and its memory is wiped when it goes. Not thread-safe, like any value.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) noexcept;
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The text itself. Every use is a place to look at when secrets leak, hence the long name.
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// Constant in time for texts of the same length.
  friend bool operator==(const Secret& a, const Secret& b) noexcept;

 private:
  std::string text_;
};

/// Prints `***`, or nothing where the secret is empty.
std::ostream& operator<<(std::ostream& out, const Secret& secret);

}  // namespace vplatform
