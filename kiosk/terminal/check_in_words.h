#pragma once
// What each outcome of a check-in tells the visitor to do.

#include "kiosk/terminal/screens.h"

namespace vuoro::kiosk {

[[nodiscard]] Trouble check_in_answer(const Terminal& t, const CheckedIn& checked);
/// What a visitor who got a number should know besides; empty when all is as booked.
[[nodiscard]] std::string check_in_note(const Terminal& t, CheckIn verdict);
[[nodiscard]] Trouble check_in_error(const Terminal& t, Errc code);

}  // namespace vuoro::kiosk
