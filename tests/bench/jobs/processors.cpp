#include "jobs/processors.hpp"

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

void keep_to_processor(std::size_t number) {
  cpu_set_t all{};
  sched_getaffinity(0, sizeof all, &all);
  for (std::size_t processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (!CPU_ISSET(processor, &all) || number-- > 0) continue;
    cpu_set_t one{};
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

}  // namespace bench
