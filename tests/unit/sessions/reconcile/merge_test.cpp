#include <algorithm>

#include "sessions/reconcile/presence_row.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

namespace {

TimePoint at(int second) {
  return TimePoint(std::chrono::seconds(second));
}

Sighting in(int second, std::optional<int> joined = {}) {
  Sighting sighting{.who = {.id = {"c"}, .identity = "ada"}, .at = at(second), .is_in = true};
  if (joined) sighting.who.joined_at = at(*joined);
  return sighting;
}

Sighting out(int second, bool is_inferred = false) {
  return {.who = {.id = {"c"}}, .at = at(second), .is_inferred = is_inferred};
}

PresenceRow after(const std::vector<Sighting>& sightings) {
  std::optional<PresenceRow> row;
  for (const auto& one : sightings) (void)merge(row, one);
  return row.value();
}

}  // namespace

TEST_CASE("who came and went is the same in whatever order the news come") {
  // Comes, is seen, goes, comes back on the same connection, is missed, and has gone a little before.
  std::vector<Sighting> sightings{in(10, 10), in(20), out(30), in(40, 40), out(60, true), out(55)};
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  int orders = 0;
  do {
    std::vector<Sighting> shuffled;
    for (const auto index : order) shuffled.push_back(sightings[index]);
    const auto row = after(shuffled);
    CHECK(row.left_at == at(55));
    CHECK(!row.left_is_inferred);
    CHECK(row.told_at == at(60));
    CHECK(row.identity == "ada");
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(orders == 720);
}

TEST_CASE("who came back is in, in whatever order the news come") {
  std::vector<Sighting> sightings{in(10, 10), out(30), out(35, true), in(40, 40)};
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    std::vector<Sighting> shuffled;
    for (const auto index : order) shuffled.push_back(sightings[index]);
    CHECK(after(shuffled).is_in());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("who came and went at the same time has gone") {
  CHECK(!after({in(10), out(10)}).is_in());
  CHECK(!after({out(10), in(10)}).is_in());
}

TEST_CASE("news that are late fill in what is missing, and change nothing else") {
  std::optional<PresenceRow> row;
  CHECK(merge(row, out(30)) == PresenceChange::left);
  CHECK(!row->joined_at);
  CHECK(merge(row, in(10)) == PresenceChange::joined);
  CHECK(row->joined_at == at(10));
  CHECK(row->left_at == at(30));
  CHECK(merge(row, in(10)) == PresenceChange::nothing);
}

TEST_CASE("the platform's own time of joining counts") {
  CHECK(after({in(20, 10)}).joined_at == at(10));
  CHECK(after({in(20, 10), in(10)}).joined_at == at(10));
}

TEST_CASE("who was only thought to have left has never been away") {
  const auto row = after({in(10, 10), out(30, true), in(40, 10)});
  CHECK(row.is_in());
  CHECK(row.joined_at == at(10));
  CHECK(!row.left_is_inferred);
  CHECK(after({in(10, 10), out(30, true), in(40, 35)}).joined_at == at(35));
  CHECK(after({in(10, 10), out(30), in(40)}).joined_at == at(40));
}

TEST_CASE("what was concluded does not replace what was told") {
  const auto row = after({in(10), out(30), out(40, true)});
  CHECK(row.left_at == at(30));
  CHECK(!row.left_is_inferred);
}

TEST_CASE("a name is taken from the newest news that has one") {
  std::optional<PresenceRow> row;
  Sighting named = in(20);
  named.who.name = "Ada";
  named.who.role = Role::host;
  (void)merge(row, in(10));
  (void)merge(row, named);
  (void)merge(row, in(30));
  CHECK(row->name == "Ada");
  CHECK(row->role == Role::host);
  named.at = at(15);
  named.who.name = "An old name";
  (void)merge(row, named);
  CHECK(row->name == "Ada");
}
