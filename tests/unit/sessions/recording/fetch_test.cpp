// The fetcher against real servers on loopback.

#include "unit/sessions/recording/fetch_bench.hpp"

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::testing;

TEST_CASE("a recording comes over TLS, whole, hashed, and for its owner alone") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const Identity identity("IP:127.0.0.1");
  const std::string bytes = film(3'000'000);
  const LoopbackServer server({says(200, bytes)}, identity.context.get());
  const auto id = bench.ready_at(server.url("/films/meeting.mp4?signature=geheim"));
  std::vector<std::uint64_t> seen;
  const auto fetched = bench
                           .fetcher({.folder = bench.folder.path,
                                     .allowed_hosts = {"127.0.0.1"},
                                     .allow_private_addresses = true,
                                     .ca_file = identity.file,
                                     .progress =
                                         [&](const FetchProgress& progress) {
                                           CHECK(progress.recording_id == id);
                                           CHECK(progress.of == bytes.size());
                                           seen.push_back(progress.bytes);
                                         }})
                           .fetch(id)
                           .value();
  CHECK(fetched.state == LedgerState::fetched);
  REQUIRE(fetched.files.size() == 1);
  CHECK(content_of(fetched.files[0].local_path) == bytes);
  CHECK(fetched.files[0].sha256 == sha256_hex(bytes));
  CHECK(fetched.files[0].fetched_bytes == bytes.size());
  CHECK(bench.folder.files() == std::vector<std::string>{fetched.files[0].local_path});
  struct stat facts {};
  REQUIRE(::stat(fetched.files[0].local_path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600U);
  REQUIRE(seen.size() >= 3);
  CHECK(seen.front() == 0);
  CHECK(seen.back() == bytes.size());
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  // Fetched already.
  CHECK(bench.fetcher().fetch(id)->state == LedgerState::fetched);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a certificate that nobody vouches for is not believed") {
  const FetchBench bench;
  const Identity identity("IP:127.0.0.1");
  const LoopbackServer server({says(200, "film")}, identity.context.get());
  const auto id = bench.ready_at(server.url());
  const auto failed = bench.fetcher().fetch(id);
  REQUIRE(!failed);
  CHECK(failed.error().code == ErrorCode::unavailable);
  CHECK(server.requests().empty());
}

