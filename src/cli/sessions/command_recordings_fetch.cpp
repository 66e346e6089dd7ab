#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "cli/json_shapes.hpp"
#include "cli/sessions/ledger_shapes.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/store_command.hpp"
#include "cli/storage.hpp"
#include "vplatform/sessions/recording_fetcher.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string recording{};
  std::string into{};
  std::vector<std::string> hosts{};
  std::vector<std::string> storages{};
  bool private_addresses = false;
  bool http = false;
};

Result<std::vector<S3Keys>> read_buckets(const std::vector<std::string>& texts,
                                         const Environment& environment) {
  std::vector<S3Keys> buckets;
  for (const auto& text : texts) {
    const auto target = read_storage(text, environment);
    if (!target) return Failure{target.error()};
    const auto* keys = std::get_if<S3Keys>(&*target);
    if (keys == nullptr) {
      return fail(ErrorCode::invalid_argument,
                  "--storage here is s3_keys: other storages are not fetched from");
    }
    buckets.push_back(*keys);
  }
  return buckets;
}

Result<sessions::FetcherOptions> read(const Options& options, const Environment& environment) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(options.into, ignored))
    return fail(ErrorCode::invalid_argument, "--into '" + options.into + "' is no folder that is there");
  auto buckets = read_buckets(options.storages, environment);
  if (!buckets) return Failure{buckets.error()};
  return sessions::FetcherOptions{.folder = options.into,
                                  .allowed_hosts = options.hosts,
                                  .allow_private_addresses = options.private_addresses,
                                  .allow_http = options.http,
                                  .buckets = *std::move(buckets)};
}

/// Says how far each file is, every tenth of it.
class Progress {
 public:
  explicit Progress(Output& out) : out_(&out) {}

  void operator()(const sessions::FetchProgress& now) {
    if (!now.of || *now.of == 0) return;
    const auto tenth = now.bytes * 10 / *now.of;
    auto& said = said_[now.path];
    if (tenth <= said) return;
    said = tenth;
    out_->note(now.path + "  " + std::to_string(tenth * 10) + " %");
  }

 private:
  Output* out_;
  std::map<std::string, std::uint64_t> said_;
};

Exit show(Output& out, const sessions::RecordingEntry& entry) {
  if (out.json()) out.value(to_json(write_entry, entry));
  out.fields({{"recording", entry.id}, {"state", std::string(to_string(entry.state))}});
  std::vector<Row> rows;
  for (const auto& file : entry.files)
    rows.push_back(
        {file.local_path, std::to_string(file.fetched_bytes) + " bytes", {file.sha256, Ink::faint}});
  out.table(rows, "  ");
  return Exit::done;
}

Exit fetch(const Options& options, Context& context) {
  auto how = read(options, context.environment);
  if (!how) return context.out.misused(how.error());
  how->progress = Progress(context.out);
  return on_store_and_platforms(context, [&](const sessions::Backend& backend) {
    const auto fetcher = sessions::RecordingFetcher::open(backend, *how);
    if (!fetcher) {
      return context.out.failed(fetcher.error(), Exit::usage,
                                "--allow-host takes a name or '*.' and a name: '*.daily.co'");
    }
    const auto entry = fetcher->fetch(options.recording);
    if (!entry) return failed_on_store(context.out, entry.error(), where_recordings_are);
    return show(context.out, *entry);
  });
}

}  // namespace

void add_recordings_fetch(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "fetch",
                                    "Fetch a recording's files; what broke off goes on where it was");
  command->footer(
      "Only over https, from hosts that are allowed, and never from private addresses; all of that can be\n"
      "relaxed for an own store. For a bucket of your own: --storage s3_keys,bucket=calls,region=eu-west-1,\n"
      "with the keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  auto options = std::make_shared<Options>();
  command->add_option("recording", options->recording, "Its id, as list shows it")
      ->required()
      ->type_name("ID");
  command->add_option("--into", options->into, "The folder that gets them")->required()->type_name("FOLDER");
  command->add_option("--allow-host", options->hosts, "Where links may lead: '*.daily.co'; may be repeated")
      ->required()
      ->type_name("HOST")
      ->allow_extra_args(false);
  command->add_option("--storage", options->storages, "A bucket of yours, see below; may be repeated")
      ->type_name("s3_keys,NAME=VALUE…")
      ->allow_extra_args(false);
  command->add_flag("--allow-private", options->private_addresses, "Also private addresses and the loopback");
  command->add_flag("--allow-http", options->http, "Also without TLS");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return fetch(*options, context); };
  });
}

}  // namespace vplatform::cli
