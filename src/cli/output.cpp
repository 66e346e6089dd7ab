#include "cli/output.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "cli/hints.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool wants_colour(int descriptor) {
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return ::isatty(descriptor) == 1 && !is_set("NO_COLOR");
}

std::string_view escape_of(Ink ink) noexcept {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::strong:
      return "\033[1m";
    case Ink::faint:
      return "\033[2m";
    case Ink::good:
      return "\033[32m";
    case Ink::bad:
      return "\033[31m";
  }
  return "";
}

// What a platform said must not steer the terminal.
std::string printable(std::string_view text) {
  std::string safe(text);
  const auto steers = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  std::replace_if(safe.begin(), safe.end(), steers, '?');
  return safe;
}

std::string drawn(const Cell& cell, bool colour) {
  if (!colour || cell.ink == Ink::plain || cell.text.empty()) return printable(cell.text);
  return std::string(escape_of(cell.ink)) + printable(cell.text) + "\033[0m";
}

}  // namespace

Exit exit_of(const Error& error) noexcept {
  const bool nobody_asked = error.code == ErrorCode::invalid_argument && error.attempts == 0;
  return nobody_asked ? Exit::usage : Exit::platform_failed;
}

std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.emplace_back(text);
  return lines;
}

std::size_t width_of(std::string_view text) noexcept {
  const auto starts_one = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_one));
}

Output::Output(bool json, std::ostream& out, bool colour_out, std::ostream& err, bool colour_err)
    : json_(json), out_(&out), colour_out_(colour_out), err_(&err), colour_err_(colour_err) {}

Output Output::of_process(bool json) {
  return {json, std::cout, wants_colour(STDOUT_FILENO), std::cerr, wants_colour(STDERR_FILENO)};
}

void Output::value(std::string_view json) {
  *out_ << json << '\n' << std::flush;
}

void Output::line(const Row& row) {
  if (json_) return;
  for (const Cell& cell : row) *out_ << drawn(cell, colour_out_);
  *out_ << '\n';
}

void Output::table(const std::vector<Row>& rows, std::string_view indent) {
  if (json_) return;
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], width_of(row[at].text));
  }
  for (const Row& row : rows) {
    *out_ << indent;
    std::size_t owed = 0;  // blanks before the next text, if there is one
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (widths[at] == 0) continue;
      const std::size_t width = width_of(row[at].text);
      if (width > 0) *out_ << std::string(std::exchange(owed, 0), ' ') << drawn(row[at], colour_out_);
      owed += widths[at] - width + 2;
    }
    *out_ << '\n';
  }
}

void Output::fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<Row> rows;
  for (const auto& [name, text] : fields) {
    if (!text.empty()) rows.push_back({{name, Ink::faint}, text});
  }
  table(rows);
}

void Output::note(std::string_view text) {
  *err_ << drawn({text, Ink::faint}, colour_err_) << '\n';
}

Exit Output::failed(const Error& error, Exit exit, std::string_view hint) {
  if (json_) value(error_json(error));
  const auto lines = lines_in(error.message);
  *err_ << drawn({"vplatform: ", Ink::bad}, colour_err_) << printable(lines.front());
  if (error.http_status != 0) *err_ << " (http " << error.http_status << ')';
  *err_ << '\n';
  for (auto line = lines.begin() + 1; line != lines.end(); ++line) *err_ << "  " << printable(*line) << '\n';
  const std::string advice = hint.empty() ? hint_for(error, exit) : std::string(hint);
  if (advice.empty()) return exit;
  for (const auto& line : lines_in(advice)) *err_ << "  " << printable(line) << '\n';
  return exit;
}

}  // namespace vplatform::cli
