#pragma once
// Short sounds: the chime before a call, the click of a key.

#include <chrono>
#include <memory>
#include <string_view>

namespace vuoro::drivers {

enum class Sound {
  chime,   ///< two tones, before a called number is said
  click,   ///< soft, a press was taken
  notice,  ///< one low tone: something did not go, or is about to end
};

[[nodiscard]] std::string_view name_of(Sound sound);

/// All functions are thread-safe and return at once; without a sound device nothing is heard and nothing
/// fails.
class Audio {
 public:
  virtual ~Audio() = default;
  /// Mixed with what is still sounding.
  virtual void play(Sound sound) = 0;
  /// Somebody is at it, and a sound may be wanted in a moment: a device that was given back is opened again.
  virtual void expect() {}
  /// 0 to 100; clamped.
  virtual void set_volume(int percent) = 0;
  [[nodiscard]] virtual bool available() const = 0;
};

/// SDL's default output, opened at once and again with growing pauses while there is none. SDL's audio
/// subsystem is started and ended by this object; SDL_Init of the program's other subsystems is not touched.
/// @param give_back_after  a device that nobody needed for so long is closed: SDL's thread writes silence a
///                         hundred times a second to one that is only paused. The next sound opens it again.
[[nodiscard]] std::unique_ptr<Audio> make_sdl_audio(
    std::chrono::milliseconds give_back_after = std::chrono::seconds(5));

}  // namespace vuoro::drivers
