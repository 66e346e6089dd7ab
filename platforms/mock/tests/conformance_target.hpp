#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "vplatform/platforms/mock.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::platforms::mock {

/// The mock's service, played in the words of the other emulators.
class ConformanceService final : public Emulator {
 public:
  explicit ConformanceService(std::shared_ptr<MockService> service) : service_(std::move(service)) {}

  [[nodiscard]] std::string_view kind() const noexcept override { return "mock"; }
  [[nodiscard]] HttpResponse handle(const HttpRequest&, TimePoint) override { return {.status = 501}; }
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override { return service_->due(now); }
  [[nodiscard]] Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                      TimePoint now) override {
    const auto json = spi::Json::parse(arguments.text);
    if (!json) return Failure{json.error()};
    if (what == "join") return join(*json, now);
    const MeetingRef meeting{.platform = "mock", .id = (*json)["room"].text_or("")};
    if (what == "leave") return done(service_->leave(meeting, {(*json)["participant"].text_or("")}, now));
    if (what == "finish_recording") return finish(meeting, now);
    return Emulator::play(what, arguments, now);
  }
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint now) const override {
    std::vector<EmulatedMeeting> all;
    for (const auto& one : service_->meetings(now))
      all.push_back(
          {.id = one.ref.id, .room = one.ref.room, .created_at = one.created_at, .ends_at = one.ends_at});
    return all;
  }

 private:
  static Result<JsonText> done(const Result<void>& result) {
    if (!result) return Failure{result.error()};
    return JsonText{"{}"};
  }
  Result<JsonText> join(const spi::Json& json, TimePoint now) {
    const auto token = json["token"].text_or("");
    const MeetingRef meeting{.platform = "mock", .id = json["room"].text_or("")};
    const auto in =
        token.empty()
            ? service_->enter_as(
                  meeting, {.identity = json["user_id"].text_or(""), .name = json["name"].text_or("")}, now)
            : service_->enter(Secret(token), now);
    if (!in) return Failure{in.error()};
    spi::JsonWriter answer;
    answer.begin_object().member("participant", in->participant.id.value).end_object();
    return JsonText{std::move(answer).text()};
  }
  Result<JsonText> finish(const MeetingRef& meeting, TimePoint now) {
    for (const auto& one : service_->recordings(now)) {
      if (one.told.ref.meeting.id == meeting.id) return done(service_->finish_recording(one.told.ref, now));
    }
    return fail(ErrorCode::not_found, "nothing is recorded there");
  }

  std::shared_ptr<MockService> service_;
};

/// The mock and its service, for the catalogue.
inline testing::ConformanceTarget conformance_target() {
  const Secret right("the secret of the mock's webhooks");
  const auto current = std::make_shared<std::shared_ptr<MockService>>();
  testing::ConformanceTarget target{.name = "mock"};
  target.emulator = [=] {
    *current = std::make_shared<MockService>(MockKeys{.webhooks = right});
    return std::make_shared<ConformanceService>(*current);
  };
  target.platform = [=](const PlatformEnv& env,
                        testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    Settings settings;
    if (keys == testing::WebhookKeys::wrong || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("another secret than the mock's"));
    if (keys == testing::WebhookKeys::right || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(right);
    return make(std::move(settings), env, *current);
  };
  target.sign = [=](const std::string& body, TimePoint now) -> WebhookRequest {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string at = std::to_string(seconds);
    const auto mac = spi::HmacKey(right.reveal()).sign({at, ".", body});
    return {
        .headers = {{.name = "Mock-Signature", .value = "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}},
        .body = body};
  };
  target.secrets = {right};
  return target;
}

}  // namespace vplatform::platforms::mock
