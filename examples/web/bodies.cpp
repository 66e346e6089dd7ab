#include "web/bodies.hpp"

#include <utility>

#include "web/answers.hpp"

namespace web {
namespace {

constexpr std::size_t most_read_past = std::size_t{4} << 20U;  // of a chunked body, which may have no end

bool has_body(const httplib::Request& request) {
  return request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
}

httplib::Server::HandlerWithContentReader bounded(httplib::Server::Handler handler, std::size_t largest) {
  return [handler = std::move(handler), largest](const httplib::Request& request, httplib::Response& response,
                                                 const httplib::ContentReader& read) {
    httplib::Request whole = request;
    std::size_t seen = 0;
    const auto take = [&](const char* bytes, std::size_t size) {
      seen += size;
      if (seen <= largest) whole.body.append(bytes, size);
      return seen <= largest || request.has_header("Content-Length") || seen <= largest + most_read_past;
    };
    // Without either header httplib would wait for the connection's end.
    const bool is_read = !has_body(request) || read(take);
    if (seen > largest) return refuse(response, 413, "invalid_argument", "the body is too large");
    if (is_read) handler(whole, response);  // otherwise httplib has set the status
  };
}

}  // namespace

void post(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
          std::size_t largest) {
  server.Post(pattern, bounded(std::move(handler), largest));
}

void patch(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
           std::size_t largest) {
  server.Patch(pattern, bounded(std::move(handler), largest));
}

void put(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
         std::size_t largest) {
  server.Put(pattern, bounded(std::move(handler), largest));
}

void del(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
         std::size_t largest) {
  server.Delete(pattern, bounded(std::move(handler), largest));
}

void refuse_other_bodies(httplib::Server& server) {
  const auto nothing_here = [](const httplib::Request&, httplib::Response& response) {
    response.status = 404;
  };
  post(server, ".*", nothing_here);
  patch(server, ".*", nothing_here);
  del(server, ".*", nothing_here);
  put(server, ".*", nothing_here);
}

}  // namespace web
