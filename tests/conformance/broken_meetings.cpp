#include "broken.hpp"

namespace vplatform::conformance_test {

using namespace std::chrono_literals;

namespace {

// Another key every time.
void count_keys(Broken& platform) {
  platform.create_spec = [&platform](MeetingSpec& spec) {
    spec.key += "-" + std::to_string(++platform.calls);
  };
  platform.create_step = [](Step<Meeting> step) { return step; };
}

Step<Meeting> drop_find_errors(Step<Meeting> step, const MeetingRef& ref) {
  return never_failing(std::move(step), Meeting{.ref = ref});
}

std::vector<Row> identity(const Good& good) {
  return {
      {"says_who_it_is", "it bears another name",
       broken(good.daily, [](Broken& p) { p.about.instance = "another"; })},
      {"rates_make_sense", "a request is of a class that it does not tell of",
       broken(good.daily,
              [](Broken& p) {
                p.create_step = [](Step<Meeting> step) {
                  return with_requests(std::move(step),
                                       [](HttpRequest& request) { request.rate_class = "unheard-of"; });
                };
              })},
      {"undeclared_is_unsupported", "it does what it does not declare",
       broken(good.daily, [](Broken& p) { p.about.capabilities.remove(Capability::presence); })},
      {"declared_is_there", "it declares what it does not have",
       broken(good.daily, [](Broken& p) { p.about.capabilities.add(Capability::theme); })},
      {"same_call_same_request", "it puts a number into each request",
       broken(good.daily,
              [](Broken& p) {
                p.create_step = [&p](Step<Meeting> step) {
                  return with_requests(std::move(step), [&p](HttpRequest& request) {
                    request.url += "?n=" + std::to_string(++p.calls);
                  });
                };
              })},
      {"threads_do_not_meet", "it has one name for all",
       broken(good.daily, [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.key = "one"; }; })},
  };
}

std::vector<Row> create(const Good& good) {
  return {
      {"gives_a_meeting", "its addresses are not https",
       broken(good.daily,
              [](Broken& p) {
                p.create_step = [](Step<Meeting> step) {
                  return with_value(std::move(step),
                                    [](Meeting& meeting) { meeting.url = "ftp://files.example"; });
                };
              })},
      {"ref_survives_storage", "its reference leads nowhere",
       broken(good.daily,
              [](Broken& p) {
                p.create_step = [](Step<Meeting> step) {
                  return with_value(std::move(step), [](Meeting& meeting) { meeting.ref.id += "x"; });
                };
              })},
      {"key_is_told", "it does not use the key that it tells", broken(good.daily, count_keys)},
      {"end_is_kept", "its meetings end when it likes",
       broken(good.daily,
              [](Broken& p) {
                p.create_spec = [](MeetingSpec& spec) {
                  if (spec.ends_at) *spec.ends_at += 10h;
                };
              })},
      {"end_is_always_there", "it does not tell the end",
       broken(good.daily,
              [](Broken& p) {
                p.create_step = [](Step<Meeting> step) {
                  return with_value(std::move(step), [](Meeting& meeting) { meeting.ends_at.reset(); });
                };
              })},
      {"any_name_will_do", "it refuses a long name",
       broken(good.daily,
              [](Broken& p) {
                p.create_spec = [&p](MeetingSpec& spec) { p.calls = spec.name.size() > 100 ? 1 : 0; };
                p.create_step = [&p](Step<Meeting> step) -> Step<Meeting> {
                  if (p.calls == 1) return fail(ErrorCode::invalid_argument, "the name is too long");
                  return step;
                };
              })},
      {"any_key_will_do", "it takes long keys for new ones",
       broken(good.daily,
              [](Broken& p) {
                p.create_spec = [&p](MeetingSpec& spec) {
                  if (spec.key.size() > 100) spec.key += std::to_string(++p.calls);
                };
              })},
      {"metadata_comes_back", "it drops the metadata",
       broken(good.livekit,
              [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.metadata.clear(); }; })},
      {"update_moves_the_end", "its update only looks",
       broken(
           good.daily,
           [](Broken& p) { p.update = [&p](const MeetingRef& ref) { return p.good->find_meeting(ref); }; })},
      {"update_changes_metadata", "its update only looks",
       broken(
           good.livekit,
           [](Broken& p) { p.update = [&p](const MeetingRef& ref) { return p.good->find_meeting(ref); }; })},
      {"open_access_is_asked_for", "it does not open its meetings",
       broken(good.daily,
              [](Broken& p) {
                p.create_spec = [](MeetingSpec& spec) { spec.access.reset(); };
                p.about.capabilities.remove(Capability::knocking);
              })},
      {"knocking_is_asked_for", "it has no lobby after all",
       broken(good.daily, [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.access.reset(); }; })},
      {"size_is_limited", "it lets everybody in",
       broken(good.daily,
              [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.max_participants.reset(); }; })},
      {"ejects_at_its_end", "it lets people stay",
       broken(good.daily,
              [](Broken& p) {
                p.create_spec = [](MeetingSpec& spec) {
                  spec.eject_at_end = false;
                  spec.ends_at.reset();
                };
              })},
      {"extras_reach_the_request", "it drops the extras",
       broken(good.daily, [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.extras.clear(); }; })},
      {"extras_of_others_do_not", "it takes everybody's extras",
       broken(good.livekit,
              [](Broken& p) {
                p.create_spec = [](MeetingSpec& spec) {
                  const auto other = spec.extras.find("another_kind");
                  if (other != spec.extras.end()) spec.extras["livekit"] = other->second;
                };
              })},
  };
}

