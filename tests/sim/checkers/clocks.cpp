#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

/// Clocks may differ by so much without anybody having been wrong.
constexpr std::chrono::minutes k_little{10};

/// Whoever waits in the replay.
struct Waiting {
  Uuid queue_id;
  bool plain = false;  ///< came without a booking, and nothing else happened
  WallTime heard;      ///< when a server had the ticket
};

/// A terminal without a connection told of the visitor later, by the time that a wrong clock had said: the
/// place is that of the moment when it was heard.
bool was_told_late(const Told& told, WallTime came, const Waiting& other, WallTime than) {
  return other.heard > than && clock_was_wrong(told, came - k_little, came + k_little);
}

/// Who comes while the server is down, or cannot write that its clock was set back, is there before those to
/// whom it gives their new places when it can.
bool came_in_trouble(const Told& told, WallTime came) {
  return std::any_of(told.troubles.begin(), told.troubles.end(), [&](const Trouble& trouble) {
    return trouble.who == "server" && trouble.from <= came && came <= trouble.to;
  });
}

/// A visitor who came when the clock was right again is not called before one who came until then.
void judge_fairness(Findings& found, const Told& told, const Books& books,
                    const std::map<Uuid, WallTime>& came, const store::TicketLogRow& call,
                    const std::map<Uuid, Waiting>& waiting) {
  const auto called = waiting.find(call.ticket_id);
  const auto its = came.find(call.ticket_id);
  if (called == waiting.end() || !called->second.plain || its == came.end() ||
      came_in_trouble(told, its->second) ||
      clock_was_wrong(told, its->second - k_little, true_time(told, call)))
    return;
  for (const auto& [id, other] : waiting) {
    const auto before = came.find(id);
    if (before == came.end() || !other.plain || other.queue_id != called->second.queue_id ||
        before->second + k_little >= its->second || was_told_late(told, before->second, other, its->second))
      continue;
    found.push_back(fmt::format("{} was called before {}, who came earlier",
                                books.tickets.at(call.ticket_id).number, books.tickets.at(id).number));
  }
}

void judge_order(Findings& found, const Told& told, const Books& books) {
  std::set<Uuid> by_rule;
  for (const auto& press : told.presses) {
    if (press.type == "ticket.call_next" && press.got) by_rule.insert(*press.got);
  }
  std::map<Uuid, WallTime> came;
  for (const auto& one : told.tickets) came.emplace(one.issued.ticket.id, one.at);
  std::map<Uuid, Waiting> waiting;
  for (const auto& line : books.log) {
    const auto known = books.tickets.find(line.ticket_id);
    if (known == books.tickets.end()) continue;
    if (line.act == "call" && by_rule.contains(line.ticket_id))
      judge_fairness(found, told, books, came, line, waiting);
    waiting.erase(line.ticket_id);
    if (line.to_state == "waiting")
      waiting[line.ticket_id] = {line.queue_id, line.act == "issue" && !known->second.appointment_id,
                                 true_time(told, line)};
  }
}

/// A box goes by the central server's clock before its own books: that may have been wrong in the same way.
bool misled(const Told& told, const Trouble& mad, WallTime at) {
  if (mad.who != "box") return false;
  return wrong_by(told, "server", mad.from) != Millis(0) ||
         std::any_of(told.clocks.begin(), told.clocks.end(), [&](const ClockSet& set) {
           return set.server == "server" && set.at >= mad.from && set.at <= at && set.wrong_by != Millis(0);
         });
}

}  // namespace

Findings clocks_followed(const Told& told, const Books& books) {
  Findings found;
  // Of a lost box's visitors nobody knew meanwhile.
  if (!told.clocks.empty() && !told.box_lost) judge_order(found, told, books);
  for (const auto* log : {&books.log, &books.central_log}) {
    for (const auto& line : *log) {
      const auto written = told.lines.find(key_of(line));
      if (written == told.lines.end()) continue;
      for (const auto& mad : told.mad_clocks) {
        if (mad.who != written->second.server || written->second.at <= mad.from ||
            written->second.at >= mad.to || misled(told, mad, written->second.at))
          continue;
        found.push_back(fmt::format("{} decides \"{}\" by a clock of which its books say that it is wrong",
                                    mad.who, line.act));
      }
    }
  }
  return found;
}

}  // namespace vuoro::test
