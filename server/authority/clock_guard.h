#pragma once
// A server decides by its clock what day it is. One that starts with a wrong clock, as a machine without a
// battery does, would begin its numbers again in the middle of the day: it does not act.

#include <atomic>
#include <string>

#include "server/store/store.h"

namespace vuoro::authority {

/// Any thread.
class ClockGuard {
 public:
  /// Asks before anything is decided by the clock, or told to devices, who set theirs by it. Not before half
  /// a day ahead of the newest time in the books, see note_time(); where the central server's time is known,
  /// that counts. Once this server may act, nobody is sent away for a clock any more.
  /// @return unavailable, with a sentence: until the clock is set. Errors of the store.
  [[nodiscard]] Result<void> check(store::Reader& reader, WallTime now);
  [[nodiscard]] bool is_right() const { return right_; }
  /// As it was found when it was last asked; where that could not be read, as before.
  [[nodiscard]] bool is_wrong() const { return said_ && !right_; }
  /// A site server that is about to act has heard the central server's time.
  void told(Millis central_is_ahead);

 private:
  [[nodiscard]] Result<void> refuse(const std::string& why);

  std::atomic<bool> right_{false};
  std::atomic<std::int64_t> central_is_ahead_h_{0};  ///< as it was told; only when it is too much
  std::atomic<bool> said_{false};                    ///< in the log
};

/// "2026-03-05 08:00 UTC"
[[nodiscard]] std::string day_and_time(WallTime time);

/// The newest time that the books know. Where it was never noted: of the last line of the tickets' history.
[[nodiscard]] Result<std::optional<WallTime>> newest_time(store::Reader& reader);
/// Writes into the books that it is `now`, about once an hour: also when the clock was ahead and is set back.
[[nodiscard]] Result<void> note_time(store::Transaction& tx, WallTime now);
/// A technician says that the clock is right, although the books are ahead of it.
[[nodiscard]] Result<void> trust_clock(store::Transaction& tx, WallTime now);

}  // namespace vuoro::authority
