#include "excuses.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "vplatform/spi/json.hpp"

namespace contract {

std::vector<Excuse> read_excuses(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const auto json = vplatform::spi::Json::parse(text.str());
  if (!json || !json->is_array()) throw std::runtime_error(file + " is not a JSON array");
  std::vector<Excuse> all;
  for (const auto& one : json->items()) {
    Excuse excuse{.platform = one["platform"].text_or(""),
                  .where = one["where"].text_or(""),
                  .words = one["words"].text_or(""),
                  .reason = one["reason"].text_or("")};
    if (excuse.platform.empty() || excuse.where.empty() || excuse.words.empty() || excuse.reason.empty()) {
      throw std::runtime_error(file + ": an excuse needs platform, where, words and reason");
    }
    all.push_back(std::move(excuse));
  }
  return all;
}

const Excuse* excuse_for(const std::vector<Excuse>& all, const std::string& platform,
                         const std::string& where, const std::string& words) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Excuse& one) {
    return one.platform == platform && one.where == where && words.find(one.words) != std::string::npos;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace contract
