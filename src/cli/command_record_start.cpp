#include <CLI/CLI.hpp>
#include <memory>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/recording_text.hpp"
#include "cli/show_recording.hpp"
#include "cli/storage.hpp"
#include "vplatform/runtime_env.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string ref{};
  std::string kind{"composed"};
  std::string max_length{};
  std::string storage{"provider"};
  std::string key{};
};

Result<RecordingSpec> read(const Options& options, const Environment& environment) {
  const auto kind = read_recording_kind(options.kind);
  if (!kind) return Failure{kind.error()};
  auto target = read_storage(options.storage, environment);
  if (!target) return Failure{target.error()};
  RecordingSpec spec{.kind = *kind, .target = *std::move(target), .instance_key = options.key};
  if (!options.max_length.empty()) {
    const auto length = read_duration("--max-length", options.max_length);
    if (!length) return Failure{length.error()};
    spec.max_length = *length;
  }
  // Made up here and not by the client, so that it can be said where the start fails.
  if (spec.instance_key.empty()) spec.instance_key = RuntimeEnv{}.filled().new_id();
  return spec;
}

// What may stand in place of a storage that the platform does not take; empty where it takes it.
std::string other_storages(const RecordingSpec& spec, CapabilitySet there) {
  using enum Capability;
  if (spec.kind == RecordingKind::local ||
      there.covers(needs_of(RecordingSpec{.target = spec.target}).without({record_composed}))) {
    return {};
  }
  std::string names;
  for (const Capability one : (there & CapabilitySet{store_at_provider, store_s3_keys, store_s3_role,
                                                     store_gcs, store_azure, store_file})
                                  .list()) {
    names += (names.empty() ? "" : ", ");
    names += one == store_at_provider ? "provider" : to_string(one).substr(std::string_view("store_").size());
  }
  return names.empty() ? "" : "--storage may be one of " + names + " there; --help says what each takes";
}

std::string hint_for_start(const Error& error, const RecordingSpec& spec, const Options& options,
                           const PlatformInfo& info) {
  if (error.effect == Effect::unknown) {
    return "try again with --key " + spec.instance_key + ": a recording of that key is never started twice";
  }
  if (error.code == ErrorCode::not_found)
    return "'vplatform find " + options.ref + "' shows whether it is there";
  if (error.code == ErrorCode::unsupported && info.capabilities.has(Capability::record_on_demand)) {
    return other_storages(spec, info.capabilities);
  }
  return {};
}

Exit start(const Options& options, Context& context) {
  const auto spec = read(options, context.environment);
  if (!spec) return context.out.misused(spec.error());
  const auto meeting = open_meeting(context, options.ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto recording = meeting->client.start_recording(meeting->ref, *spec);
  if (!recording) {
    const Error& error = recording.error();
    return context.out.failed(error, exit_of(error),
                              hint_for_start(error, *spec, options, meeting->client.info()));
  }
  show_recording(context.out, *recording);
  if (!recording->ref.id) {
    context.out.note("its id comes later: 'vplatform record list " + options.ref + "' shows it");
  }
  return Exit::done;
}

}  // namespace

void add_record_start(CLI::App& group, Invocation& invocation) {
  auto* command = add_command(group, invocation, "start", "Record a meeting that goes on");
  command->footer(
      "Storages, with what they take after a comma:\n"
      "  provider  the platform's own\n"
      "  s3_keys   bucket, region, endpoint, prefix; keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,\n"
      "            or where access_key_id_env and secret_access_key_env say\n"
      "  s3_role   bucket, region, role_arn, prefix\n"
      "  gcs       bucket, prefix, credentials_file\n"
      "  azure     account, container, prefix; key from AZURE_STORAGE_KEY, or where account_key_env says\n"
      "  file      path: on the recorder's own disk\n"
      "For example --storage s3_keys,bucket=calls,region=eu-west-1");
  auto options = std::make_shared<Options>();
  command->add_option("meeting", options->ref, "The meeting: instance/id")->required()->type_name("REF");
  command->add_option("--kind", options->kind, "composed, audio_only, per_track or local")
      ->type_name("KIND")
      ->capture_default_str();
  command->add_option("--max-length", options->max_length, "It ends by itself after: 30m, 1h")
      ->type_name("DURATION");
  command->add_option("--storage", options->storage, "Where it goes, see below")
      ->type_name("KIND[,NAME=VALUE]")
      ->capture_default_str();
  command->add_option("--key", options->key, "A UUID of yours; a recording of it is never started twice")
      ->type_name("KEY");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return start(*options, context); };
  });
}

}  // namespace vplatform::cli
