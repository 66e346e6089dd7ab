#include <atomic>
#include <cctype>
#include <cstdlib>
#include <deque>
#include <map>
#include <thread>

#include "host.hpp"
#include "sessions/session/join_code.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

Admission by_code(const Host& host, const std::string& code, const std::string& caller = "198.51.100.7") {
  return host.sessions().admit({.join_code = code, .person = "eve", .caller = caller}).value();
}

std::string small_with_hyphen(std::string code) {
  for (char& c : code) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return code.insert(4, " - ");
}

}  // namespace

TEST_CASE("a join code has letters and digits that nobody mixes up, in equal shares") {
  std::map<char, int> seen;
  for (int one = 0; one < 1000; ++one) {
    const std::string code = make_join_code(30, std::to_string(one));
    REQUIRE(code.size() == 30);
    for (const char c : code) ++seen[c];
    CHECK(normalized_join_code(code) == code);
  }
  CHECK(seen.size() == 30);
  for (const char c : std::string_view("01OILU")) CHECK(seen.count(c) == 0);
  for (const auto& [letter, times] : seen) CHECK(std::abs(times - 1000) < 200);
  CHECK(make_join_code(32, "x") != make_join_code(32, "y"));
}

TEST_CASE("a join code lets a person in as it is typed") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  CHECK(by_code(host, made.join_code).grant);
  const Admission typed = by_code(host, small_with_hyphen(made.join_code));
  CHECK(typed.reason == AdmissionReason::admitted);
  CHECK(typed.session_id == made.id);
  CHECK(host.sessions().find_by_code(made.join_code, "c").value().id == made.id);
}

TEST_CASE("a code that no session has says nothing but that") {
  Host host(VPLATFORM_BOTH_DATABASES);
  (void)host.create();
  for (const std::string code : {"22222222", "0", "'; --", "\xff\xff"}) {
    const Admission answer = by_code(host, code);
    CHECK(answer.reason == AdmissionReason::wrong_code);
    CHECK(answer.session_id.empty());
    CHECK(!answer.grant);
  }
  CHECK(host.sessions().find_by_code("22222222", "c").error().code == ErrorCode::not_found);
}

TEST_CASE("a caller with too many wrong codes is kept off, with right ones too, and others are not") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  for (int one = 0; one < 9; ++one) CHECK(by_code(host, "22222222").reason == AdmissionReason::wrong_code);
  CHECK(by_code(host, made.join_code).grant);  // makes up for nothing
  CHECK(!host.sessions().find_by_code("22222222", "198.51.100.7"));
  const TimePoint until = host.clock.now() + 600s;
  host.clock.advance(10s);
  const Admission blocked = by_code(host, made.join_code);
  CHECK(blocked.reason == AdmissionReason::too_many_attempts);
  CHECK(blocked.again_at == until);
  CHECK(blocked.session_id.empty());
  CHECK(host.sessions().find_by_code(made.join_code, "198.51.100.7").error().code == ErrorCode::rate_limited);
  CHECK(by_code(host, made.join_code, "203.0.113.9").grant);
  host.clock.set(until);
  CHECK(by_code(host, made.join_code).grant);
}

TEST_CASE("attempts at once are as many as attempts one after the other") {
  Host host(VPLATFORM_BOTH_DATABASES);
  (void)host.create();
  const Sessions sessions = host.sessions();
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int one = 0; one < 10; ++one) {
          const auto answer = sessions.admit({.join_code = "22222222", .caller = "c"});
          if (answer && answer->reason == AdmissionReason::wrong_code) ++wrong;
        }
      });
    }
  }
  CHECK(wrong == 10);
}

TEST_CASE("callers are forgotten when their time is over") {
  Host host(VPLATFORM_BOTH_DATABASES);
  for (int one = 0; one < 5; ++one) CHECK(!by_code(host, "22222222", std::to_string(one)).grant);
  host.clock.advance(601s);
  CHECK(!by_code(host, "22222222", "another").grant);
  CHECK(host.count("SELECT count(*) FROM wrong_codes") == 1);
}

TEST_CASE("a clock that was set back keeps no caller off for longer") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  host.clock.advance(24h);
  for (int one = 0; one < 10; ++one) (void)by_code(host, "22222222");
  CHECK(by_code(host, made.join_code).reason == AdmissionReason::too_many_attempts);
  host.clock.advance(-24h);
  CHECK(by_code(host, made.join_code).grant);
}

TEST_CASE("a code that is taken is made anew") {
  Host host(VPLATFORM_BOTH_DATABASES);
  std::deque<std::string> ids{"session-1", "the same", "lease-1", "session-2",
                              "the same",  "another",  "lease-2"};
  Backend backend = host.backend();
  backend.env.new_id = [&ids] {
    std::string id = ids.front();
    ids.pop_front();
    return id;
  };
  const Sessions sessions(backend);
  CHECK(sessions.create({.owner = "ada"}).value().join_code == make_join_code(8, "the same"));
  CHECK(sessions.create({.owner = "ada"}).value().join_code == make_join_code(8, "another"));
}
