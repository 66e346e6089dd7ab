#include "http/curl_pool.hpp"

#include <algorithm>
#include <utility>

#include "http/curl_request.hpp"

namespace vplatform::http {

std::unique_ptr<Handle> CurlPool::take_idle(const std::string& origin) {
  const std::lock_guard lock(mutex_);
  // The warmest first: the same connection serves whichever thread comes next.
  const auto warm = std::find_if(idle_.rbegin(), idle_.rend(),
                                 [&](const auto& handle) { return handle->origin == origin; });
  if (warm != idle_.rend()) {
    auto handle = std::move(*warm);
    idle_.erase(std::next(warm).base());
    return handle;
  }
  if (idle_.empty() || idle_.size() < most_idle_) return nullptr;
  auto handle = std::move(idle_.front());
  idle_.erase(idle_.begin());
  return handle;
}

std::unique_ptr<Handle> CurlPool::take(const std::string& origin) {
  auto handle = take_idle(origin);
  if (!handle) {
    handle = std::make_unique<Handle>();
    handle->multi.reset(curl_multi_init());
    handle->easy.reset(curl_easy_init());
    if (!handle->multi || !handle->easy) return nullptr;
    curl_easy_setopt(handle->easy.get(), CURLOPT_SHARE, share_.get());
    prepare(handle->easy.get(), ca_file_);
  }
  handle->origin = origin;
  return handle;
}

void CurlPool::give_back(std::unique_ptr<Handle> handle) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_) idle_.push_back(std::move(handle));
}

}  // namespace vplatform::http
