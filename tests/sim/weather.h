#pragma once
// How bad a simulated world is, and which faults are put into it on purpose.

#include <array>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/random.h"

namespace vuoro::test {

/// Chances are per mille.
struct Weather {
  int lose_request = 0;
  int lose_answer = 0;
  int duplicate = 0;
  Millis delay_least{4};
  Millis delay_most{25};  ///< each way; the number budget is 400 ms, so some answers may come too late
  Millis commit_most{6};  ///< of the server: works that come meanwhile share the commit
  int cut = 0;            ///< of one line, each minute: nothing passes
  int half_open = 0;      ///< of one line, each minute: requests arrive and answers do not
  Millis cut_most{120'000};
  int device_crash = 0;  ///< of one device, each minute
  int server_crash = 0;  ///< each minute
  Millis down_most{40'000};
  int clock_jump = 0;   ///< of one machine's wall clock, each minute
  Millis jump_most{0};  ///< either way
  int disk_full = 0;    ///< of one terminal, each minute
  int voice_hangs = 0;  ///< a sentence that never ends, of a display's voice
};

/// Nothing goes wrong.
[[nodiscard]] inline Weather fair_weather() {
  return {};
}
/// A different mixture for every seed.
[[nodiscard]] Weather bad_weather(Random& random);

/// A fault of the kind that a careless change to Vuoro could bring, put in around the real code: the checkers
/// must find each.
enum class Mutation {
  none,
  ack_before_commit,        ///< the server answers before the commit is durable
  server_skips_fsync,       ///< its disk says "synced" and has done nothing
  terminal_skips_fsync,     ///< the terminal's database runs without synchronous=FULL
  command_retry_new_id,     ///< a clerk's repeat of an unanswered command carries a new id
  event_retry_new_id,       ///< a terminal's repeat of an unanswered batch carries new ids
  block_leased_twice,       ///< two devices get the same block of numbers
  tombstone_lost,           ///< deletions do not reach a device
  revision_skipped,         ///< a change does not reach a device, the revision does
  outbox_forgets,           ///< after a crash the oldest waiting act is gone
  outbox_drops_unanswered,  ///< an event leaves the outbox although nobody answered it
  wall_replays,             ///< the display's picture brings an old call as a new one
  wall_deaf,                ///< the display's picture lacks the newest call
  order_ignores_arrival,    ///< "call next" takes the one who came last
  number_forgotten,         ///< after a crash the terminal's block starts again at its first number
  contact_kept,             ///< a phone number stays in the terminal's database after it was sent
  answers_forgotten,        ///< after a crash the server does not know which events it has answered
};

[[nodiscard]] std::string_view name_of(Mutation mutation);

}  // namespace vuoro::test
