#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/result.hpp"

namespace vplatform::spi {

/// A JSON value that was read. Cheap to copy: all values of one text share it. Immutable, thread-safe. Asking
/// a value for what it is not gives nothing, so that a reader tolerates what a platform adds, drops or
/// changes.
class Json {
 public:
  Json() = default;

  /// Reads a text of at most 64 levels. Errors: `bad_response`, also for what is not UTF-8.
  [[nodiscard]] static Result<Json> parse(std::string_view text);

  [[nodiscard]] bool is_present() const noexcept { return node_ != nullptr; }  ///< There, be it null.
  [[nodiscard]] bool is_null() const noexcept;
  [[nodiscard]] bool is_object() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;

  /// A member, absent where this is no object or has none of that name.
  [[nodiscard]] Json operator[](std::string_view name) const;
  /// A member by either of two names, the later one where both are there.
  [[nodiscard]] Json either(std::string_view one, std::string_view other) const;

  [[nodiscard]] std::optional<std::string_view> text() const noexcept;
  [[nodiscard]] std::optional<bool> boolean() const noexcept;          ///< Also from `"true"` and `"false"`.
  [[nodiscard]] std::optional<double> number() const noexcept;         ///< Also from a text that is a number.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;  ///< Likewise; a fraction is cut off.
  /// A text, or a number as text: ids come as either.
  [[nodiscard]] std::optional<std::string> id() const;
  [[nodiscard]] std::string text_or(std::string_view other) const;
  [[nodiscard]] std::string id_or(std::string_view other) const;

  [[nodiscard]] std::size_t size() const;  ///< Of an array or object; else 0.
  [[nodiscard]] std::vector<Json> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, Json>> members() const;

  /// Compact text with the members in alphabetical order. Never for what is signed.
  [[nodiscard]] std::string dump() const;

 private:
  friend class ScopedJson;
  Json(std::shared_ptr<const void> document, const void* node) noexcept;

  std::shared_ptr<const void> document_;  // none in a ScopedJson, so that a copy counts no owners
  const void* node_ = nullptr;
};

/// A text that is read and let go at once, where every allocation counts. Its values live in it and must not
/// outlive it. Takes 8 KiB, so it belongs on the stack; what needs more takes it elsewhere.
class ScopedJson {
 public:
  explicit ScopedJson(std::string_view text);
  ScopedJson(const ScopedJson&) = delete;
  ScopedJson& operator=(const ScopedJson&) = delete;
  ~ScopedJson() = default;

  /// The whole; absent where `Json::parse` would not read the text.
  [[nodiscard]] const Json& root() const noexcept { return root_; }

 private:
  std::array<std::uint64_t, 1024> room_;
  Json root_;
};

/// A member's name that the program's text has. It is looked at when that is compiled, and refused where it
/// would have to be escaped, so that writing it is a copy.
class JsonName {
 public:
  template <std::size_t size>
  consteval JsonName(const char (&name)[size]) : text_(name, size - 1) {
    for (const char c : text_) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "a JSON name is plain ASCII";
    }
  }

  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

/// A member's name that is known only when the program runs.
template <class T>
concept AnyJsonName = std::is_convertible_v<const T&, std::string_view> && !std::is_array_v<T>;

/// Writes compact JSON text from left to right, with members in the order in which they come. What is not
/// UTF-8 is written as U+FFFD. Takes 600 bytes, so that most texts need no other memory while they are
/// written. Confined to one thread.
class JsonWriter {
 public:
  JsonWriter() noexcept = default;
  JsonWriter(const JsonWriter& other);
  JsonWriter& operator=(const JsonWriter&) = delete;
  ~JsonWriter() = default;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(JsonName name);
  template <AnyJsonName T>
  JsonWriter& key(const T& name) {
    return any_key(name);
  }
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);
  JsonWriter& null();
  /// A JSON value that is text already.
  JsonWriter& raw(std::string_view json);

  /// `key(name)` and `value(x)` in one.
  template <class T>
  JsonWriter& member(JsonName name, const T& x) {
    if constexpr (std::is_same_v<T, bool>) {
      return truth_member(name, x);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      return text_member(name, x);
    } else {
      return key(name).value(x);
    }
  }
  template <AnyJsonName Name, class T>
  JsonWriter& member(const Name& name, const T& x) {
    return key(name).value(x);
  }

  /// What was written, until more is.
  [[nodiscard]] std::string_view view() const noexcept;
  [[nodiscard]] std::string text() const& { return std::string(view()); }
  [[nodiscard]] std::string text() &&;

 private:
  JsonWriter& any_key(std::string_view name);
  JsonWriter& text_member(JsonName name, std::string_view text);
  JsonWriter& truth_member(JsonName name, bool truth);
  [[nodiscard]] char* make_room(std::size_t bytes);
  void grow(std::size_t least);
  [[nodiscard]] char* begin(std::size_t bytes);
  [[nodiscard]] char* begin_member(JsonName name, std::size_t bytes);
  JsonWriter& end(char* at, bool needs_comma) noexcept;
  [[nodiscard]] char* put_string(char* to, std::string_view text);

  std::string more_{};              // in place of here_ once that is full, and longer than what was written
  bool needs_comma_ = false;        // before what comes next, unless that is an end
  std::array<char, 512> here_;      // not filled: only what was written is read
  char* at_ = here_.data();         // where the next byte goes
  char* end_ = at_ + here_.size();  // of the room
};

/// `target` with `patch` merged in by RFC 7396: objects member by member, null removes, everything else
/// replaces. Errors: `invalid_argument` where either is not JSON, or `patch` is not an object.
[[nodiscard]] Result<std::string> merge_patch(std::string_view target, std::string_view patch);

}  // namespace vplatform::spi
