#include "core/base/share_dir.h"

#include <cstdlib>

namespace vuoro {

std::filesystem::path share_dir() {
  if (const char* given = std::getenv("VUORO_SHARE_DIR"); given != nullptr && *given != '\0') return given;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "/usr/share/vuoro";
  return program.parent_path().parent_path() / "share" / "vuoro";
}

}  // namespace vuoro
