// The floors of everything that is sent: nothing but libcurl.

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>

#include "floors/floors.hpp"

namespace floors {

namespace {

std::size_t append(char* data, std::size_t, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, count);
  return count;
}

curl_slist* list_of(const std::vector<std::string>& headers) {
  curl_slist* list = nullptr;
  for (const auto& line : headers) list = curl_slist_append(list, line.c_str());
  return list;
}

void prepare(CURL* handle, const std::string& url, curl_slist* headers, const std::string& body) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
}

}  // namespace

struct BareCurl::State {
  CURL* handle = curl_easy_init();
  curl_slist* headers = nullptr;
  std::string body{};
  std::string answer{};
};

BareCurl::BareCurl(const std::string& url, const std::vector<std::string>& headers, std::string body)
    : state_(std::make_unique<State>()) {
  state_->body = std::move(body);
  state_->headers = list_of(headers);
  prepare(state_->handle, url, state_->headers, state_->body);
  curl_easy_setopt(state_->handle, CURLOPT_WRITEDATA, &state_->answer);
}

BareCurl::BareCurl(BareCurl&&) noexcept = default;

BareCurl::~BareCurl() {
  if (!state_) return;
  curl_easy_cleanup(state_->handle);
  curl_slist_free_all(state_->headers);
}

long BareCurl::post() {
  state_->answer.clear();
  curl_easy_perform(state_->handle);
  long status = 0;
  curl_easy_getinfo(state_->handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

struct BareMulti::State {
  struct Post {
    CURL* handle = curl_easy_init();
    std::string answer{};
  };

  State() {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (auto& post : posts) curl_easy_cleanup(post.handle);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    ::close(epoll);
  }

  // Most often it is only what is awaited that changes, or nothing was.
  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
    auto& state = *static_cast<State*>(self);
    epoll_event event{};
    event.data.fd = socket;
    if (what != CURL_POLL_OUT) event.events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) event.events |= EPOLLOUT;
    const int action = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL : known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    ::epoll_ctl(state.epoll, action, socket, &event);
    if (what != CURL_POLL_REMOVE) curl_multi_assign(state.multi, socket, self);
    return 0;
  }
  static int on_timer(CURLM*, long delay_ms, void* self) {
    static_cast<State*>(self)->delay_ms = delay_ms;
    return 0;
  }

  void start(Post& post) {
    post.answer.clear();
    curl_multi_add_handle(multi, post.handle);
  }
  void go_round() {
    std::array<epoll_event, 256> events{};
    int running = 0;
    const int count =
        ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), static_cast<int>(delay_ms));
    if (count <= 0) {
      delay_ms = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int i = 0; i < count; ++i) {
      const auto& [what, where] = events[static_cast<std::size_t>(i)];
      const int ready = ((what & EPOLLIN) ? CURL_CSELECT_IN : 0) |
                        ((what & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
                        ((what & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi, where.fd, ready, &running);
    }
  }

  CURLM* multi = curl_multi_init();
  int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  long delay_ms = -1;
  curl_slist* headers = nullptr;
  std::string body{};
  std::list<Post> posts{};
};

BareMulti::BareMulti(const std::string& url, const std::vector<std::string>& headers, std::string body,
                     std::size_t in_flight)
    : state_(std::make_unique<State>()) {
  state_->body = std::move(body);
  state_->headers = list_of(headers);
  curl_multi_setopt(state_->multi, CURLMOPT_MAXCONNECTS, static_cast<long>(in_flight));
  for (std::size_t i = 0; i < in_flight; ++i) {
    auto& post = state_->posts.emplace_back();
    prepare(post.handle, url, state_->headers, state_->body);
    curl_easy_setopt(post.handle, CURLOPT_WRITEDATA, &post.answer);
    curl_easy_setopt(post.handle, CURLOPT_PRIVATE, &post);
  }
}

BareMulti::~BareMulti() = default;

std::int64_t BareMulti::post(std::int64_t times) {
  std::int64_t left_to_start = times;
  std::int64_t left_to_end = times;
  std::int64_t good = 0;
  for (auto& post : state_->posts) {
    if (left_to_start > 0) state_->start(post), --left_to_start;
  }
  while (left_to_end > 0) {
    state_->go_round();
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(state_->multi, &left)) {
      CURL* handle = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
      good += status == 200 ? 1 : 0;
      State::Post* post = nullptr;
      curl_easy_getinfo(handle, CURLINFO_PRIVATE, &post);
      curl_multi_remove_handle(state_->multi, handle);
      --left_to_end;
      if (left_to_start > 0) state_->start(*post), --left_to_start;
    }
  }
  return good;
}

}  // namespace floors
