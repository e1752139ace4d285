#pragma once
// Checking in to an appointment: what to tell a visitor who holds a code. Pure.

#include <string>
#include <string_view>

#include "core/lobby/lobby_records.h"

namespace vuoro {

inline constexpr std::chrono::minutes k_check_in_early{60};  ///< from this long before the start
inline constexpr std::chrono::minutes k_check_in_late{30};   ///< until this long after the start

enum class CheckIn {
  on_time,
  late,             ///< still taken, as a walk-in with priority of arrival
  too_early,        ///< today, but not yet
  too_late,         ///< the time has passed
  another_day,      ///< in the future
  past_day,
  another_site,
  cancelled,
  already_done,     ///< checked in before: say the number again
};

[[nodiscard]] CheckIn check_in_verdict(const Appointment& appointment, const Uuid& site_id, const TimeZone& zone,
                                       WallTime now);

/// What a visitor typed or a QR code held, as a code: upper case, without spaces and dashes. The alphabet has no
/// look-alikes (0 O 1 I L U), so a code that holds one is mistyped. Empty when it cannot be a code.
[[nodiscard]] std::string normal_code(std::string_view typed);

inline constexpr std::size_t k_code_characters = 8;

}  // namespace vuoro
