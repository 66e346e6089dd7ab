#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>

#include "http/curl_request.hpp"
#include "vplatform/result.hpp"

namespace vplatform::http {

/// Why there is no answer; `ended` is empty where the transfer was stopped. The effect is not set.
[[nodiscard]] Failure failure_of(std::optional<CURLcode> ended, const Sink& sink, const std::string& host);

/// Whether anything of the handle's request may have left.
[[nodiscard]] bool has_sent(CURL* easy) noexcept;
[[nodiscard]] int status_of(CURL* easy) noexcept;

}  // namespace vplatform::http
