#pragma once
// Errors as they come back from another program.

#include <string_view>

#include "core/base/json.h"

namespace vuoro::ctl {

/// The code of that stable name; internal for one that is not known.
[[nodiscard]] Errc code_of(std::string_view name);
/// {"error": {"code", "message"}} in an answer; nothing when there is none.
[[nodiscard]] std::optional<Error> error_in(const json::value& answer);

}  // namespace vuoro::ctl
