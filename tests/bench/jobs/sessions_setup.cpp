#include "jobs/sessions_setup.hpp"

#include <chrono>

#include "jobs/setup.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/spi/crypto.hpp"

namespace bench {

using namespace vplatform;

SessionsHost::SessionsHost(sessions::Dialect dialect) : database(dialect) {
  backend.store = database.open();
  backend.platforms = std::make_shared<const PlatformFactory>(
      open_factory(R"({"default": "mock", "platforms": {"mock": {"webhook_secret_env": "SETUP_KEY"}}})"));
}

sessions::Session SessionsHost::session(const std::string& owner) const {
  sessions::SessionSpec spec;
  spec.owner = owner;
  spec.room.id = "room of " + owner;
  auto made = sessions::Sessions(backend).create(spec);
  if (!made) give_up("a session: " + made.error().message);
  return *std::move(made);
}

void SessionsHost::execute(std::string_view sql, std::initializer_list<sessions::Value> values) const {
  const auto done =
      backend.store->state().database.write([&](sessions::Transaction& transaction) -> Result<void> {
        (void)transaction.execute(sql, values);
        return {};
      });
  if (!done) give_up("the store: " + done.error().message);
}

WebhookRequest joined_webhook(const std::string& meeting, std::int64_t number) {
  const auto now = std::chrono::system_clock::now();
  const std::string who = std::to_string(number);
  std::string body = R"({"id":"event-)" + who + R"(","type":"participant.joined","at":")" + to_rfc3339(now) +
                     R"(","meeting":")" + meeting +
                     R"(","session":"sitting","participant":{"id":"connection-)" + who +
                     R"(","identity":"person-)" + who + R"(","name":"Ada"}})";
  const std::string at =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  static const spi::HmacKey secret(key);
  const auto mac = secret.sign({at, ".", body});
  return {.headers = {{"Mock-Signature", "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}},
          .body = std::move(body)};
}

}  // namespace bench
