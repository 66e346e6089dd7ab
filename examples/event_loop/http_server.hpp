#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace host {

/// What goes back: a status and JSON.
struct Answer {
  int status = 200;
  std::string json{};
};

using Request = boost::beast::http::request<boost::beast::http::string_body>;
/// To be called once, now or later, on the loop's thread.
using Reply = std::function<void(Answer answer)>;

/// A small HTTP server on the loop. Confined to the thread that runs it.
class HttpServer {
 public:
  using Handler = std::function<void(const Request& request, Reply reply)>;

  /// Throws `boost::system::system_error` where the address cannot be listened on.
  HttpServer(boost::asio::io_context& context, const boost::asio::ip::tcp::endpoint& address,
             Handler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  [[nodiscard]] boost::asio::ip::tcp::endpoint address() const { return acceptor_.local_endpoint(); }
  /// Takes nobody new. Who waits for an answer gets it still.
  void stop();
  /// Has stopped, and everybody is gone.
  [[nodiscard]] bool is_done() const { return !acceptor_.is_open() && connections_.empty(); }

 private:
  class Connection;

  void accept();

  const Handler handler_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::set<std::shared_ptr<Connection>> connections_;
};

}  // namespace host
