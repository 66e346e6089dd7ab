#pragma once

#include <httplib.h>

#include <cstddef>
#include <string>

namespace web {

constexpr std::size_t usual_body = 64 * 1024;

// Handlers whose request has a body of at most `largest` bytes, however it was sent: in one piece, in chunks
// (which httplib itself does not count), or not at all. What is larger is read past and answered with 413, so
// that the connection stays in step. For servers of which another path takes large uploads.
void post(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
          std::size_t largest = usual_body);
void patch(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
           std::size_t largest = usual_body);
void put(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
         std::size_t largest = usual_body);
void del(httplib::Server& server, const std::string& pattern, httplib::Server::Handler handler,
         std::size_t largest = usual_body);

/// The same for all other paths, which answer 404: without it their bodies would be kept in memory up to the
/// largest upload, and in chunks without end. `serve` calls it, after all other handlers.
void refuse_other_bodies(httplib::Server& server);

}  // namespace web
