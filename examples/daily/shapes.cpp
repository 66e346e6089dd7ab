#include "shapes.hpp"

#include <vplatform/spi/url.hpp>

namespace campus {

using vplatform::sessions::Admission;
using vplatform::sessions::AdmissionReason;
using vplatform::sessions::RecordingEntry;
using web::Json;

namespace {

struct Refusal {
  int status = 500;
  const char* message = "";
};

Refusal refusal_for(AdmissionReason reason) {
  switch (reason) {
    case AdmissionReason::admitted:
      break;
    case AdmissionReason::not_yet:
      return {409, "the session has not begun yet, or nobody who hosts it is in"};
    case AdmissionReason::full:
      return {409, "the session is full"};
    case AdmissionReason::ended:
      return {410, "the session has ended"};
    case AdmissionReason::cancelled:
      return {410, "the session was cancelled"};
    case AdmissionReason::wrong_code:
      return {404, "no session has that code"};
    case AdmissionReason::too_many_attempts:
      return {429, "too many wrong codes; try again later"};
    case AdmissionReason::removed:
      return {403, "you were removed from this session"};
    case AdmissionReason::not_ready:
      return {503, "the room is not ready yet; try again in a moment"};
  }
  return {};
}

}  // namespace

Json time_json(const std::optional<vplatform::TimePoint>& at) {
  return at ? Json(vplatform::to_rfc3339(*at)) : Json();
}

Json recording_json(const RecordingEntry& recording) {
  Json files = Json::array();
  for (const auto& file : recording.files) {
    files.push_back({{"name", file.remote.path}, {"is_here", !file.local_path.empty()}});
  }
  return {{"id", recording.id},
          {"kind", to_string(recording.ref.kind)},
          {"state", to_string(recording.state)},
          {"storage", recording.storage},
          {"started_at", time_json(recording.started_at)},
          {"ended_at", time_json(recording.ended_at)},
          {"failure", recording.failure},
          {"files", std::move(files)}};
}

std::string join_url_of(const vplatform::JoinGrant& grant) {
  return vplatform::spi::with_query(grant.url.reveal(), "t", grant.token.reveal());
}

bool was_admitted(const Admission& admission, httplib::Response& response) {
  // Neither a grant nor its refusal is anything for a cache.
  response.set_header("Cache-Control", "no-store");
  if (admission.grant) return true;
  const auto refusal = refusal_for(admission.reason);
  Json error{{"code", to_string(admission.reason)}, {"message", refusal.message}};
  if (admission.again_at) error["again_at"] = vplatform::to_rfc3339(*admission.again_at);
  web::answer(response, {{"error", std::move(error)}}, refusal.status);
  return false;
}

}  // namespace campus
