#include "http/curl_lanes.hpp"

#include <algorithm>

namespace vplatform::http {

namespace {

constexpr std::size_t shared_lane = 0;
// Of a lane, to one host. Fewer gain nothing, and a handle takes 40 KB.
constexpr std::size_t usual_connections = 64;
constexpr std::size_t most_lanes = 64;
// Idle loads that are kept.
constexpr std::size_t most_idle_hosts = 64;
constexpr std::size_t most_host_connections = 1'000'000;

std::size_t lanes_for(std::size_t host_connections) noexcept {
  const std::size_t wanted = (host_connections + usual_connections - 1) / usual_connections;
  return host_connections == 0 ? most_lanes : std::min(wanted, most_lanes);
}

}  // namespace

CurlLanes::CurlLanes(const CurlAsyncOptions& options, EngineLoop& loop)
    : http2_(options.http2),
      host_connections_(std::min(options.host_connections, most_host_connections)),
      loop_(loop),
      lanes_(1 + lanes_for(host_connections_)) {}

CurlLanes::~CurlLanes() = default;

std::optional<std::size_t> CurlLanes::add(CURL* easy, const Target& target) {
  const std::size_t lane = may_share(target) ? shared_lane : lane_for(target);
  CURLM* multi = open(lane);
  if (multi == nullptr || curl_multi_add_handle(multi, easy) != CURLM_OK) return std::nullopt;
  if (lane != shared_lane) {
    Load& load = loads_[target.origin];
    if (load.of_lane.size() <= lane) load.of_lane.resize(lane + 1);
    ++load.of_lane[lane];
    ++load.all;
  }
  return lane;
}

void CurlLanes::remove(CURL* easy, const Target& target, std::size_t lane) {
  curl_multi_remove_handle(lanes_[lane]->multi.get(), easy);
  if (lane == shared_lane) return;
  const auto at = loads_.find(target.origin);
  --at->second.of_lane[lane];
  if (--at->second.all == 0 && loads_.size() > most_idle_hosts) loads_.erase(at);
}

void CurlLanes::take_done(std::vector<Done>& done) {
  for (const auto& lane : lanes_) {
    if (!lane) continue;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(lane->multi.get(), &left)) {
      if (message->msg == CURLMSG_DONE)
        done.push_back({.easy = message->easy_handle, .result = message->data.result});
    }
  }
}

// The first that has a connection left, so that few requests keep to few connections. Where none has, they
// wait where the fewest do.
std::size_t CurlLanes::lane_for(const Target& target) const {
  constexpr std::size_t first = shared_lane + 1;
  const auto at = loads_.find(target.origin);
  if (at == loads_.end()) return first;
  const auto& of_lane = at->second.of_lane;
  std::size_t emptiest = first;
  for (std::size_t lane = first; lane < lanes_.size(); ++lane) {
    if (lane >= of_lane.size() || of_lane[lane] < connections_of(lane)) return lane;
    if (of_lane[lane] < of_lane[emptiest]) emptiest = lane;
  }
  return emptiest;
}

// The parts make up the whole: no host gets more connections than it may.
std::size_t CurlLanes::connections_of(std::size_t lane) const noexcept {
  if (lane == shared_lane) return host_connections_;
  if (host_connections_ == 0) return usual_connections;
  const std::size_t spread = lanes_.size() - 1;
  return host_connections_ * lane / spread - host_connections_ * (lane - 1) / spread;
}

CURLM* CurlLanes::open(std::size_t at) {
  auto& lane = lanes_[at];
  if (lane) return lane->multi.get();
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) return nullptr;
  lane = std::make_unique<Lane>();
  lane->all = this;
  lane->multi.reset(multi);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, lane.get());
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, lane.get());
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, http2_ ? CURLPIPE_MULTIPLEX : CURLPIPE_NOTHING);
  if (host_connections_ == 0) return multi;
  const auto connections = static_cast<long>(connections_of(at));
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  // What is kept open; libcurl's own number follows that of the requests, and a lull would close nearly all.
  constexpr long hosts = 4;
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections * hosts);
  return multi;
}

CURLM* CurlLanes::of_socket(int socket) const noexcept {
  const auto at = static_cast<std::size_t>(socket);
  return at < of_socket_.size() && of_socket_[at] != nullptr ? of_socket_[at]->multi.get() : nullptr;
}

CURLM* CurlLanes::take_due(std::size_t at, Clock::time_point now) noexcept {
  const auto& lane = lanes_[at];
  if (!lane || !lane->due || *lane->due > now) return nullptr;
  lane->due.reset();
  return lane->multi.get();
}

std::optional<CurlLanes::Clock::time_point> CurlLanes::next_due() const noexcept {
  std::optional<Clock::time_point> next;
  for (const auto& lane : lanes_) {
    if (lane && lane->due && (!next || *lane->due < *next)) next = lane->due;
  }
  return next;
}

int CurlLanes::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
  const auto& lane = *static_cast<const Lane*>(self);
  auto& of_socket = lane.all->of_socket_;
  const auto at = static_cast<std::size_t>(socket);
  if (at >= of_socket.size()) of_socket.resize(at + 1);
  of_socket[at] = &lane;
  const bool readable = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool writable = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  lane.all->loop_.watch(socket, readable, writable);
  return 0;
}

int CurlLanes::on_timer(CURLM*, long delay_ms, void* self) noexcept {
  auto& due = static_cast<Lane*>(self)->due;
  due.reset();
  if (delay_ms < 0) return 0;
  // Most often it is at once, for which nobody has to look at the clock.
  due = delay_ms == 0 ? Clock::time_point{} : Clock::now() + std::chrono::milliseconds{delay_ms};
  return 0;
}

}  // namespace vplatform::http
