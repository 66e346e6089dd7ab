#include "whereby_create.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

constexpr int most_pages = 3;

// A room lives for an hour after its end; after that hosts have no rights in it, and it is the key's meeting
// no longer.
constexpr auto life_after_end = std::chrono::hours{1};

using Wanted = std::shared_ptr<const NewMeeting>;

// How a search ended without a meeting.
enum class NotFound {
  none_listed,    // the whole list was read
  list_too_long,  // there is more of it than is read
};

// Where a search is, and how the operation goes on when it finds nothing.
struct Search {
  int page = 1;
  std::string cursor{};
  bool by_name = true;  // Whereby is asked to list only rooms with the key's prefix
  std::function<Step<Meeting>(NotFound)> not_found{};
  std::function<Failure(Failure)> failed{};
};

bool is_alive(const Meeting& meeting, TimePoint now) {
  return !meeting.ends_at || *meeting.ends_at + life_after_end > now;
}

// Whereby says of a meeting only when it ends. Neither its lock nor its mode can be compared.
Meeting adopt(Meeting meeting, const MeetingSpec& spec) {
  using std::chrono::floor;
  using std::chrono::seconds;
  meeting.key = spec.key;
  if (spec.ends_at && meeting.ends_at && floor<seconds>(*spec.ends_at) != floor<seconds>(*meeting.ends_at)) {
    meeting.differs.emplace_back("ends_at");
  }
  return meeting;
}

std::optional<Meeting> pick(Page<Meeting>& page, const NewMeeting& wanted) {
  for (auto& meeting : page.items) {
    if (meeting.ref.room.starts_with(wanted.prefix) && is_alive(meeting, wanted.now))
      return std::move(meeting);
  }
  return std::nullopt;
}

Step<Meeting> look(const Wanted& wanted, Search search);

Step<Meeting> look_on(const Wanted& wanted, Search search, const HttpResponse& answer) {
  // The filter is described on one page of Whereby's documentation and missing from its interface
  // description.
  if (answer.status == 400 && search.by_name) {
    search.by_name = false;
    search.cursor.clear();
    return look(wanted, std::move(search));
  }
  if (!wire::is_success(answer))
    return search.failed(wire::read_failure(answer, "whereby did not list its meetings"));
  auto page = wire::read_meetings(answer, wanted->api->instance());
  if (!page) return search.failed(Failure{page.error()});
  if (auto found = pick(*page, *wanted)) {
    wanted->doubts->settle(wanted->prefix);
    return adopt(*std::move(found), wanted->spec);
  }
  if (page->next.empty()) return search.not_found(NotFound::none_listed);
  if (search.page == most_pages) return search.not_found(NotFound::list_too_long);
  ++search.page;
  search.cursor = page->next.value;
  return look(wanted, std::move(search));
}

Step<Meeting> look(const Wanted& wanted, Search search) {
  ListQuery query{.cursor = search.cursor, .links = Links::asked_for};
  if (search.by_name) query.room_starts_with = "/" + wanted->prefix;
  auto request = wanted->api->get_meetings("create_meeting", query);
  return exchange<Meeting>(std::move(request),
                           [wanted, search = std::move(search)](const Reply& reply) -> Step<Meeting> {
                             if (!reply.answer) return search.failed(Failure{reply.answer.error()});
                             return look_on(wanted, search, *reply.answer);
                           });
}

// Tells what is known: a meeting may have been made. The next call with the key finds it.
Failure in_doubt(const Reply& post) {
  auto failure = fail(ErrorCode::unavailable, "whereby may have made the meeting, and does not list it yet");
  // A success that cannot be read may hold host links, so nothing of its text is kept.
  if (post.answer && !wire::is_success(*post.answer)) {
    const auto refusal = wire::read_failure(*post.answer, "");
    failure.error.http_status = refusal.error.http_status;
    failure.error.provider_message = refusal.error.provider_message;
    failure.error.request_id = refusal.error.request_id;
  }
  return failure;
}

// After this there is no way to another POST.
Step<Meeting> look_for_lost(const Wanted& wanted, const Reply& post) {
  wanted->doubts->remember(wanted->prefix, wanted->now);
  auto doubt = in_doubt(post);
  Search search;
  search.not_found = [doubt](NotFound) -> Step<Meeting> { return doubt; };
  search.failed = [doubt](Failure listing) {
    if (listing.error.code == ErrorCode::cancelled) return listing;
    auto failure = doubt;
    failure.error.retry_after = listing.error.retry_after;
    return failure;
  };
  return look(wanted, std::move(search));
}

bool may_have_landed(const Reply& post) {
  HttpRequest unrepeatable;
  unrepeatable.repeat = Repeat::never;
  return effect_of(unrepeatable, post) == Effect::unknown;
}

Step<Meeting> after_post(const Wanted& wanted, const Reply& reply) {
  if (reply.answer && wire::is_success(*reply.answer)) {
    // A success that cannot be read is an answer that was lost.
    auto meeting = wire::read_meeting(*reply.answer, wanted->api->instance());
    if (!meeting) return look_for_lost(wanted, reply);
    meeting->key = wanted->spec.key;
    return meeting;
  }
  if (may_have_landed(reply)) return look_for_lost(wanted, reply);
  if (!reply.answer) return Failure{reply.answer.error()};
  return wire::read_failure(*reply.answer, "whereby refused to make a meeting");
}

Step<Meeting> post(const Wanted& wanted) {
  auto request = wanted->api->post_meeting(wanted->body, wanted->secrets);
  return exchange<Meeting>(std::move(request),
                           [wanted](const Reply& reply) { return after_post(wanted, reply); });
}

Failure still_in_doubt(std::chrono::milliseconds left) {
  auto failure = fail(
      ErrorCode::unavailable,
      "an earlier request for this key may still make the meeting; it is looked for, and not made anew yet");
  failure.error.retry_after = left;
  return failure;
}

Step<Meeting> look_before_post(const Wanted& wanted) {
  Search search;
  search.not_found = [wanted](NotFound why) -> Step<Meeting> {
    if (why == NotFound::none_listed) {
      const auto left = wanted->doubts->left(wanted->prefix, wanted->now);
      return left ? Step<Meeting>(still_in_doubt(*left)) : post(wanted);
    }
    return fail(ErrorCode::failed_precondition,
                "whereby lists more meetings than are looked through, so the key may have one already");
  };
  search.failed = [](Failure listing) { return listing; };
  return look(wanted, std::move(search));
}

// How late a request can act that was on its way: longer than any gateway holds one.
constexpr std::chrono::minutes doubt_lasts{5};

}  // namespace

void Doubts::remember(const std::string& prefix, TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(until_, [now](const auto& entry) { return entry.second <= now; });
  until_[prefix] = now + doubt_lasts;
}

void Doubts::settle(const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  until_.erase(prefix);
}

std::optional<std::chrono::milliseconds> Doubts::left(const std::string& prefix, TimePoint now) const {
  const std::lock_guard lock(mutex_);
  const auto found = until_.find(prefix);
  if (found == until_.end() || found->second <= now) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(found->second - now);
}

Step<Meeting> make_exactly_one(NewMeeting wanted) {
  const auto shared = std::make_shared<const NewMeeting>(std::move(wanted));
  return shared->spec.fresh_key ? post(shared) : look_before_post(shared);
}

}  // namespace vplatform::platforms::whereby
