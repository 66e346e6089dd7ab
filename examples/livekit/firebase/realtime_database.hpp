#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>

#include "firebase/google.hpp"

namespace controller::firebase {

/// A Realtime Database, by its REST API. Confined to one thread.
class RealtimeDatabase {
 public:
  RealtimeDatabase(std::shared_ptr<Google> google, std::string database_url);

  /// Writes these members of the record `recordings/{btoa(room_url)}/{id}`; others, which a page may have
  /// put there, stay.
  [[nodiscard]] vplatform::Result<void> write_recording(const std::string& room_url, const std::string& id,
                                                        const nlohmann::json& members,
                                                        const std::stop_token& stop);

 private:
  std::shared_ptr<Google> google_;
  std::string url_;
};

}  // namespace controller::firebase
