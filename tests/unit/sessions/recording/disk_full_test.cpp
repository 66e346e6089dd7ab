// A disk that is full: a program of its own, since the limit that stands for it is the whole process's.

#include <sys/resource.h>
#include <csignal>

#include "support/catch.hpp"
#include "unit/sessions/recording/fetch_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

/// No file of this process grows beyond it: writing ends as on a full disk, but for the error's number.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

constexpr std::size_t limit = 8'000'000;  // more than the store's own file takes

}  // namespace

TEST_CASE("a full disk leaves nothing behind, and the recording is fetched when there is room again") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const std::string bytes = film(limit + 500'000);
  const LoopbackServer server({says(200, bytes, "ETag: \"v1\"\r\n")});
  const auto id = bench.ready_at(server.url());
  {
    const FileLimit full(limit);
    const auto failed = bench.fetcher().fetch(id);
    REQUIRE(!failed);
    CHECK(failed.error().code == ErrorCode::quota_exceeded);
    CHECK(failed.error().message == "the disk for recordings is full");
    CHECK(bench.folder.files().empty());
    CHECK(bench.entry(id).failure == "the disk for recordings is full");
  }
  const auto fetched = bench.fetcher().fetch(id).value();
  CHECK(server.requests().at(1).find("Range:") == std::string::npos);
  CHECK(fetched.files.at(0).sha256 == sha256_hex(bytes));
}
