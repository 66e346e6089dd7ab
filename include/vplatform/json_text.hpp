#pragma once

#include <string>

namespace vplatform {

/// A JSON value as text, so that no JSON library shows in the interface. Nothing checks it before it is used.
struct JsonText {
  std::string text{};

  [[nodiscard]] bool empty() const noexcept { return text.empty(); }
  friend bool operator==(const JsonText&, const JsonText&) = default;
};

}  // namespace vplatform
