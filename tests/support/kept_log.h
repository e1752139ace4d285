#pragma once
// What a program writes into its log while a test looks.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/base/file.h"

namespace vuoro::test {

/// What is logged while this lives.
class KeptLog {
 public:
  explicit KeptLog(std::filesystem::path file) : file_(std::move(file)), before_(::dup(STDERR_FILENO)) {
    const int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ::dup2(fd, STDERR_FILENO);
    ::close(fd);
  }
  ~KeptLog() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
  }
  KeptLog(const KeptLog&) = delete;
  KeptLog& operator=(const KeptLog&) = delete;
  [[nodiscard]] std::string text() const { return read_file(file_, 1 << 20).value_or(""); }
  /// How often the text stands in it.
  [[nodiscard]] std::size_t count(const std::string& part) const {
    const std::string all = text();
    std::size_t found = 0;
    for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + part.size()))
      ++found;
    return found;
  }

 private:
  std::filesystem::path file_;
  int before_;
};

}  // namespace vuoro::test
