#include "http_server.hpp"

#include <boost/beast/core.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace host {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds patience{30};  // for a request to come, and for an answer to be taken
constexpr std::uint64_t largest_body = 64 * 1024;

/// The status for a request that cannot be read; nothing where nobody is there to read it.
std::optional<int> status_of(const error_code& error) {
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  const bool is_http = error.category() == http::make_error_code(http::error::bad_method).category();
  if (is_http && error != http::error::end_of_stream) return 400;
  return std::nullopt;
}

}  // namespace

/// A connection, which is read, answered, and read again. The server holds it, and so does an answer that is
/// being worked on.
class HttpServer::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, HttpServer& server) : stream_(std::move(socket)), server_(server) {}

  void read() {
    request_.emplace();
    request_->body_limit(largest_body);
    stream_.expires_after(patience);
    http::async_read(stream_, buffer_, *request_,
                     [self = shared_from_this()](error_code error, std::size_t) { self->take(error); });
  }

  /// Ends what waits for a request. What waits for an answer ends after it.
  void stop() {
    if (!is_working_) close();
  }

 private:
  void take(error_code error) {
    if (!server_.connections_.contains(shared_from_this())) return;
    is_working_ = !error || status_of(error);
    if (!is_working_) return close();
    if (error) return write({*status_of(error), R"({"error": "the request cannot be read"})"}, false);
    stream_.expires_never();
    server_.handler_(request_->get(), [self = shared_from_this()](Answer answer) {
      self->write(std::move(answer), self->request_->keep_alive());
    });
  }

  void write(Answer answer, bool keep_alive) {
    response_ = {};
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(http::field::content_type, "application/json");
    response_.body() = std::move(answer.json);
    response_.keep_alive(keep_alive && server_.acceptor_.is_open());
    response_.prepare_payload();
    stream_.expires_after(patience);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code error, std::size_t) {
      self->is_working_ = false;
      if (error || !self->server_.acceptor_.is_open()) return self->close();
      if (self->response_.keep_alive()) return self->read();
      error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
      self->drain();
    });
  }

  /// What still comes is read and dropped: closed upon it, the connection would take the answer with it.
  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(16 * 1024),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->close();
                              self->drain();
                            });
  }

  void close() {
    stream_.close();
    server_.connections_.erase(shared_from_this());
  }

  beast::tcp_stream stream_;
  HttpServer& server_;
  beast::flat_buffer buffer_{};
  std::optional<http::request_parser<http::string_body>> request_{};
  http::response<http::string_body> response_{};
  bool is_working_ = false;
};

HttpServer::HttpServer(asio::io_context& context, const tcp::endpoint& address, Handler handler)
    : handler_(std::move(handler)), acceptor_(context, address) {
  accept();
}

HttpServer::~HttpServer() = default;

void HttpServer::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      (*connections_.insert(std::make_shared<Connection>(std::move(socket), *this)).first)->read();
    }
    accept();
  });
}

void HttpServer::stop() {
  acceptor_.close();
  const auto connections = connections_;  // which close, and leave
  for (const auto& connection : connections) connection->stop();
}

}  // namespace host
