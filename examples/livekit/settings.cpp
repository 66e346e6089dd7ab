#include "settings.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <vplatform/spi/url.hpp>

namespace controller {
namespace {

using vplatform::SettingsReader;
namespace spi = vplatform::spi;

struct Unread {
  const char* name;
  const char* why;
};

constexpr Unread unread[] = {
    {"LIVEKIT_EGRESS_URL", "the egress workers are configured at LiveKit"},
    {"LIVEKIT_ALLOWED_ORIGINS", "browsers do not call here: x-api-key is for servers"},
    {"DAILY_ROOM_BASE_URL", "presence is LiveKit's own"},
    {"DISABLE_PRESENCE_GUARDS", "presence is LiveKit's own"},
    {"PRESENCE_STALE_THRESHOLD_MS", "presence is LiveKit's own"},
    {"LIVEKIT_EGRESS_STOP_MAX_ATTEMPTS", "a stop is repeated until LiveKit has obeyed"},
    {"LIVEKIT_EGRESS_STOP_RETRY_DELAY_MS", "a stop is repeated until LiveKit has obeyed"},
    {"LIVEKIT_EGRESS_STOP_STATUS_CHECKS", "a stop is repeated until LiveKit has obeyed"},
    {"LIVEKIT_EGRESS_STOP_STATUS_INTERVAL_MS", "a stop is repeated until LiveKit has obeyed"},
    {"RECORDING_FINALIZE_RETRY_ATTEMPTS", "a finished recording is never given up"},
};

int whole(SettingsReader& reader, const char* name, const char* variable, int otherwise, int least,
          int most = std::numeric_limits<int>::max()) {
  const auto number = reader.number(name, {.env = variable});
  if (!number) return otherwise;
  if (*number >= least && *number <= most) return static_cast<int>(*number);
  reader.fault(name, "(" + std::string(variable) + ") is not between " + std::to_string(least) + " and " +
                         std::to_string(most));
  return otherwise;
}

enum class Path { none, any };

std::string url_of(SettingsReader& reader, const char* name, const char* variable, Path path,
                   const std::string& otherwise) {
  auto text = reader.text(name, {.env = variable}).value_or(otherwise);
  while (text.ends_with('/')) text.pop_back();
  const auto url = spi::parse_url(text);
  const bool safe = url && !url->has_user && url->query.empty() && (path == Path::any || url->path.empty()) &&
                    (url->scheme == "https" || (url->scheme == "http" && spi::is_loopback(url->host)));
  if (!text.empty() && !safe)
    reader.fault(name, "(" + std::string(variable) +
                           ") is no https address that can be used (http is for loopback alone)");
  return text;
}

/// Variables cannot hold line breaks everywhere, so keys come with the two characters `\n`.
std::string with_line_breaks(std::string text) {
  for (auto at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at + 1))
    text.replace(at, 2, "\n");
  return text;
}

/// The service account's file as one variable; what is set on its own wins.
nlohmann::json service_account(SettingsReader& reader) {
  const auto text = reader.secret("service_account", {.env = "FIREBASE_SERVICE_ACCOUNT_JSON"});
  if (!text) return nlohmann::json::object();
  auto account = nlohmann::json::parse(text->reveal(), nullptr, false);
  if (account.is_object()) return account;
  reader.fault("service_account", "(FIREBASE_SERVICE_ACCOUNT_JSON) is not a JSON object");
  return nlohmann::json::object();
}

std::string member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<FirebaseSettings> read_firebase(SettingsReader& reader) {
  const auto account = service_account(reader);
  const auto project =
      reader.text("project_id", {.env = "FIREBASE_PROJECT_ID"}).value_or(member(account, "project_id"));
  FirebaseSettings firebase;
  firebase.client_email =
      reader.text("client_email", {.env = "FIREBASE_CLIENT_EMAIL"}).value_or(member(account, "client_email"));
  const auto key = reader.secret("private_key", {.env = "FIREBASE_PRIVATE_KEY"});
  firebase.private_key =
      vplatform::Secret(with_line_breaks(key ? key->reveal() : member(account, "private_key")));
  // Not guessed from the project: it is PROJECT.firebasestorage.app, or PROJECT.appspot.com in older ones.
  firebase.bucket = reader.text("bucket", {.env = "FIREBASE_STORAGE_BUCKET"}).value_or("");
  firebase.database_url = url_of(reader, "database_url", "FIREBASE_DATABASE_URL", Path::none, "");
  firebase.storage_url =
      url_of(reader, "storage_url", "FIREBASE_STORAGE_URL", Path::none, "https://storage.googleapis.com");
  const auto token_uri = member(account, "token_uri");
  firebase.token_url = url_of(reader, "token_url", "FIREBASE_TOKEN_URL", Path::any,
                              token_uri.empty() ? "https://oauth2.googleapis.com/token" : token_uri);

  const bool wanted = !project.empty() || !firebase.client_email.empty() || !firebase.private_key.empty() ||
                      !firebase.bucket.empty() || !firebase.database_url.empty();
  if (!wanted) return std::nullopt;
  const auto need = [&](bool there, const char* name, const char* variable) {
    if (!there) reader.fault(name, "is missing: set " + std::string(variable));
  };
  need(!firebase.client_email.empty(), "client_email", "FIREBASE_CLIENT_EMAIL");
  need(!firebase.private_key.empty(), "private_key", "FIREBASE_PRIVATE_KEY");
  need(!firebase.bucket.empty(), "bucket", "FIREBASE_STORAGE_BUCKET");
  need(!firebase.database_url.empty(), "database_url", "FIREBASE_DATABASE_URL");
  return firebase;
}

}  // namespace

