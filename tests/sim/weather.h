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
  int clock_jump = 0;    ///< of one machine's wall clock, each minute
  Millis jump_most{0};   ///< either way
  int server_clock = 0;  ///< of one server's wall clock, each minute; some start with a wrong one
  int disk_full = 0;     ///< of one machine, each minute
  Millis full_most{600'000};
  int slow_disk = 0;    ///< of a server, each minute
  int slow_device = 0;  ///< a device's disk, each minute
  int wide_cut = 0;     ///< of the line between a site server and the central server, each minute
  Millis wide_cut_most{900'000};
  int box_lost = 0;       ///< of a site's moves away from its box
  int box_given_up = 0;   ///< of them: it is declared lost while only its line is cut, and acts on
  int printer_fault = 0;  ///< of a ticket on its way to paper
  int rot = 0;            ///< of one device's disk, each minute: a bit flips, or a sector becomes rubbish
  int voice_hangs = 0;    ///< a sentence that never ends, of a display's voice
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
  ack_before_commit,         ///< the server answers before the commit is durable
  server_skips_fsync,        ///< its disk says "synced" and has done nothing
  terminal_skips_fsync,      ///< the terminal's database runs without synchronous=FULL
  command_retry_new_id,      ///< a clerk's repeat of an unanswered command carries a new id
  event_retry_new_id,        ///< a terminal's repeat of an unanswered batch carries new ids
  block_leased_twice,        ///< two devices get the same block of numbers
  tombstone_lost,            ///< deletions do not reach a device
  revision_skipped,          ///< a change does not reach a device, the revision does
  outbox_forgets,            ///< after a crash the oldest waiting act is gone
  outbox_drops_unanswered,   ///< an event leaves the outbox although nobody answered it
  wall_replays,              ///< the display's picture brings an old call as a new one
  wall_deaf,                 ///< the display's picture lacks the newest call
  order_ignores_arrival,     ///< "call next" takes the one who came last
  number_forgotten,          ///< after a crash the terminal's block starts again at its first number
  contact_kept,              ///< a phone number stays in the terminal's database after it was sent
  handover_forgets_numbers,  ///< the box hears nothing of the numbers that were given before it
  news_lost,                 ///< what the box tells is answered on the way and does not arrive
  central_acts_on,           ///< the central server forgets that it has given the site away
  box_acts_on,               ///< the box forgets that it has given the site back
  evening_forgotten,         ///< nobody closes the day's tickets at midnight
  numbers_run_on,            ///< the new day goes on with the numbers of the day before
  range_believed,            ///< a day's numbers are of the range that a queue has now
  paper_believed,            ///< a terminal takes every ticket for printed
  print_begun_forgotten,     ///< after a crash the terminal does not know what it has begun to print
  screen_shut_offline,       ///< without the line the pages' buttons are off
  screen_answer_lost,        ///< an answer of the lobby never comes to its page
  screen_number_stays,       ///< the start still has the last number
  screen_silent,             ///< a page of trouble without its words
  screen_untranslated,       ///< the words of trouble in the language of the code
  screen_never_idle,         ///< a page left alone takes itself for touched
  screen_invents_number,     ///< a refusal is shown as a number
  rot_unnoticed,             ///< nobody looks at the sums of what a disk has kept
  loss_unsaid,               ///< a terminal that lost acts to its disk says that nothing is lost
  answers_forgotten,         ///< after a crash the server does not know which events it has answered
  clock_believed,            ///< a server acts by whatever its clock says at the start
};

[[nodiscard]] std::string_view name_of(Mutation mutation);

}  // namespace vuoro::test
