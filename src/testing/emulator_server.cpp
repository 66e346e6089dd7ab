#include "vplatform/testing/emulator_server.hpp"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <initializer_list>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* loopback = "127.0.0.1";
constexpr std::size_t worker_count = 32;  // a connection that is kept alive holds one
constexpr int backlog = 128;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  const auto same = [name](std::string_view other) {
    return name.size() == other.size() &&
           std::equal(name.begin(), name.end(), other.begin(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
  };
  return std::any_of(names.begin(), names.end(), same);
}

HttpRequest read(const httplib::Request& request, const std::string& url) {
  HttpRequest read;
  read.method = request.method;
  read.url = url + request.target;
  read.body = request.body;
  for (const auto& [name, value] : request.headers) {
    // httplib puts its own knowledge of the connection among the headers.
    if (is_one_of(name, {"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"})) continue;
    read.headers.push_back({name, value});
  }
  return read;
}

// Promises more than `part` and ends the connection after it, which no client can take for an answer.
void break_off(httplib::Response& response, std::string part) {
  const std::size_t promised = 2 * part.size() + 1;
  response.set_content_provider(
      promised, "application/json",
      [part = std::move(part)](std::size_t offset, std::size_t, httplib::DataSink& sink) {
        if (offset > 0 || part.empty()) return false;
        return sink.write(part.data(), part.size());
      });
}

void write(Delivery delivery, httplib::Response& response) {
  if (!delivery.answer) {
    response.status = 200;
    break_off(response, {});
    return;
  }
  response.status = delivery.answer->status;
  for (const auto& header : delivery.answer->headers) {
    if (is_one_of(header.name, {"Content-Length", "Connection", "Transfer-Encoding"})) continue;
    if (delivery.cut && is_one_of(header.name, {"Content-Type"})) continue;
    response.set_header(header.name, header.value);
  }
  if (delivery.cut) {
    break_off(response, std::move(delivery.answer->body));
  } else {
    response.body = std::move(delivery.answer->body);
  }
}

}  // namespace

struct EmulatorServer::State {
  State(std::shared_ptr<Emulator> emulator, std::function<TimePoint()> clock)
      : faults(std::move(emulator)), now(std::move(clock)) {}

  void answer(const httplib::Request& request, httplib::Response& response) {
    Delivery delivery = faults.deliver(read(request, url()), now());
    hold(delivery.delay);
    write(std::move(delivery), response);
  }

  // Waits for `delay`, or until the server ends.
  void hold(std::chrono::milliseconds delay) {
    if (delay <= 0ms) return;
    std::unique_lock lock(mutex);
    ending.wait_for(lock, delay, [this] { return ended; });
  }

  void end() {
    {
      const std::lock_guard lock(mutex);
      ended = true;
    }
    ending.notify_all();
    server.stop();
    if (listener.joinable()) listener.join();
  }

  [[nodiscard]] std::string url() const {
    return "http://" + std::string(loopback) + ":" + std::to_string(port);
  }

  FaultInjector faults;
  std::function<TimePoint()> now;
  httplib::Server server;
  std::thread listener;
  int port = 0;
  std::mutex mutex;
  std::condition_variable ending;
  bool ended = false;  // guarded by mutex
};

EmulatorServer::EmulatorServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

EmulatorServer::~EmulatorServer() {
  state_->end();
}

Result<std::unique_ptr<EmulatorServer>> EmulatorServer::start(std::shared_ptr<Emulator> emulator, int port,
                                                              std::function<TimePoint()> now) {
  if (!now) now = [] { return std::chrono::system_clock::now(); };
  auto state = std::make_unique<State>(std::move(emulator), std::move(now));
  auto& server = state->server;

  const auto answer = [&self = *state](const httplib::Request& request, httplib::Response& response) {
    self.answer(request, response);
  };
  server.Get(".*", answer).Post(".*", answer).Put(".*", answer).Patch(".*", answer).Delete(".*", answer);
  server.Options(".*", answer);
  server.new_task_queue = [] { return new httplib::ThreadPool(worker_count); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  // An idle connection is what the end of the server may have to wait for.
  server.set_keep_alive_timeout(1);
  server.set_read_timeout(2s);
  // In place of httplib's own, which let several servers share a port.
  socket_t listening = INVALID_SOCKET;
  server.set_socket_options([&listening](socket_t socket) {
    const int on = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    listening = socket;
  });

  state->port = port == 0                             ? server.bind_to_any_port(loopback)
                : server.bind_to_port(loopback, port) ? port
                                                      : -1;
  if (state->port <= 0) {
    return fail(ErrorCode::unavailable,
                "port " + std::to_string(port) + " of 127.0.0.1 cannot be listened on");
  }
  // httplib queues five connections; the sixth of a burst would wait a second for its second try.
  (void)::listen(listening, backlog);
  state->listener = std::thread([&server] { (void)server.listen_after_bind(); });
  // `stop` has no effect on a server that is not running yet.
  while (!server.is_running()) std::this_thread::sleep_for(1ms);
  return std::unique_ptr<EmulatorServer>(new EmulatorServer(std::move(state)));
}

int EmulatorServer::port() const noexcept {
  return state_->port;
}

std::string EmulatorServer::url() const {
  return state_->url();
}

FaultInjector& EmulatorServer::faults() noexcept {
  return state_->faults;
}

}  // namespace vplatform::testing
