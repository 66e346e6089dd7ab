#include "support/json_document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <unordered_set>

#include "support/json_strings.hpp"

namespace vplatform::spi {

namespace {

using Kind = JsonNode::Kind;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Takes a member out of the row; `younger` is the one that comes next.
void take_out(JsonNode& parent, JsonNode& younger, const JsonNode& node) noexcept {
  younger.before = node.before == 0 ? 0 : younger.before + node.before;
  --parent.size;
}

// A few bits of a name, so that most names need not be compared.
std::uint64_t bit_of(const JsonNode& node) noexcept {
  const std::string_view name = node.key();
  const unsigned ends = name.empty() ? 0 : json_byte(name.front()) * 7 + json_byte(name.back());
  return std::uint64_t{1} << ((ends + node.name_size * 5) % 64);
}

void drop_repeated_of_many(JsonNode& parent) {
  std::unordered_set<std::string_view> names;
  JsonNode* younger = nullptr;
  for (JsonNode* node = &parent + parent.last;;) {
    const std::uint32_t before = node->before;
    if (names.insert(node->key()).second) {
      younger = node;
    } else {
      take_out(parent, *younger, *node);
    }
    if (before == 0) return;
    node -= before;
  }
}

// Of members with the same name the last one counts, and the others go.
void drop_repeated(JsonNode& parent) {
  constexpr std::uint32_t few = 32;
  if (parent.size > few) return drop_repeated_of_many(parent);
  std::uint64_t seen = 0;
  JsonNode* younger = nullptr;
  for (JsonNode* node = &parent + parent.last;;) {
    const std::uint64_t bit = bit_of(*node);
    bool is_repeated = false;
    if ((seen & bit) != 0) {
      for (const JsonNode* other = parent.last_child(); other != node && !is_repeated; other = other->elder())
        is_repeated = other->is_named(node->key());
    }
    seen |= bit;
    const std::uint32_t before = node->before;
    if (is_repeated) {
      take_out(parent, *younger, *node);
    } else {
      younger = node;
    }
    if (before == 0) return;
    node -= before;
  }
}

/// Where an object or array stands that has not ended yet.
struct Open {
  std::uint32_t node = 0;
  std::uint32_t last_child = 0;
  std::uint32_t children = 0;
  char end = ']';
};

class Reader {
 public:
  /// There is room for all nodes that the text can have, and null bytes follow it.
  Reader(JsonNode* nodes, char* text, std::size_t size) : nodes_(nodes), at_(text), end_(at_ + size) {}

  bool read();
  [[nodiscard]] bool is_too_deep() const noexcept { return is_too_deep_; }

 private:
  void skip_blanks() noexcept {
    char* at = at_;
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') ++at;
    at_ = at;
  }
  JsonNode& add(Kind kind);
  bool read_value();
  bool read_name();
  bool begin(Kind kind);
  void finish();
  bool read_text();
  bool read_word(std::string_view word, Kind kind);
  bool read_number();
  bool read_real(const char* from);
  bool read_digits() noexcept;

