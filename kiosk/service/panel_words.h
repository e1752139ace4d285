#pragma once
// The service panel's words for what the drivers say of the machine's devices.

#include <string>
#include <string_view>

#include "kiosk/i18n/language.h"

namespace vuoro::kiosk {

/// @param state  of MachineFacts: "ready", "absent", "none", or what name_of(PrinterStatus) says.
/// @return a sentence or a word for it; the state itself when it is none of these.
[[nodiscard]] std::string device_words(const Language& l, std::string_view state);

}  // namespace vuoro::kiosk
