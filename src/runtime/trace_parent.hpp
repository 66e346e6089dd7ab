#pragma once

#include <string_view>

namespace vplatform::detail {

/// Whether the text is a `traceparent` of W3C Trace Context: `00-<32 hex>-<16 hex>-<2 hex>`, lower-case, ids
/// not all zero.
[[nodiscard]] bool is_trace_parent(std::string_view text) noexcept;

}  // namespace vplatform::detail
