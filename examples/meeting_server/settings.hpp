#pragma once

#include <string>
#include <vplatform/result.hpp>
#include <vplatform/secret.hpp>
#include <vplatform/spi/settings.hpp>

#include "web/serve.hpp"

namespace meeting_server {

/// What the server is started with; the README lists the variables.
struct Settings {
  web::Address address{};
  std::string public_url{};  ///< How people reach it: `https://meet.example`. Empty: where it listens.
  std::string store{};       ///< As `sessions::Store::open` takes it. Empty: one that ends with the server.
  std::string config{};      ///< A configuration file. Empty: accounts in the environment, else emulators.
  std::string choices{};     ///< Where the admin view's choices are kept. Empty: in memory.
  std::string recordings{};  ///< The folder on the recorder's own disk, for platforms that keep no files.
  std::string page{};        ///< The folder of the page.
  std::string client_library{};     ///< The folder with LiveKit's client. Empty: LiveKit's rooms say so.
  vplatform::Secret admin_token{};  ///< Empty: no admin view.
  vplatform::Secret
      identity_key{};  ///< Signs who somebody is. Empty: made up, and good until the server ends.
};

/// Errors: `invalid_argument` naming every variable that is wrong.
[[nodiscard]] vplatform::Result<Settings> read_settings(const vplatform::Environment& environment);

}  // namespace meeting_server
