#include "firebase/service_account.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>

namespace controller::firebase {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Result;

constexpr int least_bits = 2048;

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Asks nobody: a key with a passphrase is no key for us.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

}  // namespace

struct ServiceAccount::Key {
  Owned<EVP_PKEY> pair{};
};

Result<ServiceAccount> ServiceAccount::open(std::string email, const vplatform::Secret& private_key) {
  const std::string& pem = private_key.reveal();
  const Owned<BIO> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Owned<EVP_PKEY> pair(text ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr) : nullptr);
  if (!pair || EVP_PKEY_get_base_id(pair.get()) != EVP_PKEY_RSA ||
      EVP_PKEY_get_bits(pair.get()) < least_bits) {
    return fail(ErrorCode::invalid_argument,
                "the service account's private key (FIREBASE_PRIVATE_KEY) is no RSA key in PEM; its line "
                "breaks may be written as \\n");
  }
  return ServiceAccount(std::move(email), std::make_shared<const Key>(Key{std::move(pair)}));
}

Result<std::string> ServiceAccount::sign(std::string_view message) const {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_->pair.get())), '\0');
  std::size_t size = signature.size();
  const bool done =
      context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->pair.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                     message.size()) == 1;
  if (!done) return fail(ErrorCode::internal, "OpenSSL could not sign");
  signature.resize(size);
  return signature;
}

}  // namespace controller::firebase
