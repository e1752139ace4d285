#pragma once
#include <string>

#include "core/base/clock.h"

namespace vuoro::ctl {

/// "2026-11-22 13:30:05 UTC", for a technician's eyes.
[[nodiscard]] std::string utc_text(WallTime time);

}  // namespace vuoro::ctl
