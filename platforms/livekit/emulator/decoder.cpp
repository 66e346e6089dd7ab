#include "emulator/decoder.hpp"

#include <limits>

#include "emulator/messages.hpp"
#include "vplatform/header.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

HttpResponse bad_route(const Call& call, const std::string& why) {
  return twirp_error("bad_route", why,
                     {{"twirp_invalid_route", call.request.method + ' ' + std::string(call.path)}});
}

std::string_view content_type(const Call& call) {
  return find_header(call.request.headers, "content-type").value_or("");
}

bool is_json(const Call& call) {
  const auto type = content_type(call);
  return type.substr(0, type.find(';')) == "application/json";
}

}  // namespace

std::string Decoder::text(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return {};
  if (!value.text()) good_ = false;
  return value.text_or("");
}

std::int64_t Decoder::number(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return 0;
  const auto number = value.integer();
  good_ = good_ && number && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
  return number.value_or(0);
}

bool Decoder::flag(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return false;
  if (!value.boolean()) good_ = false;
  return value.boolean().value_or(false);
}

std::vector<std::string> Decoder::texts(std::string_view name) {
  std::vector<std::string> list;
  const auto value = json_[name];
  good_ = good_ && (!value.is_present() || value.is_null() || value.is_array());
  for (const auto& item : value.items()) {
    good_ = good_ && item.text();
    list.push_back(item.text_or(""));
  }
  return list;
}

spi::Json Decoder::member(std::string_view camel, std::string_view snake) const {
  if (auto value = json_[camel]; value.is_present()) return value;
  return json_[snake];
}

HttpResponse denied() {
  return twirp_error("unauthenticated", "permissions denied");
}

HttpResponse malformed() {
  return twirp_error("malformed", "the json request could not be decoded");
}

std::string_view method_name(const Call& call) {
  return call.request.method == "POST" ? call.path.substr(call.path.rfind('/') + 1) : std::string_view{};
}

HttpResponse no_handler(const Call& call) {
  if (call.request.method != "POST")
    return bad_route(call, "unsupported method \"" + call.request.method + "\" (only POST is allowed)");
  return bad_route(call, "no handler for path \"" + std::string(call.path) + '"');
}

std::optional<spi::Json> read_body(const Call& call) {
  if (!is_json(call)) return std::nullopt;
  auto json = spi::Json::parse(call.request.body);
  return json && json->is_object() ? std::optional(*json) : std::nullopt;
}

HttpResponse refuse_body(const Call& call) {
  if (is_json(call)) return malformed();
  return bad_route(call, "unexpected Content-Type: \"" + std::string(content_type(call)) + '"');
}

}  // namespace vplatform::platforms::livekit::emulation
