#include <array>
#include <string>

#include "vplatform/testing/faults.hpp"

namespace vplatform::testing {

namespace {

constexpr std::array kinds{FaultKind::rate_limited, FaultKind::unavailable,   FaultKind::delay,
                           FaultKind::lost_before,  FaultKind::lost_after,    FaultKind::applied_late,
                           FaultKind::cut_body,     FaultKind::cut_transport, FaultKind::html};

std::string all_kinds() {
  std::string names;
  for (const auto kind : kinds) names += (names.empty() ? "" : ", ") + std::string(to_string(kind));
  return names;
}

/// Reads members one by one; the first that is wrong stays.
class Reader {
 public:
  explicit Reader(const spi::Json& json) : json_(json) {}

  std::string text(std::string_view name) {
    const auto value = json_[name];
    if (value.is_present() && !value.text()) wrong("'" + std::string(name) + "' is not a text");
    return value.text_or("");
  }
  int number(std::string_view name, int usual, int least) {
    const auto value = json_[name];
    if (!value.is_present()) return usual;
    const auto number = value.integer().value_or(least - 1);
    if (number < least || number > 1'000'000) {
      wrong("'" + std::string(name) + "' is not a number from " + std::to_string(least) + " to 1000000");
      return usual;
    }
    return static_cast<int>(number);
  }
  void wrong(std::string what) {
    if (!failure_) failure_ = fail(ErrorCode::invalid_argument, "a fault's " + std::move(what));
  }
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

 private:
  const spi::Json& json_;
  std::optional<Failure> failure_{};
};

bool is_known(std::string_view name) {
  for (const std::string_view known : {"kind", "method", "path", "times", "skip", "late_by", "delay_ms"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

std::optional<FaultKind> fault_kind_from(std::string_view name) noexcept {
  for (const auto kind : kinds) {
    if (name == to_string(kind)) return kind;
  }
  return std::nullopt;
}

Result<Fault> read_fault(const spi::Json& json) {
  if (!json.is_object()) return fail(ErrorCode::invalid_argument, "a fault is a JSON object");
  Reader reader(json);
  const auto kind = fault_kind_from(json["kind"].text_or(""));
  if (!kind) reader.wrong("kind '" + json["kind"].text_or("") + "' is none of " + all_kinds());
  Fault fault{.kind = kind.value_or(FaultKind::unavailable),
              .method = reader.text("method"),
              .path = reader.text("path")};
  fault.times = reader.number("times", fault.times, 1);
  fault.skip = reader.number("skip", fault.skip, 0);
  fault.late_by = reader.number("late_by", fault.late_by, 1);
  fault.delay = std::chrono::milliseconds(reader.number("delay_ms", 0, 0));
  for (const auto& [name, value] : json.members()) {
    if (!is_known(name)) reader.wrong("member '" + name + "' is not known");
  }
  if (reader.failure()) return *reader.failure();
  return fault;
}

}  // namespace vplatform::testing
