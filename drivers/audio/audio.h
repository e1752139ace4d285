#pragma once
// Short sounds: the chime before a call, the click of a key.

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
  /// 0 to 100; clamped.
  virtual void set_volume(int percent) = 0;
  [[nodiscard]] virtual bool available() const = 0;
};

/// SDL's default output, opened at once and again with growing pauses while there is none. SDL's audio
/// subsystem is started and ended by this object; SDL_Init of the program's other subsystems is not touched.
[[nodiscard]] std::unique_ptr<Audio> make_sdl_audio();

}  // namespace vuoro::drivers
