#pragma once
// A kiosk's remote hand with a test's patience, over vuoroctl's own client: looks at the tree, acts on it,
// takes pictures.

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "ctl/hand_client.h"

namespace vuoro::test {

/// What could not be done ends the test: every failure throws this with the screen's tree in it.
struct Stuck : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Stuck with what was expected.
void expect(bool holds, const std::string& what);

/// A node of the tree, as the remote hand tells it.
struct SeenNode {
  std::uint32_t id = 0;
  std::uint32_t parent = 0;
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

  /// Closes and connects again, to the program started anew.
  void reconnect(std::chrono::milliseconds patience);

  [[nodiscard]] std::vector<SeenNode> nodes();
  [[nodiscard]] std::string tree_text();
  /// Waits for an enabled node that can be pressed and has this label, then presses it.
  void press(const std::string& label);
  /// The first pressable child of the last node of this role.
  void press_first_in(const std::string& role);
  void set_text(const std::string& label, const std::string& text);
  /// Once, as it is now. @return whether the node took it.
  bool try_press(std::uint32_t node) { return act({.what = kiosk::RemoteAsk::Do::act, .id = node}); }
  bool try_set_text(std::uint32_t node, const std::string& text) {
    return act({.what = kiosk::RemoteAsk::Do::act, .id = node, .action = "set_text", .text = text});
  }
  void scan(const std::string& payload);
  /// Waits until some node has a label (or value) for which `wanted` holds; that text.
  std::string wait_text(const std::string& what, const std::function<bool(const std::string&)>& wanted,
                        std::chrono::milliseconds patience = std::chrono::seconds(10));
  void wait_label(const std::string& label);
  /// The same, of a program that may be only starting: its first screen comes once it has its records.
  void wait_first_label(const std::string& label);
  /// Nothing is under way any more, printing included.
  void wait_idle();
  void picture(const std::filesystem::path& file);
  [[nodiscard]] json::object state();

 private:
  /// Throws Stuck when the program has gone; its own refusals are answers.
  Result<json::object> ask(const kiosk::RemoteAsk& question);
  bool act(const kiosk::RemoteAsk& question) { return ask(question).has_value(); }
  [[noreturn]] void stuck(const std::string& what);
  void connect(std::chrono::milliseconds patience);

  std::filesystem::path socket_;
  std::optional<ctl::HandClient> client_;
};

/// Looks again and again, at short intervals, until `holds` or ten seconds have passed.
[[nodiscard]] bool soon(const std::function<bool()>& holds,
                        std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace vuoro::test
