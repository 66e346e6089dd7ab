#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Does the job so many times.
using Loop = std::function<void(std::int64_t)>;

/// What a job's time is measured by.
enum class Clock : std::uint8_t {
  processor,  ///< Of the thread that does it: other tenants of the machine do not count.
  wall,       ///< Where it waits for somebody else.
};

struct Job {
  std::string name{};
  std::function<Loop()> prepare{};
  Clock clock = Clock::processor;
  int threads = 1;        ///< So many do it at once; the time is that of one turn of all of theirs.
  bool in_turns = false;  ///< Each of the threads does it alone, one after the other.
  bool asks = false;      ///< Somebody answers who has a processor to himself: see Processors.
};

/// A job for the list that `main` runs by name. A floor has the job's name with `/floor` behind it.
struct Add {
  explicit Add(Job job);
};
[[nodiscard]] const std::vector<Job>& jobs();

/// A text that peers need to do the same, or that is compared with theirs; by the name of the job.
struct Show {
  Show(std::string name, std::function<std::string()> text);
};
[[nodiscard]] const std::vector<std::pair<std::string, std::function<std::string()>>>& shows();

/// Makes the compiler believe that somebody reads the value.
template <class T>
void keep(const T& value) noexcept {
  asm volatile("" : : "g"(&value) : "memory");
}

/// A loop around `once`, whose result is kept.
template <class Once>
[[nodiscard]] Loop each(Once once) {
  auto shared = std::make_shared<Once>(std::move(once));
  return [shared](std::int64_t times) {
    for (; times > 0; --times) {
      const auto result = (*shared)();
      keep(result);
    }
  };
}

}  // namespace bench
