// Answers that are not what one hopes for.

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

// Every operation that is sure to send something, by name.
std::vector<std::pair<std::string, std::function<Result<void>(const Client&)>>> asking(Context& context) {
  const MeetingRef ref = context.make().ref;
  const auto drop = [](const auto& result) -> Result<void> {
    if (!result) return Failure{result.error()};
    return {};
  };
  std::vector<std::pair<std::string, std::function<Result<void>(const Client&)>>> all{
      {"find_meeting", [=](const Client& client) { return drop(client.find_meeting(ref)); }},
      {"create_meeting", [=](const Client& client) { return drop(client.create_meeting(Context::spec())); }}};
  if (context.can(Capability::list_meetings))
    all.emplace_back("list_meetings", [=](const Client& client) { return drop(client.list_meetings()); });
  if (context.can(Capability::presence))
    all.emplace_back("presence", [=](const Client& client) { return drop(client.presence(ref)); });
  if (context.can(Capability::health))
    all.emplace_back("check_health", [=](const Client& client) { return drop(client.check_health()); });
  return all;
}

// Every operation, answered like this, fails with one of the codes.
void answered(Context& context, const HttpResponse& answer, std::initializer_list<ErrorCode> codes) {
  for (const auto& [name, ask] : asking(context)) {
    context.rig(always(answer));
    const auto error =
        must_fail(ask(context.client()), name + " answered with " + std::to_string(answer.status), codes);
    expect(error.code != ErrorCode::internal, name + " ended with a defect of ours");
    context.wire().clear();
  }
}

void says_401(Context& context) {
  answered(context, {.status = 401, .body = "{}"}, {ErrorCode::unauthenticated});
}
void says_403(Context& context) {
  answered(context, {.status = 403, .body = "{}"}, {ErrorCode::permission_denied});
}
void says_404(Context& context) {
  const auto ref = context.make().ref;
  context.rig(always({.status = 404, .body = "{}"}));
  (void)must_fail(context.client().find_meeting(ref), "find_meeting answered with 404",
                  {ErrorCode::not_found});
}
void says_429(Context& context) {
  answered(context, {.status = 429, .body = "{}"}, {ErrorCode::rate_limited});
}
void says_when(Context& context) {
  const auto ref = context.make().ref;
  context.rig(always({.status = 429, .headers = {{.name = "Retry-After", .value = "7200"}}, .body = "{}"}));
  const auto error = must_fail(context.client().find_meeting(ref), "find_meeting answered with 429",
                               {ErrorCode::rate_limited});
  expect(error.retry_after == std::chrono::hours{2}, "the error does not say when to come back");
}
void says_5xx(Context& context) {
  for (const int status : {500, 502, 503, 504})
    answered(context, {.status = status, .body = "{}"},
             {ErrorCode::unavailable, ErrorCode::deadline_exceeded});
}
void says_other(Context& context) {
  for (const int status : {302, 409, 410, 418, 451}) {
    for (const auto& [name, ask] : asking(context)) {
      context.rig(
          always({.status = status, .headers = {{.name = "Location", .value = "https://evil.example"}}}));
      const auto error = must_fail(ask(context.client()), name + " answered with " + std::to_string(status));
      expect(error.code != ErrorCode::internal, name + " ended with a defect of ours");
      for (const auto& request : context.wire().sent())
        expect(request.url.find("evil.example") == std::string::npos, "a redirect is followed");
      context.wire().clear();
    }
  }
}

