// Creates on LiveKit over loopback with so many in flight on one thread, against libcurl's multi interface on
// an epoll of its own with the same number of connections.

#include <malloc.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "floors/floors.hpp"
#include "jobs.hpp"
#include "jobs/create_server.hpp"
#include "jobs/create_setup.hpp"
#include "jobs/processors.hpp"
#include "jobs/setup.hpp"
#include "vplatform/async_client.hpp"
#include "vplatform/curl_async_transport.hpp"

namespace {

using namespace vplatform;
using bench::CreateServer;
using bench::Loop;
using bench::Processors;

std::shared_ptr<CurlAsyncTransport> transport_for(std::size_t in_flight) {
  auto transport = make_curl_async_transport({.host_connections = in_flight});
  if (!transport) bench::give_up("no asynchronous transport: " + transport.error().message);
  return *std::move(transport);
}

/// A client that keeps so many creates under way. The transport goes first, and completes what is left.
class Creator {
 public:
  Creator(const std::string& url, std::size_t in_flight)
      : in_flight_(static_cast<std::int64_t>(in_flight)),
        factory_(bench::livekit_at(url, nullptr)),
        transport_(transport_for(in_flight)),
        client_(*factory_.client("livekit"), transport_) {}
  ~Creator() { transport_->shutdown(); }
  Creator(const Creator&) = delete;
  Creator& operator=(const Creator&) = delete;

  void create(std::int64_t times) {
    std::promise<std::int64_t> allocated;
    const auto first = std::min(times, in_flight_);
    left_to_start_ = times - first;
    left_to_end_ = times;
    before_ = -1;
    all_done_ = &allocated;
    for (std::int64_t i = 0; i < first; ++i) start();
    bench::count_allocations_of_others(allocated.get_future().get());
  }

  void start() {
    client_.create_meeting(spec_, {}, [this](Result<Meeting> meeting) { ended(meeting); });
  }

 private:
  // On the transport's thread.
  void ended(const Result<Meeting>& meeting) {
    if (all_done_ == nullptr) return;
    if (!meeting) bench::give_up("create: " + meeting.error().message);
    if (before_ < 0) before_ = bench::allocations();
    if (left_to_start_ > 0) {
      --left_to_start_;
      start();
    }
    if (--left_to_end_ == 0) std::exchange(all_done_, nullptr)->set_value(bench::allocations() - before_);
  }

  const std::int64_t in_flight_;
  PlatformFactory factory_;
  std::shared_ptr<CurlAsyncTransport> transport_;
  AsyncClient client_;
  const MeetingSpec spec_ = bench::wanted();
  // Set before the first call starts; then the transport's thread alone has them.
  std::atomic<std::int64_t> left_to_start_ = 0;
  std::atomic<std::int64_t> left_to_end_ = 0;
  std::int64_t before_ = 0;
  std::promise<std::int64_t>* all_done_ = nullptr;
};

Loop create(std::size_t in_flight) {
  auto server = std::make_shared<CreateServer>();
  const Processors processors(Processors::Part::asking);  // for the transport's thread
  auto creator = std::make_shared<Creator>(server->url(), in_flight);
  return [server, creator](std::int64_t times) { creator->create(times); };
}

Loop create_floor(std::size_t in_flight) {
  auto server = std::make_shared<CreateServer>();
  const auto request = bench::create_request(server->url());
  auto curl = std::make_shared<floors::BareMulti>(request.url, request.headers, request.body, in_flight);
  return [server, curl](std::int64_t times) {
    const Processors processors(Processors::Part::asking);
    if (curl->post(times) != times) bench::give_up("create_async/floor: some have no answer");
  };
}

/// Takes requests, and answers none.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    constexpr int backlog = 4096;
    if (::bind(socket_, plain, size) != 0 || ::listen(socket_, backlog) != 0 ||
        ::getsockname(socket_, plain, &size) != 0)
      bench::give_up("the silent server does not start");
    port_ = ntohs(address.sin_port);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  ~SilentServer() {
    for (const int one : taken_) ::close(one);
    ::close(socket_);
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Waits until so many requests have come.
  void take(std::size_t requests) {
    taken_.reserve(requests);
    while (taken_.size() < requests) {
      taken_.push_back(::accept(socket_, nullptr, nullptr));
      char byte = 0;
      if (::recv(taken_.back(), &byte, 1, 0) != 1) bench::give_up("the silent server gets no request");
    }
  }

 private:
  const int socket_;
  int port_ = 0;
  std::vector<int> taken_{};
};

constexpr std::size_t waiting = 1000;

std::size_t bytes_in_use() {
  return mallinfo2().uordblks;
}

/// What a call holds while it waits for its answer, in bytes of the heap.
std::string memory_per_call() {
  SilentServer server;
  const auto before = bytes_in_use();
  Creator creator(server.url(), waiting);
  for (std::size_t i = 0; i < waiting; ++i) creator.start();
  server.take(waiting);
  return std::to_string((bytes_in_use() - before) / waiting);
}

std::string memory_per_call_floor() {
  auto server = std::make_unique<SilentServer>();
  const CreateServer talking;
  const auto request = bench::create_request(talking.url());
  const auto before = bytes_in_use();
  floors::BareMulti curl(server->url(), request.headers, request.body, waiting);
  std::thread thread([&curl] { static_cast<void>(curl.post(waiting)); });
  server->take(waiting);
  const auto after = bytes_in_use();
  server.reset();  // breaks every connection, which ends the posts
  thread.join();
  return std::to_string((after - before) / waiting);
}

bench::Job job(const std::string& name, Loop (*prepare)(std::size_t), std::size_t in_flight) {
  return {.name = name, .prepare = [=] { return prepare(in_flight); }, .clock = bench::Clock::wall};
}

struct AddAll {
  AddAll() {
    for (const std::size_t in_flight : {64U, 1000U}) {
      const auto name = "create_async_" + std::to_string(in_flight);
      bench::Add{job(name, create, in_flight)};
      bench::Add{job(name + "/floor", create_floor, in_flight)};
    }
    for (const std::size_t in_flight : {1U, 4U, 16U, 64U, 250U, 1000U})
      bench::Add{job("curve_in_flight/" + std::to_string(in_flight), create, in_flight)};
  }
};
const AddAll all;

const bench::Show memory("create_async_memory", memory_per_call);
const bench::Show memory_floor("create_async_memory/floor", memory_per_call_floor);

}  // namespace
