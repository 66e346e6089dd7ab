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

// httplib takes a form apart and keeps nothing of its bytes, so it is put together again.
std::string body_of(const httplib::Request& request) {
  if (!request.is_multipart_form_data()) return request.body;
  const auto type = request.get_header_value("Content-Type");
  const auto at = type.find("boundary=");
  const std::string line = "--" + (at == std::string::npos ? std::string{} : type.substr(at + 9));
  std::string body;
  for (const auto& [name, part] : request.files) {
    body += line + "\r\nContent-Disposition: form-data; name=\"" + name + "\"";
    if (!part.filename.empty()) body += "; filename=\"" + part.filename + "\"";
    if (!part.content_type.empty()) body += "\r\nContent-Type: " + part.content_type;
    body += "\r\n\r\n" + part.content + "\r\n";
  }
  return body + line + "--\r\n";
}

HttpRequest read(const httplib::Request& request, const std::string& url) {
  HttpRequest read;
  read.method = request.method;
  read.url = url + request.target;
  read.body = body_of(request);
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

constexpr std::string_view control = "/_emulator/";

int status_of(ErrorCode code) noexcept {
  if (code == ErrorCode::not_found) return 404;
  return code == ErrorCode::failed_precondition ? 409 : 400;
}

void write(Result<JsonText> outcome, httplib::Response& response) {
  spi::JsonWriter json;
  if (!outcome) {
    response.status = status_of(outcome.error().code);
    json.begin_object().key("error").begin_object();
    json.member("code", to_string(outcome.error().code)).member("message", outcome.error().message);
    json.end_object().end_object();
  }
  response.set_content(outcome ? outcome->text : json.text(), "application/json");
}

}  // namespace

struct EmulatorServer::State {
  State(std::shared_ptr<Emulator> emulator, std::function<TimePoint()> clock)
      : faults(std::move(emulator)), now(std::move(clock)) {}

  void answer(const httplib::Request& request, httplib::Response& response) {
    if (request.path.starts_with(control)) {
      return write(steer(request.method, request.path.substr(control.size()), request.body), response);
    }
    Delivery delivery = faults.deliver(read(request, url()), now());
    hold(delivery.delay);
    write(std::move(delivery), response);
  }

  // What is not the provider's: people who come and go, and faults.
  Result<JsonText> steer(const std::string& method, std::string_view what, const std::string& body) {
    constexpr std::string_view play = "play/";
    if (method == "DELETE" && what == "faults") {
      faults.clear();
      return JsonText{"{}"};
    }
    if (method != "POST" || (what != "faults" && !what.starts_with(play))) {
      return fail(ErrorCode::not_found,
                  "there are POST /_emulator/play/<what>, POST and DELETE /_emulator/faults");
    }
    const auto json = spi::Json::parse(body.empty() ? "{}" : body);
    if (!json) return fail(ErrorCode::invalid_argument, "the body is not JSON");
    if (what.starts_with(play))
      return faults.emulator().play(what.substr(play.size()), {json->dump()}, now());
    const auto fault = read_fault(*json);
    if (!fault) return Failure{fault.error()};
    faults.add(*fault);
    return JsonText{"{}"};
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
