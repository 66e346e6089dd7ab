#pragma once

#include <sched.h>

#include <cstddef>

namespace bench {

/// The thread that answers has the last processor to itself, as a server elsewhere would, and those who ask
/// it have the others: left to the system, both take turns on one processor in some runs and not in others.
/// While an object lives its thread, and those that it starts, keep to their part. Where there is one
/// processor, nothing is changed.
class Processors {
 public:
  enum class Part { asking, answering };

  explicit Processors(Part part);
  Processors(const Processors&) = delete;
  Processors& operator=(const Processors&) = delete;
  ~Processors();

 private:
  cpu_set_t before_{};
};

/// Keeps the calling thread to one of the processors that it may use, where there are so many.
void keep_to_processor(std::size_t number);

}  // namespace bench
