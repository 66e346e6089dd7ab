// Any other call of Whereby's API.

#include <algorithm>
#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "whereby_api.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

bool is_method(std::string_view method) {
  return method == "GET" || method == "POST" || method == "PUT" || method == "DELETE";
}

/// Below the API's own address, and nowhere else.
bool is_path(std::string_view path) {
  const bool plain =
      std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
  const std::string_view before_query = path.substr(0, path.find('?'));
  return plain && path.starts_with('/') && before_query.find("//") == std::string_view::npos &&
         before_query.find("/.") == std::string_view::npos;
}

Step<JsonText> read_raw(const HttpResponse& answer) {
  if (!wire::is_success(answer)) return wire::read_failure(answer, "whereby refused a raw call");
  if (answer.body.empty()) return JsonText{"{}"};
  if (!spi::Json::parse(answer.body))
    return fail(ErrorCode::bad_response, "whereby answered a raw call with what is not JSON");
  return JsonText{answer.body};
}

}  // namespace

Step<JsonText> WherebyPlatform::raw(const std::string& method, const std::string& path, const JsonText& body,
                                    Repeat repeat) const {
  if (!is_method(method))
    return fail(ErrorCode::invalid_argument, "whereby's calls are GET, POST, PUT or DELETE");
  if (!is_path(path))
    return fail(ErrorCode::invalid_argument,
                "a path of whereby's API begins with a slash and is percent-encoded");
  const bool reads = method == "GET";
  if (reads && !body.empty())
    return fail(ErrorCode::invalid_argument,
                "a GET of whereby has no body: what it asks for is in the query");
  const auto json = spi::Json::parse(body.empty() ? "{}" : body.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the body of a call to whereby is not a JSON object");
  auto call = api_->raw(method, path, body.text);
  call.secrets = wire::secrets_in(body.text);
  call.repeat = reads ? Repeat::read : repeat;
  return then_answer<JsonText>(std::move(call), read_raw);
}

}  // namespace vplatform::platforms::whereby
