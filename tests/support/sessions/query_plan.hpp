#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/sessions/databases.hpp"

namespace vplatform::testing {

/// A statement of the component's and what stands for its `?`, as literals.
struct Look {
  std::string sql{};
  std::vector<std::string> values{};
  std::string index{};  ///< By which it is to go; `a|b` where the databases name it differently.
  bool sorts = false;   ///< The few that the index finds.
};

/// What the database says that it would do, line by line.
[[nodiscard]] std::string plan_of(const TestDatabase& database, const Look& look);

/// What is wrong with the plan, and the plan; empty where it goes by its index, and sorts nothing.
[[nodiscard]] std::string fault_of_plan(const TestDatabase& database, const Look& look);

}  // namespace vplatform::testing
