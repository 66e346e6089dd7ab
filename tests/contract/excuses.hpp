#pragma once

#include <string>
#include <vector>

namespace contract {

/// A violation that is the document's mistake, or an operation that needs no request: with the reason.
struct Excuse {
  std::string platform{};
  std::string where{};  ///< `POST /rooms/{name}`, or the operation.
  std::string
      words{};  ///< What the validator says, or a part of it; `silent` for an operation without a request.
  std::string reason{};
};

/// All of them: excuses.json.
[[nodiscard]] std::vector<Excuse> read_excuses(const std::string& file);

/// The excuse for this violation, if there is one.
[[nodiscard]] const Excuse* excuse_for(const std::vector<Excuse>& all, const std::string& platform,
                                       const std::string& where, const std::string& words);

}  // namespace contract
