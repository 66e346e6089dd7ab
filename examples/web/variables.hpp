#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>
#include <vplatform/result.hpp>
#include <vplatform/secret.hpp>
#include <vplatform/spi/settings.hpp>

namespace web {

/// The variables of an application. What is missing or wrong is collected, and said all at once.
class Variables {
 public:
  explicit Variables(vplatform::Environment environment) : environment_(std::move(environment)) {}

  /// Unset and empty are the same.
  [[nodiscard]] std::string text(const char* name, std::string otherwise = {}) const;
  /// One that has to be there; `what_for` is said where it is not: `DAILY_API_KEY is missing: …`.
  [[nodiscard]] std::string required(const char* name, const char* what_for);
  [[nodiscard]] vplatform::Secret secret(const char* name) const;
  [[nodiscard]] bool flag(const char* name, bool otherwise);
  [[nodiscard]] int number(const char* name, int otherwise, int least, int most);
  [[nodiscard]] std::chrono::seconds seconds(const char* name, std::chrono::seconds otherwise);
  /// Texts with commas between them.
  [[nodiscard]] std::vector<std::string> list(const char* name) const;

  void fault(std::string what) { faults_.push_back(std::move(what)); }
  /// Errors: `invalid_argument` with a line for each fault.
  [[nodiscard]] vplatform::Result<void> check() const;

 private:
  vplatform::Environment environment_;
  std::vector<std::string> faults_;
};

}  // namespace web
