#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/platforms/whereby.hpp"
#include "vplatform/spi/http.hpp"

namespace vplatform::platforms::whereby {

/// The members of a meeting that are links, which Whereby leaves out unless they are asked for.
enum class Links : std::uint8_t { left_out, asked_for };

/// Which part of the list of meetings is wanted.
struct ListQuery {
  int limit = 100;
  std::string cursor{};
  std::string room_starts_with{};  ///< With its slash; empty: all.
  Links links = Links::left_out;
};

/// The requests of Whereby's REST interface. Immutable, thread-safe.
class Api {
 public:
  Api(const Settings& settings, std::string instance);

  [[nodiscard]] const std::string& instance() const noexcept { return instance_; }

  [[nodiscard]] HttpRequest post_meeting(std::string body, std::vector<Secret> secrets) const;
  [[nodiscard]] HttpRequest get_meeting(std::string_view operation, std::string_view id) const;
  [[nodiscard]] HttpRequest get_meetings(std::string_view operation, const ListQuery& query) const;
  [[nodiscard]] HttpRequest delete_meeting(std::string_view id) const;

  [[nodiscard]] HttpRequest get_recordings(std::string_view room, std::string_view cursor) const;
  [[nodiscard]] HttpRequest get_recording(std::string_view id) const;
  [[nodiscard]] HttpRequest get_access_link(std::string_view id, std::chrono::seconds valid_for) const;
  [[nodiscard]] HttpRequest delete_recording(std::string_view id) const;

  [[nodiscard]] HttpRequest post_transcription(std::string_view recording) const;
  [[nodiscard]] HttpRequest get_transcriptions(std::string_view room, std::string_view cursor) const;
  [[nodiscard]] HttpRequest get_transcription(std::string_view id) const;
  [[nodiscard]] HttpRequest get_transcription_link(std::string_view id, std::chrono::seconds valid_for) const;
  [[nodiscard]] HttpRequest delete_transcription(std::string_view id) const;

  /// Any other request; `target` is a path with its query.
  [[nodiscard]] HttpRequest raw(const std::string& method, const std::string& target, std::string body) const;

  /// Sittings of a room, which is named without its slash.
  [[nodiscard]] HttpRequest get_sessions(std::string_view operation, std::string_view room,
                                         std::string_view cursor) const;
  [[nodiscard]] HttpRequest get_participants(std::string_view operation, std::string_view session,
                                             std::string_view cursor) const;

  [[nodiscard]] HttpRequest put_theme(std::string_view room, std::string_view part, std::string content_type,
                                      std::string body) const;

 private:
  [[nodiscard]] HttpRequest request(std::string_view operation, Repeat repeat) const;
  [[nodiscard]] HttpRequest get(std::string_view operation, std::string_view path_template, std::string path,
                                int points) const;
  [[nodiscard]] HttpRequest get_list(std::string_view operation, std::string_view path_template, int points,
                                     std::string_view room, std::string_view cursor) const;
  [[nodiscard]] HttpRequest get_link(std::string_view operation, const std::string& things,
                                     std::string_view name, std::string_view id,
                                     std::chrono::seconds valid_for) const;
  [[nodiscard]] HttpRequest remove(std::string_view operation, const std::string& things,
                                   std::string_view name, std::string_view id) const;

  std::string instance_;
  std::string base_url_;
  Secret authorization_;
  bool allow_http_ = false;
};

}  // namespace vplatform::platforms::whereby
