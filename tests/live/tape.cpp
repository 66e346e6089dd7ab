#include "tape.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <utility>

#include "recorded.hpp"

namespace vplatform::live {

namespace {

namespace recorded = platforms::livekit::recorded;

// Puts stable values in the place of those that only this run has.
class Cleaner {
 public:
  std::string clean(const spi::Json& json) {
    spi::JsonWriter out;
    write(out, json, "");
    return std::move(out).text();
  }

 private:
  static bool is_moment(std::string_view name) {
    static const std::set<std::string, std::less<>> names{
        "createdAt",   "created_at",    "creationTime", "creation_time", "creationTimeMs", "creation_time_ms",
        "joinedAt",    "joined_at",     "joinedAtMs",   "joined_at_ms",  "startedAt",      "started_at",
        "endedAt",     "ended_at",      "updatedAt",    "updated_at",    "unixMicro",      "unix_micro",
        "lastRetryAt", "last_retry_at", "duration"};
    return names.find(name) != names.end();
  }

  // As long as it was, so that seconds stay seconds and nanoseconds nanoseconds.
  static std::string moment(std::string_view digits) {
    std::string text = "1767225600";
    text.resize(std::max<std::size_t>(digits.size(), 1), '0');
    return digits == "0" ? "0" : text;
  }

  std::string id(const std::string& prefix, const std::string& whole) {
    const auto [found, is_new] = ids_.emplace(whole, "");
    if (is_new) found->second = prefix + '_' + std::to_string(++counts_[prefix]);
    return found->second;
  }

  std::string text(std::string text) {
    static const std::regex token(R"(eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)");
    static const std::regex address(R"(127\.0\.0\.1:[0-9]+|[0-9]{1,3}(\.[0-9]{1,3}){3}(:[0-9]+)?)");
    static const std::regex uuid("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");
    static const std::regex known("\\b(RM|PA|TR|EG|AD|EV|ND|IN|ST)_[A-Za-z0-9]{8,}");
    text = std::regex_replace(text, token, "<token>");
    text = std::regex_replace(text, address, "<address>");
    text = std::regex_replace(text, uuid, "<uuid>");
    std::string out;
    std::smatch found;
    while (std::regex_search(text, found, known)) {
      out += found.prefix().str() + id(found[1].str(), found[0].str());
      text = found.suffix().str();
    }
    return out + text;
  }

  void write(spi::JsonWriter& out, const spi::Json& json, std::string_view name) {
    if (json.is_object()) {
      out.begin_object();
      for (const auto& [member, value] : json.members()) {
        // A random number, which is told only once a packet has come.
        if (member != "ssrc") write(out.key(text(member)), value, member);
      }
      out.end_object();
    } else if (json.is_array()) {
      out.begin_array();
      for (const auto& item : json.items()) write(out, item, name);
      out.end_array();
    } else if (!json.text()) {
      out.raw(json.dump());
    } else if (name == "turn_password" || name == "turnPassword") {
      out.value("<turn password>");
    } else if (is_moment(name)) {
      out.value(moment(*json.text()));
    } else {
      out.value(text(std::string(*json.text())));
    }
  }

  std::map<std::string, std::string> ids_;
  std::map<std::string, int> counts_;
};

constexpr std::size_t line = 110;

// The question before its answer; the rest as it comes.
std::vector<std::pair<std::string, spi::Json>> in_order(const spi::Json& json) {
  auto members = json.members();
  const auto rank = [](const std::string& name) {
    static const std::vector<std::string> first{"do",   "method", "path", "door",   "claims",     "type",
                                                "body", "text",   "note", "status", "answer_type"};
    return std::find(first.begin(), first.end(), name) - first.begin();
  };
  if (json["do"].is_present())
    std::stable_sort(members.begin(), members.end(),
                     [&](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); });
  return members;
}

void print(std::string& out, const spi::Json& json, std::size_t indent);

// Short items share their lines.
void print_items(std::string& out, const spi::Json& json, std::size_t indent) {
  const std::string inner = "\n" + std::string(indent, ' ');
  std::size_t used = line;
  const char* separator = "";
  for (const auto& item : json.items()) {
    const auto width = item.dump().size() + 2;
    const bool fits = used + width <= line;
    out += separator + (fits ? std::string(" ") : inner);
    used = fits ? used + width : indent + width;
    print(out, item, indent);
    separator = ",";
  }
}

void print(std::string& out, const spi::Json& json, std::size_t indent) {
  const auto whole = json.dump();
  if (whole.size() + indent <= line || (!json.is_object() && !json.is_array())) {
    out += whole;
    return;
  }
  const std::string inner = "\n" + std::string(indent + 2, ' ');
  const bool is_object = json.is_object();
  out += is_object ? "{" : "[";
  const char* separator = "";
  for (const auto& [name, value] : in_order(json)) {
    spi::JsonWriter key;
    out += separator + inner + key.value(name).text() + ": ";
    print(out, value, indent + 2);
    separator = ",";
  }
  if (!is_object) print_items(out, json, indent + 2);
  out += "\n" + std::string(indent, ' ') + (is_object ? "}" : "]");
}

std::string issuer_of(const WebhookRequest& webhook) {
  const auto parts = spi::split_jwt(find_header(webhook.headers, "authorization").value_or(""));
  return parts ? parsed(parts->claims)["iss"].text_or("") : std::string{};
}

}  // namespace

