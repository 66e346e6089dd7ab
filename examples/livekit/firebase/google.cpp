#include "firebase/google.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vplatform/spi/answers.hpp>
#include <vplatform/spi/crypto.hpp>
#include <vplatform/spi/url.hpp>

namespace controller::firebase {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::HttpRequest;
using vplatform::HttpResponse;
using vplatform::Repeat;
using vplatform::Result;
using vplatform::Secret;
namespace spi = vplatform::spi;

// https://developers.google.com/identity/protocols/oauth2/service-account
constexpr char grant_type[] = "urn:ietf:params:oauth:grant-type:jwt-bearer";
// The bucket; the database, whose rules want to know the e-mail too.
constexpr char scopes[] =
    "https://www.googleapis.com/auth/devstorage.read_write "
    "https://www.googleapis.com/auth/firebase.database "
    "https://www.googleapis.com/auth/userinfo.email";
constexpr auto assertion_lasts = 1h;  // the most that Google takes
constexpr auto timeout = 30s;
constexpr auto spare = 60s;

}  // namespace

Google::Google(ServiceAccount account, std::string token_url,
               std::shared_ptr<vplatform::HttpTransport> transport, vplatform::RuntimeEnv env)
    : account_(std::move(account)),
      token_url_(std::move(token_url)),
      transport_(std::move(transport)),
      env_(std::move(env)) {}

Result<std::string> Google::assertion() const {
  const auto issued = std::chrono::duration_cast<std::chrono::seconds>(env_.now().time_since_epoch()).count();
  const json header = {{"alg", "RS256"}, {"typ", "JWT"}};
  const json claims = {{"iss", account_.email()},
                       {"scope", scopes},
                       {"aud", token_url_},
                       {"iat", issued},
                       {"exp", issued + std::chrono::seconds(assertion_lasts).count()}};
  auto text = spi::to_base64url(header.dump()) + "." + spi::to_base64url(claims.dump());
  const auto signature = account_.sign(text);
  if (!signature) return Failure{signature.error()};
  return text + "." + spi::to_base64url(*signature);
}

Result<Secret> Google::token(const std::stop_token& stop) {
  if (env_.now() + spare < good_until_) return token_;
  const auto signed_claims = assertion();
  if (!signed_claims) return Failure{signed_claims.error()};
  HttpRequest request{.operation = "token", .path_template = "/token", .method = "POST", .url = token_url_};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=" + spi::percent_encode(grant_type) + "&assertion=" + *signed_claims;
  request.repeat = Repeat::idempotent;
  request.secrets = {Secret(*signed_claims)};
  const auto answer = transport_->send(request, {.timeout = timeout, .stop = stop});
  if (!answer) return Failure{answer.error()};
  if (answer->status != 200)
    return spi::failure_from_status(*answer, "Google gives the service account no token");
  const auto body = json::parse(answer->body, nullptr, false);
  if (!body.is_object() || !body.contains("access_token") || !body["access_token"].is_string() ||
      !body.contains("expires_in") || !body["expires_in"].is_number_unsigned())
    return fail(ErrorCode::bad_response, "Google's answer holds no token");
  token_ = Secret(body["access_token"].get<std::string>());
  good_until_ = env_.now() + std::min<std::chrono::seconds>(
                                 std::chrono::seconds(body["expires_in"].get<std::uint32_t>()), 1h);
  return token_;
}

Result<HttpResponse> Google::send(HttpRequest request, const std::stop_token& stop) {
  const auto good = token(stop);
  if (!good) return Failure{good.error()};
  request.headers.push_back({"Authorization", "Bearer " + good->reveal()});
  request.secrets.push_back(*good);
  auto answer = transport_->send(request, {.timeout = timeout, .stop = stop});
  // Taken back before its time: the next attempt asks for a new one.
  if (answer && answer->status == 401) good_until_ = {};
  return answer;
}

}  // namespace controller::firebase