std::vector<Row> exactly_one(const Good& good) {
  std::vector<Row> rows;
  for (const char* check :
       {"same_key_same_meeting", "answer_lost", "request_lost", "applied_late", "failed_on_their_side",
        "unreadable_success", "every_exchange_fails", "two_at_once"}) {
    rows.push_back({check, "it makes up a name for every request", broken(good.daily, count_keys)});
  }
  rows.push_back({"other_key_other_meeting", "it has one name for all", broken(good.daily, [](Broken& p) {
                    p.create_spec = [](MeetingSpec& spec) { spec.key = "one"; };
                  })});
  rows.push_back({"key_alone_decides", "the name decides as well", broken(good.daily, [](Broken& p) {
                    p.create_spec = [](MeetingSpec& spec) { spec.key += spec.name; };
                  })});
  rows.push_back(
      {"effect_is_told", "it says that a create changes nothing", broken(good.daily, [](Broken& p) {
         p.create_step = [](Step<Meeting> step) {
           return with_requests(std::move(step), [](HttpRequest& request) { request.repeat = Repeat::read; });
         };
       })});
  rows.push_back(
      {"no_effect_is_told", "it says that its plan does not allow it", broken(good.daily, [](Broken& p) {
         p.create_step = [](Step<Meeting> step) {
           return with_error(std::move(step),
                             [](Error& error) { error.code = ErrorCode::permission_denied; });
         };
       })});
  return rows;
}

std::vector<Row> find_and_end(const Good& good) {
  return {
      {"found_is_what_was_made", "it finds another address",
       broken(good.daily,
              [](Broken& p) {
                p.find_step = [](Step<Meeting> step, const MeetingRef&) {
                  return with_value(std::move(step), [](Meeting& meeting) { meeting.url += "x"; });
                };
              })},
      {"the_id_is_enough", "it wants the room's name",
       broken(good.daily,
              [](Broken& p) {
                p.find_step = [](Step<Meeting> step, const MeetingRef& ref) -> Step<Meeting> {
                  if (ref.room.empty()) return fail(ErrorCode::invalid_argument, "which room?");
                  return step;
                };
              })},
      {"foreign_ref_is_refused", "it takes another instance's name",
       broken(good.daily,
              [](Broken& p) {
                p.about.instance = "another-instance";
                p.find_step = drop_find_errors;
                p.create_step = [](Step<Meeting> step) {
                  return with_value(std::move(step),
                                    [](Meeting& meeting) { meeting.ref.platform = "another-instance"; });
                };
              })},
      {"unknown_is_not_found", "it finds whatever is looked for",
       broken(good.daily, [](Broken& p) { p.find_step = drop_find_errors; })},
      {"hostile_ids_stay_in_their_place", "it puts the id into the address as it is",
       broken(good.whereby,
              [](Broken& p) {
                p.find_step = [](Step<Meeting> step, const MeetingRef& ref) {
                  return with_requests(std::move(step), [ref](HttpRequest& request) {
                    request.url = "https://api.whereby.dev/v1/meetings/" + ref.id;
                  });
                };
              })},
      {"ending_twice_is_fine", "it does not end what has ended",
       broken(good.daily,
              [](Broken& p) {
                p.end_step = [&p](Step<void> step) -> Step<void> {
                  if (++p.calls > 1) return fail(ErrorCode::not_found, "it is gone");
                  return step;
                };
              })},
      {"ended_is_gone", "it ends nothing",
       broken(good.daily,
              [](Broken& p) { p.end_step = [](Step<void>) -> Step<void> { return Result<void>(); }; })},
      {"ended_bars_return", "it ends nothing",
       broken(good.daily,
              [](Broken& p) { p.end_step = [](Step<void>) -> Step<void> { return Result<void>(); }; })},
      {"a_lost_end_is_not_a_success", "it calls every end a success",
       broken(
           good.daily,
           [](Broken& p) { p.end_step = [](Step<void> step) { return never_failing(std::move(step)); }; })},
      {"refused_end_is_not_a_success", "it calls every end a success",
       broken(
           good.daily,
           [](Broken& p) { p.end_step = [](Step<void> step) { return never_failing(std::move(step)); }; })},
  };
}

