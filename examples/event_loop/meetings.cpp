#include "meetings.hpp"

#include <algorithm>
#include <utility>

namespace host {

using namespace vplatform;

namespace {

constexpr std::uint64_t most_under_way = 1000;

}  // namespace

Meetings::Meetings(PlatformFactory factory, std::shared_ptr<AsyncHttpTransport> transport)
    : factory_(std::move(factory)), transport_(std::move(transport)) {}

Result<AsyncClient> Meetings::client_for(const RoomContext& room) const {
  const Decision decision = factory_.select(room);  // sends nothing
  if (!decision) return Failure{decision.error()};
  const auto client = factory_.client(decision.platform());
  if (!client) return Failure{client.error()};
  return AsyncClient(*client, transport_);
}

void Meetings::open(const Wish& wish, Done<Opened> done) {
  if (counts_.begun - counts_.completed >= most_under_way)
    return done(fail(ErrorCode::unavailable, "too many meetings are being made"));
  const auto client = client_for(wish.room);
  if (!client) return done(Failure{client.error()});
  counts_.most_at_once = std::max(counts_.most_at_once, ++counts_.begun - counts_.completed);
  const auto finish = [this, done = std::move(done)](Result<Opened> opened) {
    ++counts_.completed;
    done(std::move(opened));
  };
  const JoinSpec host{.role = Role::host, .name = wish.person};
  client->create_meeting(
      {.name = wish.room.id, .key = wish.key}, {}, [client = *client, host, finish](Result<Meeting> meeting) {
        if (!meeting) return finish(Failure{meeting.error()});
        client.join(*meeting, host, {}, [finish, ref = meeting->ref](Result<JoinGrant> grant) {
          if (!grant) return finish(Failure{grant.error()});
          finish(Opened{.meeting = ref, .grant = *std::move(grant)});
        });
      });
}

}  // namespace host
