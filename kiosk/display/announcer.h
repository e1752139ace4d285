#pragma once
// Calls aloud: a chime, then the number and the counter. One thing after the other, never two at once.
//
// The rule
// - Calls are said in the order they were made. A call made again before it was said keeps its place and is
// said
//   once, with its newest counter; made again afterwards, it is said again.
// - While at most k_said_fully_max wait, each has a chime of its own and is said in every language of the
// display,
//   with the counter's place.
// - While more wait, they are said in rounds: one chime, then up to k_round_max numbers and counters in the
// first
//   language only; everybody sees them on the wall. So nobody waits long for a call already made: see
//   said_within().
// - Nothing is dropped, except what no longer calls anybody: the visitor was put back, or came, or did not
// come.
// - What was called more than k_said_at_latest ago when this display hears of it (it was without the server,
// or
//   was started) is shown and not said. So is what was called as far ahead of now (the server's clock was set
//   back since), and all that is called in a quiet span.
// - A test of the sound is heard in quiet spans too: somebody stands there and listens.

#include <deque>
#include <map>
#include <optional>

#include "drivers/audio/audio.h"
#include "drivers/speech/speaker.h"
#include "kiosk/display/board.h"
#include "kiosk/i18n/language.h"

namespace vuoro::kiosk {

inline constexpr Millis k_chime{1'400};        ///< length of the chime and a breath
inline constexpr Millis k_after_call{700};     ///< silence after a call or a round
inline constexpr Millis k_speech_max{15'000};  ///< a voice that never says that it ended
inline constexpr std::size_t k_said_fully_max = 3;
inline constexpr std::size_t k_round_max = 6;
inline constexpr std::chrono::seconds k_said_at_latest{30};
/// A ticket is no longer than some days in the lobby's picture.
inline constexpr std::chrono::hours k_calls_remembered{72};

/// The longest a call waits until its number begins to be said.
/// @param ahead      calls that wait before it, the one being said not counted
/// @param languages  of the display
/// @param utterance  the longest one sentence takes; k_speech_max at most
[[nodiscard]] Millis said_within(std::size_t ahead, std::size_t languages, Millis utterance);

/// UI thread only.
class Announcer {
 public:
  /// All borrowed for the announcer's life.
  Announcer(drivers::Speaker& speaker, drivers::Audio& audio, const Languages& languages, const Clock& clock)
      : speaker_(speaker), audio_(audio), languages_(languages), clock_(clock) {}

  /// A new picture: queues what is new.
  /// @param languages  of the display, at least one
  /// @param now        the authority's time
  void look(const LobbyView& view, const DisplaySettings& settings, const std::vector<std::string>& languages,
            WallTime now);
  /// From the speaker, posted to this thread.
  void heard(const drivers::SpeechEvent& event);
  /// Goes on when it is time to. Call whenever next_at() has come.
  void step();
  [[nodiscard]] MonoTime next_at() const;
  /// The ticket being called at this moment.
  [[nodiscard]] std::optional<Uuid> speaking() const;
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  enum class Phase { idle, chime, speech, pause };
  struct Call {
    std::optional<Uuid> ticket_id;  ///< none: a test of the sound
    std::string number;
    std::string counter;
    LocalizedText place;       ///< of the counter; empty when it tells nothing
    LocalizedText queue_name;  ///< set when the number alone could mean two visitors
    WallTime called_at;
  };
  void take_new(const LobbyView& view, const DisplaySettings& settings, WallTime now);
  void forget_over(const LobbyView& view);
  [[nodiscard]] Call call_of(const LobbyView& view, const Ticket& ticket) const;
  void start_next();
  void say_next();
  void say(const std::string& words, const Language& language);
  void rest();
  [[nodiscard]] std::string words_of(const Call& call, const Language& l, bool fully) const;

  drivers::Speaker& speaker_;
  drivers::Audio& audio_;
  const Languages& languages_;
  const Clock& clock_;

  bool started_ = false;
  struct Seen {
    std::int32_t calls = 0;
    MonoTime at{};  ///< when it was in the picture last
  };
  std::map<Uuid, Seen> calls_seen_;
  std::int32_t tests_seen_ = 0;
  bool places_differ_ = false;
  std::vector<std::string> in_languages_;
  std::deque<Call> waiting_;
  Phase phase_ = Phase::idle;
  bool round_ = false;        ///< numbers and counters only, one after another
  std::size_t in_round_ = 0;  ///< said in it
  Call now_;
  std::size_t language_ = 0;
  drivers::UtteranceId utterance_ = 0;
  MonoTime until_{};
};

}  // namespace vuoro::kiosk
