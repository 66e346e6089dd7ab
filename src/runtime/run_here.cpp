// The blocking runner: the clock's waits, the transport's answers, and nothing that decides.

#include "vplatform/detail/call.hpp"

namespace vplatform::detail {

namespace {

Result<HttpResponse> send(HttpTransport* transport, const HttpRequest& request,
                          const AttemptOptions& attempt) noexcept {
  if (transport == nullptr)
    return fail(ErrorCode::failed_precondition, "there is no transport for calls that block");
  try {
    return transport->send(request, attempt);
  } catch (...) {
    return transport_threw();
  }
}

}  // namespace

void run_here(const InstanceRuntime& runtime, Operation& operation, Move first) noexcept {
  for (Move move = first; move != Move::finished;) {
    if (move == Move::send) {
      move = operation.answered(send(runtime.transport(), operation.request(), operation.attempt()));
      continue;
    }
    bool whole = false;
    try {
      whole = runtime.env().wait(operation.delay(), operation.stop());
    } catch (...) {
      move = operation.broke();
      continue;
    }
    move = operation.waited(whole);
  }
}

void run_here(const InstanceRuntime& runtime, std::string_view name, const CallOptions& call, AnyStep& step) {
  Operation operation(runtime, name, call, step);
  run_here(runtime, operation, operation.start([] {}));
}

}  // namespace vplatform::detail
