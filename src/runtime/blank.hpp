#pragma once

#include <string>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/http.hpp"

namespace vplatform::detail {

/// Adds what must never be shown of a request: the values of its secret headers, and its `secrets`.
void collect_secrets(const HttpRequest& request, std::vector<Secret>& into);

/// Replaces every secret of more than three characters by `***`, also where it stands without its first word,
/// a header's scheme (`Bearer`), and where it is percent-encoded.
void blank_secrets(std::string& text, const std::vector<Secret>& secrets);

}  // namespace vplatform::detail