std::vector<Row> join(const Good& good) {
  const auto without = [&](std::string_view check, std::optional<bool> JoinSpec::*right,
                           const testing::ConformanceTarget& target) {
    return Row{check, "it does not ask for the right", broken(target, [right](Broken& p) {
                 p.join_spec = [right](JoinSpec& spec) { (spec.*right).reset(); };
               })};
  };
  return {
      {"gives_a_way_in", "it does not say whom a grant is for",
       broken(good.daily,
              [](Broken& p) {
                p.join_step = [](Step<JoinGrant> step) {
                  return with_value(std::move(step), [](JoinGrant& grant) { grant.identity.clear(); });
                };
              })},
      {"host_is_not_guest", "everybody is a participant",
       broken(good.daily,
              [](Broken& p) { p.join_spec = [](JoinSpec& spec) { spec.role = Role::participant; }; })},
      {"expiry_is_kept", "its grants live for an hour",
       broken(good.daily, [](Broken& p) { p.join_spec = [](JoinSpec& spec) { spec.ttl = 1h; }; })},
      {"never_beyond_the_end", "its grants live for long",
       broken(good.daily,
              [](Broken& p) {
                p.join_step = [](Step<JoinGrant> step) {
                  return with_value(std::move(step), [](JoinGrant& grant) { *grant.expires_at += 5h; });
                };
              })},
      {"people_without_an_id_are_apart", "who has no id is one person",
       broken(good.daily,
              [](Broken& p) {
                p.join_spec = [](JoinSpec& spec) {
                  if (spec.user_id.empty()) spec.user_id = "guest";
                };
              })},
      {"an_identity_stays", "it makes up an identity every time",
       broken(good.daily,
              [](Broken& p) {
                p.join_spec = [&p](JoinSpec& spec) { spec.user_id = std::to_string(++p.calls); };
              })},
      {"opens_the_service", "its tokens are not the service's",
       broken(good.daily,
              [](Broken& p) {
                p.join_step = [](Step<JoinGrant> step) {
                  return with_value(std::move(step), [](JoinGrant& grant) { grant.token = Secret("a.b.c"); });
                };
              })},
      without("screen_share_is_a_right", &JoinSpec::screen_share, good.daily),
      without("microphone_is_a_right", &JoinSpec::microphone, good.daily),
      without("camera_is_a_right", &JoinSpec::camera, good.daily),
      without("chat_is_a_right", &JoinSpec::chat, good.livekit),
      without("recording_is_a_right", &JoinSpec::recording, good.daily),
  };
}

Step<Page<Meeting>> drop_list_errors(const Broken& p, const PageToken& from) {
  return never_failing(p.good->list_meetings(from), Page<Meeting>{});
}

std::vector<Row> lists(const Good& good) {
  const auto swallow = [](Broken& p) {
    p.list = [&p](const PageToken& from) { return drop_list_errors(p, from); };
  };
  return {
      {"holds_what_was_made", "it forgets the last",
       broken(good.daily,
              [](Broken& p) {
                p.list = [&p](const PageToken& from) {
                  return with_value(p.good->list_meetings(from), [](Page<Meeting>& page) {
                    if (!page.items.empty()) page.items.pop_back();
                  });
                };
              })},
      {"pages_end", "it gives the first page alone",
       broken(good.daily,
              [](Broken& p) {
                p.list = [&p](const PageToken&) {
                  return with_value(p.good->list_meetings({}), [](Page<Meeting>& page) { page.next = {}; });
                };
              })},
      {"a_failing_page_is_an_error", "a page that fails ends the list", broken(good.daily, swallow)},
      {"half_a_page_is_an_error", "a page that cannot be read ends the list", broken(good.daily, swallow)},
      {"a_strange_token_is_refused", "it begins again for a token that it does not know",
       broken(good.daily,
              [](Broken& p) { p.list = [&p](const PageToken&) { return p.good->list_meetings({}); }; })},
  };
}

}  // namespace

std::vector<Row> broken_meetings(const Good& good) {
  std::vector<Row> all;
  for (const auto& some :
       {identity(good), create(good), exactly_one(good), find_and_end(good), join(good), lists(good)})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace vplatform::conformance_test
