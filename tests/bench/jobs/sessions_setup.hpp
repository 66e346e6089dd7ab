#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "sessions/store/dialect.hpp"
#include "sessions/store/value.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/session.hpp"
#include "vplatform/webhook.hpp"

/// What the jobs about the component sessions share: a host on the mock, over a database that goes with it.
namespace bench {

struct SessionsHost {
  explicit SessionsHost(vplatform::sessions::Dialect dialect);

  /// A live session of `owner`. Ends the program where there is none.
  [[nodiscard]] vplatform::sessions::Session session(const std::string& owner) const;
  /// A statement, in a transaction of its own. Ends the program where it fails.
  void execute(std::string_view sql, std::initializer_list<vplatform::sessions::Value> values) const;

  vplatform::testing::TestDatabase database;
  vplatform::sessions::Backend backend;
};

/// A genuine webhook of the mock: somebody has joined, each time somebody else.
[[nodiscard]] vplatform::WebhookRequest joined_webhook(const std::string& meeting, std::int64_t number);

}  // namespace bench
