#pragma once
// What happens to a counter is one record and one line of its history, together.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Writes the counter as it is now, and the line. Counts anew what it served before and serves now.
/// @param act       "take", "take_over", "open", "pause", "resume", "close", "profile", "queues"
/// @param staff_id  who did it; none: a rule
/// @param reason    which rule
[[nodiscard]] Result<void> write_counter(Context& context, const Counter& counter, std::string_view act,
                                         const std::optional<Uuid>& staff_id, std::string_view reason = {});

/// Nobody sits there any more. Nothing happens at one that is closed.
/// @return conflict while a visitor is called or served there.
[[nodiscard]] Result<void> close_counter(Context& context, Counter counter,
                                         const std::optional<Uuid>& staff_id, std::string_view reason = {});

/// Somebody sits down: the counters where they sat before are closed, and the one they come to is open.
/// @return conflict while a visitor is called or served where they sat.
[[nodiscard]] Result<Counter> seat(Context& context, Counter counter, const store::StaffRow& clerk,
                                   std::string_view act, const std::optional<Uuid>& staff_id);

/// Whether the clerk may act on a queue of the counter's, or it serves none.
[[nodiscard]] Result<bool> may_serve(Context& context, const store::StaffRow& staff, const Counter& counter);

}  // namespace vuoro::authority
