// The asynchronous runner: like run_here.cpp it decides nothing.

#include "vplatform/detail/async_call.hpp"

namespace vplatform {

AsyncHttpTransport::~AsyncHttpTransport() = default;

namespace detail {

namespace {

Failure transport_is_gone() {
  return fail(ErrorCode::cancelled, "the transport was shut down");
}

}  // namespace

AsyncRun::AsyncRun(std::shared_ptr<const InstanceRuntime> runtime,
                   std::weak_ptr<AsyncHttpTransport> transport)
    : runtime_(std::move(runtime)), transport_(std::move(transport)) {}

AsyncRun::~AsyncRun() = default;

void AsyncRun::begin(AsyncHttpTransport& transport, Move first) noexcept {
  if (hand_over(transport, first)) return;
  try {
    transport.after(std::chrono::milliseconds{0}, {},
                    [self = shared_from_this()](bool) { self->go_on(Move::finished); });
  } catch (...) {
    go_on(Move::finished);
  }
}

void AsyncRun::give(AsyncHttpTransport& transport, Move move) {
  const auto self = shared_from_this();
  if (move == Move::send) {
    transport.send(operation().request(), operation().attempt(), [self](Result<HttpResponse> answer) {
      self->go_on(self->operation().answered(std::move(answer)));
    });
  } else {
    transport.after(operation().delay(), operation().stop(),
                    [self](bool whole) { self->go_on(self->operation().waited(whole)); });
  }
}

bool AsyncRun::hand_over(AsyncHttpTransport& transport, Move move) noexcept {
  while (move != Move::finished) {
    try {
      give(transport, move);
      return true;
    } catch (...) {
      move = move == Move::send ? operation().answered(transport_threw()) : operation().broke();
    }
  }
  return false;
}

void AsyncRun::go_on(Move move) noexcept {
  while (move != Move::finished) {
    if (const auto transport = transport_.lock()) {
      if (hand_over(*transport, move)) return;
      break;
    }
    move = move == Move::send ? operation().answered(transport_is_gone()) : operation().waited(false);
  }
  try {
    deliver();
  } catch (...) {
    // What the host's own code throws is dropped, as an observer's is.
  }
}

}  // namespace detail
}  // namespace vplatform
