#include "log.hpp"

#include <chrono>
#include <iostream>
#include <mutex>
#include <vplatform/time.hpp>

namespace meeting_server {

void log(std::string_view event, nlohmann::ordered_json fields) {
  nlohmann::ordered_json line{{"at", vplatform::to_rfc3339(std::chrono::system_clock::now())},
                              {"event", event}};
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  static std::mutex one_at_a_time;
  const std::scoped_lock lock(one_at_a_time);
  std::cerr << text << std::endl;
}

}  // namespace meeting_server
