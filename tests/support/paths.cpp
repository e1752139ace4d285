#include "tests/support/paths.h"

#include <cstdlib>
#include <stdexcept>

namespace vuoro::test {
namespace fs = std::filesystem;

fs::path source_dir() {
  if (const char* dir = std::getenv("VUORO_SOURCE_DIR")) return dir;
  return fs::path(__FILE__).parent_path().parent_path().parent_path();
}

std::optional<fs::path> shared_data_dir() {
  const char* dir = std::getenv("VUORO_DATA_DIR");
  const fs::path path = dir != nullptr ? fs::path(dir) : source_dir() / "../shared/data";
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return std::nullopt;
  return fs::canonical(path);
}

TempDir::TempDir() {
  std::string pattern = (fs::temp_directory_path() / "vuoro-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace vuoro::test
