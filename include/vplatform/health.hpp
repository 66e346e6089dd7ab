#pragma once

#include <string>

namespace vplatform {

/// What one cheap authenticated call showed: the platform is there and takes our credentials.
struct Health {
  std::string
      account{};  ///< What the platform calls the account (Daily: the domain); empty where it does not say.
  std::string hint{};  ///< What to put into the settings to save a call, ready to paste: `"domain_id": "…"`.
};

}  // namespace vplatform
