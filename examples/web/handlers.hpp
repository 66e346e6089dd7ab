#pragma once

#include <httplib.h>

#include <utility>

namespace web {

/// A handler out of a function that also gets what it works with, which has to live as long as the server.
template <class Service, class Function>
[[nodiscard]] httplib::Server::Handler with(const Service& service, Function function) {
  return [&service, function = std::move(function)](const httplib::Request& request,
                                                    httplib::Response& response) {
    function(service, request, response);
  };
}

}  // namespace web
