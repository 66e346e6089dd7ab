#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "selection/few_texts.hpp"
#include "selection/murmur3.hpp"
#include "selection/name_table.hpp"
#include "vplatform/capability.hpp"
#include "vplatform/config.hpp"
#include "vplatform/flag_source.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/room.hpp"
#include "vplatform/selector.hpp"

namespace vplatform {

/// The flag that a `FlagSource` is asked for where the configuration names none.
inline constexpr std::string_view default_flag = "video-platform";

/// What selection has to know of an instance.
struct Candidate {
  std::string name{};
  bool configured = true;  ///< False for a name that the configuration mentions and nobody has configured.
  InstanceState state = InstanceState::enabled;
  CapabilitySet capabilities{};
  Limits limits{};
};

class Snapshot {
 public:
  /// `self` below is the pointer that a decision keeps: it may be one that only the calling thread counts on.
  using Self = std::shared_ptr<const Snapshot>;

  /// Compiles the choices of `config`; `candidates` are all instances, retired ones included.
  Snapshot(const Config& config, std::vector<Candidate> candidates);

  [[nodiscard]] std::int64_t version() const noexcept { return version_; }

  /// Chooses by the sources in their order. Allocates nothing, apart from what a flag service answers.
  [[nodiscard]] Decision select(const Self& self, const RoomContext& room, FlagSource* flags) const;

  /// The decision for a meeting that exists, or that somebody has placed: its instance, whatever state that
  /// is in.
  [[nodiscard]] Decision pin(const Self& self, std::string_view instance) const;

  /// The decision after the chosen platform turned out to be unavailable: the next fallback that fits. `next`
  /// is where the list goes on.
  [[nodiscard]] std::optional<Decision> fall_back(const Decision& failed, const Needs& needs,
                                                  std::size_t& next) const;

 private:
  friend class Decision;
  using Index = std::uint32_t;

  /// An attribute of the room, by its number among all that rules look at, is one of these.
  struct Condition {
    std::uint32_t attribute = 0;
    detail::FewTexts any_of{};
  };
  struct CompiledRule {
    std::string id{};
    Index to = 0;
    std::optional<std::uint32_t> ppm{};
    detail::Murmur3 salted{};  // the salt has been hashed
    std::vector<Condition> when{};
  };
  class Attributes;

  Index index_of(const std::string& name);
  void compile(const Rule& rule);
  std::uint32_t number_of(const std::string& attribute);
  [[nodiscard]] std::optional<PassedOverReason> unfit(Index at, const Needs& needs) const noexcept;
  bool take(Decision& decision, Index at, DecisionSource source, const Needs& needs) const;
  bool take_flag(Decision& decision, const RoomContext& room, FlagSource& flags) const;
  bool take_room(Decision& decision, const RoomContext& room) const;
  bool take_rule(Decision& decision, const RoomContext& room) const;

  std::int64_t version_ = 0;
  std::string flag_;
  std::vector<Candidate> candidates_;
  detail::NameTable by_name_;
  std::optional<Index> force_;
  std::optional<Index> default_;
  detail::NameTable rooms_;
  std::vector<std::string> attributes_;  // that rules look at
  std::vector<CompiledRule> rules_;
  std::vector<Index> fallback_;
};

}  // namespace vplatform
