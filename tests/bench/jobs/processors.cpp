#include "jobs/processors.hpp"

#include <cstddef>

namespace bench {

Processors::Processors(Part part) {
  sched_getaffinity(0, sizeof before_, &before_);
  if (CPU_COUNT(&before_) < 2) return;
  std::size_t last = CPU_SETSIZE - 1;
  while (!CPU_ISSET(last, &before_)) --last;
  cpu_set_t mine = before_;
  if (part == Part::asking) {
    CPU_CLR(last, &mine);
  } else {
    CPU_ZERO(&mine);
    CPU_SET(last, &mine);
  }
  sched_setaffinity(0, sizeof mine, &mine);
}

Processors::~Processors() {
  sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace bench
