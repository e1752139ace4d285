#pragma once
// Keypad and speech for one visit: what each key does on the terminal, and what is said about it. It knows
// the terminal only through the semantic tree, the visitor's language, and the end of the visit.

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "drivers/audio/audio.h"
#include "drivers/keypad/keypad.h"
#include "drivers/speech/speaker.h"
#include "kiosk/terminal/terminal.h"
#include "ui/context.h"
#include "ui/speech/reading.h"
#include "ui/speech/saying.h"

namespace vuoro::kiosk {

/// All borrowed for the guide's life.
struct GuideParts {
  Terminal& terminal;
  ui::Context& context;
  drivers::Speaker& speaker;
  drivers::Audio& audio;
};

/// UI thread only. Silent until a headset is plugged in or the speech key is pressed; everything it remembers
/// ends with the visit.
class Guide {
 public:
  explicit Guide(GuideParts parts);

  // ---- For the loop ----
  /// A key of the keypad, or the headset's plug.
  void key(drivers::KeypadKey key, bool repeat);
  /// The speaker's event, posted to this thread.
  void heard(const drivers::SpeechEvent& event);
  /// Draws the choice of language over the terminal's screen; call in the frame, after Terminal::frame().
  void frame(ui::Context& ui);
  /// Looks at what the last frame has brought: moves the focus, says what is new. Call after every turn of
  /// the loop in which frames may have been run. @return whether another frame is wanted.
  bool after_frame();

  // ---- For tests and the remote hand ----
  [[nodiscard]] bool speaks() const { return on_; }
  /// What was said lately, oldest first, as "fi: Tervetuloa."; what only the visitor may hear as "fi: …".
  [[nodiscard]] const std::deque<std::string>& log() const { return log_; }
  /// Where the keypad is; none while it is not used.
  [[nodiscard]] ui::NodeId focused() const { return keyed_ ? focus_ : ui::NodeId::none; }

 private:
  static constexpr const char* k_dialog = "listen";  ///< the key of the choice of language
  enum class Manner { interrupt, after };

  static constexpr int k_volume_usual = 2;

  // guide.cpp: what keys do, and what is new on the screen.
  void move(ui::speech::Step step);
  void select();
  void back();
  void help();
  void say_again();
  void arrive(const std::string& place);
  void look_for_changes();
  void focus(ui::NodeId id);
  void count_as_input();
  // guide_voice.cpp: when and how it is said.
  void start(bool headset);
  void unplug();
  void stop_speech();
  void end_speech();
  void end_visit();
  void greet();
  [[nodiscard]] std::string greeting(const std::string& tag) const;
  void turn_volume(drivers::KeypadKey key);
  void set_level(int level);
  void fall_silent();
  /// @param from  where the visitor came from by a key: groups entered on the way are named.
  void say_focus(const char* before = "", ui::NodeId from = ui::NodeId::none);
  void say(ui::speech::Saying saying, Manner manner);
  drivers::UtteranceId speak(const ui::speech::Part& part, Manner manner);
  [[nodiscard]] const Language& language() const { return parts_.terminal.language(); }
  [[nodiscard]] const ui::speech::Words& words();
  [[nodiscard]] ui::speech::Hearing hearing() const;

  GuideParts parts_;
  bool headset_ = false;        ///< plugged in: only the visitor hears
  bool on_ = false;             ///< speech
  bool choosing_ = false;       ///< the language is asked for
  bool introduced_ = false;     ///< the keys have been mentioned
  bool waits_for_key_ = false;  ///< the visit before has ended, the headset is still plugged in
  bool keyed_ = false;          ///< the visitor uses keys: the focus is shown and kept
  bool acted_ = false;          ///< a key was pressed whose effect the next frame shows
  bool last_key_was_help_ = false;
  int level_ = k_volume_usual;
  std::uint64_t visits_;
  std::uint64_t inputs_seen_;
  ui::Tree tree_;      ///< as it was at the last look
  std::string place_;  ///< page or dialog at the last look
  bool place_is_dialog_ = false;
  std::map<std::string, ui::NodeId> left_at_;  ///< where the focus was when a dialog came
  ui::NodeId focus_ = ui::NodeId::none;
  ui::speech::Words words_;
  ui::speech::Saying last_said_;
  std::map<drivers::UtteranceId, std::string> greetings_;  ///< utterance → the language it greets in
  std::deque<std::string> log_;
};

}  // namespace vuoro::kiosk
