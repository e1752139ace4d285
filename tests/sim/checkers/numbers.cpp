#include <fmt/format.h>

#include "tests/sim/checkers.h"

namespace vuoro::test {

Findings numbers_shared(const Told& told, const Books& books) {
  Findings found;
  using Number = std::tuple<std::string, std::string>;
  std::map<Number, Uuid> on_paper;
  for (const auto& one : told.tickets) {
    const auto& ticket = one.issued.ticket;
    const auto [holder, fresh] = on_paper.emplace(Number(ticket.service_day, ticket.number), ticket.id);
    if (!fresh && holder->second != ticket.id) {
      found.push_back(fmt::format("two visitors hold {} of {}", ticket.number, ticket.service_day));
    }
  }
  std::map<Number, Uuid> in_books;
  for (const auto& [id, ticket] : books.tickets) {
    if (!in_books.emplace(Number(ticket.service_day, ticket.number), id).second) {
      found.push_back(fmt::format("{} of {} is twice in the books", ticket.number, ticket.service_day));
    }
  }
  std::map<Uuid, int> booked;
  std::map<Uuid, int> marked;
  for (const auto& [id, appointment] : books.appointments) {
    // A place that was come for is not given to another.
    const bool free = appointment.state == AppointmentState::cancelled && !appointment.ticket_id;
    if (!free) ++booked[appointment.slot_id];
    // A clock that was set a day ahead ends places that terminals hold.
    if (!free && appointment.over_capacity.value_or(false) && !told.clocks.empty())
      ++marked[appointment.slot_id];
  }
  for (const auto& [id, slot] : books.slots) {
    if (booked[id] - marked[id] > slot.capacity) found.push_back("a slot has more visitors than places");
    if (booked[id] != slot.taken) {
      found.push_back(fmt::format("a slot says {} taken and has {} bookings", slot.taken, booked[id]));
    }
    if (slot.leased < 0) found.push_back("a slot has fewer than no places held");
  }
  return found;
}

}  // namespace vuoro::test
