#pragma once
// What the commands on tickets share: who asks, about which ticket, from which counter.

#include "server/authority/command_table.h"

namespace vuoro::authority {

/// The counter at which the clerk sits. @return conflict when somebody else or nobody sits there.
[[nodiscard]] Result<Counter> own_counter(Command& command, const Uuid& counter_id);

/// The ticket of this id, once the caller may act on its queue. The day is begun.
/// @param expected  the state that the caller saw; conflict when it is another by now, or of an earlier day
[[nodiscard]] Result<Ticket> named_ticket(Command& command, const Uuid& ticket_id,
                                          const std::optional<std::string>& expected);

/// Who has a visitor at the counter decides what happens there, or a supervisor of the site.
/// @return conflict naming the counter and who sits there.
[[nodiscard]] Result<void> need_at_counter(Command& command, const Ticket& ticket);

[[nodiscard]] Result<void> need_state(const Ticket& ticket, const std::optional<std::string>& expected);
[[nodiscard]] Result<void> need_today(Context& context, const Ticket& ticket);

/// {"ticket": …}
[[nodiscard]] Result<json::value> answer_with(const Result<Ticket>& ticket);

}  // namespace vuoro::authority
