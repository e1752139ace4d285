#pragma once
// PTV's service hours to opening hours.

#include <string>

#include "core/base/json.h"
#include "core/lobby/opening_hours.h"

namespace vuoro::content {

/// Reads a `serviceHours` array (V11VmOpenApiServiceHour): weekly hours with several spans a day, dated weeks
/// (a season, up to 200 days, becomes exceptions day by day), exceptions, hours over midnight, always open.
/// Hours by reservation only, without times, are not opening hours and are left out.
/// @param value  the array; null and absent give hours that are not known.
/// @return invalid_argument with the place of what is malformed.
[[nodiscard]] Result<OpeningHours> read_ptv_hours(const json::value* value, const std::string& place);

}  // namespace vuoro::content
