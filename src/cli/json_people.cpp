#include "cli/json_shapes.hpp"
#include "cli/presence_text.hpp"

namespace vplatform::cli {

void write_participant(spi::JsonWriter& out, const Participant& participant) {
  out.member("id", participant.id.value);
  write_optional(out, "identity", participant.identity);
  write_optional(out, "name", participant.name);
  if (participant.role) out.member("role", to_string(*participant.role));
  out.member("is_person", participant.is_person);
  write_optional(out, "joined_at", participant.joined_at);
}

void write_presence(spi::JsonWriter& out, const Presence& presence) {
  out.begin_object();
  out.member("state", in_words(presence.state));
  write_optional(out, "as_of", presence.as_of);
  out.member("complete", presence.complete);
  out.key("people").begin_array();
  for (const auto& one : presence.people) {
    out.begin_object();
    write_participant(out, one);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace vplatform::cli
