#include "web/answers.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace web {

using vplatform::Error;
using vplatform::ErrorCode;

int status_of(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::already_exists:
    case ErrorCode::failed_precondition:
      return 409;
    case ErrorCode::unsupported:
      return 501;
    case ErrorCode::rate_limited:
      return 429;
    case ErrorCode::unavailable:
    case ErrorCode::cancelled:
      return 503;
    case ErrorCode::deadline_exceeded:
      return 504;
    // The provider refuses us, which is not the caller's affair.
    case ErrorCode::unauthenticated:
    case ErrorCode::permission_denied:
    case ErrorCode::quota_exceeded:
    case ErrorCode::bad_response:
      return 502;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

void answer(httplib::Response& response, const Json& value, int status) {
  response.status = status;
  // A name may hold bytes that are no UTF-8; they are replaced rather than thrown at the caller.
  response.set_content(value.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json");
}

void refuse(httplib::Response& response, int status, std::string_view code, std::string_view message) {
  answer(response, {{"error", {{"code", code}, {"message", message}}}}, status);
}

void refuse(httplib::Response& response, const Error& error) {
  if (error.retry_after) {
    using std::chrono::seconds;
    const auto wait = std::chrono::ceil<seconds>(*error.retry_after);
    response.set_header("Retry-After", std::to_string(std::max<seconds::rep>(wait.count(), 1)));
  }
  refuse(response, status_of(error), to_string(error.code), error.message);
}

std::optional<Json> object_of(const httplib::Request& request, httplib::Response& response) {
  if (request.body.empty()) return Json::object();
  auto body = Json::parse(request.body, nullptr, false);
  if (body.is_object()) return body;
  refuse(response, 400, "invalid_argument", "the body has to be a JSON object");
  return std::nullopt;
}

std::string text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) return {};
  return member->get<std::string>();
}

namespace {

thread_local std::chrono::steady_clock::time_point began;  // of the request that this thread answers

}  // namespace

void answer_in_json(httplib::Server& server, std::size_t largest_body, Answered answered) {
  server.set_payload_max_length(largest_body);
  if (answered) {
    server.set_pre_routing_handler([](const httplib::Request&, httplib::Response&) {
      began = std::chrono::steady_clock::now();
      return httplib::Server::HandlerResponse::Unhandled;
    });
    server.set_logger([answered = std::move(answered)](const auto& request, const auto& response) {
      answered(request, response, std::chrono::steady_clock::now() - began);
    });
  }
  server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return;
    switch (response.status) {
      case 404:
        return refuse(response, 404, "not_found", "there is nothing here");
      case 413:
        return refuse(response, 413, "invalid_argument", "the body is too large");
      default:
        return refuse(response, response.status, "invalid_argument", "the request cannot be read");
    }
  });
  server.set_exception_handler(
      [](const httplib::Request&, httplib::Response& response, std::exception_ptr thrown) {
        try {
          std::rethrow_exception(thrown);
        } catch (const Json::exception&) {
          refuse(response, 400, "invalid_argument", "a member of the body has the wrong type");
        } catch (const std::exception& error) {
          std::cerr << "a request failed: " << error.what() << '\n';
          refuse(response, 500, "internal", "something went wrong here");
        }
      });
}

}  // namespace web
