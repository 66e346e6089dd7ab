#include "sessions/store/checkpoints.hpp"

#include <exception>

namespace vplatform::sessions {
namespace {

/// Where each is a batch of webhooks the log has 6,000 pages by then, 24 MB; where each is one of them,
/// 1,500.
constexpr int commits_between = 256;
/// The first copies nearly all; the second what was written during the first, so that little is left.
constexpr int copies_beside_writers = 2;

void copy(Connection& connection) {
  connection.run_once("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace

void Checkpoints::count_commit(Connection& connection) noexcept {
  ++commits_;
  try {
    if (stage_ == Stage::the_rest) {
      commits_ = 0;
      stage_ = Stage::none;
      // With nobody else who writes: only a log that is copied whole is begun anew, any other grows.
      copy(connection);
    } else if (stage_ == Stage::none && commits_ >= commits_between) {
      commits_ = 0;
      begin();
    }
  } catch (const std::exception&) {
    // No fault of the commit. The next time may do, and SQLite itself copies a log that has grown very long.
  }
}

void Checkpoints::begin() {
  stage_ = Stage::beside;
  try {
    thread_ = std::jthread([this] { copy_beside_writers(); });
  } catch (...) {
    stage_ = Stage::none;
    throw;
  }
}

void Checkpoints::copy_beside_writers() noexcept {
  try {
    ConnectionPool::Loan loan(*pool_);
    for (int i = 0; i < copies_beside_writers; ++i) copy(*loan);
  } catch (const std::exception&) {
    // What it has not copied is left to the next commit.
  }
  stage_ = Stage::the_rest;
}

}  // namespace vplatform::sessions
