// Lists: whole or an error, never short.

#include <set>

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

constexpr int most_pages = 100;

std::vector<Meeting> whole_list(Context& context) {
  std::vector<Meeting> all;
  PageToken at;
  for (int page = 0; page < most_pages; ++page) {
    auto list = must(context.client().list_meetings(at), "list_meetings");
    for (auto& one : list.items) all.push_back(std::move(one));
    if (list.next.empty()) return all;
    at = list.next;
  }
  throw Broken("the list does not end");
}

void holds_what_was_made(Context& context) {
  std::set<std::string> made;
  for (int i = 0; i < 3; ++i) made.insert(context.make().ref.id);
  std::set<std::string> listed;
  for (const auto& one : whole_list(context)) {
    expect(one.ref.platform == context.info().instance, "a meeting in the list is not of this instance");
    expect(listed.insert(one.ref.id).second, "a meeting is there twice");
  }
  for (const auto& id : made) expect(listed.contains(id), "a meeting that was made is not in the list");
}

void pages_end(Context& context) {
  (void)context.emulator();
  constexpr int count = 230;  // more than any service gives in one page
  for (int i = 0; i < count; ++i) (void)context.make();
  std::set<std::string> listed;
  for (const auto& one : whole_list(context)) listed.insert(one.ref.id);
  expect(listed.size() == count, "of 230 meetings the list has " + std::to_string(listed.size()));
}

void a_failing_page_is_an_error(Context& context) {
  for (int i = 0; i < 3; ++i) (void)context.make();
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {500, "{}"}, {200, "<html>"}, {200, ""}, {200, "[{"}, {403, "{}"}}) {
    context.rig(always({.status = status, .body = body}));
    (void)must_fail(context.client().list_meetings(),
                    "a list answered with " + std::to_string(status) + " '" + body + "'");
  }
}

void half_a_page_is_an_error(Context& context) {
  for (int i = 0; i < 3; ++i) (void)context.make();
  context.rig([](const HttpRequest&, int, const Wire::Forward& forward) {
    auto answer = forward();
    if (answer) answer->body.resize(answer->body.size() / 2);
    return answer;
  });
  (void)must_fail(context.client().list_meetings(), "a list of which half came");
}

void a_strange_token_is_refused(Context& context) {
  (void)context.make();
  (void)must_fail(context.client().list_meetings({"no token of ours \n"}),
                  "a list from a token that was not given");
}

}  // namespace

void add_lists(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "lists";
  all.push_back(
      {{area, "holds_what_was_made", "a list holds every meeting once", {list_meetings}, {list_meetings}},
       holds_what_was_made});
  all.push_back(
      {{area, "pages_end", "a list of many pages ends, and is whole", {list_meetings}, {list_meetings}},
       pages_end});
  all.push_back({{area,
                  "a_failing_page_is_an_error",
                  "a page that fails is an error, not the end of the list",
                  {list_meetings}},
                 a_failing_page_is_an_error});
  all.push_back(
      {{area, "half_a_page_is_an_error", "half a page is an error, not a short list", {list_meetings}},
       half_a_page_is_an_error});
  all.push_back({{area,
                  "a_strange_token_is_refused",
                  "a token that was not given is an error, not the first page",
                  {list_meetings}},
                 a_strange_token_is_refused});
}

}  // namespace vplatform::testing::conformance
