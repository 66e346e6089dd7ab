#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sessions/recording/storage_place.hpp"
#include "support/loopback_server.hpp"
#include "unit/http/identity.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"
#include "vplatform/sessions/recording_fetcher.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::testing {

/// A temporary folder.
struct Folder {
  Folder() {
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  /// Every file below it, by its path.
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) all.push_back(entry.path().string());
    }
    return all;
  }

  std::string path = (std::filesystem::temp_directory_path() / "vplatform-fetch-XXXXXX").string();
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string sha256_hex(const std::string& bytes) {
  return spi::to_hex(spi::as_text(spi::sha256(bytes)));
}

/// Bytes that repeat at no power of two.
inline std::string film(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 % 251);
  return bytes;
}

/// Answers with these bytes and then ends the connection, whole or not.
inline LoopbackServer::Behaviour sends(std::string bytes) {
  return [bytes = std::move(bytes)](LoopbackConnection& connection) {
    connection.send(bytes);
    connection.close_after();
  };
}
inline LoopbackServer::Behaviour says(int status, std::string body, std::string headers = {}) {
  return [=](LoopbackConnection& connection) { connection.answer(status, body, headers); };
}
inline std::string head(int status, std::size_t length, const std::string& more = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(length) + "\r\n" +
         more + "\r\n";
}

/// A ledger with a folder, and recordings that are ready at a URL.
struct FetchBench : LedgerBench {
  explicit FetchBench(Dialect dialect = Dialect::sqlite) : LedgerBench(dialect) { session(); }
  FetchBench(Dialect dialect, const std::string& config) : LedgerBench(dialect, config) { session(); }

  /// The entry's id.
  [[nodiscard]] std::string ready_at(const std::string& url, const std::string& name = "r-1") const {
    hears({.meeting = {}, .instance_key = name, .id = name}, RecordingState::ready, now());
    const auto id = all().back().id;
    write([&](Transaction& transaction) -> Result<void> {
      transaction.execute(
          "UPDATE recordings SET storage = 'own_recorder', storage_place = ?, poll_due = NULL WHERE id = ?",
          {place_of_url(url), id});
      return {};
    });
    return id;
  }
  /// For servers on loopback without TLS.
  [[nodiscard]] FetcherOptions plain() const {
    return {.folder = folder.path,
            .allowed_hosts = {"127.0.0.1"},
            .allow_private_addresses = true,
            .allow_http = true};
  }
  [[nodiscard]] RecordingFetcher fetcher(FetcherOptions options) const {
    return RecordingFetcher::open(backend, std::move(options)).value();
  }
  [[nodiscard]] RecordingFetcher fetcher() const { return fetcher(plain()); }
  [[nodiscard]] RecordingEntry entry(const std::string& id) const {
    return Recordings(backend).get(id).value();
  }

  Folder folder{};
};

}  // namespace vplatform::testing
