// Any other call of Daily's API.

#include <algorithm>
#include <utility>

#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"

namespace vplatform::platforms::daily {

namespace {

/// Below the API's own address, and nowhere else.
bool is_path(std::string_view path) {
  const bool plain =
      std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
  const std::string_view before_query = path.substr(0, path.find('?'));
  return plain && path.starts_with('/') && before_query.find("//") == std::string_view::npos &&
         before_query.find("/.") == std::string_view::npos;
}

/// Which of Daily's limits counts it.
const char* rate_class_of(std::string_view method, std::string_view path) {
  path = path.substr(0, path.find('?'));
  const auto parts = std::count(path.begin(), path.end(), '/');
  const bool deletes_room = method == "DELETE" && path.starts_with("/rooms/") && parts == 2;
  if (deletes_room || (method == "GET" && path == "/recordings")) return "slow";
  const bool starts = path.ends_with("/recordings/start") || path.ends_with("/live-streaming/start") ||
                      path.ends_with("/dialOut/start");
  return method == "POST" && starts ? "start" : "general";
}

}  // namespace

Step<JsonText> DailyPlatform::raw(const std::string& method, const std::string& path, const JsonText& body,
                                  Repeat repeat) const {
  if (method != "GET" && method != "POST" && method != "DELETE")
    return fail(ErrorCode::invalid_argument, "daily's calls are GET, POST or DELETE");
  if (!is_path(path))
    return fail(ErrorCode::invalid_argument,
                "a path of daily's API begins with a slash and is percent-encoded");
  const auto json = spi::Json::parse(body.empty() ? "{}" : body.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the body of a call to daily is not a JSON object");
  const bool reads = method == "GET";
  if (reads && !body.empty())
    return fail(ErrorCode::invalid_argument, "a GET of daily has no body: what it asks for is in the query");
  const Endpoint endpoint{method.c_str(), "/", reads ? Repeat::read : repeat, rate_class_of(method, path)};
  HttpRequest call = request(endpoint, "raw");
  call.url = settings_.base_url + path;
  call.path_template = "/{path}";  // the path itself may hold tokens
  if (!reads) call.body = method == "POST" && body.empty() ? "{}" : body.text;
  if (method == "DELETE" && !body.empty()) call.headers.push_back({"Content-Type", "application/json"});
  return then_answer<JsonText>(std::move(call), [](const HttpResponse& answer) -> Step<JsonText> {
    if (!is_success(answer)) return failure_from(answer, "daily refused a raw call");
    return JsonText{answer.body.empty() ? "{}" : answer.body};
  });
}

}  // namespace vplatform::platforms::daily
