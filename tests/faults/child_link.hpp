#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace faults {

/// A child process that answers each line with a line. It ends with this object, and where this program dies.
/// Confined to one thread.
class ChildLink {
 public:
  /// Throws where it cannot be started.
  explicit ChildLink(const std::vector<std::string>& command);
  ~ChildLink();
  ChildLink(const ChildLink&) = delete;
  ChildLink& operator=(const ChildLink&) = delete;

  /// Sends a line, and waits for the answer; nothing where the child was killed instead. Throws where it has
  /// ended in another way, or says nothing for a minute.
  std::optional<std::string> ask(const std::string& line);

  void send(const std::string& line);
  std::optional<std::string> receive();

 private:
  void throw_unless_killed();

  pid_t pid_ = -1;
  int socket_ = -1;
  std::string unread_;
};

}  // namespace faults
