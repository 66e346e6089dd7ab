// A create on LiveKit over loopback, against bare libcurl posting the same request to the same kind of server
// on a handle that is used again.

#include <memory>
#include <string>
#include <utility>

#include "floors/floors.hpp"
#include "jobs.hpp"
#include "jobs/create_server.hpp"
#include "jobs/create_setup.hpp"
#include "jobs/processors.hpp"
#include "jobs/setup.hpp"
#include "vplatform/curl_transport.hpp"

namespace {

using namespace vplatform;
using bench::CreateServer;
using bench::Loop;
using bench::Processors;

Loop asking(Loop loop) {
  return [loop = std::move(loop)](std::int64_t times) {
    const Processors processors(Processors::Part::asking);
    loop(times);
  };
}

Loop create() {
  auto server = std::make_shared<CreateServer>();
  auto factory = std::make_shared<PlatformFactory>(bench::livekit_at(server->url(), make_curl_transport()));
  return asking(bench::each([server, factory, client = factory->client("livekit"), spec = bench::wanted()] {
    auto meeting = client->create_meeting(spec);
    if (!meeting) bench::give_up("create: " + meeting.error().message);
    return meeting;
  }));
}

Loop create_floor() {
  auto server = std::make_shared<CreateServer>();
  const auto request = bench::create_request(server->url());
  return asking(
      bench::each([server, curl = floors::BareCurl(request.url, request.headers, request.body)]() mutable {
        const long status = curl.post();
        if (status != 200) bench::give_up("create_blocking/floor: no answer");
        return status;
      }));
}

const bench::Add jobs[] = {
    bench::Add({.name = "create_blocking", .prepare = create, .clock = bench::Clock::wall}),
    bench::Add({.name = "create_blocking/floor", .prepare = create_floor, .clock = bench::Clock::wall}),
    // What a call costs the thread that makes it, without its waiting.
    bench::Add({.name = "create_blocking_cpu", .prepare = create, .asks = true}),
    bench::Add({.name = "create_blocking_cpu/floor", .prepare = create_floor, .asks = true}),
};

// The peers ask the same server as long as this program runs.
const bench::Show server{"create_server", [] {
                           static const CreateServer shared;
                           return shared.url();
                         }};

}  // namespace
