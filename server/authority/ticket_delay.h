#pragma once
// "Let ten people pass": a visitor who is not back yet keeps the number and gives the turn away.

#include "server/authority/context.h"

namespace vuoro::authority {

inline constexpr std::int32_t k_delay_people_max = 50;
inline constexpr std::int32_t k_delays_max =
    5;  ///< of one ticket: a place is not held by pressing a button all day

/// The ticket is due just after the `people`th of those behind it, or after the last of them.
/// @param people  1 to k_delay_people_max
/// @return conflict in words: the ticket does not wait, nobody is behind, or it was delayed k_delays_max
/// times.
[[nodiscard]] Result<Ticket> delay(Context& context, const Ticket& ticket, std::int32_t people,
                                   const ActedBy& by);

}  // namespace vuoro::authority
