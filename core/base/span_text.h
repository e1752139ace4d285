#pragma once
// A length of time as a technician reads it, in English.

#include <string>

#include "core/base/clock.h"

namespace vuoro {

/// "300 d 4 h", "24 h", "2 min 5 s", "40 s", "8 ms": the two largest parts; none that is zero behind the
/// first.
/// @param span  not negative
[[nodiscard]] std::string span_text(Millis span);

}  // namespace vuoro
