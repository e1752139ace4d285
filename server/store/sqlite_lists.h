#pragma once
// Short lists kept in one column, as JSON text.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "server/store/rows.h"

namespace vuoro::store {

[[nodiscard]] std::string texts_to(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> texts_from(std::string_view json);
[[nodiscard]] std::string uuids_to(const std::vector<Uuid>& ids);
[[nodiscard]] std::vector<Uuid> uuids_from(std::string_view json);
[[nodiscard]] std::string spares_to(const std::vector<NumberSpare>& spares);
[[nodiscard]] std::vector<NumberSpare> spares_from(std::string_view json);

}  // namespace vuoro::store
