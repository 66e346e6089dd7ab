// Sends a request of every operation through an independent validator that knows the provider's own published
// document, and counts. See tests/contract/run.sh.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "excuses.hpp"
#include "journey.hpp"
#include "recorder.hpp"
#include "services.hpp"
#include "vplatform/builtin_platforms.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace contract {
namespace {

using namespace vplatform;

struct Arguments {
  Places places{};
  std::string excuses{};
  std::string protocol{};  ///< protocol.mjs, beside the packages that it needs.
};

PlatformFactory open(const Service& service, std::shared_ptr<HttpTransport> network) {
  const platforms::daily::EmulatorOptions daily;
  const platforms::whereby::EmulatorOptions whereby;
  const platforms::livekit::EmulatorOptions livekit;
  Registry registry;
  add_builtin_platforms(registry);
  const auto environment = Environment::of({{"DAILY_KEY", daily.api_key},
                                            {"DAILY_HMAC", daily.webhook_hmac},
                                            {"WHEREBY_KEY", whereby.api_key},
                                            {"LIVEKIT_KEY", livekit.keys.front().issuer},
                                            {"LIVEKIT_SECRET", livekit.keys.front().secret.reveal()}});
  const std::string text = R"({"version": 1, "default": ")" + service.kind + R"(", "platforms": {")" +
                           service.kind + R"(": )" + service.settings + "}}";
  auto factory =
      PlatformFactory::open(std::move(registry), Config::from_text(text, environment), std::move(network));
  if (!factory) throw std::runtime_error(factory.error().message);
  return *std::move(factory);
}

// LiveKit publishes protocol buffers, and LiveKit's own package reads our bodies with unknown fields refused.
void check_messages(std::vector<Sent>& sent, const Arguments& arguments) {
  const std::string requests = arguments.places.work + "/livekit-requests.jsonl";
  const std::string verdicts = arguments.places.work + "/livekit-verdicts.jsonl";
  {
    std::ofstream out(requests);
    for (const auto& one : sent) {
      spi::JsonWriter line;
      line.begin_object().member("url", one.url).member("body", one.body).end_object();
      out << line.text() << '\n';
    }
  }
  const std::string command = "node '" + arguments.protocol + "' '" + requests + "' > '" + verdicts + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("protocol.mjs failed");
  std::ifstream in(verdicts);
  std::string line;
  for (auto& one : sent) {
    if (!std::getline(in, line)) throw std::runtime_error("protocol.mjs did not look at every request");
    const auto verdict = spi::Json::parse(line);
    const std::string message = verdict ? (*verdict)["message"].text_or("") : "unreadable";
    if (!message.empty()) one.violations.push_back(message);
  }
}

/// The names of the steps that the public header of a platform declares.
std::set<std::string> public_steps(const std::string& kind) {
  const std::string file = CONTRACT_PLATFORMS "/" + kind + "/include/vplatform/platforms/" + kind + ".hpp";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::string header = text.str();
  header = header.substr(0, header.find("\n private:"));
  static const std::regex declaration(R"(\bStep<[^(;]*>\s+(\w+)\()");
  std::set<std::string> names;
  for (std::sregex_iterator one(header.begin(), header.end(), declaration), end; one != end; ++one) {
    names.insert((*one)[1]);
  }
  if (names.empty()) throw std::runtime_error(file + " declares no steps");
  return names;
}

struct Tally {
  int requests = 0;
  int excused = 0;
  int faults = 0;
};

void fault(Tally& tally, const std::string& text) {
  ++tally.faults;
  std::printf("  FAIL %s\n", text.c_str());
}

void count(Tally& tally, const std::string& platform, const std::vector<Sent>& sent,
           const std::vector<Excuse>& excuses) {
  std::map<std::pair<std::string, std::string>, int> requests;  // by operation and endpoint
  for (const auto& one : sent) {
    ++tally.requests;
    ++requests[{one.operation, one.endpoint}];
    for (const auto& words : one.violations) {
      if (excuse_for(excuses, platform, one.endpoint, words) != nullptr) {
        ++tally.excused;
      } else {
        fault(tally,
              one.endpoint + ": " + words + (one.body.empty() ? "" : "\n       " + one.body.substr(0, 400)));
      }
    }
  }
  for (const auto& [what, number] : requests) {
    std::printf("  %-24s %-44s %3d\n", what.first.c_str(), what.second.c_str(), number);
  }
}

void look_at(Tally& tally, const Service& service, const Arguments& arguments,
             const std::vector<Excuse>& excuses) {
  std::printf("\n%s\n", service.kind.c_str());
  const auto network = std::make_shared<Recorder>();
  const auto factory = open(service, network);
  const auto client = factory.client(service.kind);
  const auto travelled = Journey(*client, *service.emulator).travel();
  auto sent = network->sent();
  if (!service.validator) check_messages(sent, arguments);
  count(tally, service.kind, sent, excuses);
  for (const auto& what : travelled.faults) fault(tally, what);
  for (const auto& [operation, evidence] : travelled.declared) {
    if (excuse_for(excuses, service.kind, operation, "silent") != nullptr) continue;
    for (const auto& wanted : evidence) {
      const bool found = std::any_of(sent.begin(), sent.end(), [&](const Sent& one) {
        return one.operation == wanted || one.endpoint == wanted;
      });
      if (!found) fault(tally, operation + ": declared, and no request of " + wanted + " was checked");
    }
  }
  for (const auto& step : public_steps(service.kind)) {
    if (travelled.declared.count(step) == 0)
      fault(tally, step + ": a step of the class, and not in the journey");
  }
}

int run(const Arguments& arguments) {
  const auto excuses = read_excuses(arguments.excuses);
  Tally tally;
  look_at(tally, start_daily(arguments.places), arguments, excuses);
  look_at(tally, start_whereby(arguments.places), arguments, excuses);
  look_at(tally, start_livekit(), arguments, excuses);
  std::printf("\n%d requests checked, %d violations excused, %d faults\n", tally.requests, tally.excused,
              tally.faults);
  return tally.faults == 0 && tally.requests > 0 ? 0 : 1;
}

}  // namespace
}  // namespace contract

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs(
        "usage: contract PRISM OPENAPI_DIR WORK_DIR EXCUSES PROTOCOL_MJS (tests/contract/run.sh calls it)\n",
        stderr);
    return 2;
  }
  try {
    return contract::run({.places = {.prism = argv[1], .openapi = argv[2], .work = argv[3]},
                          .excuses = argv[4],
                          .protocol = argv[5]});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "contract: %s\n", problem.what());
    return 1;
  }
}
