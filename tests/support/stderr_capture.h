#pragma once
// What is written to standard error while this lives: the log.

#include <unistd.h>

#include <cstdio>
#include <string>

namespace vuoro::test {

class StderrCapture {
 public:
  StderrCapture() : file_(std::tmpfile()), before_(dup(2)) {
    std::fflush(stderr);
    dup2(fileno(file_), 2);
  }
  ~StderrCapture() {
    std::fflush(stderr);
    dup2(before_, 2);
    close(before_);
    std::fclose(file_);
  }
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;

  [[nodiscard]] std::string text() const {
    std::fflush(stderr);
    std::string out;
    char bytes[4096];
    off_t at = 0;
    for (ssize_t got = 0; (got = pread(fileno(file_), bytes, sizeof bytes, at)) > 0; at += got)
      out.append(bytes, static_cast<std::size_t>(got));
    return out;
  }
  /// How often the words are in it.
  [[nodiscard]] int count(const std::string& words) const {
    const std::string all = text();
    int found = 0;
    for (std::size_t at = all.find(words); at != std::string::npos; at = all.find(words, at + 1)) ++found;
    return found;
  }

 private:
  std::FILE* file_;
  int before_;
};

}  // namespace vuoro::test
