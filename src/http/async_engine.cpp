#include "http/async_engine.hpp"

#include <unistd.h>

#include <algorithm>

#include "http/curl_failure.hpp"
#include "http/curl_request.hpp"
#include "http/curl_target.hpp"

namespace vplatform::http {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// So many handles are kept, however little there is to do.
constexpr std::size_t always_kept = 64;

Clock::time_point in(milliseconds delay, Clock::time_point now) {
  // Far beyond any budget, and small enough that no clock overflows.
  constexpr milliseconds longest = std::chrono::hours{24 * 365};
  return now + std::clamp(delay, milliseconds{0}, longest);
}

/// Calls what the host gave. What it throws must not end the loop for all others.
template <class Done, class What>
void call(Done& done, What what) noexcept {
  try {
    done(std::move(what));
  } catch (...) {
  }
}

}  // namespace

struct AsyncEngine::Transfer {
  SendOrder order{};
  std::shared_ptr<const Target> target{};
  HeaderList headers{};
  Sink sink{};
  Clock::time_point deadline{};
  std::unique_ptr<CURL, EasyCleanup> easy{};
  std::size_t lane = 0;
  std::optional<std::stop_callback<GiveUp>> on_stop{};
};

struct AsyncEngine::Wait {
  WaitOrder order{};
  std::optional<std::stop_callback<GiveUp>> on_stop{};
};

AsyncEngine::AsyncEngine(CurlAsyncOptions options, EngineLoop& loop)
    : options_(std::move(options)), loop_(loop), lanes_(options_, loop) {}

AsyncEngine::~AsyncEngine() = default;

void AsyncEngine::send(const HttpRequest& request, const AttemptOptions& attempt,
                       AsyncHttpTransport::Answered done) {
  put(SendOrder{.id = inbox_.next_id(),
                .request = &request,
                .attempt = attempt,
                .asked = Clock::now(),
                .done = std::move(done)});
}

void AsyncEngine::after(milliseconds delay, const std::stop_token& stop, AsyncHttpTransport::Waited done) {
  put(WaitOrder{
      .id = inbox_.next_id(), .due = in(delay, Clock::now()), .stop = stop, .done = std::move(done)});
}

void AsyncEngine::ask_to_close() noexcept {
  closing_ = true;
  wake_up_.ring();
}

bool AsyncEngine::is_turning_here() const noexcept {
  return turning_.load() == std::this_thread::get_id();
}

void AsyncEngine::put(Order order) {
  // A turn looks into the inbox again before it ends.
  if (inbox_.put(std::move(order)) && !is_turning_here()) wake_up_.ring();
}

void AsyncEngine::start_watching() {
  loop_.watch(wake_up_.socket(), true, false);
}

void AsyncEngine::stop_watching() {
  loop_.watch(wake_up_.socket(), false, false);
}

bool AsyncEngine::is_idle() const {
  return transfers_.empty() && waits_.empty() && inbox_.empty();
}

void AsyncEngine::socket_ready(int socket, bool readable, bool writable) {
  if (socket == wake_up_.socket()) {
    wake_up_.clear();
    return;
  }
  CURLM* multi = lanes_.of_socket(socket);
  if (multi == nullptr) return;
  int running = 0;
  const int events = (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0);
  curl_multi_socket_action(multi, socket, events, &running);
}

void AsyncEngine::turn() {
  turning_ = std::this_thread::get_id();
  collect();
  take_orders();
  const auto now = Clock::now();
  int running = 0;
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (CURLM* multi = lanes_.take_due(lane, now))
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  collect();
  expire();
  if (closing_) cancel_all();
  let_go_of_idle();
  arm();
  turning_ = std::thread::id{};
}

void AsyncEngine::take_orders() {
  inbox_.swap(taken_);
  for (Order& order : taken_) std::visit([this](auto& one) { take(one); }, order);
  taken_.clear();
}

void AsyncEngine::take(SendOrder& order) {
  auto target = targets_.read(*order.request);
  if (!target) return call(order.done, Result<HttpResponse>(Failure{target.error()}));
  auto headers = header_list(*order.request);
  if (!headers) return call(order.done, Result<HttpResponse>(Failure{headers.error()}));
  const auto deadline = in(order.attempt.timeout, order.asked);
  const auto& host = (*target)->host;
  if (closing_ || order.attempt.stop.stop_requested()) {
    Failure cancelled = fail(ErrorCode::cancelled, "the request to " + host + " was cancelled");
    return call(order.done, Result<HttpResponse>(std::move(cancelled)));
  }
  if (deadline <= Clock::now()) {
    Failure late = fail(ErrorCode::deadline_exceeded, "no time was left to ask " + host);
    return call(order.done, Result<HttpResponse>(std::move(late)));
  }
  auto transfer = std::make_unique<Transfer>();
  transfer->order = std::move(order);
  transfer->target = *std::move(target);
  transfer->headers = *std::move(headers);
  transfer->deadline = deadline;
  begin(std::move(transfer));
}

void AsyncEngine::begin(std::unique_ptr<Transfer> made) {
  Transfer& transfer = *made;
  const OrderId id = transfer.order.id;
  if (!set_up(transfer)) {
    Failure failure = fail(ErrorCode::internal, "libcurl gives no handle");
    return call(transfer.order.done, Result<HttpResponse>(std::move(failure)));
  }
  transfers_.emplace(id, std::move(made));
  due_.emplace(transfer.deadline, id);
  if (const auto& stop = transfer.order.attempt.stop; stop.stop_possible())
    transfer.on_stop.emplace(stop, GiveUp{this, id});
}

void AsyncEngine::prepare(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_SHARE, share_.get());
  http::prepare(easy, options_.ca_file);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_opened);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &loop_);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_closing);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &loop_);
  if (options_.http2) curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
}

