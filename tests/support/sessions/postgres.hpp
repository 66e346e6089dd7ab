#pragma once

#include <memory>
#include <string>

#include "support/server_process.hpp"

namespace vplatform::testing {

/// A PostgreSQL of the test's own, from Debian's packages: its data in a temporary folder, on a loopback port
/// that the kernel chose, without fsync. Ends with this object, and where the program dies. As root it runs
/// as the user `postgres`. Throws where it does not start, with what it said.
class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// The keywords that connect, `host=127.0.0.1 port=…`.
  [[nodiscard]] std::string keywords() const;
  /// Ends the server at once, as a crash would, and starts it again: the database is gone in between.
  void stop();
  void start();

 private:
  std::string folder_;
  std::string program_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

/// The one that a test program shares, started when it is first asked for.
[[nodiscard]] PostgresServer& shared_postgres();

}  // namespace vplatform::testing
