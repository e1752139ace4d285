#pragma once
// Where the installed data are: catalogues, themes, icons, sounds, demo content, the web console.

#include <filesystem>

namespace vuoro {

/// $VUORO_SHARE_DIR, else "../share/vuoro" beside the folder of the running program: true of an installed tree and
/// of a build folder alike. The folder need not exist.
[[nodiscard]] std::filesystem::path share_dir();

}  // namespace vuoro
