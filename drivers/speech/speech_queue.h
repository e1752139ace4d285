#pragma once
// What is said now, what waits, and who gives way to whom. No thread, no device.

#include <deque>
#include <optional>
#include <vector>

#include "drivers/speech/speaker.h"

namespace vuoro::drivers {

inline constexpr std::size_t k_speech_waiting_max = 40;  ///< a minute of calls; the oldest others give way

class SpeechQueue {
 public:
  struct Item {
    UtteranceId id = 0;
    Utterance utterance;
  };
  struct Change {
    std::vector<UtteranceId> cancelled;
    bool current_cancelled = false;  ///< the device must fall silent; current() is empty again
  };

  /// A background utterance is cancelled at once while anything is said or waits, and gives way to anything.
  [[nodiscard]] Change add(Item item);
  [[nodiscard]] Change clear();
  /// Calls first, each priority in its order. Nothing while something is being said.
  [[nodiscard]] const Item* begin_next();
  /// Ends what is being said.
  void finish_current() { current_.reset(); }
  [[nodiscard]] const std::optional<Item>& current() const { return current_; }
  [[nodiscard]] bool waiting() const { return !waiting_.empty(); }

 private:
  void cancel_up_to(SpeechPriority priority, Change& change);

  std::optional<Item> current_;
  std::deque<Item> waiting_;
};

}  // namespace vuoro::drivers
