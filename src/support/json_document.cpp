#include "support/json_document.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>

#include "support/json_strings.hpp"

namespace vplatform::spi {

namespace {

using Kind = JsonNode::Kind;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
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
  Reader(JsonDocument& document, std::size_t size)
      : nodes_(document.nodes), at_(document.bytes.get()), end_(at_ + size) {}

  bool read();
  [[nodiscard]] bool is_too_deep() const noexcept { return is_too_deep_; }

 private:
  void skip_blanks() noexcept {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
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
  void drop_repeated(std::uint32_t object);

  std::vector<JsonNode>& nodes_;
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
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  JsonNode& node = nodes_.emplace_back();
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
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  add(kind);
  open_[depth_++] = Open{.node = index, .end = kind == Kind::object ? '}' : ']'};
  return true;
}

void Reader::finish() {
  const Open& ended = open_[--depth_];
  JsonNode& node = nodes_[ended.node];
  node.size = ended.children;
  node.last = ended.children == 0 ? 0 : ended.last_child - ended.node;
  if (node.kind == Kind::object && ended.children > 1) drop_repeated(ended.node);
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

// Of members with the same name the last one counts, and the others go.
void Reader::drop_repeated(std::uint32_t object) {
  constexpr std::uint32_t few = 32;
  JsonNode* const parent = &nodes_[object];
  const bool is_large = parent->size > few;
  std::unordered_set<std::string_view> names;
  std::uint64_t seen = 0;  // a bit for each name, so that most need not be compared
  JsonNode* younger = nullptr;
  for (JsonNode* node = parent + parent->last;;) {
    const std::string_view name = node->key();
    const unsigned ends = name.empty() ? 0
                                       : static_cast<unsigned char>(name.front()) * 7U +
                                             static_cast<unsigned char>(name.back());
    const std::uint64_t bit = std::uint64_t{1} << ((ends + node->name_size * 5) % 64);
    bool is_repeated = false;
    if (is_large) {
      is_repeated = !names.insert(name).second;
    } else if ((seen & bit) != 0) {
      for (const JsonNode* other = parent->last_child(); other != node && !is_repeated;
           other = other->elder())
        is_repeated = other->key() == name;
    }
    seen |= bit;
    const std::uint32_t before = node->before;
    if (is_repeated) {
      younger->before = before == 0 ? 0 : younger->before + before;
      --parent->size;
    } else {
      younger = node;
    }
    if (before == 0) return;
    node -= before;
  }
}

Failure not_json(std::string_view why) {
  return fail(ErrorCode::bad_response, "not JSON: " + std::string(why));
}

}  // namespace

Result<std::shared_ptr<const JsonDocument>> read_json(std::string_view text) {
  constexpr std::size_t usual_bytes_of_a_node = 16;
  if (text.empty()) return not_json("the text is empty");
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2) return not_json("the text is too long");
  auto document = std::make_shared<JsonDocument>();
  document->bytes = std::make_unique_for_overwrite<char[]>(text.size() + json_padding);
  std::memcpy(document->bytes.get(), text.data(), text.size());
  std::memset(document->bytes.get() + text.size(), 0, json_padding);
  document->nodes.reserve(text.size() / usual_bytes_of_a_node + 4);
  Reader reader(*document, text.size());
  if (reader.read()) return std::shared_ptr<const JsonDocument>(std::move(document));
  if (reader.is_too_deep()) return not_json("more than 64 levels");
  if (text.find('\0') != std::string_view::npos) return not_json("a null byte in the text");
  return not_json("the text is broken, or not UTF-8");
}

}  // namespace vplatform::spi
