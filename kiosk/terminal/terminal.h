#pragma once
// The terminal: one visit at a time, a way of screens, what the scanner reads, and forgetting.

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kiosk/facts/lobby_facts.h"
#include "kiosk/i18n/language.h"
#include "kiosk/lobby_port.h"
#include "kiosk/paper/paper_port.h"
#include "kiosk/terminal/number_brake.h"
#include "kiosk/terminal/screen.h"
#include "kiosk/terminal/service_door.h"
#include "kiosk/terminal/service_port.h"

namespace vuoro::kiosk {

/// All borrowed for the terminal's life.
struct TerminalParts {
  LobbyPort& lobby;
  PaperPort& paper;
  ServicePort& service;
  const Languages& languages;
  const Clock& clock;
  const ui::Theme* standard = nullptr;   ///< never null
  const ui::Theme* contrast = nullptr;   ///< null: no high contrast is offered
  std::function<void()> wake;            ///< asks for a frame
  const ui::Theme* dark = nullptr;       ///< null: no dark look is offered
  std::function<void()> warn = {};       ///< makes the sound that the visit is about to end
  std::function<bool()> speaks = {};     ///< whether the screen is being said aloud
  std::function<void(bool)> speak = {};  ///< begins or ends that; null: no speech is offered by touch
};

struct TerminalSettings {
  std::vector<std::string> languages;  ///< instead of the site's own; empty: the site's
  std::chrono::seconds idle{60};       ///< without a touch, before the warning
  std::chrono::seconds warning{30};    ///< at least 20 s (EN 301 549 9.2.2.1)
  float lower_edge_mm = 0;             ///< of the screen, from the floor; 0: not known
};

enum class Palette { standard, high_contrast, dark };

/// Where the low-reach layout begins: 1.2 m above the floor; the screen's middle when its place is not known.
/// At least a third of the screen is left to touch, however high it hangs.
/// @param lower_edge_mm  of the screen, from the floor; 0: not known. @return 0: all of it is in reach.
[[nodiscard]] float low_reach_top_px(int height_px, float px_per_mm, float lower_edge_mm);

/// What is remembered of one visitor, until the visit ends.
struct Visit {
  std::string language;
  float text_scale = 1.0f;
  Palette palette = Palette::standard;
  bool low_reach = false;
  bool reduced_motion = false;
  std::vector<std::string> needs;

  friend bool operator==(const Visit&, const Visit&) = default;
};

/// Wrong service PINs so far; kept by the terminal, so that going home and back gives no new tries.
struct PinThrottle {
  int wrong = 0;
  MonoTime open_at{};
};

/// UI thread only.
class Terminal {
 public:
  Terminal(TerminalParts parts, TerminalSettings settings);
  ~Terminal();

  // ---- For the loop ----
  /// Puts the visit's language, size and colours into the view. @return whether anything changed.
  bool prepare(ui::View& view) const;
  void frame(ui::Context& ui);
  /// A code was held before the scanner: a booking's code, or the address of a ticket's follow page.
  void scan(const std::string& payload);

  // ---- For screens ----
  [[nodiscard]] const Language& language() const;
  [[nodiscard]] const Languages& languages() const { return parts_.languages; }
  /// The picture of the lobby; the same through one frame.
  [[nodiscard]] const LobbyView& view() const { return *view_; }
  [[nodiscard]] Lobby lobby() const { return {*view_, language(), now(), &foreign_}; }
  [[nodiscard]] LobbyPort& port() { return parts_.lobby; }
  [[nodiscard]] PaperPort& paper() const { return parts_.paper; }
  [[nodiscard]] ServicePort& service() const { return parts_.service; }
  [[nodiscard]] const Clock& clock() const { return parts_.clock; }
  [[nodiscard]] bool has_contrast() const { return parts_.contrast != nullptr; }
  [[nodiscard]] bool has_speech() const { return parts_.speak && parts_.speaks; }
  [[nodiscard]] bool speaks() const { return has_speech() && parts_.speaks(); }
  void speak(bool on) {
    if (has_speech()) parts_.speak(on);
  }
  [[nodiscard]] bool has_dark() const { return parts_.dark != nullptr; }
  /// Whether the low-reach layout changes anything on this screen.
  [[nodiscard]] bool has_low_reach(const ui::View& view) const {
    return low_reach_top_px(view.height_px, view.px_per_mm, settings_.lower_edge_mm) > 0;
  }
  /// Wall time, corrected by what is known of the authority's clock.
  [[nodiscard]] WallTime now() const;
  [[nodiscard]] std::vector<std::string> site_languages() const;
  [[nodiscard]] Visit& visit() { return visit_; }
  [[nodiscard]] const Visit& visit() const { return visit_; }
  void set_language(const std::string& tag);
  [[nodiscard]] PinThrottle& pin_throttle() { return pin_throttle_; }
  [[nodiscard]] NumberBrake& number_brake() { return number_brake_; }

  void go(std::unique_ptr<Screen> next);
  /// Goes on so that "back" skips the present screen.
  void replace(std::unique_ptr<Screen> next);
  void back();
  /// Ends the visit: everything about the visitor is forgotten.
  void home();
  /// The state behind the screen changed outside a frame.
  void wake() {
    if (parts_.wake) parts_.wake();
  }
  /// The head of an ordinary page: its question, the way back and the way home.
  [[nodiscard]] ui::PageSpec head(std::string title) const;
  /// The same for a page that is the end of a job: its ways out stand in the footer.
  [[nodiscard]] ui::PageSpec last_head(std::string title) const;
  /// Takes the ways out the visitor chose on that head.
  void follow(const ui::PageScope& page);
  /// Height of a footer with so many buttons one below another, the main one `large`.
  [[nodiscard]] static float footer_height(ui::Context& ui, int buttons, bool large = false);
  [[nodiscard]] static bool wide(const ui::Context& ui);

  /// An answer is awaited that the visitor must not miss.
  [[nodiscard]] bool busy() const { return way_.back()->busy(); }
  /// How many visits have ended: what is remembered of a visitor elsewhere ends with them.
  [[nodiscard]] std::uint64_t visits() const { return visits_; }
  /// The way's length; 1 on the home screen.
  [[nodiscard]] std::size_t depth() const { return way_.size(); }

 private:
  enum class Step { none, go, replace, back, start_over, home };
  void take_step();
  [[nodiscard]] const ui::Theme* theme() const;
  void end_unseen(ui::Context& ui);
  void guard_idle(ui::Context& ui);
  void draw_idle_warning(ui::Context& ui, MonoTime ends);

  TerminalParts parts_;
  TerminalSettings settings_;
  LobbyViewPtr view_;
  Visit visit_;
  std::vector<std::unique_ptr<Screen>> way_;
  Step step_ = Step::none;
  std::unique_ptr<Screen> next_;
  MonoTime active_at_{};
  std::optional<MonoTime> warned_at_;
  bool warned_again_ = false;  ///< that the time is nearly over
  PinThrottle pin_throttle_;
  NumberBrake number_brake_;
  ServiceDoor door_;  ///< while there is nothing to offer to visitors
  std::uint64_t visits_ = 0;
  mutable std::set<std::string> told_missing_;  ///< languages without a catalogue that the log has named
  mutable ForeignTexts foreign_;                ///< what the screens showed of other languages' content
};

}  // namespace vuoro::kiosk
