#include "support/catch.hpp"
#include "vplatform/testing/faults.hpp"

namespace vplatform::testing {
namespace {

Result<Fault> read(std::string_view text) {
  return read_fault(*spi::Json::parse(text));
}

bool refuses(std::string_view text, std::string_view word) {
  const auto fault = read(text);
  return !fault && fault.error().code == ErrorCode::invalid_argument &&
         fault.error().message.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("a fault is read with everything that it says, and what it leaves out is usual") {
  const auto fault = read(
      R"({"kind":"applied_late","method":"POST","path":"/rooms","times":3,"skip":2,"late_by":4,"delay_ms":50})");
  REQUIRE(fault);
  CHECK(fault->kind == FaultKind::applied_late);
  CHECK(fault->method == "POST");
  CHECK(fault->path == "/rooms");
  CHECK(fault->times == 3);
  CHECK(fault->skip == 2);
  CHECK(fault->late_by == 4);
  CHECK(fault->delay == std::chrono::milliseconds(50));
  const auto usual = read(R"({"kind":"html"})");
  REQUIRE(usual);
  CHECK(usual->times == 1);
  CHECK(usual->method.empty());
}

TEST_CASE("a fault that makes no sense is refused, and the wrong word is named") {
  CHECK(refuses(R"({"kind":"lost"})", "lost_before, lost_after"));
  CHECK(refuses(R"({})", "kind ''"));
  CHECK(refuses(R"({"kind":"html","times":0})", "'times'"));
  CHECK(refuses(R"({"kind":"html","skip":-1})", "'skip'"));
  CHECK(refuses(R"({"kind":"html","path":7})", "'path'"));
  CHECK(refuses(R"({"kind":"html","tmies":2})", "'tmies'"));
  CHECK(refuses(R"([])", "object"));
}

TEST_CASE("every kind has a name that is read again") {
  for (const char* name : {"rate_limited", "unavailable", "delay", "lost_before", "lost_after",
                           "applied_late", "cut_body", "cut_transport", "html"}) {
    const auto kind = fault_kind_from(name);
    REQUIRE(kind);
    CHECK(to_string(*kind) == name);
  }
  CHECK_FALSE(fault_kind_from("other"));
}

}  // namespace vplatform::testing
