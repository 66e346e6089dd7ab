#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>
#include <vector>

namespace vplatform::http {

/// The sockets that a loop waits for. libcurl stops to watch a connection's socket between two requests, and
/// watches it again a moment later; the kernel hears of neither, which saves two calls of it for a request.
/// Confined to one thread.
class EpollSet {
 public:
  EpollSet();
  EpollSet(const EpollSet&) = delete;
  EpollSet& operator=(const EpollSet&) = delete;
  ~EpollSet();

  [[nodiscard]] bool is_usable() const noexcept { return epoll_ >= 0; }

  void watch(int socket, bool readable, bool writable) noexcept;
  /// `closing` will be called for this socket: until then it may stay with the kernel unwatched.
  void opened(int socket) noexcept;
  /// The kernel forgets it by itself, and its number may come back as another socket.
  void closing(int socket) noexcept;

  /// What has become ready of what is watched.
  [[nodiscard]] std::span<const epoll_event> wait(int time_out_ms) noexcept;

 private:
  using Events = std::uint32_t;
  struct Socket {
    Events wanted = 0;
    Events known = 0;  ///< To the kernel.
    bool is_ours = false;
    bool is_due = false;  ///< Stands in `due_`.
  };

  [[nodiscard]] Socket& at(int socket);
  void tell(int socket, Socket& of) noexcept;

  const int epoll_;
  std::vector<Socket> sockets_{};  // by their numbers, which are small
  std::vector<int> due_{};         // of which the kernel may have to hear before the next wait
  std::vector<epoll_event> ready_{};
};

}  // namespace vplatform::http
