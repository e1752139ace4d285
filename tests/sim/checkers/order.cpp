#include <fmt/format.h>

#include "core/lobby/call_order.h"
#include "tests/sim/checkers.h"

namespace vuoro::test {

/// Replays the tickets' history line by line.
Findings order_broken(const Told& told, const Books& books) {
  Findings found;
  // What a lost box had not told comes into the history late.
  if (told.box_lost) return found;
  std::set<Uuid> by_rule;  ///< tickets that "call next" gave; others may have been called by their number
  for (const auto& press : told.presses) {
    if (press.type == "ticket.call_next" && press.got) by_rule.insert(*press.got);
  }
  std::map<Uuid, Ticket> waiting;
  for (const auto& line : books.log) {
    const auto known = books.tickets.find(line.ticket_id);
    if (known == books.tickets.end()) {
      found.push_back("the history has a ticket that the books have not");
      continue;
    }
    if (line.act == "call" && line.from_state == "waiting" && line.counter_id &&
        by_rule.contains(line.ticket_id)) {
      const auto counter = books.counters.find(*line.counter_id);
      std::vector<Ticket> all;
      for (const auto& [id, ticket] : waiting) all.push_back(ticket);
      const auto order = in_call_order(all, counter->second.queue_ids);
      if (order.empty()) {
        found.push_back(known->second.number + " was called and did not wait");
      } else if (order.front()->id != line.ticket_id) {
        found.push_back(fmt::format("counter {} called {} before {}", counter->second.name,
                                    known->second.number, order.front()->number));
      }
    }
    if (line.to_state == "waiting") {
      Ticket ticket = known->second;
      ticket.state = TicketState::waiting;
      ticket.queue_id = line.queue_id;
      if (line.due) ticket.due = *line.due;
      waiting[line.ticket_id] = ticket;
    } else {
      waiting.erase(line.ticket_id);
    }
  }
  return found;
}

}  // namespace vuoro::test
