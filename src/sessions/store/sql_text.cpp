#include "sessions/store/sql_text.hpp"

#include <cctype>

#include "sessions/store/failure.hpp"

namespace vplatform::sessions {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Goes over a statement outside of quotes, and tells words and signs at the outermost level from the rest.
class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  [[nodiscard]] bool at_end() const { return at_ >= sql_.size(); }
  /// The next word or sign at the outermost level; what is in brackets or quotes is passed over.
  std::string_view next() {
    while (!at_end()) {
      const char c = sql_[at_];
      if (c == '\'') {
        skip_quotes();
      } else if (is_word(c)) {
        const auto begin = at_;
        while (!at_end() && is_word(sql_[at_])) ++at_;
        if (depth_ == 0) return sql_.substr(begin, at_ - begin);
      } else {
        ++at_;
        if (c == '(') ++depth_;
        if (c == ')') --depth_;
        if (depth_ == 0 && c == ',') return sql_.substr(at_ - 1, 1);
      }
    }
    return {};
  }

 private:
  void skip_quotes() {
    const auto end = sql_.find('\'', at_ + 1);
    at_ = end == std::string_view::npos ? sql_.size() : end + 1;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::size_t count_columns(std::string_view sql) {
  Scanner scanner(sql);
  std::size_t columns = 0;
  bool in_list = false;
  for (auto word = scanner.next(); !word.empty(); word = scanner.next()) {
    // INSERT … SELECT returns nothing by its SELECT: RETURNING, which comes last, decides.
    if (word == "RETURNING" || (word == "SELECT" && !sql.starts_with("INSERT"))) {
      in_list = true;
      columns = 1;
    } else if (in_list && word == ",") {
      ++columns;
    } else if (word == "FROM" || word == "UNION") {
      in_list = false;
    }
    if (word == "UNION") break;
  }
  return columns;
}

std::string with_named_parameters(std::string_view sql, std::span<const Value> values, Dialect dialect) {
  std::string text;
  text.reserve(sql.size() + values.size() * 6);
  std::size_t next = 0;
  bool in_quotes = false;
  for (const char c : sql) {
    if (c == '\'') in_quotes = !in_quotes;
    if (c != '?' || in_quotes) {
      text += c;
      continue;
    }
    if (next == values.size())
      throw DatabaseFailure(FailureKind::defect, "a statement has more parameters than values");
    const std::string name = ":p" + std::to_string(next);
    const bool is_bytes = values[next].kind() == Value::Kind::bytes;
    if (!is_bytes) {
      text += name;
    } else {
      text += dialect == Dialect::sqlite ? "CAST(" + name + " AS BLOB)" : "decode(" + name + ", 'hex')";
    }
    ++next;
  }
  if (next != values.size())
    throw DatabaseFailure(FailureKind::defect, "a statement has fewer parameters than values");
  return text;
}

}  // namespace vplatform::sessions
