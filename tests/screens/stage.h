#pragma once
// A terminal on a stage: real screens, real frames, a lobby in memory, no window.

#include <functional>
#include <memory>
#include <string>

#include "kiosk/terminal/terminal.h"
#include "tests/support/fake_lobby.h"
#include "ui/harness.h"

namespace vuoro::test {

/// The catalogues of this build.
[[nodiscard]] const kiosk::Languages& languages();
[[nodiscard]] const ui::Theme& standard_theme();
/// Null when the tree has no such theme.
[[nodiscard]] const ui::Theme* contrast_theme();
[[nodiscard]] const ui::Theme* dark_theme();

class Stage {
 public:
  explicit Stage(const std::string& language = "en", int width_px = 1080, int height_px = 1920);

  ManualClock clock{k_lobby_now};
  FakeLobby lobby{clock};
  FakePaper paper;
  FakeService service;
  bool speech = false;  ///< asked for by touch
  int warnings = 0;  ///< times the warning that a visit ends was sounded
  std::unique_ptr<kiosk::Terminal> terminal;
  std::unique_ptr<ui::Harness> harness;

  /// Called after frames, when set; frames go on while it says so.
  std::function<bool()> after_frames;

  /// Frames and answers until nothing more happens.
  void settle();
  /// Frames only: answers stay where they are.
  void frames();
  void advance(Millis by);
  /// Acts on the button, tile, row or choice with this text in the language shown. Fails the test when there
  /// is none.
  void press(const char* id, kiosk::Values values = {});
  /// The same by the label as it stands.
  void press_label(const std::string& label);
  /// Without waiting for any answer.
  void press_only(const char* id);
  void set_text(const std::string& field_label, const std::string& text);
  void scan(const std::string& payload);
  [[nodiscard]] bool shows(const char* id, kiosk::Values values = {}) const;
  [[nodiscard]] bool shows_label(const std::string& label) const;
  /// The path key of the page: "home", "ticket" …
  [[nodiscard]] std::string page() const;
  [[nodiscard]] const kiosk::Language& l() const { return terminal->language(); }
  [[nodiscard]] std::string in(const LocalizedText& text) const { return text_in(text, l().tag()); }

 private:
  [[nodiscard]] const ui::Node* pressable(const std::string& label) const;
  bool woken_ = false;
};

/// A number of Kela's queue, from the home screen on.
void take_kela(Stage& s);
/// Compares with tests/screens/golden/<name>.txt; writes it when UPDATE_GOLDEN is set.
void check_golden(const std::string& name, const std::string& text);
/// Every rule that holds on every screen: labels, target sizes, nothing clipped, nothing acting over another.
void check_rules(const ui::Harness& harness, const std::string& where);
/// Keeps a picture under $VUORO_SCREENS_DIR, when set.
void keep_picture(ui::Harness& harness, const std::string& name);

}  // namespace vuoro::test