TEST_CASE("a transfer that broke off is gone on with, and its hash is that of the whole") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const std::string bytes = film(200'000);
  const LoopbackServer server(
      {sends(head(200, bytes.size(), "ETag: \"v1\"\r\n") + bytes.substr(0, 120'000)),
       says(206, bytes.substr(120'000), "ETag: \"v1\"\r\nContent-Range: bytes 120000-199999/200000\r\n")});
  const auto id = bench.ready_at(server.url());
  const auto broken = bench.fetcher().fetch(id);
  REQUIRE(!broken);
  CHECK(broken.error().code == ErrorCode::unavailable);
  REQUIRE(bench.folder.files().size() == 1);
  CHECK(bench.folder.files()[0].ends_with(".part"));
  CHECK(bench.entry(id).state == LedgerState::ready);
  CHECK(bench.entry(id).failure.find("127.0.0.1") != std::string::npos);
  // Another process goes on.
  const auto fetched = bench.fetcher().fetch(id).value();
  CHECK(server.requests().at(1).find("Range: bytes=120000-\r\n") != std::string::npos);
  CHECK(server.requests().at(1).find("If-Range: \"v1\"\r\n") != std::string::npos);
  CHECK(fetched.files.at(0).sha256 == sha256_hex(bytes));
  CHECK(content_of(fetched.files.at(0).local_path) == bytes);
  CHECK(bench.folder.files().size() == 1);
}

TEST_CASE("a file that has changed meanwhile is fetched anew") {
  const FetchBench bench;
  const std::string old = film(200'000);
  const std::string fresh = film(150'001).substr(1);
  const LoopbackServer server({sends(head(200, old.size(), "ETag: \"v1\"\r\n") + old.substr(0, 190'000)),
                               says(200, fresh, "ETag: \"v2\"\r\n")});
  const auto id = bench.ready_at(server.url());
  CHECK(!bench.fetcher().fetch(id));
  const auto fetched = bench.fetcher().fetch(id).value();
  CHECK(content_of(fetched.files.at(0).local_path) == fresh);
  CHECK(fetched.files.at(0).sha256 == sha256_hex(fresh));
}

TEST_CASE("bytes without a version, and a part that was lost, begin anew") {
  const FetchBench bench;
  const std::string bytes = film(100'000);
  const auto tag = GENERATE(as<std::string>{}, "", "ETag: W/\"weak\"\r\n", "ETag: \"v1\"\r\n");
  const LoopbackServer server(
      {sends(head(200, bytes.size(), tag) + bytes.substr(0, 60'000)), says(200, bytes)});
  const auto id = bench.ready_at(server.url());
  CHECK(!bench.fetcher().fetch(id));
  if (tag == "ETag: \"v1\"\r\n") std::filesystem::resize_file(bench.folder.files().at(0), 10);
  const auto fetched = bench.fetcher().fetch(id).value();
  CHECK(server.requests().at(1).find("Range:") == std::string::npos);
  CHECK(fetched.files.at(0).sha256 == sha256_hex(bytes));
}

TEST_CASE("another part than was asked for is not taken") {
  const FetchBench bench;
  const std::string bytes = film(100'000);
  const auto range = GENERATE(as<std::string>{}, "Content-Range: bytes 0-99999/100000\r\n",
                              "Content-Range: bytes 60001-99999/100000\r\n", "",
                              "Content-Range: bytes 60000-99999/100000\r\nETag: \"v2\"\r\n");
  const LoopbackServer server({sends(head(200, bytes.size(), "ETag: \"v1\"\r\n") + bytes.substr(0, 60'000)),
                               says(206, bytes.substr(60'000), range)});
  const auto id = bench.ready_at(server.url());
  CHECK(!bench.fetcher().fetch(id));
  CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::bad_response);
  CHECK(bench.entry(id).state == LedgerState::ready);
}

TEST_CASE("a part that is longer than the file is thrown away") {
  const FetchBench bench;
  const LoopbackServer server({sends(head(200, 9000, "ETag: \"v1\"\r\n") + film(8000)), says(416, ""),
                               says(200, "short", "ETag: \"v2\"\r\n")});
  const auto id = bench.ready_at(server.url());
  CHECK(!bench.fetcher().fetch(id));
  CHECK(!bench.fetcher().fetch(id));
  CHECK(bench.folder.files().empty());
  CHECK(content_of(bench.fetcher().fetch(id)->files.at(0).local_path) == "short");
}

TEST_CASE("nothing is contacted that is not allowed") {
  const FetchBench bench;
  const LoopbackServer server({says(200, "film")});
  const auto id = bench.ready_at(server.url());
  auto options = bench.plain();
  SECTION("a host that is not in the list") {
    options.allowed_hosts = {"*.daily.co"};
  }
  SECTION("an empty list") {
    options.allowed_hosts = {};
  }
  SECTION("a private address") {
    options.allow_private_addresses = false;
  }
  SECTION("http") {
    options.allow_http = false;
  }
  const auto refused = bench.fetcher(options).fetch(id);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::permission_denied);
  CHECK(server.connections() == 0);
  CHECK(bench.folder.files().empty());
}

TEST_CASE("an allowed name that leads to a private address is refused where it is connected to") {
  const FetchBench bench;
  const LoopbackServer server({says(200, "film")});
  const auto id = bench.ready_at("http://localhost:" + std::to_string(server.port()) + "/");
  auto options = bench.plain();
  options.allowed_hosts = {"localhost"};
  options.allow_private_addresses = false;
  const auto refused = bench.fetcher(options).fetch(id);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::permission_denied);
  CHECK(refused.error().message ==
        "localhost leads to a private address; 'allow_private_addresses' would permit it");
  CHECK(server.connections() == 0);
}

TEST_CASE("redirects are followed by the same rules, and not for ever") {
  const FetchBench bench;
  const LoopbackServer other({says(200, "film")});
  const auto to = [](const std::string& where) {
    return says(302, "gone there", "Location: " + where + "\r\n");
  };
  auto options = bench.plain();
  SECTION("to another path and to an allowed host") {
    const LoopbackServer server({to("/further"), to(other.url())});
    const auto id = bench.ready_at(server.url());
    CHECK(content_of(bench.fetcher().fetch(id)->files.at(0).local_path) == "film");
    CHECK(server.requests().at(1).starts_with("GET /further "));
  }
  SECTION("to a host that is not allowed") {
    const LoopbackServer server({to("http://localhost:" + std::to_string(other.port()) + "/")});
    const auto id = bench.ready_at(server.url());
    CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::permission_denied);
    CHECK(other.connections() == 0);
  }
  SECTION("from https to http") {
    const Identity identity("IP:127.0.0.1");
    const LoopbackServer server({to(other.url())}, identity.context.get());
    options.ca_file = identity.file;
    options.allow_http = false;
    const auto id = bench.ready_at(server.url());
    CHECK(bench.fetcher(options).fetch(id).error().code == ErrorCode::permission_denied);
    CHECK(other.connections() == 0);
  }
  SECTION("to something else than the web") {
    const LoopbackServer server({to("file:///etc/hostname")});
    const auto id = bench.ready_at(server.url());
    CHECK(!bench.fetcher().fetch(id));
    CHECK(bench.entry(id).state == LedgerState::ready);
  }
  SECTION("round in a circle") {
    const LoopbackServer server({to("/again")});
    const auto id = bench.ready_at(server.url());
    CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::bad_response);
    CHECK(server.requests().size() == 6);
  }
}

TEST_CASE("a file that is too large is refused, and leaves nothing behind") {
  const FetchBench bench;
  auto options = bench.plain();
  options.largest_file = 1000;
  const auto behaviour = GENERATE(0, 1);
  const LoopbackServer server({behaviour == 0
                                   ? sends(head(200, 1001) + film(1001))
                                   : sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                                           film(1000) + "\r\n1\r\nx\r\n0\r\n\r\n")});
  const auto id = bench.ready_at(server.url());
  const auto refused = bench.fetcher(options).fetch(id);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::quota_exceeded);
  CHECK(bench.folder.files().empty());
  options.largest_file = 1001;
  CHECK(bench.fetcher(options).fetch(id).value().state == LedgerState::fetched);
}

TEST_CASE("a file whose end cannot be told from a broken connection is not believed") {
  const FetchBench bench;
  const LoopbackServer server({sends("HTTP/1.1 200 OK\r\n\r\nhalf a film")});
  const auto id = bench.ready_at(server.url());
  CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::bad_response);
  CHECK(bench.entry(id).state == LedgerState::ready);
}

TEST_CASE("chunks that end too soon are a broken transfer, and an empty file is a file") {
  const FetchBench bench;
  const LoopbackServer server(
      {sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf "), says(200, "")});
  const auto id = bench.ready_at(server.url());
  CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::unavailable);
  const auto fetched = bench.fetcher().fetch(id).value();
  CHECK(fetched.files.at(0).fetched_bytes == 0);
  CHECK(fetched.files.at(0).sha256 == sha256_hex(""));
}

TEST_CASE("a transfer that stands still is given up, and gone on with") {
  const FetchBench bench;
  const std::string bytes = film(5000);
  const LoopbackServer server({[&](LoopbackConnection& connection) {
                                 connection.send(head(200, 5000, "ETag: \"v1\"\r\n") + bytes.substr(0, 3000));
                                 connection.hang();
                               },
                               says(206, bytes.substr(3000), "Content-Range: bytes 3000-4999/5000\r\n")});
  const auto id = bench.ready_at(server.url());
  auto options = bench.plain();
  options.stalled = 1s;
  const auto stalled = bench.fetcher(options).fetch(id);
  REQUIRE(!stalled);
  CHECK(stalled.error().code == ErrorCode::unavailable);
  CHECK(stalled.error().message == "the transfer from 127.0.0.1 stands still");
  CHECK(bench.fetcher(options).fetch(id)->files.at(0).sha256 == sha256_hex(bytes));
}

TEST_CASE("a stop token ends a fetch, whose part stays") {
  const FetchBench bench;
  std::stop_source stop;
  const LoopbackServer server({[](LoopbackConnection& connection) {
    connection.send(head(200, 5'000'000, "ETag: \"v1\"\r\n") + film(3'000'000));
    connection.hang();
  }});
  const auto id = bench.ready_at(server.url());
  auto options = bench.plain();
  options.progress = [&](const FetchProgress& progress) {
    if (progress.bytes > 0) stop.request_stop();
  };
  const auto stopped = bench.fetcher(options).fetch(id, stop.get_token());
  REQUIRE(!stopped);
  CHECK(stopped.error().code == ErrorCode::cancelled);
  CHECK(bench.folder.files().size() == 1);
  CHECK(bench.entry(id).state == LedgerState::ready);
}

TEST_CASE("what fails is put off, and what is next comes first") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const LoopbackServer server({says(404, "none"), says(200, "film")});
  const auto first = bench.ready_at(server.url(), "r-1");
  bench.clock.advance(1s);
  const auto second = bench.ready_at(server.url(), "r-2");
  const auto fetcher = bench.fetcher();
  CHECK(fetcher.fetch_next().error().code == ErrorCode::not_found);
  const auto next = fetcher.fetch_next().value();
  REQUIRE(next);
  CHECK(next->id == second);
  CHECK(!fetcher.fetch_next().value());
  bench.clock.advance(30s);
  CHECK(fetcher.fetch_next().value()->id == first);
  CHECK(bench.entry(first).failure.empty());
}

TEST_CASE("one recording is fetched by one at a time") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  std::string id;
  std::optional<Result<RecordingEntry>> beside;
  std::optional<Result<std::optional<RecordingEntry>>> next;
  const LoopbackServer server({[&](LoopbackConnection& connection) {
    beside = bench.fetcher().fetch(id);
    next = bench.fetcher().fetch_next();
    connection.answer(200, "film");
  }});
  id = bench.ready_at(server.url());
  CHECK(bench.fetcher().fetch(id));
  REQUIRE(beside);
  CHECK(beside->error().code == ErrorCode::unavailable);
  REQUIRE(next);
  CHECK(!next->value());
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a recording that is deleted while it is fetched is not here afterwards") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  std::string id;
  const LoopbackServer server({[&](LoopbackConnection& connection) {
    connection.send(head(200, 2'000'000));
    connection.send(film(1'000'000));
    CHECK(Recordings(bench.backend).remove(id));
    connection.send(film(1'000'000));
  }});
  id = bench.ready_at(server.url());
  const auto fetched = bench.fetcher().fetch(id);
  REQUIRE(!fetched);
  CHECK(fetched.error().code == ErrorCode::failed_precondition);
  CHECK(bench.entry(id).state == LedgerState::deleted);
  CHECK(bench.folder.files().empty());
}

TEST_CASE("only what is ready is fetched") {
  const FetchBench bench;
  bench.enters();
  const auto entry = Recordings(bench.backend).start("s1", {}).value();
  CHECK(bench.fetcher().fetch(entry.id).error().code == ErrorCode::failed_precondition);
  CHECK(bench.fetcher().fetch("none").error().code == ErrorCode::not_found);
  CHECK(!bench.fetcher().fetch_next().value());
}

TEST_CASE("a fetcher with options that make no sense is not made") {
  const FetchBench bench;
  const auto code = [&](FetcherOptions options) {
    return RecordingFetcher::open(bench.backend, std::move(options)).error().code;
  };
  CHECK(code({}) == ErrorCode::invalid_argument);
  CHECK(code({.folder = "/nowhere/at/all"}) == ErrorCode::invalid_argument);
  CHECK(code({.folder = bench.folder.path, .allowed_hosts = {"https://a.b"}}) == ErrorCode::invalid_argument);
  CHECK(code({.folder = bench.folder.path, .stalled = 0s}) == ErrorCode::invalid_argument);
}

TEST_CASE("a file that was whole when the process died is taken as it is") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const LoopbackServer server({says(200, "film")});
  const auto id = bench.ready_at(server.url());
  const auto path = bench.fetcher().fetch(id)->files.at(0).local_path;
  const auto forget_the_end = [&] {
    bench.write([&](Transaction& transaction) -> Result<void> {
      transaction.execute("UPDATE recordings SET state = 'ready' WHERE id = ?", {id});
      transaction.execute("UPDATE recording_files SET local_path = '', part_path = ?", {path + ".part"});
      return {};
    });
  };
  forget_the_end();
  CHECK(bench.fetcher().fetch(id)->files.at(0).local_path == path);
  CHECK(server.requests().size() == 1);
  forget_the_end();
  std::ofstream(path) << "damaged";
  CHECK(content_of(bench.fetcher().fetch(id)->files.at(0).local_path) == "film");
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a platform's own storage is fetched by its link") {
  const LoopbackServer server({says(200, "film")});
  const FetchBench bench(
      VPLATFORM_BOTH_DATABASES,
      R"({"default": "mock", "platforms": {"mock": {"base_url": ")" + server.url("") + R"("}}})");
  bench.enters();
  const auto entry = Recordings(bench.backend).start("s1", {}).value();
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  bench.hears(entry.ref, RecordingState::ready, bench.now());
  const auto fetched = bench.fetcher().fetch(entry.id).value();
  CHECK(fetched.state == LedgerState::fetched);
  REQUIRE(fetched.files.size() == 1);
  CHECK(fetched.files[0].local_path.ends_with(".mp4"));
  CHECK(server.requests().at(0).starts_with("GET /recordings/" + *entry.ref.id + "?expires="));
}

TEST_CASE("what the platform has lost has failed") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  bench.hears({.meeting = {}, .instance_key = "k", .id = "r-7"}, RecordingState::ready, bench.now());
  const auto id = bench.all().at(0).id;
  CHECK(bench.fetcher().fetch(id).error().code == ErrorCode::not_found);
  CHECK(bench.entry(id).state == LedgerState::failed);
  CHECK(bench.entry(id).failure == "the platform no longer has it");
}
