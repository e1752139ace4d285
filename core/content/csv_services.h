#pragma once
// A plain list of services as CSV: id, municipality code, Finnish name, Finnish summary.

#include <string_view>

#include "core/content/imported.h"

namespace vuoro::content {

/// RFC 4180 with a header line. Columns id, name_fi (or name) and summary_fi (or summary) are read, others
/// are not.
/// @return parse when the header lacks id or name; too_large.
[[nodiscard]] Result<Imported> read_services_csv(std::string_view document);

}  // namespace vuoro::content
