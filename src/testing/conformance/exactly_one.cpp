// One key, one meeting: whatever the network and the service do.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

constexpr const char* key = "conformance-one";

void expect_one(Context& context) {
  const auto first = context.make_in_the_end(key);
  const auto second = context.make_in_the_end(key);
  expect(first.ref == second.ref, "the key leads to two meetings");
  const auto there = context.meetings();
  expect(there == 1, "the service has " + std::to_string(there) + " meetings for one key");
}

void same_key_same_meeting(Context& context) {
  const auto first = context.make(Context::spec(key));
  const auto second = context.make(Context::spec(key));
  expect(first.ref == second.ref, "the key leads to two meetings");
}

void other_key_other_meeting(Context& context) {
  const auto first = context.make(Context::spec("conformance-a"));
  const auto second = context.make(Context::spec("conformance-b"));
  expect(!(first.ref == second.ref), "two keys lead to one meeting");
}

void key_alone_decides(Context& context) {
  auto one = Context::spec(key);
  auto other = Context::spec(key);
  one.name = "first";
  other.name = "a second name, and a longer one";
  expect(context.make(one).ref == context.make(other).ref, "one key with two names leads to two meetings");
}

// The nth write goes wrong as `how` says.
template <class How>
void once_at_a_write(Context& context, int nth, How how) {
  (void)context.emulator();  // whose books tell how many meetings there are
  context.rig([how, nth, seen = 0](const HttpRequest& request, int, const Wire::Forward& forward) mutable {
    if (writes(request) && ++seen == nth) return Result<HttpResponse>(how(request, forward));
    return forward();
  });
}

void answer_lost(Context& context) {
  once_at_a_write(context, 1, [](const HttpRequest&, const Wire::Forward& forward) -> Result<HttpResponse> {
    (void)forward();
    return lost();
  });
  expect_one(context);
}

void request_lost(Context& context) {
  once_at_a_write(context, 1,
                  [](const HttpRequest&, const Wire::Forward&) -> Result<HttpResponse> { return lost(); });
  expect_one(context);
}

void applied_late(Context& context) {
  // The request acts only after the next one, as when it sat in a queue.
  struct Late {
    std::optional<HttpRequest> request{};
    int rest = 1;
    bool done = false;
  };
  auto late = std::make_shared<Late>();
  auto& emulator = context.emulator();
  context.rig([&context, &emulator, late](const HttpRequest& request, int,
                                          const Wire::Forward& forward) -> Result<HttpResponse> {
    if (!late->done && !late->request && writes(request)) {
      late->request = request;
      return lost();
    }
    auto answer = forward();
    if (late->request && late->rest-- == 0) {
      (void)emulator.handle(*late->request, context.now());
      late->request.reset();
      late->done = true;
    }
    return answer;
  });
  expect_one(context);
}

void failed_on_their_side(Context& context) {
  once_at_a_write(context, 1, [](const HttpRequest&, const Wire::Forward& forward) -> Result<HttpResponse> {
    (void)forward();
    return HttpResponse{.status = 500, .body = "it went wrong after it was done"};
  });
  expect_one(context);
}

void unreadable_success(Context& context) {
  once_at_a_write(context, 1, [](const HttpRequest&, const Wire::Forward& forward) -> Result<HttpResponse> {
    auto answer = forward();
    if (answer) answer->body.resize(answer->body.size() / 2);
    return answer;
  });
  expect_one(context);
}

void every_exchange_fails(Context& context) {
  for (int nth = 1; nth <= 6; ++nth) {
    Context fresh(context.target());
    (void)fresh.emulator();
    bool hit = false;
    fresh.rig(
        [&hit, nth](const HttpRequest&, int number, const Wire::Forward& forward) -> Result<HttpResponse> {
          if (number < nth) return forward();
          hit = true;
          return unreachable();
        });
    const auto made = fresh.try_make(Context::spec(key));
    if (!hit) return;
    if (!made) {
      const bool nothing_yet = fresh.meetings() == 0;
      expect(
          nothing_yet || made.error().effect == Effect::unknown,
          "exchange " + std::to_string(nth) + " failed, a meeting is there, and the effect is told as none");
    }
    fresh.wire().clear();
    expect_one(fresh);
  }
}

