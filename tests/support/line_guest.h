#pragma once
// Somebody at a local socket that speaks in lines, or misbehaves.

#include <filesystem>
#include <string>
#include <string_view>

namespace vuoro::test {

/// One connection. Every call is bounded by 20 s.
class LineGuest {
 public:
  explicit LineGuest(const std::filesystem::path& socket);
  ~LineGuest() { leave(); }
  LineGuest(const LineGuest&) = delete;
  LineGuest& operator=(const LineGuest&) = delete;

  [[nodiscard]] bool connected() const { return fd_ >= 0; }
  /// @return whether all of it was taken.
  bool say(std::string_view bytes);
  /// The next line without its end; what came before the other side closed; "(nothing)" when nothing comes.
  std::string hear();
  std::string ask(const std::string& line) { return say(line + "\n") ? hear() : "(gone)"; }
  /// Whether the other side has closed, now or soon.
  [[nodiscard]] bool is_let_go();
  /// Says no more, still listens.
  void end();
  void leave();

 private:
  int fd_ = -1;
};

}  // namespace vuoro::test
