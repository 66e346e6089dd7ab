#include "firebase/signed_url.hpp"

#include <vplatform/spi/crypto.hpp>
#include <vplatform/spi/url.hpp>

namespace controller::firebase {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;
using vplatform::Secret;
namespace spi = vplatform::spi;

// https://cloud.google.com/storage/docs/access-control/signing-urls-manually
constexpr char algorithm[] = "GOOG4-RSA-SHA256";

/// `20261121T160300Z`.
std::string basic_time(vplatform::TimePoint at) {
  std::string text;
  for (const char c : vplatform::to_rfc3339(std::chrono::floor<std::chrono::seconds>(at))) {
    if (c != '-' && c != ':') text += c;
  }
  return text;
}

}  // namespace

std::string path_of(const ObjectName& object) {
  std::string path = "/" + spi::percent_encode(object.bucket) + "/";
  std::string_view rest = object.name;
  while (true) {
    const auto slash = rest.find('/');
    path += spi::percent_encode(rest.substr(0, slash));
    if (slash == std::string_view::npos) return path;
    path += '/';
    rest.remove_prefix(slash + 1);
  }
}

Result<Secret> sign_download(const ServiceAccount& account, const std::string& storage_url,
                             const ObjectName& object, vplatform::TimePoint now,
                             std::chrono::seconds valid_for) {
  if (valid_for < std::chrono::seconds(1) || valid_for > longest_link)
    return fail(ErrorCode::invalid_argument, "a link is good for one second to seven days");
  const auto time = basic_time(now);
  const auto scope = time.substr(0, 8) + "/auto/storage/goog4_request";
  const auto path = path_of(object);
  // Sorted by name, as the scheme wants it.
  const auto query = "X-Goog-Algorithm=" + std::string(algorithm) +
                     "&X-Goog-Credential=" + spi::percent_encode(account.email() + "/" + scope) +
                     "&X-Goog-Date=" + time + "&X-Goog-Expires=" + std::to_string(valid_for.count()) +
                     "&X-Goog-SignedHeaders=host";
  const auto host = storage_url.substr(storage_url.find("://") + 3);
  const auto canonical = "GET\n" + path + "\n" + query + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
  const auto to_sign = std::string(algorithm) + "\n" + time + "\n" + scope + "\n" +
                       spi::to_hex(spi::as_text(spi::sha256(canonical)));
  const auto signature = account.sign(to_sign);
  if (!signature) return Failure{signature.error()};
  return Secret(storage_url + path + "?" + query + "&X-Goog-Signature=" + spi::to_hex(*signature));
}

}  // namespace controller::firebase
