#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vplatform/runtime_env.hpp>
#include <vplatform/secret.hpp>
#include <vplatform/spi/transport.hpp>

#include "firebase/service_account.hpp"

namespace controller::firebase {

/// Calls to Google's services as the service account. Confined to one thread.
class Google {
 public:
  Google(ServiceAccount account, std::string token_url, std::shared_ptr<vplatform::HttpTransport> transport,
         vplatform::RuntimeEnv env);

  /// Sends the request with a bearer token; its secrets and headers may hold more. A status of any value is
  /// success. Errors: those of the transport, and of the token.
  [[nodiscard]] vplatform::Result<vplatform::HttpResponse> send(vplatform::HttpRequest request,
                                                                const std::stop_token& stop);
  /// A token that is good for a minute at least. Errors: `unavailable`, `unauthenticated`, `bad_response`, ….
  [[nodiscard]] vplatform::Result<vplatform::Secret> token(const std::stop_token& stop);

  [[nodiscard]] const ServiceAccount& account() const noexcept { return account_; }
  [[nodiscard]] vplatform::TimePoint now() const { return env_.now(); }

 private:
  [[nodiscard]] vplatform::Result<std::string> assertion() const;

  ServiceAccount account_;
  std::string token_url_;
  std::shared_ptr<vplatform::HttpTransport> transport_;
  vplatform::RuntimeEnv env_;
  vplatform::Secret token_{};
  vplatform::TimePoint good_until_{};
};

}  // namespace controller::firebase
