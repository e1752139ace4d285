#pragma once
// Outside content by the name of its format.

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/content/imported.h"

namespace vuoro::ctl {

/// Reads every path ("demo": one folder) and merges them; problems carry the file's name.
/// @return not_found, parse, invalid_argument for an unknown format.
[[nodiscard]] Result<content::Imported> read_source(std::string_view format,
                                                    const std::vector<std::filesystem::path>& paths,
                                                    const Clock& clock, bool always_open);

}  // namespace vuoro::ctl
