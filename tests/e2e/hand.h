#pragma once
// A kiosk's remote hand, seen from a test: looks at the tree, acts on it, takes pictures.

#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace vuoro::test {

/// What could not be done ends the test: every failure throws this with the screen's tree in it.
struct Stuck : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A node of the tree, as the remote hand tells it.
struct SeenNode {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::string role;
  std::string label;
  std::string value;
  bool can_press = false;
  bool can_set_text = false;
  bool disabled = false;
};

class Hand {
 public:
  /// Waits until the socket is there and answers.
  Hand(std::filesystem::path socket, std::chrono::milliseconds patience);
  ~Hand();
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

  /// Closes and connects again, to the program started anew.
  void reconnect(std::chrono::milliseconds patience);

  [[nodiscard]] std::vector<SeenNode> nodes();
  [[nodiscard]] std::string tree_text();
  /// Waits for an enabled node that can be pressed and has this label, then presses it.
  void press(const std::string& label);
  /// The first pressable child of the last node of this role.
  void press_first_in(const std::string& role);
  void set_text(const std::string& label, const std::string& text);
  void scan(const std::string& payload);
  /// Waits until some node has a label (or value) for which `wanted` holds; that text.
  std::string wait_text(const std::string& what, const std::function<bool(const std::string&)>& wanted);
  void wait_label(const std::string& label);
  /// Nothing is under way any more, printing included.
  void wait_idle();
  void picture(const std::filesystem::path& file);
  [[nodiscard]] json::object state();

 private:
  json::object ask(const json::object& question);
  [[noreturn]] void stuck(const std::string& what);
  void connect(std::chrono::milliseconds patience);

  std::filesystem::path socket_;
  int fd_ = -1;
  std::string in_;
};

/// Looks again and again, at short intervals, until `holds` or ten seconds have passed.
[[nodiscard]] bool soon(const std::function<bool()>& holds,
                        std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace vuoro::test
