// On Boost.Beast. libmicrohttpd 0.9.75 was faster, and under a thousand connections left a batch of them
// waiting for ever now and then: readable sockets that its edge-triggered loop had forgotten.

#include "jobs/create_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "jobs/processors.hpp"
#include "vplatform/spi/naming.hpp"

namespace bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

const std::string& answer() {
  static const std::string whole = [] {
    const std::string room =
        R"({"sid":"RM_1","name":")" + vplatform::spi::room_name("bench") +
        R"(","empty_timeout":3600,"departure_timeout":20,"max_participants":0,"creation_time":"1767225600","creation_time_ms":"1767225600000","turn_password":"","enabled_codecs":[],"metadata":"","num_participants":0,"num_publishers":0,"active_recording":false,"version":null})";
    return "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(room.size()) + "\r\n\r\n" + room;
  }();
  return whole;
}

/// One connection. It lives in what it waits for.
class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    request_.emplace();
    http::async_read(socket_, buffer_, *request_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->write();
    });
  }

 private:
  void write() {
    asio::async_write(socket_, asio::buffer(answer()),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  static constexpr std::size_t longest_request = 8192;
  tcp::socket socket_;
  beast::flat_static_buffer<longest_request> buffer_;
  std::optional<http::request<http::string_body>> request_;
};

}  // namespace

struct CreateServer::State {
  State() : acceptor(context, {asio::ip::address_v4::loopback(), 0}) {
    accept();
    thread = std::thread([this] {
      const Processors processor(Processors::Part::answering);
      context.run();
    });
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    context.stop();
    thread.join();
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Session>(std::move(socket))->read();
      accept();
    });
  }

  asio::io_context context{1};
  tcp::acceptor acceptor;
  std::thread thread;
};

CreateServer::CreateServer()
    : state_(std::make_unique<State>()),
      url_("http://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port())) {}

CreateServer::~CreateServer() = default;

}  // namespace bench
