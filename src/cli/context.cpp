#include "cli/context.hpp"

#include <utility>

#include "cli/arguments.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {

Result<Config> Context::config() const {
  return config_path.empty() ? Config::from_environment(environment)
                             : Config::from_file(config_path, environment);
}

Result<PlatformFactory> Context::open(FactoryOptions options) const {
  Registry registry;
  add_builtin_platforms(registry);
  return PlatformFactory::open(std::move(registry), config(), make_curl_transport(), {}, std::move(options));
}

Result<OpenInstance> open_instance(const Context& context, const std::string& name) {
  auto factory = context.open();
  if (!factory) return Failure{factory.error()};
  auto client = factory->client(name);
  if (!client) return Failure{client.error()};
  return OpenInstance{std::move(*factory), std::move(*client)};
}

Result<OpenMeeting> open_meeting(const Context& context, const std::string& ref) {
  auto parsed = read_reference(ref);
  if (!parsed) return Failure{parsed.error()};
  auto instance = open_instance(context, parsed->platform);
  if (!instance) return Failure{instance.error()};
  return OpenMeeting{std::move(instance->factory), std::move(instance->client), std::move(*parsed)};
}

Exit show_meeting(Output& out, const Meeting& meeting) {
  if (out.json()) {
    out.value(to_json(write_meeting, meeting));
    return Exit::done;
  }
  std::string differs;
  for (const auto& field : meeting.differs) differs += (differs.empty() ? "" : ", ") + field;
  out.fields({{"meeting", to_string(meeting.ref)},
              {"url", meeting.url},
              {"ends at", meeting.ends_at ? to_rfc3339(*meeting.ends_at) : ""},
              {"key", meeting.key},
              {"differs in", differs}});
  return Exit::done;
}

}  // namespace vplatform::cli
