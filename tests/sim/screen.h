#pragma once
// The screen of a simulated terminal: the real pages over the real toolkit, laid out and never painted.
// Whoever stands there sees the semantic tree and acts on it, as a keypad, a listener or the remote hand
// does.

#include "kiosk/engine/guidance.h"
#include "kiosk/terminal/terminal.h"
#include "tests/sim/terminal.h"

namespace vuoro::test {

class ScreenPort;
class ScreenPaper;
class ScreenService;

/// For one run of the terminal's program.
class SimScreen {
 public:
  SimScreen(Agenda& agenda, Told& told, Mutant& mutant, SimTerminal& terminal);
  ~SimScreen();

  /// The lobby can be asked: its database is open.
  void core_started();
  /// Something happened in the lobby.
  void look_at_lobby();

  // ---- For people
  [[nodiscard]] const std::vector<ui::Node>& nodes() const;
  [[nodiscard]] const std::string& page() const { return page_; }
  /// Nobody's page: the start, with nothing to forget.
  [[nodiscard]] bool is_free() const { return page_ == "home" && language_ == "fi"; }
  /// In sight or within a scroll area's reach, enabled, before any dialog.
  [[nodiscard]] bool can_press(const ui::Node& node) const;
  /// @return the first such node; null: none.
  [[nodiscard]] const ui::Node* pressable(std::string_view key) const;
  void press(const ui::Node& node);
  /// A finger that bounces: down twice at the same spot.
  void tap_twice(const ui::Node& node);
  void write(std::string_view field, const std::string& text);
  void scan(const std::string& payload);
  /// A person's visit begins; what is theirs is noted with it.
  void begin_visit();
  void end_visit() { somebody_ = false; }
  [[nodiscard]] bool somebody() const { return somebody_; }
  void note_item(const std::string& item);

  // ---- For the ports
  [[nodiscard]] Agenda& agenda() { return agenda_; }
  [[nodiscard]] Told& told() { return told_; }
  [[nodiscard]] Mutant& mutant() { return mutant_; }
  [[nodiscard]] SimTerminal& terminal() { return terminal_; }
  [[nodiscard]] const kiosk::Guidance* guidance() const { return guidance_.get(); }
  [[nodiscard]] kiosk::LobbyViewPtr view() const { return view_; }
  void answered(const kiosk::IssuedTicket& issued, bool again);
  void answered(const Appointment& booked);
  void answered_feedback(const Uuid& id) { feedback_ = id; }
  void asked_to_cancel(const Uuid& id) { cancelling_ = id; }
  void refused(const char* act, const Error& error);
  /// Paper is asked for: whose number is on it is read from the page.
  void prints() { print_begins_ = true; }
  /// Runs `call` a moment later, unless the program has ended; then the screen is drawn.
  void soon(Millis delay, std::function<void()> call);

 private:
  void frame();
  void want_frame(Millis delay);
  void beat();
  void touched();
  void read();
  [[nodiscard]] Sight sight() const;
  void note(Sight sight);
  /// What is on the screen is still there.
  void still();
  void hear_promises();
  void hear_paper();

  Agenda& agenda_;
  Told& told_;
  Mutant& mutant_;
  SimTerminal& terminal_;
  int run_;
  kiosk::LobbyViewPtr view_;
  std::unique_ptr<kiosk::Guidance> guidance_;
  std::unique_ptr<ScreenPort> port_;
  std::unique_ptr<ScreenPaper> paper_;
  std::unique_ptr<ScreenService> service_;
  ui::View look_;
  std::unique_ptr<ui::Context> context_;
  std::unique_ptr<kiosk::Terminal> screens_;
  std::vector<ui::Node> changed_;  ///< what is seen instead of the tree, where a fault is put in
  std::string page_;
  std::string language_;
  bool woken_ = false;
  bool somebody_ = false;
  int visit_ = -1;
  MonoTime frame_at_ = MonoTime::max();
  WallTime touched_at_;
  std::optional<std::size_t> sight_;  ///< in told().screens.sights
  // What the lobby has answered to this visit's acts; it is a promise only when the screen says it.
  std::vector<std::pair<kiosk::IssuedTicket, bool>> tickets_;  ///< and whether the person had it before
  std::vector<Appointment> bookings_;
  std::optional<Uuid> feedback_;
  std::optional<Uuid> cancelling_;
  bool print_begins_ = false;
  std::optional<std::size_t> print_;  ///< in told().prints
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace vuoro::test
