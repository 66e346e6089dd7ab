#pragma once

#include <string>
#include <vector>

#include "vplatform/sessions/session.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {

/// The members of a session, into an object that is open.
void write_session_members(spi::JsonWriter& out, const sessions::Session& session);
void write_session(spi::JsonWriter& out, const sessions::Session& session);
void write_person(spi::JsonWriter& out, const sessions::Person& person);
void write_log_entry(spi::JsonWriter& out, const sessions::LogEntry& entry);
/// With the link or token itself: it was asked for.
void write_admission(spi::JsonWriter& out, const sessions::Admission& admission);
void write_cleared(spi::JsonWriter& out, const sessions::Cleared& cleared);

}  // namespace vplatform::cli
