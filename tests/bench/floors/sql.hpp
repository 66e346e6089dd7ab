#pragma once

#include <cstdint>
#include <memory>
#include <string>

/// What a database needs at the least, straight on SOCI, with nothing of vplatform in it.
namespace floors {

/// A table of events in a SQLite file, as durable as ours: WAL, and a flush for each transaction.
class BareInbox {
 public:
  explicit BareInbox(const std::string& path);
  BareInbox(const BareInbox&) = delete;
  BareInbox& operator=(const BareInbox&) = delete;
  ~BareInbox();

  /// One transaction that stores one event.
  void store(const std::string& body);
  /// Stores so many in one transaction.
  void fill(std::int64_t events, const std::string& body);
  /// Reads so many that wait and marks each as processed, in one transaction. How many there were.
  [[nodiscard]] std::int64_t work_off(int most);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace floors
