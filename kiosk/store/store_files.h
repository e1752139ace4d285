#pragma once
// What mending does with a database's files beside SQLite.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vuoro::kiosk {

/// The system's, or those of a simulated disk. Any thread.
class StoreFiles {
 public:
  virtual ~StoreFiles() = default;
  [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
  /// Over what was there. @return not_found, io.
  [[nodiscard]] virtual Result<void> rename(const std::filesystem::path& from,
                                            const std::filesystem::path& to) = 0;
  /// @return whether it was there and is no more.
  virtual bool remove(const std::filesystem::path& path) = 0;
  /// Of the files in a folder; none when it cannot be read.
  [[nodiscard]] virtual std::vector<std::string> names_in(const std::filesystem::path& folder) = 0;
  /// The file's first bytes; fewer when it is shorter, none when it cannot be read.
  [[nodiscard]] virtual std::string head(const std::filesystem::path& path, std::size_t bytes) = 0;
  virtual void put_head(const std::filesystem::path& path, std::string_view bytes) = 0;
};

[[nodiscard]] StoreFiles& system_files();

}  // namespace vuoro::kiosk
