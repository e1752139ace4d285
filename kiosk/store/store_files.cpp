#include "kiosk/store/store_files.h"

#include <fstream>

namespace vuoro::kiosk {
namespace {
namespace fs = std::filesystem;

class SystemFiles final : public StoreFiles {
 public:
  bool exists(const fs::path& path) override {
    std::error_code ignored;
    return fs::exists(path, ignored);
  }
  Result<void> rename(const fs::path& from, const fs::path& to) override {
    std::error_code error;
    fs::rename(from, to, error);
    if (!error) return {};
    return fail(error == std::errc::no_such_file_or_directory ? Errc::not_found : Errc::io, error.message());
  }
  bool remove(const fs::path& path) override {
    std::error_code ignored;
    return fs::remove(path, ignored);
  }
  std::vector<std::string> names_in(const fs::path& folder) override {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
      names.push_back(entry.path().filename().string());
    return names;
  }
  std::string head(const fs::path& path, std::size_t bytes) override {
    std::ifstream file(path, std::ios::binary);
    std::string head(bytes, '\0');
    file.read(head.data(), static_cast<std::streamsize>(bytes));
    head.resize(static_cast<std::size_t>(file.gcount()));
    return head;
  }
  void put_head(const fs::path& path, std::string_view bytes) override {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
};

}  // namespace

StoreFiles& system_files() {
  static SystemFiles files;
  return files;
}

}  // namespace vuoro::kiosk
