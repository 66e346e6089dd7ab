#pragma once

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "vplatform/error.hpp"

namespace vplatform {

/// An error on its way into a `Result` of any type; made by `fail`.
struct Failure {
  Error error{};
};

/// Makes a failure: `return fail(ErrorCode::not_found, "daily has no room 'x'");`
[[nodiscard]] Failure fail(ErrorCode code, std::string message);

/// Thrown by `Result::value()` alone, for hosts that prefer exceptions.
class BadResult : public std::exception {
 public:
  explicit BadResult(Error error);
  [[nodiscard]] const char* what() const noexcept override;
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
  std::string text_;
};

/// A value or an `Error`: the subset of `std::expected` that the library uses. Not thread-safe, like any
/// value.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(const T& value) : state_(std::in_place_index<0>, value) {}
  Result(T&& value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure.error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value. Undefined where there is none, so check first.
  [[nodiscard]] T& operator*() & noexcept { return std::get<0>(state_); }
  [[nodiscard]] const T& operator*() const& noexcept { return std::get<0>(state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(std::get<0>(state_)); }
  [[nodiscard]] T* operator->() noexcept { return &std::get<0>(state_); }
  [[nodiscard]] const T* operator->() const noexcept { return &std::get<0>(state_); }

  /// The error. Undefined where there is a value.
  [[nodiscard]] Error& error() & noexcept { return std::get<1>(state_); }
  [[nodiscard]] const Error& error() const& noexcept { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && noexcept { return std::move(std::get<1>(state_)); }

  /// The value, or throws `BadResult`.
  [[nodiscard]] T value() && {
    if (!has_value()) throw BadResult(std::move(error()));
    return std::move(**this);
  }
  [[nodiscard]] const T& value() const& {
    if (!has_value()) throw BadResult(error());
    return **this;
  }
  template <class U>
  [[nodiscard]] T value_or(U&& other) const& {
    return has_value() ? **this : static_cast<T>(std::forward<U>(other));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an `Error`.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Failure failure) : error_(std::move(failure.error)) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] Error& error() & noexcept { return *error_; }
  [[nodiscard]] const Error& error() const& noexcept { return *error_; }
  [[nodiscard]] Error&& error() && noexcept { return *std::move(error_); }
  void value() const {
    if (!has_value()) throw BadResult(error());
  }

 private:
  std::optional<Error> error_{};
};

}  // namespace vplatform
