#include "jobs/create_server.hpp"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include "jobs/setup.hpp"
#include "vplatform/spi/naming.hpp"

namespace bench {

namespace {

std::string the_room() {
  return R"({"sid":"RM_1","name":")" + vplatform::spi::room_name("bench") +
         R"(","empty_timeout":3600,"departure_timeout":20,"max_participants":0,"creation_time":"1767225600","creation_time_ms":"1767225600000","turn_password":"","enabled_codecs":[],"metadata":"","num_participants":0,"num_publishers":0,"active_recording":false,"version":null})";
}

MHD_Result answer(MHD_Connection* connection) {
  static std::string room = the_room();
  MHD_Response* response = MHD_create_response_from_buffer(room.size(), room.data(), MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header(response, "Content-Type", "application/json");
  const MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return queued;
}

/// Called with the headers, with each part of the body, and once more when that is whole.
MHD_Result on_request(void*, MHD_Connection* connection, const char*, const char*, const char*, const char*,
                      std::size_t* body_size, void** seen) {
  static int headers_seen;
  if (*seen == nullptr) {
    *seen = &headers_seen;
    return MHD_YES;
  }
  if (*body_size > 0) {
    *body_size = 0;
    return MHD_YES;
  }
  return answer(connection);
}

}  // namespace

void CreateServer::Stop::operator()(MHD_Daemon* daemon) const noexcept {
  MHD_stop_daemon(daemon);
}

CreateServer::CreateServer() {
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  constexpr unsigned connections = 4096;
  daemon_.reset(MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, on_request, nullptr,
                                 MHD_OPTION_SOCK_ADDR, &loopback, MHD_OPTION_CONNECTION_LIMIT, connections,
                                 MHD_OPTION_LISTEN_BACKLOG_SIZE, connections, MHD_OPTION_END));
  if (!daemon_) give_up("the server for creates does not start");
  const auto* port = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_BIND_PORT);
  url_ = "http://127.0.0.1:" + std::to_string(port->port);
}

CreateServer::~CreateServer() = default;

}  // namespace bench
