#include "emulator/library.hpp"

#include <charconv>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

constexpr int default_page = 50;
constexpr int default_page_of_statistics = 10;
constexpr int longest_link = 43'200;

HttpResponse link_to(const std::string& file, const Query& query, TimePoint now) {
  const auto text = value_of(query, "validForSeconds");
  std::int64_t seconds = 3600;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool sound = text.empty() || (error == std::errc{} && stop == text.data() + text.size());
  if (!sound || seconds < 1 || seconds > longest_link)
    return refusal(400, "\"validForSeconds\" is not valid");
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() + seconds * 1000;
  spi::JsonWriter body;
  body.begin_object().member("accessLink", "https://files.invalid/" + file + "?sig=emulated");
  body.member("expires", static_cast<std::int64_t>(expires)).end_object();
  return json_answer(200, std::move(body).text());
}

/// The ids of a bulk deletion; nothing for what is no list of texts.
std::optional<std::vector<std::string>> read_ids(const HttpRequest& request, std::string_view name) {
  const auto body = spi::Json::parse(request.body);
  if (!body || !(*body)[name].is_array()) return std::nullopt;
  std::vector<std::string> ids;
  for (const auto& id : (*body)[name].items()) {
    if (!id.text()) return std::nullopt;
    ids.emplace_back(*id.text());
  }
  return ids;
}

std::optional<HttpResponse> answer_recordings(const HttpRequest& request, const Target& target,
                                              const std::vector<std::string>& parts, Archive& archive,
                                              TimePoint now) {
  const auto is = [&](std::size_t count, std::string_view method) {
    return parts.size() == count && request.method == method;
  };
  if (is(1, "GET"))
    return page_of(archive.recordings(value_of(target.query, "roomName")), target.query, default_page);
  if (is(2, "POST") && parts[1] == "bulk-delete") {
    const auto ids = read_ids(request, "recordingIds");
    if (!ids) return refusal(400, "\"recordingIds\" is required");
    for (const auto& id : *ids) (void)archive.remove_recording(id);
    return HttpResponse{.status = 204};
  }
  if (is(2, "DELETE")) {
    (void)archive.remove_recording(parts[1]);
    return HttpResponse{.status = 204};
  }
  if (parts.size() < 2) return std::nullopt;
  const auto* found = archive.find_recording(parts[1]);
  if (found == nullptr) return refusal(404, "Recording not found");
  if (is(2, "GET")) return json_answer(200, to_json(*found));
  if (!is(3, "GET") || parts[2] != "access-link") return std::nullopt;
  if (!found->hosted) return refusal(403, "The recording is not stored by Whereby");
  return link_to(parts[1] + ".mp4", target.query, now);
}

HttpResponse transcribe(const HttpRequest& request, Happenings& happenings, TimePoint now) {
  const auto body = spi::Json::parse(request.body);
  const auto recording = body ? (*body)["recordingId"].text_or("") : std::string{};
  if (recording.empty()) return refusal(400, "\"recordingId\" is required");
  const auto id = happenings.transcribe(recording, now);
  if (id.empty()) return refusal(404, "Recording not found");
  return json_answer(201, spi::JsonWriter{}.begin_object().member("transcriptionId", id).end_object().text());
}

std::optional<HttpResponse> answer_transcriptions(const HttpRequest& request, const Target& target,
                                                  const std::vector<std::string>& parts,
                                                  Happenings& happenings, TimePoint now) {
  auto& transcripts = happenings.transcripts();
  const auto is = [&](std::size_t count, std::string_view method) {
    return parts.size() == count && request.method == method;
  };
  if (is(1, "POST")) return transcribe(request, happenings, now);
  if (is(1, "GET"))
    return page_of(transcripts.list(value_of(target.query, "roomName")), target.query, default_page);
  if (is(2, "POST") && parts[1] == "bulk-delete") {
    const auto ids = read_ids(request, "transcriptionIds");
    if (!ids) return refusal(400, "\"transcriptionIds\" is required");
    for (const auto& id : *ids) (void)transcripts.remove(id);
    return HttpResponse{.status = 204};
  }
  if (is(2, "DELETE")) {
    (void)transcripts.remove(parts[1]);
    return HttpResponse{.status = 204};
  }
  if (parts.size() < 2) return std::nullopt;
  const auto* found = transcripts.find(parts[1]);
  if (found == nullptr) return refusal(404, "Transcription not found");
  if (is(2, "GET")) return json_answer(200, to_json(*found));
  if (!is(3, "GET") || parts[2] != "access-link") return std::nullopt;
  if (found->state != "ready") return refusal(404, "Transcription not found");
  return link_to(parts[1] + ".md", target.query, now);
}

std::optional<HttpResponse> answer_insights(const Target& target, const std::vector<std::string>& parts,
                                            const Archive& archive) {
  if (parts.size() != 2) return std::nullopt;
  const auto items = [&]() -> std::optional<std::vector<std::string>> {
    if (parts[1] == "room-sessions") return archive.sessions(value_of(target.query, "roomName"));
    if (parts[1] == "participants") return archive.participants(value_of(target.query, "roomSessionId"));
    return std::nullopt;
  }();
  if (!items) return std::nullopt;
  return page_of(*items, target.query, default_page_of_statistics);
}

}  // namespace

std::optional<HttpResponse> answer_from_library(const HttpRequest& request, const Target& target,
                                                Happenings& happenings, TimePoint now) {
  const auto parts = split_path(target.path);
  if (parts.empty()) return std::nullopt;
  if (parts[0] == "recordings") return answer_recordings(request, target, parts, happenings.archive(), now);
  if (parts[0] == "transcriptions") return answer_transcriptions(request, target, parts, happenings, now);
  if (parts[0] == "insights" && request.method == "GET")
    return answer_insights(target, parts, happenings.archive());
  return std::nullopt;
}

int price_of(const HttpRequest& request, const Target& target) {
  constexpr int read = 1;
  constexpr int write_or_list = 3;
  constexpr int statistics = 5;
  constexpr int bulk = 10;
  const auto parts = split_path(target.path);
  if (!parts.empty() && parts.back() == "bulk-delete") return bulk;
  if (request.method != "GET") return write_or_list;
  if (!parts.empty() && parts[0] == "insights") return statistics;
  return parts.size() > 1 ? read : write_or_list;
}

}  // namespace vplatform::platforms::whereby::emulation
