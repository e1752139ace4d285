#include <fmt/format.h>

#include <algorithm>

#include "core/lobby/call_order.h"
#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

/// Tickets whose history two servers wrote who did not know of each other: the lost box told of it only when
/// another one had acted meanwhile, or heard of it so; a line is older than the change of hands before it, or
/// does not follow on the one before.
void add_contested(const Told& told, const std::vector<store::TicketLogRow>& log, std::set<Uuid>& late) {
  std::vector<WallTime> changes;
  for (const auto& hands : told.hands) {
    if (hands.here && hands.server == "central") changes.push_back(hands.at);
  }
  WallTime newest;
  std::map<Uuid, std::string> states;
  for (const auto& line : log) {
    const auto [state, first] = states.emplace(line.ticket_id, line.to_state);
    if (!first && std::exchange(state->second, line.to_state) != line.from_state) late.insert(line.ticket_id);
    // Two acted: what the box told later does not follow on what the central server did meanwhile.
    if (!told.given_up_boxes.empty() && true_time(told, line) + std::chrono::seconds(1) < newest)
      late.insert(line.ticket_id);
    const bool before_a_change = std::any_of(changes.begin(), changes.end(), [&](WallTime change) {
      return true_time(told, line) < change && newest >= change;
    });
    if (before_a_change) late.insert(line.ticket_id);
    newest = std::max(newest, true_time(told, line));
  }
}

/// The box's own history does not show what the central server had not heard of while it acted; that one's
/// does.
std::set<Uuid> contested(const Told& told, const Books& books) {
  std::set<Uuid> late;
  if (!told.box_lost) return late;
  add_contested(told, books.log, late);
  add_contested(told, books.central_log, late);
  return late;
}

/// A server's clock and what it puts into its books may differ from a visitor's by so much.
constexpr std::chrono::minutes k_clock_slack{10};

/// When the lobby's time went back: a clock was set, or another server acts whose clock is behind.
std::vector<WallTime> set_backs(const Told& told) {
  std::map<std::string, Millis> before;
  std::vector<WallTime> backs;
  for (const auto& set : told.clocks) {
    if (set.wrong_by < before[set.server]) backs.push_back(set.at);
    before[set.server] = set.wrong_by;
  }
  // As their machines are called.
  const auto machine = [](const std::string& server) { return server == "central" ? "server" : server; };
  std::string acts = "server";
  for (const auto& hands : told.hands) {
    if (!hands.here) continue;
    const std::string last = std::exchange(acts, machine(hands.server));
    if (told.clocks.empty() || wrong_by(told, acts, hands.at) >= wrong_by(told, last, hands.at)) continue;
    backs.push_back(hands.at);
  }
  return backs;
}

/// Who was there then has a new place, of which the history says nothing.
void add_placed_anew(const Told& told, const Books& books, std::set<Uuid>& late) {
  std::map<Uuid, std::pair<WallTime, WallTime>> lives;
  for (const auto& line : books.log) {
    const WallTime at = true_time(told, line);
    lives.emplace(line.ticket_id, std::pair(at, at)).first->second.second = at;
  }
  const auto backs = set_backs(told);
  for (const auto& [id, life] : lives) {
    const bool there = std::any_of(backs.begin(), backs.end(), [&, &life = life](WallTime at) {
      return at >= life.first - k_clock_slack && at <= life.second;
    });
    if (there) late.insert(id);
  }
}

}  // namespace

/// Replays the tickets' history line by line. After a lost box: of all those whose history only one wrote at
/// a time, the first was called.
Findings order_broken(const Told& told, const Books& books) {
  Findings found;
  std::set<Uuid> late = contested(told, books);
  add_placed_anew(told, books, late);
  std::set<Uuid> by_rule;  ///< tickets that "call next" gave; others may have been called by their number
  for (const auto& press : told.presses) {
    if (press.type == "ticket.call_next" && press.got) by_rule.insert(*press.got);
  }
  std::map<Uuid, Ticket> waiting;
  for (const auto& line : books.log) {
    const auto known = books.tickets.find(line.ticket_id);
    // By a clock that was ahead earlier days are past their time.
    if (known == books.tickets.end() && !told.clocks.empty()) continue;
    if (known == books.tickets.end()) {
      found.push_back("the history has a ticket that the books have not");
      continue;
    }
    if (late.contains(line.ticket_id)) continue;
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
