#include <filesystem>
#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/nearest.hpp"
#include "vplatform/spi/settings.hpp"

using namespace vplatform;

TEST_CASE("an environment of a test holds just what it was given") {
  const auto environment = Environment::of({{"A", "1"}}, {{"/key", "secret"}});
  CHECK(environment.variable("A") == "1");
  CHECK_FALSE(environment.variable("B"));
  CHECK(*environment.file("/key") == "secret");
  const auto missing = environment.file("/other");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::not_found);
}

TEST_CASE("the process's environment reads files in full, and says why it cannot") {
  const auto folder = std::filesystem::temp_directory_path() / "vplatform-environment-test";
  std::filesystem::create_directories(folder);
  const auto path = (folder / "content").string();
  const std::string content = std::string(10'000, 'x') + std::string("\0\r\n", 3);
  std::ofstream(path, std::ios::binary) << content;
  const auto environment = Environment::of_process();
  const auto read = environment.file(path);
  REQUIRE(read);
  CHECK(*read == content);

  std::ofstream(path, std::ios::binary | std::ios::trunc).flush();
  REQUIRE(environment.file(path));
  CHECK(environment.file(path)->empty());

  const auto missing = environment.file((folder / "missing").string());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  const auto directory = environment.file(folder.string());
  REQUIRE_FALSE(directory);
  CHECK(directory.error().code == ErrorCode::permission_denied);
  std::filesystem::remove_all(folder);
}

TEST_CASE("the process's environment has its variables") {
  const auto environment = Environment::of_process();
  CHECK(environment.variable("PATH"));
  CHECK_FALSE(environment.variable("VPLATFORM_SURELY_NOBODY_SETS_THIS"));
}

TEST_CASE("the nearest name is the one that was meant") {
  const std::vector<std::string> names{"domain", "domain_id", "webhook_tolerance",
                                       "kind",   "url",       "room_ttl_seconds"};
  CHECK(detail::nearest("domian", names) == "domain");
  CHECK(detail::nearest("domainid", names) == "domain_id");
  CHECK(detail::nearest("webhok_tolerence", names) == "webhook_tolerance");
  CHECK(detail::nearest("kidn", names) == "kind");
  CHECK(detail::nearest("ulr", names) == "url");
  CHECK(detail::nearest("room_ttl", names) == "room_ttl_seconds");
}

TEST_CASE("a name that nobody could have meant has no nearest one") {
  const std::vector<std::string> names{"domain", "url", "kind"};
  CHECK_FALSE(detail::nearest("foo", names));
  CHECK_FALSE(detail::nearest("recording", names));
  CHECK_FALSE(detail::nearest("", names));
  CHECK_FALSE(detail::nearest(std::string(10'000, 'd'), names));
  CHECK_FALSE(detail::nearest("domain", {}));
}
