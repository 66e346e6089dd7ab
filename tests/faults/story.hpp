#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "faults/kill_world.hpp"
#include "faults/victim.hpp"
#include "vplatform/sessions/session.hpp"

namespace faults {

/// The life of two sessions, one that is held and one that is cancelled, told to a child that may die over
/// each word: people come, one is put out, three recordings are made, one of which is deleted before its last
/// event has come, and everything ends. What a host or Daily would say again after a death is said again; a
/// host that does not repeat leaves it to the reconciler wherever something was written down.
class Story {
 public:
  Story(KillWorld& world, int number, std::vector<Death> deaths, bool repeats = true);

  /// Tells all of it.
  void tell();
  /// How often the child came by each crash point; for a story without deaths.
  [[nodiscard]] std::map<std::string, int> hits();
  [[nodiscard]] const std::vector<Death>& died() const noexcept { return victim_.died(); }
  /// What is not as it should be; empty where the deaths have left no trace.
  [[nodiscard]] const std::vector<std::string>& wrong() const noexcept { return wrong_; }
  [[nodiscard]] int acknowledged() const noexcept { return static_cast<int>(acknowledged_.size()); }

 private:
  using Json = vplatform::spi::Json;
  using Words = vplatform::spi::JsonWriter;

  void tell_all();
  // The chapters.
  void make_sessions();
  void let_people_in();
  void put_bob_out();
  void record_and_delete();
  void record_until_the_end();
  void fetch_an_own_recording();
  void end_sessions();
  void settle();
  void leave_nothing();

  /// Says it until it is answered well, or `is_done` where the child died over it.
  Json insist(const Words& words, const std::function<bool()>& is_done = {});
  std::string create(const std::string& key, std::optional<int> starts_in);
  std::string admit(const std::string& person, bool is_host);
  void tell_rounds(int most, const std::function<bool()>& is_enough);
  void pass(std::chrono::seconds time);
  void deliver();
  void deliver_late();
  void deliver_all(std::deque<vplatform::WebhookRequest>& webhooks);
  void acknowledge(const vplatform::WebhookRequest& webhook);
  void expect(bool holds, const std::string& what);

  // A look into the books.
  [[nodiscard]] vplatform::sessions::Session session(const std::string& id) const;
  [[nodiscard]] bool is_over(const std::string& id) const;
  [[nodiscard]] bool is_in_at_daily(const std::string& identity) const;
  [[nodiscard]] bool has_recording(const std::string& key) const;
  [[nodiscard]] bool is_settled() const;

  // The verdict.
  void check_sessions();
  void check_events();
  void check_recordings();

  KillWorld& world_;
  const std::string owner_;
  const bool repeats_;
  Victim victim_;
  std::string live_{};
  std::string scheduled_{};
  std::string room_{};
  std::string deleted_{};    ///< A recording.
  std::string own_{};        ///< Another.
  std::string held_back_{};  ///< What an event says that is on its way until the recording is deleted.
  int entered_ = 0;
  std::vector<std::string> late_{};
  std::vector<std::string> acknowledged_{};  ///< Events that were answered 200.
  std::vector<std::string> wrong_{};
};

}  // namespace faults
