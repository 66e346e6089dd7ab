// Runs the library against a real livekit-server, with LiveKit's own SDK as the other side. See
// tests/live/run.sh.

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <utility>

#include "live.hpp"
#include "recorded.hpp"
#include "shape.hpp"
#include "support/server_process.hpp"
#include "tape.hpp"
#include "vplatform/curl_transport.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::live {

namespace {

const bool in_color = ::isatty(STDOUT_FILENO) != 0;

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

std::string painted(std::string_view text, std::string_view color) {
  if (!in_color) return std::string(text);
  return "\x1b[" + std::string(color) + "m" + std::string(text) + "\x1b[0m";
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

}  // namespace

void Report::section(std::string_view title) const {
  print("\n" + painted(title, "1") + "\n");
}

bool Report::check(std::string_view number, std::string_view what, bool holds, std::string_view detail) {
  ++(holds ? passed_ : failed_);
  const auto mark = holds ? painted("ok  ", "32") : painted("FAIL", "31");
  print("  " + mark + "  " + padded(number, 4) + std::string(what) + "\n");
  if (!holds && !detail.empty()) print("            " + std::string(detail.substr(0, 400)) + "\n");
  return holds;
}

int Report::finish() const {
  print("\n" + std::to_string(passed_) + " passed, " + std::to_string(failed_) + " failed, 0 skipped\n");
  return failed_ == 0 ? 0 : 1;
}

HttpResponse Stage::get(const std::string& path) const {
  const HttpRequest request{.url = server.url() + path, .repeat = Repeat::read};
  return transport->send(request, {}).value_or(HttpResponse{});
}

HttpResponse Stage::post(const std::string& method, const std::string& body,
                         const std::string& authorization) const {
  HttpRequest request{
      .method = "POST", .url = server.url() + "/twirp/livekit.RoomService/" + method, .body = body};
  request.headers = {{.name = "Content-Type", .value = "application/json"}};
  if (!authorization.empty())
    request.headers.push_back({.name = "Authorization", .value = authorization, .secret = true});
  return transport->send(request, {}).value_or(HttpResponse{});
}

HttpResponse Stage::post(const std::string& method, const std::string& body, const Token& token) const {
  return post(method, body, "Bearer " + token.text());
}

std::string Token::text() const {
  const auto now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  spi::JsonWriter claims;
  claims.begin_object().member("iss", key);
  if (!subject.empty()) claims.member("sub", subject);
  claims.member("nbf", static_cast<std::int64_t>((now + starts_in).count()));
  if (expires_in) claims.member("exp", static_cast<std::int64_t>((now + *expires_in).count()));
  claims.key("video").raw(video).end_object();
  return spi::sign_hs256(spi::HmacKey(secret), claims.text());
}

std::shared_ptr<const platforms::livekit::LiveKitPlatform> make_platform(
    const std::string& url, bool auto_create, const std::string& secret,
    std::vector<spi::TokenKey> webhook_keys) {
  const auto env = RuntimeEnv{}.filled();
  return platforms::livekit::make({.url = url,
                                   .api_key = api_key,
                                   .api_secret = Secret(secret),
                                   .webhook_keys = std::move(webhook_keys),
                                   .auto_create = auto_create},
                                  {.instance = "livekit", .now = env.now, .new_id = env.new_id})
      .value();
}

Client make_client(std::shared_ptr<const Platform> platform, std::shared_ptr<HttpTransport> transport) {
  return Client(std::make_shared<InstanceRuntime>(std::move(platform), std::move(transport), RuntimeEnv{}));
}

std::string fresh_key(std::string_view name) {
  static std::atomic<int> count{0};
  return std::string(name) + "." + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

spi::Json parsed(std::string_view text) {
  return spi::Json::parse(text).value_or(spi::Json{});
}

namespace {

struct Arguments {
  std::string server_binary{};
  std::string folder{};
  std::string sdk_folder{};
  std::string recorder{};   // the stand-in for an egress worker
  std::string tape_file{};  // what the tests have of the server's answers
  bool record = false;      // write that file, instead of comparing with it
};

// What all servers of a run share.
struct Run {
  const Arguments& arguments;
  Report report{};
  std::vector<std::string> tapes{};
};

// One server, and everything that is looked at on it.
void run_on_server(Run& run, bool auto_create, const std::string& redis,
                   const std::function<void(Stage&)>& scenarios) {
  const auto& arguments = run.arguments;
  auto& report = run.report;
  Receiver receiver;
  Server server({.binary = arguments.server_binary,
                 .folder = arguments.folder,
                 .name = !redis.empty() ? "livekit-server-redis"
                         : auto_create  ? "livekit-server"
                                        : "livekit-server-strict",
                 .webhook_url = receiver.url(),
                 .auto_create = auto_create,
                 .redis = redis});
  const auto transport = make_curl_transport();
  const auto platform = make_platform(server.url(), auto_create);
  Stage stage{.report = report,
              .server = server,
              .receiver = receiver,
              .transport = transport,
              .platform = platform,
              .client = make_client(platform, transport),
              .sdk_folder = arguments.sdk_folder,
              .recorder = arguments.recorder,
              .redis = redis,
              .tapes = run.tapes};
  report.section(std::string("livekit-server, auto_create ") + (auto_create ? "on" : "off") +
                 (redis.empty() ? "" : ", with redis") + ", at " + server.url());
  const auto answer = stage.get("/");
  if (report.check("1", "the server says OK", answer.status == 200 && answer.body == "OK", answer.body))
    scenarios(stage);
}

// Holds what the server said now against what the tests have of it, or keeps it for them.
void keep_tapes(Run& run) {
  const auto& arguments = run.arguments;
  run.report.section("what the server says, and what the tests have of it");
  const auto now = tape_file(run.tapes);
  if (arguments.record) {
    std::ofstream file(arguments.tape_file);
    file << now;
    file.close();
    run.report.check("-", "written to " + arguments.tape_file, file.good());
    return;
  }
  std::stringstream kept;
  kept << std::ifstream(arguments.tape_file).rdbuf();
  platforms::livekit::Shape shape;
  shape.compare("", parsed(kept.str()), parsed(now));
  std::string why;
  for (const auto& one : shape.differences()) {
    if (!platforms::livekit::recorded::varies(one)) why += "\n            " + one;
  }
  run.report.check("-", "the tests' data is what the server says today", why.empty(),
                   "./run live --record writes it anew" + why);
}

int run(const Arguments& arguments) {
  Run run{.arguments = arguments};
  run_on_server(run, true, "", [](Stage& stage) {
    run_room_scenarios(stage);
    run_token_scenarios(stage);
    run_webhook_scenarios(stage);
    run_sdk_scenarios(stage);
    run_people_scenarios(stage);
    run_tape(stage);
  });
  run_on_server(run, false, "", run_strict_scenarios);
  std::string port;
  const std::string redis_log = arguments.folder + "/redis.log";
  const auto redis = testing::start_server(
      [&](testing::FreePorts& ports) {
        port = std::to_string(ports.next());
        return std::vector<std::string>{"redis-server", "--port", port, "--bind", "127.0.0.1", "--save", ""};
      },
      redis_log,
      [&] { return testing::text_of(redis_log).find("Ready to accept connections") != std::string::npos; });
  run_on_server(run, true, "127.0.0.1:" + port, [](Stage& stage) {
    run_recording_scenarios(stage);
    run_recorder_scenarios(stage);
  });
  keep_tapes(run);
  return run.report.finish();
}

}  // namespace

}  // namespace vplatform::live

int main(int argc, char** argv) {
  const bool record = argc == 7 && std::string_view(argv[6]) == "--record";
  if (argc != 6 && !record) {
    std::fputs(
        "usage: livekit_live SERVER FOLDER SDK_FOLDER RECORDER TAPE_FILE [--record] (tests/live/run.sh calls "
        "it)\n",
        stderr);
    return 2;
  }
  try {
    return vplatform::live::run({.server_binary = argv[1],
                                 .folder = argv[2],
                                 .sdk_folder = argv[3],
                                 .recorder = argv[4],
                                 .tape_file = argv[5],
                                 .record = record});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "live: %s\n", problem.what());
    return 1;
  }
}
