#pragma once
// Where tests find what they read, and where they may write.

#include <filesystem>
#include <optional>

namespace vuoro::test {

/// The root of the checkout (VUORO_SOURCE_DIR, else the folder this was compiled in).
[[nodiscard]] std::filesystem::path source_dir();

/// The shared real data (see its SOURCES.md): $VUORO_DATA_DIR, else ../shared/data beside the checkout.
/// Empty when absent: then say so with WARN and return, so that a plain checkout still passes.
[[nodiscard]] std::optional<std::filesystem::path> shared_data_dir();

/// A new empty folder, removed with all it holds when this object goes.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace vuoro::test
