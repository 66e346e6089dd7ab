// Waits for lines on standard input and answers each with a line: `time JOB` with nanoseconds and
// allocations, `show NAME` with a text, `list` with the names, `computing` with the names of those jobs that
// one thread does without anybody else, `shows` with those of the texts. bench.py asks, and puts the figures
// together.

#include <sys/resource.h>

#include <ctime>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <latch>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "allocations.hpp"
#include "jobs.hpp"
#include "jobs/processors.hpp"
#include "jobs/setup.hpp"

namespace {

using bench::Clock;
using bench::Job;
using bench::Loop;

/// How long a run takes at the least. Short where a job computes, so that its floor's run beside it finds the
/// machine as it was: other tenants come and go within some 50 ms.
constexpr double least_seconds(Clock clock) {
  return clock == Clock::wall ? 0.1 : 0.005;
}

double seconds_on(Clock clock) {
  timespec now{};
  clock_gettime(clock == Clock::wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Figure {
  double seconds = 0;
  std::int64_t allocations = 0;
};

Figure run_once(const Loop& loop, Clock clock, std::int64_t times) {
  const auto allocated = bench::allocations();
  const double start = seconds_on(clock);
  loop(times);
  return {.seconds = seconds_on(clock) - start, .allocations = bench::allocations() - allocated};
}

// What one of all threads' turns takes. Processor time is half of a turn's own where two do them at once:
// what they cost each other shows in the time of each. Wall time is from when all are ready until the last is
// done: where a turn is taken unfairly, some threads are done before others have begun, and the mean of their
// own times would be too short.
Figure run(const Job& job, const Loop& loop, std::int64_t times) {
  if (job.threads == 1) return run_once(loop, job.clock, times);
  std::vector<Figure> figures(static_cast<std::size_t>(job.threads));
  std::vector<std::thread> threads;
  threads.reserve(figures.size());
  std::latch are_ready(job.threads + 1);
  std::mutex turn;
  // Where threads wait for others, each takes the next of what is left, so that all of them are at it until
  // the end.
  std::atomic<std::int64_t> left{times * job.threads};
  const Loop next_of_all = [&](std::int64_t) {
    while (left.fetch_sub(1) > 0) loop(1);
  };
  for (std::size_t i = 0; i < figures.size(); ++i) {
    threads.emplace_back([&, i] {
      // One processor may be slower than another for a while: alone or not, both count the same.
      if (job.clock == Clock::processor) bench::keep_to_processor(i);
      loop(std::min<std::int64_t>(times, 100));  // what a thread does for the first time is not counted
      are_ready.arrive_and_wait();
      std::unique_lock<std::mutex> mine(turn, std::defer_lock);
      if (job.in_turns) mine.lock();
      figures[i] = run_once(job.clock == Clock::wall ? next_of_all : loop, job.clock, times);
    });
  }
  are_ready.arrive_and_wait();
  const double start = seconds_on(Clock::wall);
  for (auto& thread : threads) thread.join();
  const int at_once = job.in_turns ? 1 : job.threads;
  Figure one;
  for (const auto& figure : figures) {
    one.seconds += figure.seconds / job.threads / at_once;
    one.allocations += figure.allocations / job.threads;
  }
  if (job.clock == Clock::wall) one.seconds = (seconds_on(Clock::wall) - start) / job.threads;
  return one;
}

/// A job that has been prepared, and how many times fill a round.
struct Ready {
  const Job* job = nullptr;
  Loop loop{};
  std::int64_t times = 1;
};

Ready prepare(const std::string& name) {
  for (const auto& job : bench::jobs()) {
    if (job.name != name) continue;
    Ready ready{.job = &job, .loop = job.prepare()};
    const auto fills = [&] {
      return run(job, ready.loop, ready.times).seconds * job.threads >= least_seconds(job.clock);
    };
    while (!fills() || !fills()) ready.times *= 2;  // asked twice, since something may hold one up
    return ready;
  }
  bench::give_up("there is no job '" + name + "'");
}

std::string time_job(const std::string& name) {
  static std::map<std::string, Ready> all;
  auto at = all.find(name);
  if (at == all.end()) at = all.emplace(name, prepare(name)).first;
  const Ready& ready = at->second;
  const Figure figure = run(*ready.job, ready.loop, ready.times);
  const auto times = static_cast<double>(ready.times);
  char line[96];
  std::snprintf(line, sizeof line, R"({"ns": %.3f, "allocations": %.3f})", figure.seconds * 1e9 / times,
                static_cast<double>(figure.allocations) / times);
  return line;
}

std::string as_list(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const auto& name : names) text += (text.size() > 1 ? ", \"" : "\"") + name + '"';
  return text + "]";
}

std::string list(const std::function<bool(const Job&)>& counts) {
  std::vector<std::string> names;
  for (const auto& job : bench::jobs()) {
    if (counts(job)) names.push_back(job.name);
  }
  return as_list(names);
}

bool is_computing(const Job& job) {
  return job.clock == Clock::processor && job.threads == 1 && !job.asks;
}

std::string list_shows() {
  std::vector<std::string> names;
  for (const auto& [name, text] : bench::shows()) names.push_back(name);
  return as_list(names);
}

std::string show(const std::string& name) {
  for (const auto& [known, text] : bench::shows()) {
    if (known == name) return text();
  }
  bench::give_up("there is nothing to show of '" + name + "'");
}

std::string answer(const std::string& word, const std::string& name) {
  if (word == "list") return list([](const Job&) { return true; });
  if (word == "computing") return list(is_computing);
  if (word == "shows") return list_shows();
  return word == "show" ? show(name) : time_job(name);
}

/// For callgrind: a job so many times and nothing else.
int do_times(const std::string& name, std::int64_t times) {
  for (const auto& job : bench::jobs()) {
    if (job.name == name) {
      job.prepare()(times);
      return 0;
    }
  }
  bench::give_up("there is no job '" + name + "'");
}

/// A thousand calls in flight take two thousand descriptors, with those of the server.
void allow_many_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  allow_many_descriptors();
  if (argc == 3) return do_times(argv[1], std::stoll(argv[2]));
  for (std::string line; std::getline(std::cin, line);) {
    const auto blank = line.find(' ');
    const std::string word = line.substr(0, blank);
    const std::string name = blank == std::string::npos ? "" : line.substr(blank + 1);
    std::cout << answer(word, name) << std::endl;
  }
  return 0;
}
