#include "core/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vuoro {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> system_failure(const std::filesystem::path& path, const char* act) {
  const int code = errno;
  const Errc errc = code == ENOENT ? Errc::not_found : code == ENOSPC ? Errc::disk_full : Errc::io;
  return fail(errc, fmt::format("{} {}: {}", act, path.string(), std::strerror(code)));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure(path, "open");
  std::string out;
  char buffer[16384];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0) {
      if (errno == EINTR) continue;
      return system_failure(path, "read");
    }
    if (got == 0) return out;
    if (out.size() + static_cast<std::size_t>(got) > bytes_max) {
      return fail(Errc::too_large, fmt::format("{}: over {} bytes", path.string(), bytes_max));
    }
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<void> write_file_durably(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  std::filesystem::path beside = path;
  beside += ".new";
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (file.get() < 0) return system_failure(beside, "create");
    std::string_view left = content;
    while (!left.empty()) {
      const ssize_t put = ::write(file.get(), left.data(), left.size());
      if (put < 0) {
        if (errno == EINTR) continue;
        return system_failure(beside, "write");
      }
      left.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.get()) != 0) return system_failure(beside, "sync");
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return system_failure(path, "rename to");
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return system_failure(folder, "sync folder");
  return {};
}

}  // namespace vuoro
