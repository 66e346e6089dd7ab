#include "sessions/session/check_request.hpp"

#include <chrono>
#include <string>

#include "sessions/session/join_code.hpp"
#include "support/json_strings.hpp"

namespace vplatform::sessions {
namespace {

constexpr int largest_page = 500;
// What is further away than this is a mistake, and no sum of it overflows.
constexpr std::chrono::seconds longest_time = std::chrono::years{10};

std::optional<Failure> wrong(std::string message) {
  return fail(ErrorCode::invalid_argument, std::move(message));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 1;
    if (static_cast<unsigned char>(text.front()) >= 0x80) {
      const auto sequence = spi::utf8_sequence(text);
      if (!sequence.good) return false;
      size = sequence.size;
    }
    text.remove_prefix(size);
  }
  return true;
}

std::optional<Failure> fault_of_times(const std::optional<TimePoint>& starts_at,
                                      const std::optional<TimePoint>& ends_at, TimePoint now) {
  if (starts_at && *starts_at > now + longest_time) return wrong("starts_at is more than ten years ahead");
  if (!ends_at) return std::nullopt;
  if (*ends_at <= now) return wrong("ends_at is not ahead of now");
  if (*ends_at > now + longest_time) return wrong("ends_at is more than ten years ahead");
  if (starts_at && *ends_at <= *starts_at) return wrong("ends_at is not later than starts_at");
  return std::nullopt;
}

std::optional<Failure> fault_of_size(const std::optional<int>& max_people) {
  if (max_people && *max_people < 1) return wrong("max_people is at least 1");
  return std::nullopt;
}

}  // namespace

std::optional<Failure> fault_of_text(std::string_view what, std::string_view text) {
  const std::string name(what);
  if (text.size() > longest_name)
    return wrong(name + " is longer than " + std::to_string(longest_name) + " bytes");
  if (text.find('\0') != std::string_view::npos || !is_utf8(text))
    return wrong(name + " is no UTF-8 text, or holds a null byte");
  return std::nullopt;
}

std::optional<Failure> fault_of_name(std::string_view what, std::string_view text) {
  if (text.empty()) return wrong(std::string(what) + " is missing");
  return fault_of_text(what, text);
}

std::optional<Failure> fault_of(const SessionSpec& spec, TimePoint now) {
  if (auto fault = fault_of_name("owner", spec.owner)) return fault;
  if (auto fault = fault_of_text("name", spec.name)) return fault;
  if (auto fault = fault_of_text("request_key", spec.request_key)) return fault;
  if (auto fault = fault_of_text("room.id", spec.room.id)) return fault;
  if (spec.opens_before < std::chrono::seconds(0) || spec.opens_before > longest_time)
    return wrong("opens_before is not between 0 and ten years");
  if (auto fault = fault_of_times(spec.starts_at, spec.ends_at, now)) return fault;
  return fault_of_size(spec.max_people);
}

std::optional<Failure> fault_of(const SessionsOptions& options) {
  if (options.join_code_length < shortest_join_code || options.join_code_length > longest_join_code)
    return wrong("join_code_length is not between 6 and 32");
  if (options.wrong_codes < 1 || options.wrong_codes_within <= std::chrono::seconds(0))
    return wrong("wrong_codes and wrong_codes_within are at least 1");
  if (options.seat <= std::chrono::seconds(0) || options.token_ttl <= std::chrono::seconds(0))
    return wrong("seat and token_ttl are at least 1 s");
  return std::nullopt;
}

std::optional<Failure> fault_of(const SessionFilter& filter) {
  if (filter.page_size < 1 || filter.page_size > largest_page)
    return wrong("page_size is not between 1 and 500");
  return std::nullopt;
}

std::optional<Failure> fault_of(const AdmissionRequest& request) {
  if (request.session_id.empty() == request.join_code.empty())
    return wrong("an admission names a session_id or a join_code, one of the two");
  if (auto fault = fault_of_text("session_id", request.session_id)) return fault;
  if (auto fault = fault_of_text("person", request.person)) return fault;
  if (auto fault = fault_of_text("name", request.name)) return fault;
  if (request.join_code.empty()) return std::nullopt;
  if (request.role == Role::host)
    return wrong("a join code admits nobody as a host; pass session_id for whom the host vouches");
  return fault_of_name("caller", request.caller);
}

std::optional<Failure> fault_of(const SessionChange& change, const Session& session, TimePoint now) {
  if (change.name) {
    if (auto fault = fault_of_text("name", *change.name)) return fault;
  }
  if (!change.name && !change.starts_at && !change.ends_at && !change.max_people)
    return wrong("the change says nothing to change");
  if (change.starts_at || change.ends_at) {
    const auto starts_at = change.starts_at ? change.starts_at : session.starts_at;
    const auto ends_at = change.ends_at ? change.ends_at : session.ends_at;
    if (auto fault = fault_of_times(starts_at, ends_at, now)) return fault;
  }
  return fault_of_size(change.max_people);
}

}  // namespace vplatform::sessions
