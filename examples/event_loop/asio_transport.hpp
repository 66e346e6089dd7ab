#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <vplatform/curl_async_transport.hpp>

namespace host {

/// vplatform's transport on a Boost.Asio loop: no thread of its own, and every call is completed by the
/// thread that runs the context. Make it, use it and let it go on that thread, and before the context ends.
/// Errors: those of `make_hosted_curl_transport`.
[[nodiscard]] vplatform::Result<std::shared_ptr<vplatform::HostedCurlTransport>> make_asio_transport(
    boost::asio::io_context& context);

}  // namespace host
