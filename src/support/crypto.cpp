#include "vplatform/spi/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace vplatform::spi {

namespace {

constexpr std::size_t block_size = 64;
using Block = std::array<std::uint8_t, block_size>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// A digest that was not computed must never be taken for one that was.
void require(int ok) {
  if (ok != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

// Fetched once, since looking an algorithm up costs as much as hashing a short message.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  require(fetched != nullptr ? 1 : 0);
  return fetched;
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

Context copy_of(const Context& context) {
  Context copy = new_context();
  require(EVP_MD_CTX_copy_ex(copy.get(), context.get()));
  return copy;
}

EVP_MD_CTX* scratch() {
  thread_local const Context context = new_context();
  return context.get();
}

void add(EVP_MD_CTX* context, std::string_view bytes) {
  require(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
}

Digest finish(EVP_MD_CTX* context) {
  Digest digest{};
  require(EVP_DigestFinal_ex(context, digest.data(), nullptr));
  return digest;
}

Context start_with(const Block& key, std::uint8_t pad) {
  Block block = key;
  for (auto& byte : block) byte = static_cast<std::uint8_t>(byte ^ pad);
  Context context = new_context();
  require(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr));
  require(EVP_DigestUpdate(context.get(), block.data(), block.size()));
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  EVP_MD_CTX* const context = scratch();
  require(EVP_DigestInit_ex2(context, algorithm(), nullptr));
  add(context, bytes);
  return finish(context);
}

struct Sha256::State {
  Context context{};
};

Sha256::Sha256() : state_(std::make_unique<State>(State{.context = new_context()})) {
  require(EVP_DigestInit_ex2(state_->context.get(), algorithm(), nullptr));
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  vplatform::spi::add(state_->context.get(), bytes);
}

Digest Sha256::finish() {
  const Digest digest = vplatform::spi::finish(state_->context.get());
  require(EVP_DigestInit_ex2(state_->context.get(), algorithm(), nullptr));
  return digest;
}

struct HmacKey::State {
  Context inner{};
  Context outer{};
};

HmacKey::HmacKey(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

HmacKey::HmacKey(std::string_view key) {
  Block block{};
  if (key.size() > block_size) {
    const Digest digest = sha256(key);
    std::copy(digest.begin(), digest.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  auto state = std::make_shared<State>();
  state->inner = start_with(block, 0x36);
  state->outer = start_with(block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
  state_ = std::move(state);
}

HmacKey HmacKey::after(std::string_view prefix) const {
  auto state =
      std::make_shared<State>(State{.inner = copy_of(state_->inner), .outer = copy_of(state_->outer)});
  add(state->inner.get(), prefix);
  return HmacKey(std::move(state));
}

Digest HmacKey::sign(std::span<const std::string_view> parts) const {
  EVP_MD_CTX* const context = scratch();
  require(EVP_MD_CTX_copy_ex(context, state_->inner.get()));
  for (const auto part : parts) add(context, part);
  const Digest inner = finish(context);
  require(EVP_MD_CTX_copy_ex(context, state_->outer.get()));
  add(context, as_text(inner));
  return finish(context);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view as_text(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace vplatform::spi
