#pragma once
// Tickets and calls a second, beside what SQLite does with one commit each on the same disk in the same run.

#include <chrono>
#include <functional>
#include <string>

#include "tests/bench/other_server.h"

namespace vuoro::bench {

/// While it lives every sync of this process, and of those it forks, costs so much more (slow_sync.cpp).
class SlowSync {
 public:
  /// Make it before any thread. Throws when a sync does not become slow.
  /// @param ms  0: the disk as it is
  explicit SlowSync(double ms);
  ~SlowSync();
  SlowSync(const SlowSync&) = delete;
  SlowSync& operator=(const SlowSync&) = delete;
};

[[nodiscard]] double seconds_since(std::chrono::steady_clock::time_point began);

/// `work(i)` in as many threads; what it throws ends the bench.
void in_threads(int count, const std::function<void(int)>& work);

/// Tickets of the small lobby, in full batches.
void issue(test::HttpClient& device, const OtherServer& server, std::int64_t& sequence, int count);

/// A city's clerks call, and say that the visitor has come; the next call ends that visit. Prints `calls`
/// (only these count), `desk_commands` (both) and `desk_command_cpu`.
/// @param suffix  of the names
void calls(OtherServer& server, const std::string& suffix);

/// A city's terminals give tickets, each ticket a request of its own. Prints `tickets`.
void tickets(OtherServer& server, const std::string& suffix);

}  // namespace vuoro::bench
