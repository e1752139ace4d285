#pragma once
// From a touch to what a person sees and hears, through the real window loop.

#include <string>

namespace vuoro::bench {

/// From an event given to SDL until the loop has presented the press. Not in it: the panel's own scan
/// (typically 8 ms), the screen's next refresh, and on KMSDRM up to 10 ms until input is looked for.
/// @param driver  "dummy", or "x11": an Xvfb of its own, left out when there is none.
void touch_to_press(const std::string& driver, int runs);

/// From the lift of the finger, given to SDL, until the first sample of the click has left SDL's audio
/// callback and come out of the audio driver (SDL's disk driver, into a pipe). Not in it: the sound card's
/// own buffer.
void touch_to_sound(int runs);

}  // namespace vuoro::bench
