#include "consents.hpp"

#include <algorithm>
#include <chrono>

namespace reflector {

using vplatform::sessions::Person;

namespace {

constexpr std::chrono::seconds way_in{60};

}  // namespace

vplatform::Result<void> Consents::note(const std::string& meeting, const std::string& person,
                                       bool given) const {
  return folder_.add(meeting, {{person, given}});
}

bool Consents::is_denied(const std::string& meeting) const {
  const auto said = of(meeting);
  return std::any_of(said.begin(), said.end(), [](const auto& one) { return one == false; });
}

bool Consents::have_all(const std::string& meeting, const std::vector<Person>& people) const {
  const auto said = of(meeting);
  const auto now = std::chrono::system_clock::now();
  bool is_anybody = false;
  for (const Person& person : people) {
    // Platforms say a little later that somebody has come.
    if (person.removed_at || (!person.is_in && now - person.admitted_at > way_in)) continue;
    if (!said.value(person.person, false)) return false;
    is_anybody = true;
  }
  return is_anybody && !is_denied(meeting);
}

}  // namespace reflector
