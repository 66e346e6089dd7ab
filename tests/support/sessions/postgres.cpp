#include "support/sessions/postgres.hpp"

#include <pwd.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

namespace vplatform::testing {
namespace {

namespace fs = std::filesystem;

/// Debian keeps each version's programs in a folder of its own; the newest counts.
std::string folder_of_programs() {
  int newest = 0;
  const fs::path root = "/usr/lib/postgresql";
  if (fs::exists(root)) {
    for (const auto& entry : fs::directory_iterator(root)) {
      const int version = std::atoi(entry.path().filename().c_str());
      if (version > newest && fs::exists(entry.path() / "bin/postgres")) newest = version;
    }
  }
  if (newest == 0)
    throw std::runtime_error("no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql");
  return root / std::to_string(newest) / "bin";
}

std::string temporary_folder() {
  std::string name = (fs::temp_directory_path() / "vplatform-postgres-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

/// PostgreSQL refuses to run as root. The signal when the parent dies has to be asked for after the change of
/// user.
std::vector<std::string> as_its_user(std::vector<std::string> command) {
  if (::geteuid() != 0) return command;
  std::vector<std::string> whole{"setpriv",        "--reuid=postgres", "--regid=postgres",
                                 "--clear-groups", "--pdeathsig=QUIT", "--"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

bool answers(const std::string& keywords) {
  try {
    const soci::session session(soci::postgresql, keywords);
    return true;
  } catch (const soci::soci_error&) {
    return false;
  }
}

}  // namespace

PostgresServer::PostgresServer() : folder_(temporary_folder()) {
  const std::string programs = folder_of_programs();
  program_ = programs + "/postgres";
  if (::geteuid() == 0) {
    const auto* user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("there is no user postgres to run PostgreSQL as");
    }
  }
  const std::string log = folder_ + "/initdb.log";
  ChildProcess init(as_its_user({programs + "/initdb", "-D", folder_ + "/data", "-U", "postgres", "-A",
                                 "trust", "-E", "UTF8", "--locale=C", "--no-sync"}),
                    log);
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (init.is_running()) {
    if (std::chrono::steady_clock::now() > patience)
      throw std::runtime_error("initdb does not end:\n" + text_of(log));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  start();
}

PostgresServer::~PostgresServer() {
  process_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::keywords() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=postgres dbname=postgres";
}

void PostgresServer::stop() {
  process_.reset();
}

void PostgresServer::start() {
  const bool has_address = port_ != 0;
  process_ = start_server(
      [&](FreePorts& ports) {
        if (!has_address) port_ = ports.next();
        return as_its_user({program_, "-D", folder_ + "/data", "-p", std::to_string(port_), "-c",
                            "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
                            "-c", "max_connections=200"});
      },
      folder_ + "/server.log", [&] { return answers(keywords()); }, SIGQUIT);
}

PostgresServer& shared_postgres() {
  static PostgresServer server;
  return server;
}

}  // namespace vplatform::testing
