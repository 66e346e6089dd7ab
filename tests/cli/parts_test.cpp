// The tool's parts, where running it cannot show them.

#include <iostream>
#include <sstream>
#include <stdexcept>

#include "cli/guard.hpp"
#include "cli/output.hpp"
#include "cli/pages.hpp"
#include "cli/recording_text.hpp"
#include "cli/storage.hpp"
#include "support/catch.hpp"
#include "vplatform/spi/json.hpp"

using namespace vplatform;
using namespace vplatform::cli;

namespace {

// What is written to a stream while this lives.
class Caught {
 public:
  explicit Caught(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Caught() { stream_.rdbuf(before_); }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_{};
  std::ostream& stream_;
  std::streambuf* before_;
};

const Environment with_keys =
    Environment::of({{"AWS_ACCESS_KEY_ID", "id"}, {"AWS_SECRET_ACCESS_KEY", "secret"}, {"MY_KEY", "mine"}},
                    {{"/gcs.json", "{}"}});

std::string message_of(const std::string& storage) {
  const auto target = read_storage(storage, with_keys);
  return target ? "" : target.error().message;
}

}  // namespace

TEST_CASE("a defect of the tool is told in words, and with --json as one JSON value too") {
  for (const bool json : {true, false}) {
    CAPTURE(json);
    const Caught out(std::cout);
    const Caught err(std::cerr);
    CHECK(guarded(json, []() -> Exit { throw std::runtime_error("secret"); }) == Exit::platform_failed);
    CHECK(err.text().find("this is a defect") != std::string::npos);
    CHECK((out.text() + err.text()).find("secret") == std::string::npos);
    const auto value = spi::Json::parse(out.text());
    CHECK(value.has_value() == json);
    if (json) CHECK((*value)["error"]["code"].text() == "internal");
  }
  CHECK(guarded(true, [] { return Exit::refused; }) == Exit::refused);
}

TEST_CASE("a recording is read as it is written") {
  const MeetingRef plain{"daily-eu", "standup", "standup"};
  const MeetingRef with_room{"whereby", "9000", "a b@c,d=e"};
  for (const auto& meeting : {plain, with_room}) {
    for (const auto kind : {RecordingKind::composed, RecordingKind::audio_only, RecordingKind::per_track}) {
      for (const RecordingRef& ref :
           {RecordingRef{meeting, kind, "5f0c,=@", {}}, RecordingRef{meeting, kind, "", "r/1"},
            RecordingRef{meeting, kind, "5f0c", "r 1"}}) {
        const auto text = to_text(ref);
        CAPTURE(text);
        const auto again = read_recording(text);
        REQUIRE(again.has_value());
        CHECK(*again == ref);
      }
    }
  }
  CHECK(to_text({plain, RecordingKind::composed, "5f0c", "r1"}) == "daily-eu/standup@key=5f0c,id=r1");
  CHECK(to_text({plain, RecordingKind::audio_only, "5f0c", {}}) == "daily-eu/standup@audio_only,key=5f0c");
}

TEST_CASE("what names no recording is refused with the form that is wanted") {
  for (const char* text : {"daily/standup", "daily/standup@", "daily/standup@composed",
                           "daily/standup@key=", "daily/standup@id=a,id=b", "daily/standup@key=a,key=b",
                           "daily/standup@sound,id=a", "daily/standup@composed,composed,id=a",
                           "daily/standup@name=a", "daily@id=a", "daily/standup@id=%4"}) {
    CAPTURE(text);
    const auto ref = read_recording(text);
    REQUIRE_FALSE(ref.has_value());
    CHECK(ref.error().code == ErrorCode::invalid_argument);
    CHECK(ref.error().message.find(text) != std::string::npos);
  }
}

TEST_CASE("a storage is read with its secrets from where they are named") {
  const auto s3 =
      read_storage("s3_keys,bucket=calls,region=eu-west-1,prefix=a/b,endpoint=https://s3.example", with_keys);
  REQUIRE(s3.has_value());
  const auto& keys = std::get<S3Keys>(*s3);
  CHECK(keys.bucket + keys.region + keys.prefix + keys.endpoint == "callseu-west-1a/bhttps://s3.example");
  CHECK(keys.access_key_id.reveal() + keys.secret_access_key.reveal() == "idsecret");
  const auto azure = read_storage("azure,account=a,container=c,account_key_env=MY_KEY", with_keys);
  REQUIRE(azure.has_value());
  CHECK(std::get<AzureStorage>(*azure).account_key.reveal() == "mine");
  const auto gcs = read_storage("gcs,bucket=b,credentials_file=/gcs.json", with_keys);
  REQUIRE(gcs.has_value());
  CHECK(std::get<GoogleStorage>(*gcs).credentials.reveal() == "{}");
  const auto role = read_storage("s3_role,role_arn=arn:aws:iam::1:role/r", with_keys);
  REQUIRE(role.has_value());
  CHECK(std::get<S3Role>(*role).role_arn == "arn:aws:iam::1:role/r");
  const auto file = read_storage("file,path=/out/a", with_keys);
  REQUIRE(file.has_value());
  CHECK(std::get<FileTarget>(*file).path == "/out/a");
  const auto provider = read_storage("provider", with_keys);
  REQUIRE(provider.has_value());
  CHECK(std::holds_alternative<ProviderStorage>(*provider));
}

TEST_CASE("a storage that cannot be meant is refused by name, and no secret is repeated") {
  CHECK(message_of("s3").find("--storage 's3' is none of provider, s3_keys, s3_role, gcs, azure, file") == 0);
  CHECK(message_of("s3_keys").find("no 'bucket'") != std::string::npos);
  CHECK(message_of("s3_keys,buket=b").find("did you mean 'bucket'") != std::string::npos);
  CHECK(message_of("file,path=a,path=b").find("'path' is there twice") != std::string::npos);
  CHECK(message_of("provider,bucket=b").find("'bucket'") != std::string::npos);
  CHECK(message_of("azure,account=a,container=c").find("AZURE_STORAGE_KEY") != std::string::npos);
  const auto written = message_of("s3_keys,bucket=b,secret_access_key=hunter2");
  CHECK(written.find("'secret_access_key_env'") != std::string::npos);
  CHECK(written.find("hunter2") == std::string::npos);
  CHECK(message_of("s3_keys,bucket=b,hunter2").find("hunter2") == std::string::npos);
}

TEST_CASE("a list is read to its end, and one that goes round in circles is an error") {
  const auto pages = [](std::vector<std::string> next) {
    return [next = std::move(next), at = std::size_t{0}](const PageToken&) mutable -> Result<Page<int>> {
      Page<int> page{.items = {static_cast<int>(at)}};
      page.next.value = next.at(at++);
      return page;
    };
  };
  const auto all = all_pages<int>("daily", pages({"a", "b", ""}));
  REQUIRE(all.has_value());
  CHECK(*all == std::vector<int>{0, 1, 2});
  const auto round = all_pages<int>("daily", pages({"a", "b", "a", ""}));
  REQUIRE_FALSE(round.has_value());
  CHECK(round.error().code == ErrorCode::bad_response);
  const auto broken = all_pages<int>("daily", [](const PageToken& from) -> Result<Page<int>> {
    if (!from.empty()) return fail(ErrorCode::unavailable, "gone");
    return Page<int>{.items = {1}, .next = {"a"}};
  });
  CHECK_FALSE(broken.has_value());
}

TEST_CASE("a table has no blanks at the end of a line, and no column without text") {
  const Caught out(std::cout);
  auto output = Output::of_process(false);
  output.table({{"a", "", "long", ""}, {"bb", "", "c"}, {"", "", "", ""}, {"d"}});
  CHECK(out.text() == "a   long\nbb  c\n\nd\n");
}
