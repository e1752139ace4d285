#include <fmt/format.h>

#include "core/lobby/ticket_life.h"
#include "tests/sim/checkers.h"

namespace vuoro::test {

Findings evenings_open(const Told&, const Books& books) {
  Findings found;
  std::string today;
  for (const auto& [id, ticket] : books.tickets) today = std::max(today, ticket.service_day);
  std::map<Uuid, int> closed;
  for (const auto& line : books.log) {
    if (line.act != "close_day") continue;
    ++closed[line.ticket_id];
    // A ticket of the evening that was heard of after midnight is of a past day.
    if (line.reason != "day_end" && line.reason != "past_day" && line.reason != "box_lost")
      found.push_back("a ticket was closed for the day without its reason");
  }
  std::map<std::string, std::int64_t> people;
  std::map<std::string, std::int64_t> ended_by_day;
  for (const auto& [id, ticket] : books.tickets) {
    ++people[ticket.service_day];
    const auto times = closed.find(id);
    ended_by_day[ticket.service_day] += times == closed.end() ? 0 : times->second;
    if (ticket.service_day != today && !is_over(ticket.state)) {
      found.push_back(fmt::format("{} of {} is {} the day after", ticket.number, ticket.service_day,
                                  name_of(ticket.state)));
    }
    if ((ticket.state == TicketState::expired) != (times != closed.end()) ||
        (times != closed.end() && times->second > 1)) {
      found.push_back(fmt::format("{} of {} is {} and was closed for the day {} times", ticket.number,
                                  ticket.service_day, name_of(ticket.state),
                                  times == closed.end() ? 0 : times->second));
    }
  }
  for (const auto& [day, report] : books.reports) {
    if (report.people != people[day] || report.closed != ended_by_day[day] ||
        (day != today && report.open != 0)) {
      found.push_back(
          fmt::format("the report of {} has {} people, {} closed and {} open instead of {}, {} and 0", day,
                      report.people, report.closed, report.open, people[day], ended_by_day[day]));
    }
  }
  for (const auto& start : books.number_starts) {
    if (start.day == books.number_starts.front().day || start.first == start.wanted) continue;
    found.push_back(
        fmt::format("the numbers of {} begin at {} instead of {}", start.day, start.first, start.wanted));
  }
  return found;
}

}  // namespace vuoro::test
