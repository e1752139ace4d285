#include "tests/sim/checkers.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace vuoro::test {

std::vector<std::string> broken_promises(const Told& told, const FakeAuthority& authority, bool crashed) {
  std::vector<std::string> broken = authority.violations();
  std::map<Uuid, int> adopted;
  std::set<std::tuple<Uuid, std::string, std::int32_t>> numbers;
  for (const auto& ticket : authority.tickets()) {
    ++adopted[ticket.ticket_id];
    if (!numbers.emplace(ticket.queue_id, ticket.service_day, ticket.number_value).second) {
      broken.push_back(fmt::format("number {} twice on {}", ticket.number_value, ticket.service_day));
    }
  }
  std::set<std::pair<std::string, std::string>> on_paper;
  for (const auto& issued : told.tickets) {
    const auto& ticket = issued.ticket;
    if (!on_paper.emplace(ticket.number, ticket.service_day).second) {
      broken.push_back("two visitors hold " + ticket.number);
    }
    if (adopted[ticket.id] != 1) {
      broken.push_back(
          fmt::format("ticket {} is at the authority {} times", ticket.number, adopted[ticket.id]));
    }
  }
  std::map<Uuid, int> booked;
  for (const auto& booking : authority.bookings()) ++booked[booking.appointment_id];
  for (const auto& appointment : told.bookings) {
    if (booked[appointment.id] != 1) {
      broken.push_back(
          fmt::format("booking {} is at the authority {} times", appointment.code, booked[appointment.id]));
    }
  }
  std::map<Uuid, int> heard;
  for (const auto& feedback : authority.feedback()) ++heard[feedback.feedback_id];
  for (const auto& id : told.feedback) {
    if (heard[id] != 1) broken.push_back(fmt::format("feedback is at the authority {} times", heard[id]));
  }
  if (!crashed && authority.tickets().size() != told.tickets.size()) {
    broken.push_back(
        fmt::format("{} tickets at the authority, {} told", authority.tickets().size(), told.tickets.size()));
  }
  return broken;
}

}  // namespace vuoro::test
