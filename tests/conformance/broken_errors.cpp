#include "broken.hpp"

namespace vplatform::conformance_test {

namespace {

// Every error of finding is this one.
std::function<void(Broken&)> only(ErrorCode code) {
  return [code](Broken& p) {
    p.find_step = [code](Step<Meeting> step, const MeetingRef&) {
      return with_error(std::move(step), [code](Error& error) { error.code = code; });
    };
  };
}

// Whatever the service says, the meeting is there.
void believes_everything(Broken& p) {
  p.find_step = [](Step<Meeting> step, const MeetingRef& ref) {
    return never_failing(std::move(step), Meeting{.ref = ref});
  };
}

}  // namespace

std::vector<Row> broken_errors(const Good& good) {
  std::vector<Row> rows;
  for (const char* check : {"says_401", "says_403", "says_404", "says_429"})
    rows.push_back(
        {check, "it says that everything is unavailable", broken(good.daily, only(ErrorCode::unavailable))});
  for (const char* check : {"says_5xx", "the_network_fails"})
    rows.push_back({check, "it says that nothing is found", broken(good.daily, only(ErrorCode::not_found))});
  for (const char* check : {"says_other", "html_for_json", "nothing_for_json", "half_of_json", "other_json",
                            "deep_json", "not_utf8", "wrong_types", "ten_megabytes"})
    rows.push_back({check, "it believes whatever it hears", broken(good.daily, believes_everything)});
  rows.push_back({"says_when", "it asks to come back in a second", broken(good.daily, [](Broken& p) {
                    p.find_step = [](Step<Meeting> step, const MeetingRef&) {
                      return with_error(std::move(step),
                                        [](Error& error) { error.retry_after = std::chrono::seconds{1}; });
                    };
                  })});
  rows.push_back({"no_secret_in_errors", "it does not say what is secret in its requests",
                  broken(good.daily, [](Broken& p) {
                    p.find_step = [](Step<Meeting> step, const MeetingRef&) {
                      return with_requests(std::move(step), [](HttpRequest& request) {
                        request.secrets.clear();
                        for (auto& header : request.headers) header.secret = false;
                      });
                    };
                  })});
  rows.push_back({"well_when_well", "it is never well", broken(good.daily, [](Broken& p) {
                    p.health_step = [](Step<Health>) -> Step<Health> {
                      return fail(ErrorCode::unavailable, "not today");
                    };
                  })});
  return rows;
}

}  // namespace vplatform::conformance_test
