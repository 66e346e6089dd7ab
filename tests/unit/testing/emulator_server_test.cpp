#include "vplatform/testing/emulator_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <future>
#include <thread>

#include "log_emulator.hpp"
#include "support/catch.hpp"
#include "vplatform/curl_transport.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

// A connection to the server, as bytes.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view text) const { (void)!::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Everything until the server closes.
  [[nodiscard]] std::string read_all() const {
    std::string all;
    std::array<char, 4096> chunk{};
    for (;;) {
      const auto count = ::recv(socket_, chunk.data(), chunk.size(), 0);
      if (count <= 0) return all;
      all.append(chunk.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  int socket_;
  bool connected_ = false;
};

struct Served {
  std::shared_ptr<LogEmulator> emulator = std::make_shared<LogEmulator>();
  std::unique_ptr<EmulatorServer> server = EmulatorServer::start(emulator).value();

  [[nodiscard]] std::string exchange(const std::string& method, const std::string& target,
                                     const std::string& body = {}) const {
    const Connection connection(server->port());
    connection.send(method + " " + target +
                    " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Ours: Kept As Is\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
    return connection.read_all();
  }
  [[nodiscard]] Result<HttpResponse> fetch(const std::string& path,
                                           AttemptOptions attempt = {.timeout = 5s}) const {
    HttpRequest request;
    request.method = "POST";
    request.url = server->url() + path;
    request.body = "{}";
    return make_curl_transport()->send(request, attempt);
  }
};

bool ends_with(const std::string& text, std::string_view end) {
  return std::string_view(text).ends_with(end);
}

TEST_CASE("a served emulator gets method, target, headers and body as they were sent") {
  const Served served;
  for (const std::string method : {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const std::string body = method == "GET" || method == "OPTIONS" ? "" : R"({"a":"ü%20"})";
    const auto answer = served.exchange(method, "/v1/rooms/a%2Fb?x=1&y=%20", body);
    INFO(method);
    CHECK(answer.find("HTTP/1.1 201 ") == 0);
    CHECK(answer.find("X-Log: yes") != std::string::npos);
    CHECK(served.emulator->log().back() == method + " /v1/rooms/a%2Fb?x=1&y=%20 " + body);
    CHECK(answer.find("\r\n\r\n{\"n\":") != std::string::npos);
  }
  const auto headers = served.emulator->seen().back().headers;
  CHECK(find_header(headers, "x-ours") == "Kept As Is");
  CHECK_FALSE(find_header(headers, "REMOTE_ADDR"));
  CHECK_FALSE(find_header(headers, "LOCAL_PORT"));
}

TEST_CASE("HEAD is answered without a body") {
  const Served served;
  const auto answer = served.exchange("HEAD", "/rooms");
  CHECK(answer.find("HTTP/1.1 201 ") == 0);
  CHECK(ends_with(answer, "\r\n\r\n"));
  CHECK(served.emulator->log() == std::vector<std::string>{"HEAD /rooms "});
}

TEST_CASE("a lost answer breaks the connection, and a client sees no answer") {
  const Served served;
  served.server->faults().add({.kind = FaultKind::lost_after, .times = 2});
  const auto bytes = served.exchange("POST", "/rooms", "{}");
  CHECK(bytes.find("Content-Length: 1\r\n") != std::string::npos);
  CHECK(ends_with(bytes, "\r\n\r\n"));

  const auto answer = served.fetch("/rooms");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::unavailable);
  CHECK(answer.error().effect == Effect::unknown);
  CHECK(served.emulator->log().size() == 2);
}

TEST_CASE("a body that is cut with the connection has its first half only") {
  const Served served;
  served.server->faults().add({.kind = FaultKind::cut_transport, .times = 2});
  const auto bytes = served.exchange("POST", "/rooms", "{}");
  CHECK(bytes.find("HTTP/1.1 201 ") == 0);
  CHECK(ends_with(bytes, "\r\n\r\n{\"n"));
  const auto answer = served.fetch("/rooms");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().effect == Effect::unknown);
}

TEST_CASE("a body that is cut under a whole answer arrives as if it were all") {
  const Served served;
  served.server->faults().add({.kind = FaultKind::cut_body});
  const auto answer = served.fetch("/rooms");
  REQUIRE(answer);
  CHECK(answer->body == "{\"n");
}

TEST_CASE("refusals arrive with their headers, and without a body that nobody gave") {
  const Served served;
  served.server->faults().add({.kind = FaultKind::rate_limited});
  served.server->faults().add({.kind = FaultKind::unavailable});
  const auto limited = served.fetch("/rooms");
  REQUIRE(limited);
  CHECK(limited->status == 429);
  CHECK(find_header(limited.value().headers, "Retry-After") == "1");
  const auto unavailable = served.fetch("/rooms");
  REQUIRE(unavailable);
  CHECK(unavailable->status == 503);
  CHECK(unavailable->body.empty());
  CHECK(served.emulator->log().empty());
}

TEST_CASE("a delayed answer is held back") {
  const Served served;
  served.server->faults().add({.kind = FaultKind::delay, .times = 2, .delay = 150ms});
  const auto start = std::chrono::steady_clock::now();
  CHECK(served.fetch("/rooms"));
  CHECK(std::chrono::steady_clock::now() - start >= 150ms);
  const auto late = served.fetch("/rooms", {.timeout = 20ms});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::deadline_exceeded);
}

TEST_CASE("the end of a server does not wait for a delayed answer") {
  Served served;
  served.server->faults().add({.kind = FaultKind::delay, .delay = 1h});
  auto answer = std::async(std::launch::async, [&served] { return served.exchange("POST", "/rooms", "{}"); });
  while (served.emulator->log().empty()) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  served.server.reset();
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  (void)answer.get();
}

TEST_CASE("a form arrives with its parts as they were sent") {
  const Served served;
  HttpRequest form{.method = "PUT", .url = served.server->url() + "/logo", .repeat = Repeat::read};
  form.headers = {{"Content-Type", "multipart/form-data; boundary=b0undary"}};
  form.body =
      "--b0undary\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image.png\"\r\nContent-Type: "
      "image/png\r\n\r\n" +
      std::string("\x89PNG\0\r\n", 7) + "\r\n--b0undary--\r\n";
  REQUIRE(make_curl_transport()->send(form, {}));
  CHECK(served.emulator->seen().front().body == form.body);
}

TEST_CASE("people and faults are played over HTTP, beside the provider's own paths") {
  const Served served;
  const auto network = make_curl_transport();
  const auto ask = [&](const std::string& method, const std::string& path, const std::string& body) {
    HttpRequest request{.method = method,
                        .url = served.server->url() + "/_emulator/" + path,
                        .body = body,
                        .repeat = Repeat::read};
    return network->send(request, {}).value();
  };
  CHECK(ask("POST", "play/echo", R"({"room":"r"})").body == R"({"room":"r"})");
  const auto unknown = ask("POST", "play/fly", "{}");
  CHECK(unknown.status == 400);
  CHECK(unknown.body.find("cannot play 'fly'") != std::string::npos);
  CHECK(ask("GET", "faults", "").status == 404);
  CHECK(ask("POST", "faults", "no JSON").status == 400);
  const auto misspelt = ask("POST", "faults", R"({"kind":"lost"})");
  CHECK(misspelt.status == 400);
  CHECK(misspelt.body.find("lost_after") != std::string::npos);
  CHECK(served.emulator->log().empty());

  CHECK(ask("POST", "faults", R"({"kind":"unavailable","times":2})").status == 200);
  CHECK(served.fetch("/rooms").value().status == 503);
  CHECK(ask("DELETE", "faults", "").status == 200);
  CHECK(served.fetch("/rooms").value().status == 201);
}

TEST_CASE("two servers have two ports, and a taken one is an error") {
  const Served served;
  const Served other;
  CHECK(served.server->port() != other.server->port());
  CHECK(served.server->url() == "http://127.0.0.1:" + std::to_string(served.server->port()));
  const auto taken = EmulatorServer::start(served.emulator, served.server->port());
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == ErrorCode::unavailable);
}

TEST_CASE("a port is free again once its server has ended") {
  Served served;
  const int port = served.server->port();
  served.server.reset();
  CHECK_FALSE(Connection(port).connected());
  CHECK(EmulatorServer::start(served.emulator, port));
}

TEST_CASE("eight threads are served at once") {
  const Served served;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&served] {
      for (int n = 0; n < 10; ++n) (void)served.exchange("POST", "/rooms", "{}");
    });
  }
  threads.clear();
  CHECK(served.emulator->log().size() == 80);
}

}  // namespace
}  // namespace vplatform::testing
