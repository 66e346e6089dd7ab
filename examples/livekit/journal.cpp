#include "journal.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "whole_file.hpp"

namespace controller {
namespace {

using nlohmann::json;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;

constexpr std::string_view ending = ".json";

json to_json(const Note& note) {
  return {{"key", note.key},
          {"session", note.session_id},
          {"room_url", note.room_url},
          {"details", note.details},
          {"noted_at", vplatform::to_rfc3339(note.noted_at)},
          {"archived", note.archived},
          {"path", note.path}};
}

Result<Note> read_note(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const auto object = json::parse(text);
    const auto noted_at = vplatform::parse_rfc3339(object.at("noted_at").get<std::string>());
    if (!noted_at) return Failure{noted_at.error()};
    return Note{.key = object.at("key"),
                .session_id = object.at("session"),
                .room_url = object.at("room_url"),
                .details = object.at("details"),
                .noted_at = *noted_at,
                .archived = object.at("archived"),
                .path = object.at("path")};
  } catch (const json::exception&) {
    return fail(ErrorCode::unavailable, "the note " + file.filename().string() + " cannot be read");
  }
}

/// Somebody has been at it. The others are not kept from their archive by that.
void put_aside(const std::filesystem::path& file) {
  std::cerr << "the note " << file.filename() << " cannot be read and is put aside\n";
  std::error_code ignored;
  std::filesystem::rename(file, file.string() + ".unreadable", ignored);
}

}  // namespace

Result<Journal> Journal::open(std::string folder) {
  std::error_code failed;
  for (const char* part : {"/pending", "/finished"}) {
    std::filesystem::create_directories(folder + part, failed);
    if (failed)
      return fail(ErrorCode::unavailable, "the folder " + folder + " (CONTROL_STATE_DIR) cannot be made");
  }
  return Journal(std::move(folder));
}

std::string Journal::pending_file(std::string_view key) const {
  return folder_ + "/pending/" + std::string(key) + std::string(ending);
}

Result<void> Journal::write(const Note& note) const {
  return write_whole_file(pending_file(note.key), to_json(note).dump(2));
}

void Journal::forget(std::string_view key) const {
  std::error_code ignored;
  std::filesystem::remove(pending_file(key), ignored);
}

Result<void> Journal::finish(const Note& note, std::string_view outcome) const {
  auto object = to_json(note);
  object["outcome"] = outcome;
  const auto done = write_whole_file(folder_ + "/finished/" + note.key + std::string(ending), object.dump(2));
  if (done) forget(note.key);
  return done;
}

Result<std::vector<Note>> Journal::pending() const {
  std::vector<Note> notes;
  std::error_code failed;
  for (std::filesystem::directory_iterator file(folder_ + "/pending", failed), end; !failed && file != end;
       file.increment(failed)) {
    if (file->path().extension() != ending) continue;
    auto note = read_note(file->path());
    if (note) {
      notes.push_back(*std::move(note));
    } else if (std::filesystem::exists(file->path())) {
      put_aside(file->path());
    }
  }
  if (failed) return fail(ErrorCode::unavailable, "the journal cannot be read");
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.noted_at < b.noted_at; });
  return notes;
}

}  // namespace controller
