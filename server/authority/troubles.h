#pragma once
// What this server could not do through its own fault: a record of its books that it cannot read, an event
// that it cannot carry out. For the log, /healthz and /metrics.

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/result.h"

namespace vuoro::authority {

/// About one thing of the server's own, and neither about the disk nor about whoever asks.
[[nodiscard]] inline bool is_own_fault(const Error& error) {
  return error.code == Errc::corrupt || error.code == Errc::internal;
}

/// Why a server cannot do all that it should, of itself.
struct OwnFault {
  const char* kind;  ///< "record", "damaged", "cannot_write", "clock"
  std::string message;
};

/// Of a store that takes nothing: the same words for /healthz, the console and the central server.
[[nodiscard]] OwnFault fault_of_store(const Error& error);

/// Each is remembered for ten minutes after it was met last: what persists is met again. Any thread.
class Troubles {
 public:
  /// In the log when it is new.
  void note(const Error& error, MonoTime now);
  /// The event waits at its device. @return whether it is new
  bool note_event(const Uuid& id, MonoTime now);
  void forget_event(const Uuid& id);

  /// What was met last.
  [[nodiscard]] std::optional<std::string> latest(MonoTime now) const;
  [[nodiscard]] std::size_t count(MonoTime now) const;
  [[nodiscard]] std::size_t events(MonoTime now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, MonoTime> met_;
  std::map<Uuid, MonoTime> events_;
};

}  // namespace vuoro::authority
