#include <sstream>

#include "support/catch.hpp"
#include "vplatform/capability.hpp"
#include "vplatform/header.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"

using namespace vplatform;

TEST_CASE("a secret prints as stars and compares by its text") {
  std::ostringstream out;
  out << Secret("sk_live_1") << '|' << Secret();
  CHECK(out.str() == "***|");
  CHECK(Secret("a") == Secret("a"));
  CHECK_FALSE(Secret("a") == Secret("b"));
  CHECK_FALSE(Secret("a") == Secret("ab"));
}

TEST_CASE("a secret that was moved from is empty, and one that was assigned over is the new one") {
  Secret first("short");
  const Secret second = std::move(first);
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move): this is what is tested
  CHECK(second.reveal() == "short");
  Secret third(std::string(100, 'x'));
  third = second;
  CHECK(third.reveal() == "short");
  third = Secret("y");
  CHECK(third.reveal() == "y");
}

TEST_CASE("a result without a value throws only where it is asked to") {
  const Result<int> bad = fail(ErrorCode::not_found, "daily has no room 'x'");
  CHECK_FALSE(bad.has_value());
  CHECK(bad.value_or(3) == 3);
  try {
    (void)bad.value();
    FAIL("value() of an error did not throw");
  } catch (const BadResult& thrown) {
    CHECK(std::string(thrown.what()) == "not_found: daily has no room 'x' (effect none)");
  }
}

TEST_CASE("a reference survives its text form, whatever is in it") {
  const std::vector<MeetingRef> refs{
      {.platform = "daily", .id = "standup", .room = "standup"},
      {.platform = "whereby-eu", .id = "90000001", .room = "vp-demo-0b8f"},
      {.platform = "a/b", .id = "x#y/z 100%", .room = "räum #1"},
  };
  for (const auto& ref : refs) {
    const auto again = parse_meeting_ref(to_string(ref));
    REQUIRE(again);
    CHECK(*again == ref);
  }
  CHECK(to_string(refs[0]) == "daily/standup");
  CHECK(to_string(refs[1]) == "whereby-eu/90000001#vp-demo-0b8f");
}

TEST_CASE("a text that is no reference is refused") {
  for (const auto* text :
       {"", "daily", "/x", "daily/", "daily/x/y", "daily/%zz", "daily#r/x", "daily/x#", "daily/x#%"}) {
    CAPTURE(text);
    const auto ref = parse_meeting_ref(text);
    REQUIRE_FALSE(ref);
    CHECK(ref.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("of headers with one name in any case the first is found") {
  const std::vector<Header> headers{
      {.name = "X-Sig", .value = "1"}, {.name = "x-sig", .value = "2"}, {.name = "Other", .value = "3"}};
  CHECK(find_header(headers, "x-SIG").value_or("") == "1");
  CHECK_FALSE(find_header(headers, "x-si").has_value());
}

TEST_CASE("of a header's name the case of ASCII letters alone does not count, however long it is") {
  const auto lower = [](int c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; };
  std::string wrong;
  for (const std::string_view name :
       {"?", "x-a?", "?-sig-xx", "x-webhook-?signature", "?-webhook-signature"}) {
    const auto at = name.find('?');
    for (int one = 0; one < 256; ++one) {
      std::vector<Header> headers{{.name = std::string(name), .value = "1"}};
      headers[0].name[at] = static_cast<char>(one);
      for (int other = 0; other < 256; ++other) {
        std::string asked(name);
        asked[at] = static_cast<char>(other);
        if (find_header(headers, asked).has_value() != (lower(one) == lower(other)))
          wrong += std::to_string(one) + "/" + std::to_string(other) + " ";
      }
    }
  }
  CHECK(wrong.empty());
  CHECK(find_header(std::vector<Header>{{.name = "X-Webhook-Signature"}}, "x-wEBHOOK-sIGNATURE"));
}

TEST_CASE("every capability has a name of its own that leads back to it") {
  for (std::size_t i = 0; i < capability_count; ++i) {
    const auto one = static_cast<Capability>(i);
    CHECK(capability_from(to_string(one)) == one);
  }
  CHECK_FALSE(capability_from("fly").has_value());
}

TEST_CASE("sets of capabilities add, cover and subtract") {
  const CapabilitySet have{Capability::join, Capability::webhooks};
  CHECK(have.covers({Capability::join}));
  CHECK(have.covers({}));
  CHECK_FALSE(have.covers({Capability::join, Capability::theme}));
  CHECK(to_string(CapabilitySet{Capability::theme, Capability::join}.without(have)) == "theme");
  CHECK((have & CapabilitySet{Capability::join}) == CapabilitySet{Capability::join});
}
