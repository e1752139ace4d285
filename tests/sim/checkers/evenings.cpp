#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/lobby/ticket_life.h"
#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {

namespace {

std::string day_of_the_end(const Told& told, const Books& books) {
  if (!told.clocks.empty()) return true_day(told.ended);
  std::string today;
  for (const auto& [id, ticket] : books.tickets) today = std::max(today, ticket.service_day);
  return today;
}

/// The day on which a visitor really came, where a server's clock may have said another.
std::map<Uuid, std::string> came_on(const Told& told, const Books& books) {
  std::map<Uuid, std::string> days;
  if (told.clocks.empty()) return days;
  for (const auto& one : told.tickets) days.emplace(one.issued.ticket.id, true_day(one.at));
  for (const auto& line : books.log) {
    if (line.act == "issue") days.emplace(line.ticket_id, true_day(true_time(told, line)));
  }
  return days;
}

/// Who is not served by midnight has been told to come another day.
void judge_calls(Findings& found, const Told& told, const Books& books) {
  if (!told.clocks.empty()) return;
  for (const auto& line : books.log) {
    const auto ticket = books.tickets.find(line.ticket_id);
    if (line.act != "call" || ticket == books.tickets.end()) continue;
    if (ticket->second.service_day < true_day(line.time))
      found.push_back(fmt::format("{} of {} was called the day after", ticket->second.number,
                                  ticket->second.service_day));
  }
}

/// A box that did not know yet that it was lost ended its day, of a visitor with whom the central server went
/// on meanwhile, or whom that one sent away too: it stands in the box's own history only.
bool only_the_lost_box_ended(const Told& told, const Books& books, const Ticket& ticket,
                             const store::TicketLogRow& line) {
  if (!told.box_lost) return false;
  bool ended_otherwise = ticket.state != TicketState::expired;
  for (const auto& one : books.central_log) {
    if (key_of(one) == key_of(line)) return false;
    ended_otherwise = ended_otherwise || (one.ticket_id == line.ticket_id && one.act == line.act);
  }
  return ended_otherwise;
}

/// Visits of which a lost box and the central server tell two things.
struct OfTwo {
  std::set<Uuid> ended;  ///< gone on with after one of them had ended it
  std::set<Uuid> left;   ///< in one state by its history, or a part of it, in another by its record
};

OfTwo told_by_two(const Told& told, const Books& books) {
  static const std::set<std::string_view> k_over = {
      name_of(TicketState::finished), name_of(TicketState::cancelled), name_of(TicketState::expired),
      name_of(TicketState::no_show)};
  OfTwo out;
  if (!told.box_lost) return out;
  std::map<Uuid, std::string_view> left_in;
  for (const auto& line : books.log) {
    const std::string_view before = std::exchange(left_in[line.ticket_id], line.to_state);
    const bool was_over = k_over.contains(before);
    if (was_over && line.act != "undo") out.ended.insert(line.ticket_id);
  }
  for (const auto& [id, state] : left_in) {
    const auto ticket = books.tickets.find(id);
    if (ticket != books.tickets.end() && state != name_of(ticket->second.state)) out.left.insert(id);
  }
  return out;
}

}  // namespace

Findings evenings_open(const Told& told, const Books& books) {
  Findings found;
  judge_calls(found, told, books);
  const std::string today = day_of_the_end(told, books);
  const auto came = came_on(told, books);
  auto by_two = told_by_two(told, books);
  std::map<Uuid, int> closed;
  std::map<std::string, std::int64_t> ended_by_day;
  std::map<std::string, std::int64_t> perhaps_by_day;  // of a visit that another line ended before or after
  for (const auto& line : books.log) {
    if (line.act != "close_day") continue;
    const auto ticket = books.tickets.find(line.ticket_id);
    if (ticket != books.tickets.end()) {
      const bool surely = !only_the_lost_box_ended(told, books, ticket->second, line);
      auto& days = surely && !by_two.ended.contains(line.ticket_id) ? ended_by_day : perhaps_by_day;
      ++days[ticket->second.service_day];
      if (surely) {
        ++closed[line.ticket_id];
      } else {
        by_two.left.insert(line.ticket_id);
      }
    }
    // A ticket of the evening that was heard of after midnight is of a past day.
    if (line.reason != "day_end" && line.reason != "past_day" && line.reason != "box_lost")
      found.push_back("a ticket was closed for the day without its reason");
  }
  std::map<std::string, std::int64_t> people;
  std::map<std::string, std::int64_t> open_by_day;
  std::map<std::string, std::int64_t> perhaps_open_by_day;
  for (const auto& [id, ticket] : books.tickets) {
    ++people[ticket.service_day];
    const auto times = closed.find(id);
    const auto day = came.find(id);
    // Who came today under a wrong clock waits for today's end as all others do.
    const bool of_today = ticket.service_day == today || (day != came.end() && day->second == today);
    if (by_two.left.contains(id) || by_two.ended.contains(id)) {
      ++perhaps_open_by_day[ticket.service_day];
    } else if (!is_over(ticket.state)) {
      ++open_by_day[ticket.service_day];
    }
    if (!of_today && !is_over(ticket.state)) {
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
    if (report.people != people[day] || report.closed < ended_by_day[day] ||
        report.closed > ended_by_day[day] + perhaps_by_day[day] ||
        (day != today &&
         (report.open < open_by_day[day] || report.open > open_by_day[day] + perhaps_open_by_day[day]))) {
      found.push_back(fmt::format(
          "the report of {} has {} people, {} closed and {} open instead of {}, {} and {}", day,
          report.people, report.closed, report.open, people[day], ended_by_day[day], open_by_day[day]));
    }
  }
  for (const auto& start : books.number_starts) {
    if (start.day == books.number_starts.front().day || start.first == start.wanted) continue;
    // Until a lost box is heard of, a day begins behind what it may give.
    if (told.box_lost) continue;
    // Of the day on which the world began nobody looked, and of two servers each has its own.
    if (!told.clocks.empty() && (!told.hands.empty() || start.day <= true_day(told.clocks.front().at)))
      continue;
    found.push_back(
        fmt::format("the numbers of {} begin at {} instead of {}", start.day, start.first, start.wanted));
  }
  return found;
}

}  // namespace vuoro::test
