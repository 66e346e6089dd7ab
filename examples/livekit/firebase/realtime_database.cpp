#include "firebase/realtime_database.hpp"

#include <utility>
#include <vplatform/spi/answers.hpp>
#include <vplatform/spi/crypto.hpp>
#include <vplatform/spi/url.hpp>

namespace controller::firebase {
namespace {

namespace spi = vplatform::spi;

/// `btoa` as browsers have it. Its alphabet has a slash, at which the database, and pages that call
/// `ref('recordings/' + btoa(url))`, go a level deeper: so do we.
std::string key_of(const std::string& room_url) {
  std::string key;
  for (const char c : spi::to_base64(room_url)) key += c == '/' ? "/" : spi::percent_encode({&c, 1});
  return key;
}

}  // namespace

RealtimeDatabase::RealtimeDatabase(std::shared_ptr<Google> google, std::string database_url)
    : google_(std::move(google)), url_(std::move(database_url)) {}

vplatform::Result<void> RealtimeDatabase::write_recording(const std::string& room_url, const std::string& id,
                                                          const nlohmann::json& members,
                                                          const std::stop_token& stop) {
  // https://firebase.google.com/docs/database/rest/save-data
  vplatform::HttpRequest request{
      .operation = "write_record", .path_template = "/recordings/{room}/{recording}.json", .method = "PATCH"};
  request.url =
      url_ + "/recordings/" + key_of(room_url) + "/" + spi::percent_encode(id) + ".json?print=silent";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = members.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  request.repeat = vplatform::Repeat::idempotent;
  const auto answer = google_->send(std::move(request), stop);
  if (!answer) return vplatform::Failure{answer.error()};
  if (answer->status == 200 || answer->status == 204) return {};
  return spi::failure_from_status(*answer, "the Realtime Database takes no record");
}

}  // namespace controller::firebase