  JsonNode* const nodes_;
  std::uint32_t count_ = 0;
  char* at_;
  char* end_;  // a null byte stands here, which nothing goes beyond
  std::string_view name_{};
  std::array<Open, deepest_json> open_{};
  std::size_t depth_ = 0;
  bool is_too_deep_ = false;
};

bool Reader::read() {
  if (std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0) at_ += 3;
  skip_blanks();
  do {
    if (!read_value()) return false;
    // What has ended may be the last one of what it is in, and so on.
    while (depth_ > 0) {
      const Open& inner = open_[depth_ - 1];
      skip_blanks();
      if (*at_ == ',' && inner.children > 0) {
        ++at_;
        skip_blanks();
        if (inner.end == '}' && !read_name()) return false;
        break;
      }
      if (*at_ != inner.end) {
        // Nothing but a first child may follow what has just begun.
        if (inner.children > 0) return false;
        if (inner.end == '}' && !read_name()) return false;
        break;
      }
      ++at_;
      finish();
    }
  } while (depth_ > 0);
  skip_blanks();
  return at_ == end_;
}

JsonNode& Reader::add(Kind kind) {
  const std::uint32_t index = count_++;
  JsonNode& node = *::new (&nodes_[index]) JsonNode();
  node.kind = kind;
  if (depth_ == 0) return node;
  node.name = name_.data();
  node.name_size = static_cast<std::uint32_t>(name_.size());
  name_ = {};
  Open& inside = open_[depth_ - 1];
  node.before = inside.children == 0 ? 0 : index - inside.last_child;
  inside.last_child = index;
  ++inside.children;
  return node;
}

bool Reader::read_value() {
  switch (*at_) {
    case '{':
      return begin(Kind::object);
    case '[':
      return begin(Kind::array);
    case '"':
      return read_text();
    case 't':
      return read_word("true", Kind::truth);
    case 'f':
      return read_word("false", Kind::truth);
    case 'n':
      return read_word("null", Kind::null);
    default:
      return read_number();
  }
}

bool Reader::read_name() {
  const auto name = *at_ == '"' ? decode_json_string(at_) : std::nullopt;
  if (!name) return false;
  name_ = *name;
  skip_blanks();
  if (*at_ != ':') return false;
  ++at_;
  skip_blanks();
  return true;
}

bool Reader::begin(Kind kind) {
  if (depth_ == open_.size()) {
    is_too_deep_ = true;
    return false;
  }
  ++at_;
  const std::uint32_t index = count_;
  add(kind);
  open_[depth_++] = Open{.node = index, .end = kind == Kind::object ? '}' : ']'};
  return true;
}

void Reader::finish() {
  const Open& ended = open_[--depth_];
  JsonNode& node = nodes_[ended.node];
  node.size = ended.children;
  node.last = ended.children == 0 ? 0 : ended.last_child - ended.node;
  if (node.kind == Kind::object && ended.children > 1) drop_repeated(node);
}

bool Reader::read_text() {
  const auto text = decode_json_string(at_);
  if (!text) return false;
  JsonNode& node = add(Kind::text);
  node.text = text->data();
  node.size = static_cast<std::uint32_t>(text->size());
  return true;
}

bool Reader::read_word(std::string_view word, Kind kind) {
  if (std::strncmp(at_, word.data(), word.size()) != 0) return false;
  at_ += word.size();
  JsonNode& node = add(kind);
  if (kind == Kind::truth) node.truth = word == "true";
  return true;
}

bool Reader::read_digits() noexcept {
  if (!is_digit(*at_)) return false;
  while (is_digit(*at_)) ++at_;
  return true;
}

bool Reader::read_number() {
  constexpr std::ptrdiff_t always_fits = 18;
  const char* const from = at_;
  const bool is_negative = *at_ == '-';
  if (is_negative) ++at_;
  const char* const digits = at_;
  if (!is_digit(*at_)) return false;
  std::uint64_t value = 0;
  if (*at_ == '0') {
    ++at_;
  } else {
    for (; is_digit(*at_); ++at_) value = value * 10 + static_cast<unsigned>(*at_ - '0');
  }
  if (*at_ == '.' || (*at_ | 0x20) == 'e') return read_real(from);
  if (at_ - digits > always_fits) {
    std::int64_t whole = 0;
    if (std::from_chars(from, at_, whole).ec == std::errc{}) {
      add(Kind::whole).whole = whole;
      return true;
    }
    if (is_negative || std::from_chars(from, at_, value).ec != std::errc{}) return read_real(from);
    add(Kind::large).large = value;
    return true;
  }
  const auto whole = static_cast<std::int64_t>(value);
  add(Kind::whole).whole = is_negative ? -whole : whole;
  return true;
}

bool Reader::read_real(const char* from) {
  if (*at_ == '.') {
    ++at_;
    if (!read_digits()) return false;
  }
  if ((*at_ | 0x20) == 'e') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') ++at_;
    if (!read_digits()) return false;
  }
  double real = 0;
  if (std::from_chars(from, at_, real).ec != std::errc{}) {
    // Too large, which is an error, or too small, which is as good as nothing: libraries differ in what they
    // say.
    const auto other = nlohmann::json::parse(from, const_cast<const char*>(at_), nullptr, false);
    if (!other.is_number()) return false;
    real = other.get<double>();
  }
  if (real > std::numeric_limits<double>::max() || real < std::numeric_limits<double>::lowest()) return false;
  add(Kind::real).real = real;
  return true;
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

}  // namespace

Result<JsonDocument> read_json(std::string_view text) {
  if (text.empty()) return not_json("the text is empty");
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2) return not_json("the text is too long");
  // One piece of memory, of which the nodes are first.
  const std::size_t node_bytes = most_nodes(text) * sizeof(JsonNode);
  const std::size_t bytes = node_bytes + text.size() + json_padding;
  const auto memory = std::make_shared_for_overwrite<std::uint64_t[]>(bytes / sizeof(std::uint64_t) + 1);
  static_assert(alignof(JsonNode) <= alignof(std::uint64_t) && std::is_trivially_destructible_v<JsonNode>);
  auto* const nodes = reinterpret_cast<JsonNode*>(memory.get());
  char* const copy = reinterpret_cast<char*>(memory.get()) + node_bytes;
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), 0, json_padding);
  Reader reader(nodes, copy, text.size());
  if (reader.read()) return JsonDocument{.memory = memory, .root = nodes};
  if (reader.is_too_deep()) return not_json("more than 64 levels");
  if (text.find('\0') != std::string_view::npos) return not_json("a null byte in the text");
  return not_json("the text is broken, or not UTF-8");
}

}  // namespace vplatform::spi
