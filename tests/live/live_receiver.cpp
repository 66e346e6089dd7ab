#include "live_receiver.hpp"

#include <httplib.h>

#include <stdexcept>
#include <thread>
#include <utility>

#include "live.hpp"

namespace vplatform::live {

struct Receiver::Http {
  httplib::Server server{};
  std::thread thread{};
};

Receiver::Receiver() : http_(std::make_unique<Http>()) {
  http_->server.Post("/livekit", [this](const httplib::Request& request, httplib::Response& response) {
    Delivery delivery;
    for (const auto& [name, value] : request.headers)
      delivery.request.headers.push_back({.name = name, .value = value});
    delivery.request.body = request.body;
    const auto json = parsed(request.body);
    delivery.type = json["event"].text_or("");
    delivery.id = json["id"].text_or("");
    delivery.room = json["room"]["name"].text_or("");
    // What tells that a recording could not start names its room there alone.
    if (delivery.room.empty()) delivery.room = json["egressInfo"]["roomName"].text_or("");
    const auto reply = take(std::move(delivery));
    std::this_thread::sleep_for(reply.after);
    response.status = reply.status;
  });
  const int port = http_->server.bind_to_any_port("127.0.0.1");
  if (port <= 0) throw std::runtime_error("no free port for the receiver");
  url_ = "http://127.0.0.1:" + std::to_string(port) + "/livekit";
  http_->thread = std::thread([this] { http_->server.listen_after_bind(); });
  while (!http_->server.is_running()) std::this_thread::sleep_for(1ms);
}

Receiver::~Receiver() {
  http_->server.stop();
  http_->thread.join();
}

Reply Receiver::take(Delivery delivery) {
  const std::lock_guard lock(mutex_);
  delivery.at = std::chrono::steady_clock::now();
  Reply reply;
  if (auto& plan = plans_[delivery.room]; !plan.empty()) {
    reply = plan.front();
    plan.pop_front();
  }
  deliveries_.push_back(std::move(delivery));
  came_.notify_all();
  return reply;
}

void Receiver::answer(const std::string& room, std::deque<Reply> replies) {
  const std::lock_guard lock(mutex_);
  plans_[room] = std::move(replies);
}

std::vector<Delivery> Receiver::matching(std::string_view room, std::string_view type) const {
  std::vector<Delivery> found;
  for (const auto& one : deliveries_) {
    if (one.room == room && (type.empty() || one.type == type)) found.push_back(one);
  }
  return found;
}

std::vector<Delivery> Receiver::wait_for(std::string_view room, std::string_view type, std::size_t count,
                                         std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, at_most, [&] { return matching(room, type).size() >= count; });
  return matching(room, type);
}

}  // namespace vplatform::live
