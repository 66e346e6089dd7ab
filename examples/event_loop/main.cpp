// vplatform inside a Boost.Asio server: one loop, one thread, which never waits.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <iostream>
#include <vplatform/vplatform.hpp>

#include "asio_transport.hpp"
#include "routes.hpp"

namespace {

namespace asio = boost::asio;
using namespace vplatform;

int failed(const std::string& why) {
  std::cerr << why << '\n';
  return 1;
}

Result<PlatformFactory> open_platforms() {
  Registry registry;
  add_builtin_platforms(registry);
  // The blocking transport is for the blocking face, which nothing here uses.
  return PlatformFactory::open(std::move(registry), Config::from_environment(), make_curl_transport());
}

/// Of 127.0.0.1; 0 is the kernel's choice, and 8091 what is taken where nothing is said.
std::optional<asio::ip::tcp::endpoint> address_of(const std::string& port) {
  std::uint16_t number = 8091;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (!port.empty() && (error != std::errc{} || end != port.data() + port.size())) return std::nullopt;
  return asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), number);
}

int serve(asio::io_context& context, PlatformFactory factory, const Secret& key,
          const asio::ip::tcp::endpoint& address) {
  const auto transport = host::make_asio_transport(context);
  if (!transport) return failed(transport.error().message);
  host::Heartbeat heartbeat(context);
  host::Meetings meetings(std::move(factory), *transport);
  host::HttpServer server(context, address, host::make_routes(key, meetings, heartbeat));

  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    server.stop();
    (*transport)->shutdown();  // completes what is under way, as cancelled; those who wait are told
  });
  std::cout << "listening on http://127.0.0.1:" << server.address().port() << std::endl;
  while (!server.is_done()) context.run_one();
  std::cout << meetings.counts().begun << " calls begun, " << meetings.counts().completed << " completed\n";
  return 0;
}

}  // namespace

int main() {
  const Environment environment = Environment::of_process();
  const Secret key(environment.variable("MEETINGS_KEY").value_or(""));
  const auto address = address_of(environment.variable("PORT").value_or(""));
  if (key.empty()) return failed("MEETINGS_KEY is not set: who may make meetings?");
  if (!address) return failed("PORT is not a number from 0 to 65535");
  auto factory = open_platforms();
  if (!factory) return failed(factory.error().message);
  asio::io_context context(1);  // one thread
  try {
    return serve(context, *std::move(factory), key, *address);
  } catch (const boost::system::system_error& error) {
    return failed(error.what());
  }
}
