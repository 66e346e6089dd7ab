#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <string>

#include "http/curl_headers.hpp"
#include "http/curl_target.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform::http {

/// Collects the answer, up to a number of bytes.
struct Sink {
  HttpResponse answer{};
  std::size_t room = 0;  ///< How many bytes more are taken.
  bool too_large = false;
  bool went_out = false;  ///< Kept for requests that go out once at most.
  bool headers_done =
      false;  ///< libcurl calls it a success when a connection ends in the middle of the headers.
};

/// Sets on a new handle what is the same for all its requests.
void prepare(CURL* easy, const std::string& ca_file);
/// Sets what is a request's own, over what the last one has set. What is passed in has to stay until the
/// request is done. No time-out is set: whoever runs the request watches the time.
void set_up(CURL* easy, const HttpRequest& request, const Target& target, const HeaderList& headers,
            Sink& sink);

}  // namespace vplatform::http
