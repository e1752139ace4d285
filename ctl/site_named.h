#pragma once
// Which site a technician means.

#include <string>

#include "ctl/staff_client.h"

namespace vuoro::ctl {

/// @param named  the site's id, or its name in any of its languages; empty: the only one
/// @return its id; not_found, invalid_argument: none or several are meant, with those that there are.
[[nodiscard]] Result<std::string> site_meant(StaffClient& client, const std::string& named);

}  // namespace vuoro::ctl
