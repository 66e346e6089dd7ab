#include "support/json_document.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>

#include "support/json_strings.hpp"

namespace vplatform::spi {

namespace {

using Kind = JsonNode::Kind;

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Eight digits at once, as most times and ids have. The first one is the lowest byte.
// https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/

bool has_eight_digits(const char* at) noexcept {
  const auto bytes = detail::number_at<std::uint64_t>(at);
  // The upper half of each is that of a digit, and still is when six are added: what is above 9 runs over.
  return (bytes & (bytes + 0x0606060606060606U) & 0xF0F0F0F0F0F0F0F0U) == 0x3030303030303030U;
}

std::uint64_t eight_digits(const char* at) noexcept {
  auto digits = detail::number_at<std::uint64_t>(at) & 0x0F0F0F0F0F0F0F0FU;
  digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FFU;
  digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFFU;
  return (digits * 10'000 + (digits >> 32)) & 0xFFFFFFFFU;
}

// Most texts have no blanks, so that one look is mostly enough.
char* skip_blanks(char* at) noexcept {
  while (json_byte(*at) <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  return at;
}

// What reads a value, or a part of one, says what comes behind it; null where it is broken.

char* read_name(char* at, JsonNode& node) noexcept {
  if (*at != '"') return nullptr;
  const auto [name, behind] = decode_json_string(at);
  if (behind == nullptr) return nullptr;
  node.name = name.data();
  node.name_size = static_cast<std::uint32_t>(name.size());
  at = skip_blanks(behind);
  return *at == ':' ? skip_blanks(at + 1) : nullptr;
}

char* read_text(char* at, JsonNode& node) noexcept {
  const auto [text, behind] = decode_json_string(at);
  node.kind = Kind::text;
  node.text = text.data();
  node.size = static_cast<std::uint32_t>(text.size());
  return behind;
}

// Behind a word, whose size the compiler knows so that it needs no call to compare it.
template <std::size_t with_null>
char* skip_word(char* at, const char (&word)[with_null]) noexcept {
  constexpr std::size_t size = with_null - 1;
  return std::memcmp(at, word, size) == 0 ? at + size : nullptr;  // null bytes follow a text
}

char* read_truth(char* at, JsonNode& node) noexcept {
  node.kind = Kind::truth;
  node.truth = *at == 't';
  return node.truth ? skip_word(at, "true") : skip_word(at, "false");
}

// Digits, of which there must be one, with what they add to a number that fits.
char* read_digits(char* at, std::uint64_t& number) noexcept {
  if (!is_digit(*at)) return nullptr;
  if constexpr (std::endian::native == std::endian::little) {
    for (; has_eight_digits(at); at += 8) number = number * 100'000'000 + eight_digits(at);
  }
  for (; is_digit(*at); ++at) number = number * 10 + static_cast<unsigned>(*at - '0');
  return at;
}

char* read_any_real(char* from, char* end, JsonNode& node) {
  double real = 0;
  if (std::from_chars(from, end, real).ec != std::errc{}) {
    // Too large, which is an error, or too small, which is as good as nothing: libraries differ in what they
    // say.
    const auto other = nlohmann::json::parse(from, end, nullptr, false);
    if (!other.is_number()) return nullptr;
    real = other.get<double>();
  }
  if (real > std::numeric_limits<double>::max() || real < std::numeric_limits<double>::lowest())
    return nullptr;
  node.kind = Kind::real;
  node.real = real;
  return end;
}

// On from the point or the exponent; the digits before are in `number`.
char* read_real(char* from, char* at, std::uint64_t number, JsonNode& node) {
  static constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  std::size_t places = 0;
  if (*at == '.') {
    char* const fraction = at + 1;
    at = read_digits(fraction, number);
    if (at == nullptr) return nullptr;
    places = static_cast<std::size_t>(at - fraction);
  }
  if ((*at | 0x20) == 'e') {
    ++at;
    if (*at == '+' || *at == '-') ++at;
    at = read_digits(at, number);
    return at == nullptr ? nullptr : read_any_real(from, at, node);
  }
  // With 15 digits both are exact as doubles, so that the quotient is the one that is nearest.
  if (static_cast<std::size_t>(at - from) > powers.size()) return read_any_real(from, at, node);
  const double real = static_cast<double>(number) / powers[places];
  node.kind = Kind::real;
  node.real = *from == '-' ? -real : real;
  return at;
}

char* read_number(char* const from, JsonNode& node) {
  constexpr std::ptrdiff_t always_fits = 18;
  const bool is_negative = *from == '-';
  char* const digits = is_negative ? from + 1 : from;
  std::uint64_t number = 0;
  char* const at = *digits == '0' ? digits + 1 : read_digits(digits, number);
  if (at == nullptr) return nullptr;
  if (*at == '.' || (*at | 0x20) == 'e') return read_real(from, at, number, node);
  if (at - digits > always_fits) {
    std::int64_t whole = 0;
    if (std::from_chars(from, at, whole).ec == std::errc{}) {
      node.kind = Kind::whole;
      node.whole = whole;
      return at;
    }
    if (is_negative || std::from_chars(from, at, number).ec != std::errc{})
      return read_any_real(from, at, node);
    node.kind = Kind::large;
    node.large = number;
    return at;
  }
  const auto whole = static_cast<std::int64_t>(number);
  node.kind = Kind::whole;
  node.whole = is_negative ? -whole : whole;
  return at;
}

// A value that is neither array nor object.
char* read_scalar(char* at, JsonNode& node) {
  switch (*at) {
    case '"':
      return read_text(at, node);
    case 't':
    case 'f':
      return read_truth(at, node);
    case 'n':
      return skip_word(at, "null");
    default:
      return read_number(at, node);
  }
}

/// Makes nodes of a text, one for each value, in the order in which they begin.
class Reader {
 public:
  /// Null bytes follow the text.
  Reader(JsonNode* room, JsonNode* room_end, char* text, std::size_t size) noexcept
      : next_(room), room_end_(room_end), text_(text), text_end_(text + size) {}

  /// Whether it is JSON, and there was room for it.
  bool read();
  [[nodiscard]] bool is_too_deep() const noexcept { return is_too_deep_; }

 private:
  /// An object or array that has begun and not ended.
  struct Open {
    JsonNode* node;
    JsonNode* last_child;
    std::uint32_t children;
    char end;
  };

  JsonNode* add() noexcept;
  bool begin(JsonNode& node, char bracket) noexcept;
  char* end_what_ends(char* at) noexcept;

  JsonNode* next_;
  JsonNode* const room_end_;
  char* const text_;
  char* const text_end_;                     // a null byte stands here, which nothing goes beyond
  std::array<Open, deepest_json + 1> open_;  // the first of them is what the whole is in
  Open* inside_ = open_.data();
  bool is_too_deep_ = false;
};

bool Reader::read() {
  *inside_ = {};
  char* at = text_;
  if (std::memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
  do {
    JsonNode* const node = add();
    if (node == nullptr) return false;
    at = skip_blanks(at);
    if (inside_->end == '}') at = read_name(at, *node);
    if (at == nullptr) return false;
    if (*at == '{' || *at == '[') {
      if (!begin(*node, *at)) return false;
      at = skip_blanks(at + 1);
      if (*at != inside_->end) continue;
    } else {
      at = read_scalar(at, *node);
    }
    at = end_what_ends(at);
    if (at == nullptr) return false;
  } while (inside_->end != '\0');
  return at == text_end_;
}

JsonNode* Reader::add() noexcept {
  if (next_ == room_end_) return nullptr;
  JsonNode* const node = ::new (next_++) JsonNode();
  if (inside_->children++ > 0) node->before = static_cast<std::uint32_t>(node - inside_->last_child);
  inside_->last_child = node;
  return node;
}

bool Reader::begin(JsonNode& node, char bracket) noexcept {
  is_too_deep_ = inside_ == &open_.back();
  if (is_too_deep_) return false;
  node.kind = bracket == '{' ? Kind::object : Kind::array;
  *++inside_ = {.node = &node, .last_child = nullptr, .children = 0, .end = bracket == '{' ? '}' : ']'};
  return true;
}

// What ended may be the last one of what it is in, and so on. Says where the next one comes.
char* Reader::end_what_ends(char* at) noexcept {
  if (at == nullptr) return nullptr;
  for (at = skip_blanks(at); inside_->end != '\0'; at = skip_blanks(at + 1)) {
    if (*at == ',') return at + 1;
    if (*at != inside_->end) return nullptr;
    JsonNode& node = *inside_->node;
    node.size = inside_->children;
    node.last = node.size == 0 ? 0 : static_cast<std::uint32_t>(inside_->last_child - &node);
    --inside_;
  }
  return at;
}

Failure not_json(std::string_view why) {
  return fail(ErrorCode::bad_response, "not JSON: " + std::string(why));
}

// No fewer than the text has: each but the first follows a comma or begins what it is in.
std::size_t most_nodes(std::string_view text) noexcept {
  constexpr std::size_t step = 128;  // so that a byte counts it, and many bytes are counted at once
  std::size_t count = 1;
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    std::uint8_t found = 0;
    for (const char c : text.substr(0, step)) {
      const bool is_one = c == ',' || (c | 0x20) == '{';  // '[' differs from '{' in that bit alone
      found = static_cast<std::uint8_t>(found + (is_one ? 1 : 0));
    }
    count += found;
  }
  return count;
}

static_assert(alignof(JsonNode) <= alignof(std::uint64_t) && std::is_trivially_destructible_v<JsonNode>);

char* copied(std::string_view text, char* to) noexcept {
  std::memcpy(to, text.data(), text.size());
  std::memset(to + text.size(), 0, json_padding);
  return to;
}

}  // namespace

Result<JsonDocument> read_json(std::string_view text) {
  if (text.empty()) return not_json("the text is empty");
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2) return not_json("the text is too long");
  // One piece of memory, of which the nodes are first.
  const std::size_t count = most_nodes(text);
  const std::size_t bytes = count * sizeof(JsonNode) + text.size() + json_padding;
  const auto memory = std::make_shared_for_overwrite<std::uint64_t[]>(bytes / sizeof(std::uint64_t) + 1);
  auto* const nodes = reinterpret_cast<JsonNode*>(memory.get());
  Reader reader(nodes, nodes + count, copied(text, reinterpret_cast<char*>(nodes + count)), text.size());
  if (reader.read()) return JsonDocument{.memory = memory, .root = nodes};
  if (reader.is_too_deep()) return not_json("more than 64 levels");
  if (text.find('\0') != std::string_view::npos) return not_json("a null byte in the text");
  return not_json("the text is broken, or not UTF-8");
}

const JsonNode* read_json_in(std::span<std::uint64_t> room, std::string_view text) {
  const std::size_t most = room.size_bytes() / sizeof(JsonNode);
  const std::size_t taken = (text.size() + json_padding) / sizeof(JsonNode) + 1;
  if (taken >= most) return nullptr;
  auto* const nodes = reinterpret_cast<JsonNode*>(room.data());
  auto* const nodes_end = nodes + (most - taken);
  Reader reader(nodes, nodes_end, copied(text, reinterpret_cast<char*>(nodes_end)), text.size());
  return reader.read() ? nodes : nullptr;
}

}  // namespace vplatform::spi
