#pragma once
// The handlers behind run_command(), by theme. Each reads its fields, checks rights, then acts.

#include <span>

#include "core/base/object_reader.h"
#include "server/authority/context.h"

namespace vuoro::authority {

struct Command {
  Context& context;
  const store::StaffRow& staff;
  std::string_view type;
  ObjectReader& fields;
};

struct CommandEntry {
  std::string_view type;
  Result<json::value> (*run)(Command&);
};

[[nodiscard]] std::span<const CommandEntry> ticket_commands();
[[nodiscard]] std::span<const CommandEntry> ticket_move_commands();
[[nodiscard]] std::span<const CommandEntry> issue_commands();
[[nodiscard]] std::span<const CommandEntry> counter_commands();
[[nodiscard]] std::span<const CommandEntry> desk_commands();
[[nodiscard]] std::span<const CommandEntry> fleet_commands();

}  // namespace vuoro::authority
