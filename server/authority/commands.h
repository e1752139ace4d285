#pragma once
// The commands of staff: one transaction each, and a repeat is harmless.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Runs {id, type, …}. A repeat of the same command by the same person gets the stored answer.
/// @return invalid_argument with the path of the first bad field; forbidden; not_found; conflict.
[[nodiscard]] Result<json::value> run_command(Context& context, const store::StaffRow& staff,
                                              const json::value& body);

}  // namespace vuoro::authority
