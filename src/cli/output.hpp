#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/exit.hpp"
#include "vplatform/error.hpp"

namespace vplatform::cli {

/// How a piece of text stands out on a terminal.
enum class Ink : std::uint8_t { plain, strong, faint, good, bad };

/// A piece of text and how it stands out.
struct Cell {
  Cell(std::string cell_text, Ink cell_ink = Ink::plain) : text(std::move(cell_text)), ink(cell_ink) {}
  Cell(std::string_view cell_text, Ink cell_ink = Ink::plain) : Cell(std::string(cell_text), cell_ink) {}
  Cell(const char* cell_text, Ink cell_ink = Ink::plain) : Cell(std::string(cell_text), cell_ink) {}

  std::string text;
  Ink ink;
};

using Row = std::vector<Cell>;

/// Where the tool writes: one JSON value on stdout for programs, or short aligned text for people. Confined
/// to one thread.
class Output {
 public:
  /// On the process's stdout and stderr; in colour where they are terminals and `NO_COLOR` is not set.
  [[nodiscard]] static Output of_process(bool json);

  [[nodiscard]] bool json() const noexcept { return json_; }

  /// The JSON value of this run, flushed: somebody may be waiting for it.
  void value(std::string_view json);

  /// Text for people; nothing with `--json`.
  void line(const Row& row = {});
  /// A line for every row, with the columns under each other; a column without any text takes no place.
  void table(const std::vector<Row>& rows, std::string_view indent = {});
  /// `name  value` under each other; what has no value is left out.
  void fields(const std::vector<std::pair<std::string, std::string>>& fields);
  /// A remark beside the result: to stderr, so that it never mixes with what a program reads.
  void note(std::string_view text);

  /// Says what failed, and what to do about it where that is known.
  Exit failed(const Error& error, Exit exit, std::string_view hint = {});
  Exit failed(const Error& error) { return failed(error, exit_of(error)); }
  Exit misused(const Error& error) { return failed(error, Exit::usage); }

 private:
  Output(bool json, std::ostream& out, bool colour_out, std::ostream& err, bool colour_err);

  bool json_;
  std::ostream* out_;
  bool colour_out_;
  std::ostream* err_;
  bool colour_err_;
};

/// The text's lines, one or more.
[[nodiscard]] std::vector<std::string> lines_in(std::string_view text);

/// How many columns the text takes on a terminal, for texts without wide characters.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;

}  // namespace vplatform::cli
