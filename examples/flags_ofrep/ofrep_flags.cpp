#include "ofrep_flags.hpp"

#include <algorithm>
#include <utility>
#include <vplatform/spi/url.hpp>

namespace flags {

using namespace vplatform;

namespace {

constexpr std::size_t longest_answer = 64 * 1024;
constexpr std::chrono::milliseconds longest_rest = std::chrono::minutes{5};  // whatever Retry-After says

}  // namespace

Result<std::shared_ptr<OfrepFlags>> OfrepFlags::open(OfrepService service, OfrepPatience patience) {
  while (service.endpoint.ends_with('/')) service.endpoint.pop_back();
  const auto url = spi::parse_url(service.endpoint);
  if (!url || !url->scheme.starts_with("http") || url->has_user || !url->query.empty())
    return fail(ErrorCode::invalid_argument, "the endpoint of the flag service is no http or https URL");
  if (url->scheme == "http" && !service.allow_http && !spi::is_loopback(url->host))
    return fail(ErrorCode::invalid_argument,
                "the flag service is asked over plain http, which is not allowed");
  auto transport = make_curl_async_transport();
  if (!transport) return Failure{transport.error()};
  return std::shared_ptr<OfrepFlags>(new OfrepFlags(std::move(service), patience, *std::move(transport)));
}

OfrepFlags::OfrepFlags(OfrepService service, OfrepPatience patience,
                       std::shared_ptr<CurlAsyncTransport> transport)
    : service_(std::move(service)), patience_(patience), transport_(std::move(transport)) {}

OfrepFlags::~OfrepFlags() {
  transport_->shutdown();  // what is under way comes to `take`, which needs all of this
}

std::optional<FlagAnswer> OfrepFlags::resolve(std::string_view flag, const RoomContext& room) {
  const std::string context = context_of(room);
  std::unique_lock lock(mutex_);
  const auto question = find(std::string(flag) + '\n' + context);
  const auto now = Clock::now();
  const bool is_asked = question->asked != question->answered;
  if (!is_asked && now >= question->ask_after && now >= rests_until_) ask(question, flag, context);
  // Never longer than the timeout; everybody with this question waits for the one answer.
  answered_.wait(lock, [&, asked = question->asked] { return question->answered >= asked; });
  Opinion opinion = question->opinion;
  if (opinion && Clock::now() >= question->fresh_until) opinion->reason = "stale";
  return opinion;
}

std::string OfrepFlags::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

std::shared_ptr<OfrepFlags::Question> OfrepFlags::find(const std::string& key) {
  const auto [at, is_new] = questions_.try_emplace(key);
  if (!is_new) return at->second;
  auto question = at->second = std::make_shared<Question>();
  by_age_.push_back(at);
  if (by_age_.size() > patience_.most_answers) {
    questions_.erase(by_age_.front());
    by_age_.pop_front();
  }
  return question;
}

void OfrepFlags::ask(const std::shared_ptr<Question>& question, std::string_view flag,
                     const std::string& context) {
  ++question->asked;
  // The transport wants the request until it is done with it.
  const auto request = std::make_shared<const HttpRequest>(evaluation_of(flag, context, service_));
  transport_->send(*request, {.timeout = patience_.timeout, .max_response = longest_answer},
                   [this, question, request](Result<HttpResponse> answer) {
                     take(*question, answer ? read_evaluation(*answer, std::chrono::system_clock::now())
                                            : Result<Opinion>(Failure{answer.error()}));
                   });
}

void OfrepFlags::take(Question& question, Result<Opinion> opinion) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  question.answered = question.asked;
  if (opinion) {
    question.opinion = *std::move(opinion);
    question.fresh_until = question.ask_after = now + patience_.fresh;
    trouble_.clear();
  } else {
    const Error& error = opinion.error();
    trouble_ = describe(error);
    if (error.code == ErrorCode::invalid_argument) {
      question.ask_after = now + patience_.fresh;  // of this room alone
    } else {
      rests_until_ = now + std::min(error.retry_after.value_or(patience_.rest), longest_rest);
    }
  }
  answered_.notify_all();
}

}  // namespace flags
