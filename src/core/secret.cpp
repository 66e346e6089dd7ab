#include "vplatform/secret.hpp"

#include <cstddef>
#include <cstring>
#include <ostream>
#include <utility>

namespace vplatform {

namespace {

// Through a volatile pointer, so that the compiler cannot drop writes to memory that is about to go.
void* (*const volatile write_zeros)(void*, int, std::size_t) = &std::memset;

// The whole capacity: a shorter text may have been assigned over a longer one.
void wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  write_zeros(text.data(), 0, text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string text) noexcept : text_(std::move(text)) {}

// A short string is copied by its move, so what is left behind has to be wiped too.
Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  wipe(other.text_);
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    std::string copy = other.text_;
    wipe(text_);
    text_ = std::move(copy);
    wipe(copy);
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
  }
  return *this;
}

Secret::~Secret() {
  wipe(text_);
}

bool operator==(const Secret& a, const Secret& b) noexcept {
  if (a.text_.size() != b.text_.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.text_.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a.text_[i]) ^
                                        static_cast<unsigned char>(b.text_[i]));
  }
  return difference == 0;
}

std::ostream& operator<<(std::ostream& out, const Secret& secret) {
  return out << (secret.empty() ? "" : "***");
}

}  // namespace vplatform
