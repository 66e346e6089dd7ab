#pragma once

#include <string>
#include <vector>

#include "guard.hpp"
#include "web/answers.hpp"

namespace meeting_server {

/// How values look in the answers. Members that nobody knows are null.
[[nodiscard]] web::Json to_json(const std::optional<vplatform::TimePoint>& at);
/// The host sees the join code as well.
[[nodiscard]] web::Json to_json(const sessions::Session& session, bool for_host);
[[nodiscard]] web::Json to_json(const sessions::Person& person);
[[nodiscard]] web::Json to_json(const sessions::RecordingEntry& recording);
[[nodiscard]] web::Json to_json(const sessions::LogEntry& entry);
/// Why a platform was chosen, in words for people.
[[nodiscard]] std::string words_of(const sessions::DecisionRecord& decision);

/// What the page needs to bring somebody in. Holds the right to enter: for that person alone.
[[nodiscard]] web::Json to_json(const vplatform::JoinGrant& grant, const std::string& instance,
                                bool is_emulated);
/// The grant that such JSON is of, as far as an emulated room needs it. Throws `Json::exception`.
[[nodiscard]] vplatform::JoinGrant grant_from(const web::Json& json);

/// A list, and where it goes on.
template <class T, class Shape>
[[nodiscard]] web::Json list_json(const vplatform::Page<T>& page, Shape shape) {
  web::Json items = web::Json::array();
  for (const T& item : page.items) items.push_back(shape(item));
  return {{"items", std::move(items)},
          {"next", page.next.empty() ? web::Json() : web::Json(page.next.value)}};
}

}  // namespace meeting_server
