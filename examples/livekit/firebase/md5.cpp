#include <openssl/evp.h>

#include <memory>
#include <vector>
#include <vplatform/spi/crypto.hpp>

#include "firebase/cloud_storage.hpp"

namespace controller::firebase {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;

constexpr std::size_t chunk = std::size_t{1} << 20U;

struct Free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

}  // namespace

vplatform::Result<std::string> md5_of(const SharedFile& file, const std::stop_token& stop) {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  bool good = context && EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) == 1;
  std::vector<char> buffer(chunk);
  for (std::uint64_t at = 0; good && at < file.size();) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the controller is being stopped");
    const auto count = file.read(at, buffer);
    if (!count) return Failure{count.error()};
    if (*count == 0) return fail(ErrorCode::unavailable, "the recording's file has become shorter");
    good = EVP_DigestUpdate(context.get(), buffer.data(), *count) == 1;
    at += *count;
  }
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  good =
      good && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &size) == 1;
  if (!good) return fail(ErrorCode::internal, "OpenSSL could not compute an MD5");
  digest.resize(size);
  return vplatform::spi::to_base64(digest);
}

}  // namespace controller::firebase
