#pragma once
// A visitor who uses a keypad and, with a headset, only listens. No pointer, no eyes.

#include "drivers/audio/sim_audio.h"
#include "drivers/keypad/keypad.h"
#include "drivers/speech/sim_speaker.h"
#include "kiosk/speech/guide.h"
#include "tests/screens/stage.h"

namespace vuoro::test {

class Listener {
 public:
  /// @param language  the terminal's, before anybody has chosen one.
  explicit Listener(const std::string& language = "fi", int width_px = 1080, int height_px = 1920);

  Stage stage;
  drivers::SimSpeaker speaker;
  drivers::SimAudio audio;
  drivers::SimKeypad keypad;
  kiosk::Guide guide;

  void press(drivers::KeypadKey key, bool repeat = false);
  void press(drivers::KeypadKey key, int times);
  /// Plugs the headset in and takes the language by keypad alone.
  void plug_in(const std::string& language);
  void unplug() { press(drivers::KeypadKey::headset_out); }
  /// Time passes in steps short enough for the voice.
  void advance(Millis by);

  /// Goes on with "next" until what has the focus is called so, then presses "select". Fails the test when it
  /// is not found in one round.
  void choose(const std::string& label);
  void choose(const char* id) { choose(stage.l().t(id)); }
  /// The same, without "select".
  void find(const std::string& label);
  /// Down until a text says this, as a person who looks for it would.
  void read_to(const std::string& part);

  /// The node with the focus; fails the test when there is none, it is gone, or behind a dialog.
  [[nodiscard]] const ui::Node& at();
  /// Everything said since the last call, a line an utterance: "fi: Tervetuloa." and "fi! …" when it
  /// interrupted what was said before.
  [[nodiscard]] std::string said();

 private:
  std::size_t heard_ = 0;
};

}  // namespace vuoro::test
