// Where a visitor waits, and for whom: errands, parking, transfers, reservations, priority.

#include <fmt/format.h>

#include <array>

#include "server/authority/named_ticket.h"
#include "server/authority/reservations.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

ActedBy by_staff(const Command& command) {
  return {command.staff.id, {}, {}};
}

Result<json::value> change_errands(Command& command) {
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const bool adds = command.type == "ticket.add_errand";
  TicketChange change{adds ? TicketAct::add_errand : TicketAct::remove_errand, {}, {}};
  change.to_queue_id = command.fields.uuid("queue_id");
  change.service_id = command.fields.uuid_if("service_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  if (adds && change.service_id) VUORO_TRY(load<Service>(command.context.tx, *change.service_id));
  return answer_with(apply(command.context, ticket, change, by_staff(command)));
}

Result<json::value> park(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  constexpr auto k_most = std::chrono::minutes(limits::k_park_max);
  const auto minutes = command.fields.integer_if("minutes", 1, k_most.count());
  const auto until = command.fields.time_if("until");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  if (minutes && until) return fail(Errc::invalid_argument, "minutes, until: one of the two");
  if (until && (*until <= context.now || *until > context.now + k_most)) {
    return fail(Errc::invalid_argument, fmt::format("until: within {} hours from now", k_most.count() / 60));
  }
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  VUORO_TRY(need_at_counter(command, ticket));
  TicketChange change{TicketAct::park, {}, {}};
  change.time = until;
  if (minutes) change.time = context.now + std::chrono::minutes(*minutes);
  return answer_with(apply(context, ticket, change, by_staff(command)));
}

Result<json::value> transfer(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto queue_id = command.fields.uuid_if("queue_id");
  const auto counter_id = command.fields.uuid_if("counter_id");
  const auto staff_id = command.fields.uuid_if("staff_id");
  const auto note = command.fields.text_if("note", limits::k_note_bytes_max);
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  if (!queue_id && !counter_id && !staff_id) {
    return fail(Errc::invalid_argument, "queue_id: missing, and neither counter_id nor staff_id");
  }
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  VUORO_TRY(need_at_counter(command, ticket));
  TicketChange change{TicketAct::transfer, {}, queue_id};
  if (counter_id || staff_id) {
    VUORO_ASSIGN(const auto kept, reservation_for(context, ticket, counter_id, staff_id, queue_id));
    change.counter_id = kept.counter_id;
    change.staff_id = kept.staff_id;
    change.to_queue_id = kept.queue_id;
  }
  VUORO_ASSIGN(const Ticket moved, apply(context, ticket, change, by_staff(command)));
  if (note && !note->empty()) {
    VUORO_TRY(
        context.tx.put_note({ticket.id, *note, command.staff.display_name, context.now}, ticket.site_id));
  }
  return answer_with(moved);
}

Result<json::value> reserve(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto counter_id = command.fields.uuid_if("counter_id");
  const auto staff_id = command.fields.uuid_if("staff_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  VUORO_ASSIGN(const auto kept, reservation_for(context, ticket, counter_id, staff_id, ticket.queue_id));
  TicketChange change{TicketAct::reserve, kept.counter_id, {}};
  change.staff_id = kept.staff_id;
  return answer_with(apply(context, ticket, change, by_staff(command)));
}

Result<json::value> release(Command& command) {
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  if (!ticket.reserved_counter_id && !ticket.reserved_staff_id) {
    return fail(Errc::conflict, ticket.number + " is reserved for nobody");
  }
  return answer_with(apply(command.context, ticket, {TicketAct::release, {}, {}}, by_staff(command)));
}

Result<json::value> prioritise(Command& command) {
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto minutes = command.fields.integer("minutes", 0, 24 * 60);
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  TicketChange change{TicketAct::prioritise, {}, {}};
  change.minutes = static_cast<std::int32_t>(minutes);
  change.reason = fmt::format("minutes {}", minutes);
  return answer_with(apply(command.context, ticket, change, by_staff(command)));
}

constexpr auto k_ticket_move_entries = std::to_array<CommandEntry>({
    {"ticket.add_errand", change_errands},
    {"ticket.remove_errand", change_errands},
    {"ticket.park", park},
    {"ticket.transfer", transfer},
    {"ticket.reserve", reserve},
    {"ticket.release", release},
    {"ticket.prioritise", prioritise},
});

}  // namespace

std::span<const CommandEntry> ticket_move_commands() {
  return k_ticket_move_entries;
}

}  // namespace vuoro::authority
