#include "floors/floors.hpp"

#include <openssl/evp.h>
#include <simdjson.h>

#include <array>
#include <cstring>

namespace floors {

namespace {

const EVP_MD* fetched_sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest;
}

EVP_MD_CTX* midstate(std::string_view key, unsigned char pad) {
  std::array<unsigned char, 64> block{};
  std::memcpy(block.data(), key.data(), key.size());  // keys here are shorter than a block
  for (auto& byte : block) byte = static_cast<unsigned char>(byte ^ pad);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex2(context, fetched_sha256(), nullptr);
  EVP_DigestUpdate(context, block.data(), block.size());
  return context;
}

}  // namespace

struct PreparedHmac::State {
  EVP_MD_CTX* inner = nullptr;
  EVP_MD_CTX* outer = nullptr;
  EVP_MD_CTX* scratch = EVP_MD_CTX_new();
};

PreparedHmac::PreparedHmac(std::string_view key) : state_(std::make_unique<State>()) {
  state_->inner = midstate(key, 0x36);
  state_->outer = midstate(key, 0x5c);
}

PreparedHmac::PreparedHmac(PreparedHmac&&) noexcept = default;

PreparedHmac::~PreparedHmac() {
  if (!state_) return;
  EVP_MD_CTX_free(state_->inner);
  EVP_MD_CTX_free(state_->outer);
  EVP_MD_CTX_free(state_->scratch);
}

void PreparedHmac::sign(std::string_view message, std::array<unsigned char, 32>& mac) {
  EVP_MD_CTX_copy_ex(state_->scratch, state_->inner);
  EVP_DigestUpdate(state_->scratch, message.data(), message.size());
  EVP_DigestFinal_ex(state_->scratch, mac.data(), nullptr);
  EVP_MD_CTX_copy_ex(state_->scratch, state_->outer);
  EVP_DigestUpdate(state_->scratch, mac.data(), sizeof mac);
  EVP_DigestFinal_ex(state_->scratch, mac.data(), nullptr);
}

void sha256(std::string_view message, std::array<unsigned char, 32>& digest) {
  thread_local EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_DigestInit_ex2(context, fetched_sha256(), nullptr);
  EVP_DigestUpdate(context, message.data(), message.size());
  EVP_DigestFinal_ex(context, digest.data(), nullptr);
}

std::size_t parse(std::string_view json) {
  thread_local simdjson::dom::parser parser;
  thread_local std::string padded;
  // It reads beyond the end, so the text needs room behind it; with room it is not copied again.
  if (padded.capacity() < json.size() + simdjson::SIMDJSON_PADDING)
    padded.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(json);
  const auto root = parser.parse(padded.data(), padded.size(), false);
  return root.error() == simdjson::SUCCESS ? 1 : 0;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::uint32_t murmur3(std::string_view bytes) noexcept {
  const auto rotate = [](std::uint32_t x, int by) { return (x << by) | (x >> (32 - by)); };
  std::uint32_t hash = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t block = 0;
    std::memcpy(&block, bytes.data() + at, 4);
    hash ^= rotate(block * 0xcc9e2d51U, 15) * 0x1b873593U;
    hash = rotate(hash, 13) * 5 + 0xe6546b64U;
  }
  std::uint32_t tail = 0;
  for (std::size_t i = bytes.size(); i > at; --i)
    tail = (tail << 8) | static_cast<unsigned char>(bytes[i - 1]);
  hash ^= rotate(tail * 0xcc9e2d51U, 15) * 0x1b873593U;
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16);
}

}  // namespace floors
