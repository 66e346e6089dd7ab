#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "vplatform/error.hpp"

namespace vplatform::sessions {

/// What kind of failure a database ended a statement with.
enum class FailureKind : std::uint8_t {
  again,       ///< Deadlock, serialization, a lock that others hold: the transaction may be repeated at once.
  lost,        ///< The connection is gone, or could not be made.
  full,        ///< No space is left.
  constraint,  ///< Something else holds that name, or what it refers to is not there.
  defect,      ///< A statement of ours that the database does not take, or damage.
};

/// Ends a transaction. Thrown by statements, and seen by nobody but `Database`, which rolls back and makes an
/// `Error` of it: so no statement can fail unseen, and rows are read without a check after each.
class DatabaseFailure : public std::exception {
 public:
  DatabaseFailure(FailureKind kind, std::string what, std::string code = {}, std::string details = {});

  [[nodiscard]] FailureKind kind() const noexcept { return kind_; }
  [[nodiscard]] const Error& error() const noexcept { return error_; }
  [[nodiscard]] const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  FailureKind kind_;
  Error error_;
};

}  // namespace vplatform::sessions
