#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vplatform/curl_async_transport.hpp>
#include <vplatform/flag_source.hpp>

#include "ofrep_wire.hpp"

namespace flags {

/// How long answers hold, and what the service is given.
struct OfrepPatience {
  std::chrono::milliseconds timeout{250};   ///< What an answer may take: the most that a choice waits.
  std::chrono::milliseconds fresh{30'000};  ///< For so long an answer is not asked for again.
  std::chrono::milliseconds rest{5'000};    ///< After a failure nobody asks for so long.
  std::size_t most_answers = 10'000;        ///< Kept in memory; beyond them the oldest go.
};

/// A flag service that speaks OFREP. An answer is kept for each room, and one that cannot be renewed stays
/// good, as `stale`. While the service does not answer, rooms it has not spoken of are without an opinion at
/// once. Thread-safe; `resolve` is not for the threads of transports and event loops, since it may wait.
class OfrepFlags final : public vplatform::FlagSource {
 public:
  /// Asks nothing yet. Errors: `invalid_argument` for an endpoint that no request can go to, `internal`.
  [[nodiscard]] static vplatform::Result<std::shared_ptr<OfrepFlags>> open(OfrepService service,
                                                                           OfrepPatience patience = {});
  ~OfrepFlags() override;

  std::optional<vplatform::FlagAnswer> resolve(std::string_view flag,
                                               const vplatform::RoomContext& room) override;

  /// Why the last question was not answered; empty where it was. For logs and health checks.
  [[nodiscard]] std::string trouble() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Opinion = std::optional<vplatform::FlagAnswer>;

  /// A flag in a context, and what the service said last.
  struct Question {
    Opinion opinion{};
    std::uint64_t asked = 0;  // how often; one at a time
    std::uint64_t answered = 0;
    Clock::time_point fresh_until{};  // what it said
    Clock::time_point ask_after{};
  };
  using Questions = std::map<std::string, std::shared_ptr<Question>>;

  OfrepFlags(OfrepService service, OfrepPatience patience,
             std::shared_ptr<vplatform::CurlAsyncTransport> transport);

  [[nodiscard]] std::shared_ptr<Question> find(const std::string& key);
  void ask(const std::shared_ptr<Question>& question, std::string_view flag, const std::string& context);
  void take(Question& question, vplatform::Result<Opinion> opinion);

  const OfrepService service_;
  const OfrepPatience patience_;
  const std::shared_ptr<vplatform::CurlAsyncTransport> transport_;

  mutable std::mutex mutex_;  // of all below, and of the questions
  std::condition_variable answered_;
  Questions questions_;
  std::deque<Questions::iterator> by_age_;
  Clock::time_point rests_until_{};
  std::string trouble_;
};

}  // namespace flags