bool AsyncEngine::set_up(Transfer& transfer) {
  if (idle_.empty()) {
    transfer.easy.reset(curl_easy_init());
    if (transfer.easy) prepare(transfer.easy.get());
  } else {
    transfer.easy = std::move(idle_.back());
    idle_.pop_back();
  }
  CURL* easy = transfer.easy.get();
  if (easy == nullptr) return false;
  const auto& [id, request, attempt, asked, done] = transfer.order;
  transfer.sink.room = attempt.max_response;
  http::set_up(easy, *request, *transfer.target, transfer.headers, transfer.sink);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
  // Rather one connection for all than one for each, as long as it is not known what the platform can do.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, lanes_.may_share(*transfer.target) ? 1L : 0L);
  const auto lane = lanes_.add(easy, *transfer.target);
  transfer.lane = lane.value_or(0);
  return lane.has_value();
}

void AsyncEngine::take(WaitOrder& order) {
  if (closing_ || order.stop.stop_requested()) return call(order.done, false);
  const OrderId id = order.id;
  due_.emplace(order.due, id);
  Wait& wait = *waits_.emplace(id, std::make_unique<Wait>()).first->second;
  wait.order = std::move(order);
  if (wait.order.stop.stop_possible()) wait.on_stop.emplace(wait.order.stop, GiveUp{this, id});
}

void AsyncEngine::take(const CancelOrder& order) {
  if (transfers_.contains(order.id)) return end(order.id, std::nullopt);
  if (waits_.contains(order.id)) end_wait(order.id, false);
}

// Step by step for all of them: what a step needs is in the processor's caches then. And all messages first,
// since libcurl looks through those that are left for each transfer that is taken off it.
void AsyncEngine::collect() {
  lanes_.take_done(done_);
  ended_.reserve(done_.size());
  for (const auto& [easy, result] : done_) {
    Transfer* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    ended_.emplace_back(take_off(transfer->order.id), result);
  }
  done_.clear();
  for (auto& [transfer, result] : ended_) complete(*transfer, result);
  ended_.clear();
}

void AsyncEngine::expire() {
  const auto now = Clock::now();
  while (!due_.empty() && due_.begin()->first <= now) {
    const OrderId id = due_.begin()->second;
    // Rather than libcurl's own time-out, which says nothing while a request waits for a connection.
    if (transfers_.contains(id)) {
      end(id, CURLE_OPERATION_TIMEDOUT);
    } else {
      end_wait(id, true);
    }
  }
}

void AsyncEngine::cancel_all() {
  // A step may ask for something else before it gives up; who asks for ever is not waited for.
  constexpr int most_rounds = 64;
  for (int round = 0; round < most_rounds; ++round) {
    while (!transfers_.empty()) end(transfers_.begin()->first, std::nullopt);
    while (!waits_.empty()) end_wait(waits_.begin()->first, false);
    if (inbox_.empty()) break;
    take_orders();
  }
  if (!closed_.exchange(true)) closed_.notify_all();
}

// In a rush most requests end in one turn, and others take their places in the next one: making handles anew
// would cost half as much as sending.
void AsyncEngine::let_go_of_idle() {
  if (idle_.size() <= always_kept) return;
  const std::size_t wanted = std::max(always_kept, transfers_.size() + inbox_.size());
  if (idle_.size() > wanted) idle_.resize(wanted);
}

void AsyncEngine::end(OrderId id, std::optional<CURLcode> ended) {
  complete(*take_off(id), ended);
}

std::unique_ptr<AsyncEngine::Transfer> AsyncEngine::take_off(OrderId id) {
  auto transfer = std::move(transfers_.extract(id).mapped());
  transfer->on_stop.reset();
  due_.erase({transfer->deadline, id});
  lanes_.remove(transfer->easy.get(), *transfer->target, transfer->lane);
  return transfer;
}

void AsyncEngine::complete(Transfer& transfer, std::optional<CURLcode> ended) {
  CURL* easy = transfer.easy.get();
  Sink& sink = transfer.sink;
  Result<HttpResponse> answer = HttpResponse{};
  if (ended == CURLE_OK && sink.headers_done) {
    sink.answer.status = status_of(easy);
    answer = std::move(sink.answer);
  } else {
    Failure failure = failure_of(ended, sink, transfer.target->host);
    failure.error.effect = has_sent(easy) ? Effect::unknown : Effect::none;
    answer = std::move(failure);
  }
  idle_.push_back(std::move(transfer.easy));
  call(transfer.order.done, std::move(answer));
}

void AsyncEngine::end_wait(OrderId id, bool whole) {
  const auto wait = std::move(waits_.extract(id).mapped());
  wait->on_stop.reset();
  due_.erase({wait->order.due, id});
  call(wait->order.done, whole);
}

void AsyncEngine::arm() {
  if (!inbox_.empty()) return loop_.set_timer(milliseconds{0});
  std::optional<Clock::time_point> next = lanes_.next_due();
  if (!due_.empty()) next = std::min(next.value_or(Clock::time_point::max()), due_.begin()->first);
  if (!next) return loop_.set_timer(std::nullopt);
  loop_.set_timer(std::max(std::chrono::ceil<milliseconds>(*next - Clock::now()), milliseconds{0}));
}

int AsyncEngine::on_opened(void* loop, curl_socket_t socket, curlsocktype) noexcept {
  static_cast<EngineLoop*>(loop)->opened(socket);
  return CURL_SOCKOPT_OK;
}

int AsyncEngine::on_closing(void* loop, curl_socket_t socket) noexcept {
  static_cast<EngineLoop*>(loop)->closing(socket);
  return ::close(socket);
}

}  // namespace vplatform::http
