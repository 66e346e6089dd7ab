#pragma once

#include <string>
#include <utility>
#include <vector>
#include <vplatform/result.hpp>
#include <vplatform/sessions/session.hpp>

#include "web/json_folder.hpp"

namespace reflector {

/// Who has agreed to be recorded, meeting by meeting. Thread-safe.
class Consents {
 public:
  explicit Consents(web::JsonFolder folder) : folder_(std::move(folder)) {}

  /// Errors: `unavailable`.
  [[nodiscard]] vplatform::Result<void> note(const std::string& meeting, const std::string& person,
                                             bool given) const;
  [[nodiscard]] web::Json of(const std::string& meeting) const { return folder_.of(meeting); }
  /// Somebody has said no, be they in or not: one is enough.
  [[nodiscard]] bool is_denied(const std::string& meeting) const;
  /// Everybody who is in, or on the way there, has said yes, and nobody no. Nobody is no agreement.
  [[nodiscard]] bool have_all(const std::string& meeting,
                              const std::vector<vplatform::sessions::Person>& people) const;

 private:
  web::JsonFolder folder_;
};

}  // namespace reflector
