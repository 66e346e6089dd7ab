#pragma once

#include <httplib.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vplatform/error.hpp>

namespace web {

using Json = nlohmann::json;

/// The HTTP status for a failure: 404 for `not_found`, 503 for `unavailable`, …
[[nodiscard]] int status_of(const vplatform::Error& error) noexcept;

void answer(httplib::Response& response, const Json& value, int status = 200);
/// `{"error": {"code": …, "message": …}}`.
void refuse(httplib::Response& response, int status, std::string_view code, std::string_view message);
/// The same of a failure. What a provider said stays out: it may hold what others have typed.
void refuse(httplib::Response& response, const vplatform::Error& error);

/// The body as a JSON object; an empty body is an empty object. Otherwise the request is refused with 400.
[[nodiscard]] std::optional<Json> object_of(const httplib::Request& request, httplib::Response& response);
/// A member that is text, or empty where it is left out. Throws `Json::type_error` for another type, which
/// `answer_in_json` answers with 400.
[[nodiscard]] std::string text_of(const Json& object, const char* name);

/// What is told of a request that was answered.
using Answered = std::function<void(const httplib::Request&, const httplib::Response&,
                                    std::chrono::duration<double> took)>;

/// Every failure of the server itself is answered in JSON as well: unknown paths, too large bodies,
/// exceptions. Bodies may have `largest_body` bytes. `answered` is for logs and metrics.
void answer_in_json(httplib::Server& server, std::size_t largest_body = 64 * 1024, Answered answered = {});

}  // namespace web