Tape::Tape(Stage& stage, std::string_view name, std::string_view setup) : stage_(stage) {
  spi::JsonWriter head;
  head.begin_object().member("server", name).key("setup").raw(setup);
  head_ = head.text();
}

spi::Json Tape::ask(const Ask& what) {
  HttpRequest request{
      .method = what.method, .url = stage_.server.url() + what.path, .body = recorded::expanded(what.body)};
  const auto now = std::chrono::system_clock::now();
  if (what.door == "in the query") {
    request.url += "?access_token=" + recorded::token(what.claims, now);
  } else if (const auto header = recorded::authorization(what.door, what.claims, now); !header.empty()) {
    request.headers = {{.name = "Authorization", .value = header, .secret = true}};
  }
  if (what.method == "POST") request.headers.push_back({.name = "Content-Type", .value = what.type});
  const auto answer = stage_.transport->send(request, {.timeout = 60s}).value_or(HttpResponse{});

  spi::JsonWriter step;
  step.begin_object().member("do", "ask").member("path", what.path);
  if (what.method != "POST") step.member("method", what.method);
  if (what.type != "application/json") step.member("type", what.type);
  if (!what.door.empty()) step.member("door", what.door);
  if (!what.claims.empty()) step.key("claims").raw(what.claims);
  const auto body = spi::Json::parse(what.body);
  if (what.method == "POST" && body && body->is_object()) step.key("body").raw(what.body);
  if (what.method == "POST" && !(body && body->is_object())) step.member("text", what.body);
  step.member("status", answer.status);
  const auto type = find_header(answer.headers, "content-type").value_or("");
  step.member("answer_type", type);
  const bool is_json = type.substr(0, 16) == "application/json";
  if (is_json) step.key("answer").raw(answer.body);
  if (!is_json) step.member("answer_text", answer.body);
  steps_.push_back(std::move(step.end_object()).text());
  return parsed(answer.body);
}

void Tape::note(std::string_view what, const std::string& members) {
  spi::JsonWriter step;
  step.begin_object().member("do", what).end_object();
  steps_.push_back(spi::merge_patch(step.text(), members).value_or(""));
}

bool Tape::wait(const std::string& room, std::string_view event, std::size_t count) {
  spi::JsonWriter step;
  step.begin_object().member("do", "wait").member("room", room).member("event", event);
  steps_.push_back(std::move(step.member("count", static_cast<std::int64_t>(count)).end_object()).text());
  return stage_.receiver.wait_for(room, event, count, 40s).size() >= count;
}

std::string Tape::finish(const std::vector<std::string>& rooms) {
  std::vector<Delivery> all;
  for (const auto& room : rooms) {
    auto some = stage_.receiver.wait_for(room, "", 0, 0ms);
    // A recorder's events and the room's come in no order.
    std::stable_partition(some.begin(), some.end(),
                          [](const auto& one) { return one.type.substr(0, 6) != "egress"; });
    all.insert(all.end(), some.begin(), some.end());
  }
  std::string text = head_ + ",\"steps\":[";
  for (std::size_t i = 0; i < steps_.size(); ++i) text += (i == 0 ? "" : ",") + steps_[i];
  text += "],\"webhooks\":[";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& webhook = all[i].request;
    spi::JsonWriter one;
    one.begin_object().member("issuer", issuer_of(webhook));
    one.member("type", find_header(webhook.headers, "content-type").value_or(""));
    one.member("has_spaces", webhook.body.find(", \"") != std::string::npos);
    text += (i == 0 ? "" : ",") + one.key("body").raw(webhook.body).end_object().text();
  }
  return Cleaner().clean(parsed(text + "]}"));
}

std::string tape_file(const std::vector<std::string>& parts) {
  spi::JsonWriter out;
  out.begin_object().member(
      "note",
      "What livekit-server 1.13.5 answered and told. ./run live --record writes it; ids, "
      "moments, tokens, passwords and addresses are replaced.");
  out.key("servers").begin_array();
  for (const auto& part : parts) out.raw(part);
  std::string text;
  print(text, parsed(out.end_array().end_object().text()), 0);
  return text + "\n";
}

}  // namespace vplatform::live
