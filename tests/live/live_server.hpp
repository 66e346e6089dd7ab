#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace vplatform::live {

/// Another program that a scenario needs. It ends with this object.
class Child {
 public:
  /// The first of the words is looked for in PATH.
  Child(std::vector<std::string> words, const std::string& log);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t pid_ = -1;
};

/// A TCP port of loopback that nobody uses now.
[[nodiscard]] int free_port();

/// How the server is started.
struct ServerOptions {
  std::string binary{};
  std::string folder{};  ///< For its configuration and its log.
  std::string name{};
  std::string webhook_url{};
  bool auto_create = true;
  std::string redis{};  ///< Its address; empty: none.
};

/// A livekit-server on free loopback ports. It ends with this object.
class Server {
 public:
  explicit Server(const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] const std::string& log() const noexcept { return log_; }
  [[nodiscard]] bool is_running() const;

 private:
  std::string url_;
  std::string log_;
  mutable pid_t pid_ = -1;
};

}  // namespace vplatform::live