vplatform::Result<Settings> read_settings(const vplatform::Environment& environment) {
  using std::chrono::milliseconds;
  SettingsReader reader("controller", "{}", environment);
  Settings settings;
  settings.address.host = reader.text("host", {.env = "CONTROL_HOST"}).value_or("127.0.0.1");
  settings.address.port = whole(reader, "port", "CONTROL_PORT", 8789, 0, 65535);
  const auto key = reader.secret("control_key", {.env = "LIVEKIT_CONTROL_API_KEY", .required = true});
  if (key) settings.control_key = *key;
  settings.recordings = reader.text("recordings", {.env = "RECORDING_OUTPUT_DIR"}).value_or("/recordings");
  settings.state = reader.text("state", {.env = "CONTROL_STATE_DIR"}).value_or("controller-state");
  settings.archive = reader.text("archive", {.env = "ARCHIVE_DIR"}).value_or(settings.state + "/archive");
  settings.delete_local = reader.flag("delete_local", {.env = "DELETE_LOCAL_AFTER_UPLOAD"}).value_or(false);
  settings.refuse_duplicates =
      !reader.flag("allow_duplicates", {.env = "DISABLE_DUPLICATE_GUARD"}).value_or(false);
  settings.max_people = whole(reader, "max_people", "MAX_PARTICIPANTS_PER_ROOM", 2, 1);
  const int looks = whole(reader, "file_looks", "RECORDING_FILE_WAIT_ATTEMPTS", 24, 1, 100'000);
  const int pause = whole(reader, "file_pause", "RECORDING_FILE_WAIT_DELAY_MS", 5000, 1);
  settings.file_wait = looks * milliseconds(pause);
  settings.first_retry = milliseconds(whole(reader, "retry", "RECORDING_FINALIZE_RETRY_DELAY_MS", 10'000, 1));
  settings.firebase = read_firebase(reader);

  std::string faults;
  for (const auto& fault : reader.faults()) faults += (faults.empty() ? "" : "\n") + fault;
  if (!faults.empty()) return vplatform::fail(vplatform::ErrorCode::invalid_argument, faults);
  for (const auto& [name, why] : unread) {
    if (environment.variable(name)) settings.ignored.push_back(std::string(name) + " is not read: " + why);
  }
  return settings;
}

}  // namespace controller
