#include "cli/show_grant.hpp"

namespace vplatform::cli {

void show_grant(Output& out, const JoinGrant& grant) {
  std::string hosts;
  for (const auto& host : grant.hosts) hosts += (hosts.empty() ? "" : " ") + host;
  out.fields({{"kind", std::string(to_string(grant.kind))},
              {"role", std::string(to_string(grant.role))},
              {"identity", grant.identity},
              {"url", grant.url.reveal()},
              {"token", grant.token.reveal()},
              {"server", grant.server_url},
              {"expires at", grant.expires_at ? to_rfc3339(*grant.expires_at) : ""},
              {"page must allow", hosts}});
  out.note("for this person only: whoever has it gets in");
}

}  // namespace vplatform::cli
