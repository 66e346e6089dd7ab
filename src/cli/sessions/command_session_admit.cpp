#include <CLI/CLI.hpp>
#include <memory>

#include "cli/arguments.hpp"
#include "cli/json_shapes.hpp"
#include "cli/sessions/json_session.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/show_session.hpp"
#include "cli/sessions/store_command.hpp"
#include "cli/show_grant.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string session{};
  std::string code{};
  std::string caller{"vplatform"};
  std::string person{};
  std::string name{};
  std::string role{"participant"};
};

Result<sessions::AdmissionRequest> read(const Options& options) {
  if (options.session.empty() == options.code.empty())
    return fail(ErrorCode::invalid_argument, "into which session: give its id, or --code, one of the two");
  const auto role = read_role(options.role);
  if (!role) return Failure{role.error()};
  return sessions::AdmissionRequest{.session_id = options.session,
                                    .join_code = options.code,
                                    .person = options.person,
                                    .name = options.name,
                                    .role = *role,
                                    .caller = options.code.empty() ? "" : options.caller};
}

Exit show(Output& out, const sessions::Admission& admission) {
  if (out.json()) {
    out.value(to_json(write_admission, admission));
  } else {
    out.fields({{"admission", std::string(to_string(admission.reason))},
                {"session", admission.session_id},
                {"person", admission.person},
                {"ask again at", text_of(admission.again_at)}});
    if (admission.grant) show_grant(out, *admission.grant);
  }
  return admission.grant ? Exit::done : Exit::platform_failed;
}

Exit admit(const Options& options, Context& context) {
  const auto request = read(options);
  if (!request) return context.out.misused(request.error());
  return on_store_and_platforms(context, [&](const sessions::Backend& backend) {
    const auto admission = sessions::Sessions(backend).admit(*request);
    if (!admission) return failed_on_store(context.out, admission.error(), where_sessions_are);
    return show(context.out, *admission);
  });
}

}  // namespace

void add_session_admit(CLI::App& group, Invocation& invocation) {
  auto* command =
      add_store_command(group, invocation, "admit", "Let a person into a session, or say why not");
  command->footer("Ends with 1 where the answer is no. A code lets nobody in as a host.");
  auto options = std::make_shared<Options>();
  command->add_option("session", options->session, "Its id: you vouch for the person")->type_name("ID");
  command->add_option("--code", options->code, "The join code that the person has")->type_name("CODE");
  command->add_option("--name", options->name, "Shown to the others")->required()->type_name("NAME");
  command->add_option("--person", options->person, "The person in your system; default: a new guest")
      ->type_name("PERSON");
  command->add_option("--role", options->role, "host, participant or viewer")
      ->type_name("ROLE")
      ->capture_default_str();
  command->add_option("--caller", options->caller, "Who tries codes: so many wrong ones are its limit")
      ->type_name("WHO")
      ->capture_default_str();
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return admit(*options, context); };
  });
}

}  // namespace vplatform::cli
