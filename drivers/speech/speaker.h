#pragma once
// Spoken text.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vuoro::drivers {

enum class SpeechPriority {
  background,  ///< dropped when anything else is being said
  normal,      ///< screen reading on the terminal
  call,        ///< a called number: said before what is waiting, and never dropped
};

struct Utterance {
  std::string text;      ///< UTF-8, at most k_speech_bytes_max; longer is cut at a character
  std::string language;  ///< BCP 47: "fi", "sv", "en"
  SpeechPriority priority = SpeechPriority::normal;
  bool interrupt = false;  ///< ends what is being said and waiting at the same or a lower priority first
};

inline constexpr std::size_t k_speech_bytes_max = 4000;

using UtteranceId = std::uint64_t;

struct SpeechEvent {
  enum class Kind { begin, end, cancelled } kind = Kind::begin;
  UtteranceId id = 0;
};

/// All functions are thread-safe and return at once; nothing here ever fails: without a speech service the
/// utterance is `cancelled` and the program goes on silently.
class Speaker {
 public:
  using OnEvent = std::function<void(const SpeechEvent&)>;
  virtual ~Speaker() = default;

  /// Every id gets, in this order: at most one `begin`, then exactly one `end` or `cancelled`.
  virtual UtteranceId say(Utterance utterance) = 0;
  /// Ends and forgets everything said and waiting.
  virtual void stop() = 0;
  /// 0 to 100; clamped.
  virtual void set_volume(int percent) = 0;
  /// -100 to 100, 0 is the voice's own speed; clamped.
  virtual void set_rate(int rate) = 0;
  /// There is a speech service now.
  [[nodiscard]] virtual bool available() const = 0;
  /// Called from the speaker's thread; set before the first say(). Not called any more once the speaker is
  /// destroyed.
  virtual void on_event(OnEvent on_event) = 0;
};

/// speech-dispatcher, found by its own rules (socket, autospawn). Connects on a thread of its own, and again
/// with growing pauses after a failure.
[[nodiscard]] std::unique_ptr<Speaker> make_speech_dispatcher_speaker(std::string client_name);

}  // namespace vuoro::drivers
