#pragma once
// Files read with a limit and written whole or not at all.

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vuoro {

/// @return not_found, too_large (over `bytes_max`), io.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// Writes beside, syncs, and renames over: a reader sees the old or the new file, also after a power cut.
/// @param mode  permission bits of the new file; 0600 for anything secret.
[[nodiscard]] Result<void> write_file_durably(const std::filesystem::path& path, std::string_view content,
                                              unsigned mode = 0644);

}  // namespace vuoro
