#pragma once
// Opening times that TPR gives as Finnish text: "Avoinna ma-pe 09-11, ti, to 12-14".

#include <optional>
#include <string_view>

#include "core/lobby/opening_hours.h"

namespace vuoro::content {

/// @return nothing when any part of the text is not understood (a starting date, for one): then it is kept as
/// text,
///         since half-understood hours would send somebody to a closed door.
[[nodiscard]] std::optional<OpeningHours> parse_tpr_hours(std::string_view text);

}  // namespace vuoro::content