void unreadable(Context& context, const std::string& body) {
  // A lost create is looked for, which may end as `unavailable`.
  answered(context, {.status = 200, .body = body},
           {ErrorCode::bad_response, ErrorCode::unavailable, ErrorCode::deadline_exceeded,
            ErrorCode::not_found, ErrorCode::failed_precondition});
}
void html_for_json(Context& context) {
  unreadable(context, "<!doctype html><title>502</title>");
}
void nothing_for_json(Context& context) {
  unreadable(context, "");
}
void half_of_json(Context& context) {
  unreadable(context, R"({"id":"x","na)");
}
void other_json(Context& context) {
  for (const char* body : {"42", "\"text\"", "true"}) unreadable(context, body);
}
void deep_json(Context& context) {
  unreadable(context, std::string(200'000, '['));
}
void not_utf8(Context& context) {
  unreadable(context, "{\"name\":\"\xff\xfe\",\"id\":\"\xff\"}");
}

void wrong_types(Context& context) {
  const auto ref = context.make().ref;
  for (const char* body : {R"({"name":7,"url":{},"id":[],"meetingId":{},"rooms":"x","room":7})", "[]", "null",
                           "{}", R"({"rooms":[7,null,"x"],"results":7,"data":{}})"}) {
    context.rig(always({.status = 200, .body = body}));
    (void)must_fail(context.client().find_meeting(ref), std::string("find_meeting answered with ") + body,
                    {ErrorCode::bad_response, ErrorCode::not_found});
  }
}

void ten_megabytes(Context& context) {
  constexpr std::size_t ten_million = 10'000'000;
  const std::string body = R"({"name":")" + std::string(ten_million, 'x') + R"("})";
  const auto ref = context.make().ref;
  context.rig(always({.status = 200, .body = body}));
  const auto error = must_fail(context.client().find_meeting(ref), "find_meeting answered with 10 MB");
  expect(error.message.size() + error.provider_message.size() < 100'000,
         "the error carries the whole answer");
}

// Every text that an error has.
std::string all_texts(const Error& error) {
  return error.message + "\n" + error.provider_code + "\n" + error.provider_message + "\n" +
         error.request_id + "\n" + describe(error);
}

void no_secret_in_errors(Context& context) {
  // The service answers with everything that it was sent, as LiveKit does with a token that it refuses.
  std::vector<std::string> secrets;
  for (const auto& secret : context.target().secrets) secrets.push_back(secret.reveal());
  for (const int status : {400, 401, 403, 404, 429, 500}) {
    for (const auto& [name, ask] : asking(context)) {
      context.rig([&secrets, status](const HttpRequest& request, int,
                                     const Wire::Forward&) -> Result<HttpResponse> {
        std::string echo = request.url + " " + request.body;
        for (const auto& header : request.headers) {
          echo += " " + header.value;
          if (header.secret) secrets.push_back(header.value);
        }
        std::string json = R"({"error":")";
        for (const char c : echo) {
          if (c != '"' && c != '\\' && c >= ' ') json += c;
        }
        json += R"(","info":"x","msg":"x","message":"x"})";
        return HttpResponse{
            .status = status, .headers = {{.name = "x-request-id", .value = echo}}, .body = std::move(json)};
      });
      const auto error = must_fail(ask(context.client()), name);
      const auto texts = all_texts(error);
      for (const auto& secret : secrets) {
        expect(secret.empty() || texts.find(secret) == std::string::npos,
               "an error of " + name + " says a secret");
        const auto space = secret.find(' ');
        expect(space == std::string::npos || texts.find(secret.substr(space + 1)) == std::string::npos,
               "an error of " + name + " says the token of a secret header");
      }
      context.wire().clear();
    }
  }
}

void the_network_fails(Context& context) {
  for (const auto& [name, ask] : asking(context)) {
    context.rig([](const HttpRequest&, int, const Wire::Forward&) -> Result<HttpResponse> { return lost(); });
    (void)must_fail(ask(context.client()), name + " without an answer",
                    {ErrorCode::unavailable, ErrorCode::deadline_exceeded});
    context.wire().clear();
  }
}

void well_when_well(Context& context) {
  (void)must(context.client().check_health(), "check_health");
}

}  // namespace

void add_errors(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "errors";
  all.push_back({{area, "says_401", "401 is unauthenticated"}, says_401});
  all.push_back({{area, "says_403", "403 is permission_denied"}, says_403});
  all.push_back({{area, "says_404", "404 is not_found"}, says_404});
  all.push_back({{area, "says_429", "429 is rate_limited, with and without Retry-After"}, says_429});
  all.push_back({{area, "says_when", "an error tells when the platform asks us to come back"}, says_when});
  all.push_back({{area, "says_5xx", "5xx is unavailable"}, says_5xx});
  all.push_back(
      {{area, "says_other", "redirects, conflicts and strange refusals are errors, and nothing is followed"},
       says_other});
  all.push_back({{area, "html_for_json", "HTML in place of JSON is an error"}, html_for_json});
  all.push_back({{area, "nothing_for_json", "an empty success is an error where something has to come"},
                 nothing_for_json});
  all.push_back({{area, "half_of_json", "JSON that breaks off is an error"}, half_of_json});
  all.push_back({{area, "other_json", "JSON of another shape is an error"}, other_json});
  all.push_back({{area, "deep_json", "JSON of any depth is an error, not a crash"}, deep_json});
  all.push_back({{area, "not_utf8", "bytes that are no text are an error"}, not_utf8});
  all.push_back(
      {{area, "wrong_types", "members of the wrong types are an error, not a meeting"}, wrong_types});
  all.push_back(
      {{area, "ten_megabytes", "ten megabytes are an error that does not carry them"}, ten_megabytes});
  all.push_back({{area, "no_secret_in_errors", "no error says a secret, though the service echoes it"},
                 no_secret_in_errors});
  all.push_back({{area, "the_network_fails", "no answer is unavailable"}, the_network_fails});
  all.push_back(
      {{area, "well_when_well", "a service that is well is told to be", {health}, {health}}, well_when_well});
}

}  // namespace vplatform::testing::conformance
