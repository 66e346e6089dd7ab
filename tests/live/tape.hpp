#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "live.hpp"

namespace vplatform::live {

/// A request that is kept with its answer.
struct Ask {
  std::string path{};
  std::string body{"{}"};
  std::string claims{};  ///< Of its token, as JSON.
  std::string door{};    ///< What is wrong with its token; see recorded::authorization.
  std::string method{"POST"};
  std::string type{"application/json"};  ///< Of the body.
};

/// Keeps what a real server answers, step by step, so that our emulator can be put through the same steps
/// without one.
class Tape {
 public:
  /// `setup` is what the emulator needs to know of the server, as JSON members.
  Tape(Stage& stage, std::string_view name, std::string_view setup);

  spi::Json ask(const Ask& what);
  /// Something that no request does: `join` and the like. Members as JSON.
  void note(std::string_view what, const std::string& members);
  /// Waits for so many webhooks of a type that name the room.
  bool wait(const std::string& room, std::string_view event, std::size_t count = 1);
  /// Adds the webhooks of these rooms, and gives everything as JSON with the run's own values replaced.
  [[nodiscard]] std::string finish(const std::vector<std::string>& rooms);

 private:
  Stage& stage_;
  std::string head_;
  std::vector<std::string> steps_;
};

/// The parts, one for each server, as the file that the tests read.
[[nodiscard]] std::string tape_file(const std::vector<std::string>& parts);

}  // namespace vplatform::live
