#include <fmt/format.h>

#include "tests/sim/checkers.h"

namespace vuoro::test {
namespace {

struct Count {
  int done = 0;      ///< lines of the history
  int answered = 0;  ///< presses that were told of it
  int pressed = 0;
};

/// The acts of one staff member that leave exactly one line each.
std::map<std::pair<Uuid, std::string>, Count> acts_of_staff(const Told& told, const Books& books) {
  static const std::map<std::string, std::string> k_acts = {
      {"ticket.start", "start"}, {"ticket.recall", "recall"},     {"ticket.no_show", "no_show"},
      {"ticket.park", "park"},   {"ticket.transfer", "transfer"}, {"ticket.call_next", "call"},
  };
  std::map<std::pair<Uuid, std::string>, Count> counts;
  for (const auto& press : told.presses) {
    const auto act = k_acts.find(press.type);
    if (act == k_acts.end()) continue;
    auto& count = counts[{press.staff_id, act->second}];
    ++count.pressed;
    if (press.got) ++count.answered;
  }
  for (const auto& line : books.log) {
    // A call that ends somebody else's visit by rule writes a line of its own, with its reason.
    if (!line.staff_id || !line.reason.empty()) continue;
    const auto count = counts.find({*line.staff_id, line.act});
    if (count != counts.end()) ++count->second.done;
  }
  return counts;
}

}  // namespace

Findings happened_twice(const Told& told, const Books& books) {
  Findings found;
  std::map<Uuid, int> issues;
  std::map<Uuid, int> ends;
  for (const auto& line : books.log) {
    if (line.act == "issue") ++issues[line.ticket_id];
    if (line.act == "cancel") ++ends[line.ticket_id];
  }
  for (const auto& [id, ticket] : books.tickets) {
    if (issues[id] != 1) found.push_back(fmt::format("{} was issued {} times", ticket.number, issues[id]));
    if (ends[id] > 1) found.push_back(fmt::format("{} was cancelled {} times", ticket.number, ends[id]));
  }
  std::map<Uuid, int> heard;
  for (const auto& row : books.feedback) {
    if (++heard[row.id] == 2) found.push_back("feedback twice: " + row.id.to_string());
  }
  for (const auto& [who, count] : acts_of_staff(told, books)) {
    if (count.done < count.answered || count.done > count.pressed) {
      found.push_back(fmt::format("\"{}\" was pressed {} times, answered {} times and happened {} times",
                                  who.second, count.pressed, count.answered, count.done));
    }
  }
  for (const auto& device : books.devices) {
    for (const auto& act : device.refused) {
      // Whoever leaves while a clerk begins to serve them has met with what is true; nothing else may clash.
      const bool met =
          act.code == "conflict" && (act.type == "ticket.cancelled" || act.type == "appointment.cancelled");
      if (!met)
        found.push_back(fmt::format("{}: {} was refused for good: {}", device.name, act.type, act.message));
    }
    if (device.outbox.waiting > 0) {
      found.push_back(fmt::format("{}: {} acts have not arrived", device.name, device.outbox.waiting));
    }
  }
  return found;
}

}  // namespace vuoro::test