void effect_is_told(Context& context) {
  (void)context.emulator();
  context.rig([posted = false](const HttpRequest& request, int,
                               const Wire::Forward& forward) mutable -> Result<HttpResponse> {
    if (!posted && !writes(request)) return forward();
    if (!posted) (void)forward();
    posted = true;
    return lost();
  });
  const auto error = must_fail(context.try_make(Context::spec(key)), "a create that never hears an answer");
  expect(error.effect == Effect::unknown, "the meeting may be there, and the effect is told as none");
  expect(error.meeting_key == key, "the error does not tell the key to try again with");
  context.wire().clear();
  expect_one(context);
}

void no_effect_is_told(Context& context) {
  context.rig(
      [](const HttpRequest&, int, const Wire::Forward&) -> Result<HttpResponse> { return unreachable(); });
  const auto error = must_fail(context.try_make(Context::spec(key)), "a create that reaches nobody",
                               {ErrorCode::unavailable, ErrorCode::deadline_exceeded});
  expect(error.effect == Effect::none, "nothing was sent, and the effect is told as unknown");
}

void two_at_once(Context& context) {
  (void)context.emulator();
  constexpr int count = 4;
  std::vector<Result<Meeting>> made(count, fail(ErrorCode::internal, "nothing was made"));
  // The first answer of each is held until all have theirs, so that none has seen what another has made
  // since.
  std::mutex mutex;
  std::condition_variable all_answered;
  int answered = 0;
  context.rig([&](const HttpRequest&, int, const Wire::Forward& forward) {
    auto answer = forward();
    std::unique_lock lock(mutex);
    if (++answered == count) all_answered.notify_all();
    all_answered.wait_for(lock, 2s, [&] { return answered >= count; });
    return answer;
  });
  {
    std::vector<std::jthread> threads;
    threads.reserve(count);
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        made[static_cast<std::size_t>(i)] = context.client().create_meeting(Context::spec(key));
      });
    }
  }
  context.wire().clear();
  expect_one(context);
}

}  // namespace

void add_exactly_one(std::vector<Entry>& all) {
  constexpr std::string_view area = "exactly one";
  all.push_back({{area, "same_key_same_meeting", "a key has one meeting"}, same_key_same_meeting});
  all.push_back(
      {{area, "other_key_other_meeting", "another key has another meeting"}, other_key_other_meeting});
  all.push_back(
      {{area, "key_alone_decides", "the key alone decides, whatever else the spec says"}, key_alone_decides});
  all.push_back(
      {{area, "answer_lost", "there is one meeting when the answer to the create was lost"}, answer_lost});
  all.push_back(
      {{area, "request_lost", "there is one meeting when the create itself was lost"}, request_lost});
  all.push_back({{area, "applied_late", "there is one meeting when the create acts after it was given up"},
                 applied_late});
  all.push_back({{area, "failed_on_their_side", "there is one meeting when a 500 came although it was made"},
                 failed_on_their_side});
  all.push_back({{area, "unreadable_success", "there is one meeting when half of the answer came"},
                 unreadable_success});
  all.push_back({{area, "every_exchange_fails", "there is one meeting whichever exchange fails"},
                 every_exchange_fails});
  all.push_back(
      {{area, "effect_is_told", "a create that may have been done says so, with its key"}, effect_is_told});
  all.push_back({{area, "no_effect_is_told", "a create that reached nobody says so"}, no_effect_is_told});
  all.push_back(
      {{area, "two_at_once", "there is one meeting when four threads ask for it at once"}, two_at_once});
}

}  // namespace vplatform::testing::conformance
