// Calling, and everything that follows a call.

#include <fmt/format.h>

#include <array>
#include <tuple>

#include "server/authority/command_table.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"
#include "server/authority/ticket_undo.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

/// The counter at which the clerk sits. @return conflict when somebody else or nobody sits there.
Result<Counter> own_counter(Command& command, const Uuid& counter_id) {
  VUORO_ASSIGN(auto counter, load<Counter>(command.context.tx, counter_id));
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(command.staff, counter.site_id));
  if (!counter.open || counter.staff_id != command.staff.id) {
    return fail(Errc::conflict, "take the counter first: " + counter.name + " is not yours");
  }
  VUORO_TRY(begin_day(command.context, counter.site_id));
  return counter;
}

/// Calling the next visitor ends the service of the one who is being served at this counter. One who was
/// called and has not come yet is somebody's open question: the clerk must say no_show, start, requeue or
/// finish first.
Result<void> free_counter(Command& command, const Counter& counter) {
  auto& context = command.context;
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  std::vector<Ticket> serving;
  for (const auto& id : there) {
    VUORO_ASSIGN(auto ticket, load<Ticket>(context.tx, id));
    if (ticket.state == TicketState::called) {
      return fail(Errc::conflict, fmt::format("{} was called to counter {} and is neither started nor ended",
                                              ticket.number, counter.name));
    }
    serving.push_back(std::move(ticket));
  }
  for (const auto& ticket : serving) {
    VUORO_TRY(
        apply(context, ticket, {TicketAct::finish, std::nullopt, std::nullopt}, {command.staff.id, {}, {}}));
  }
  return {};
}

Result<json::value> answer_with(const Result<Ticket>& ticket) {
  if (!ticket) return fail(ticket.error());
  return json::value(json::object{{"ticket", encode(*ticket)}});
}

Result<json::value> call_next(Command& command) {
  auto& context = command.context;
  const Uuid counter_id = command.fields.uuid("counter_id");
  const auto asked = command.fields.uuids("queue_ids", 100, false);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, own_counter(command, counter_id));
  std::optional<store::WaitingTicket> next;
  for (const auto& queue_id : asked.empty() ? counter.queue_ids : asked) {
    VUORO_ASSIGN(const Queue* queue, queue_of(context, queue_id));
    if (queue->site_id != counter.site_id)
      return fail(Errc::invalid_argument, "queue_ids: a queue of another site");
    if (auto may = need_queue(command.staff, *queue); !may) {
      // A counter may serve queues that this clerk does not; only asking for one by name is refused.
      if (asked.empty()) continue;
      return fail(may.error());
    }
    VUORO_ASSIGN(const auto first, context.tx.first_waiting(queue_id));
    if (!first) continue;
    if (!next ||
        std::tie(first->due, first->issued_at, first->id) < std::tie(next->due, next->issued_at, next->id)) {
      next = first;
    }
  }
  VUORO_TRY(free_counter(command, counter));
  if (!next) return json::value(json::object{{"ticket", nullptr}});
  VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, next->id));
  return answer_with(
      apply(context, ticket, {TicketAct::call, counter.id, std::nullopt}, {command.staff.id, {}, {}}));
}

Result<void> need_state(const Ticket& ticket, const std::optional<std::string>& expected) {
  if (!expected || *expected == name_of(ticket.state)) return {};
  return fail(Errc::conflict,
              fmt::format("ticket {} is {}, not {}", ticket.number, name_of(ticket.state), *expected));
}

Result<void> need_today(Context& context, const Ticket& ticket) {
  VUORO_ASSIGN(const std::string today, today_at(context, ticket.site_id));
  if (ticket.service_day >= today) return {};
  return fail(Errc::conflict,
              fmt::format("ticket {} is of an earlier day: {}", ticket.number, ticket.service_day));
}

/// The ticket named by ticket_id, with rights and expected_state checked.
Result<Ticket> named_ticket(Command& command, const Uuid& ticket_id,
                            const std::optional<std::string>& expected) {
  VUORO_ASSIGN(auto ticket, load<Ticket>(command.context.tx, ticket_id));
  VUORO_ASSIGN(const Queue* queue, queue_of(command.context, ticket.queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  VUORO_TRY(need_state(ticket, expected));
  VUORO_TRY(begin_day(command.context, ticket.site_id));
  VUORO_TRY(need_today(command.context, ticket));
  return load<Ticket>(command.context.tx, ticket_id);
}

Result<json::value> call(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, own_counter(command, counter_id));
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  if (ticket.site_id != counter.site_id) return fail(Errc::invalid_argument, "counter_id: of another site");
  VUORO_TRY(free_counter(command, counter));
  return answer_with(apply(command.context, ticket, {TicketAct::call, counter.id, std::nullopt},
                           {command.staff.id, {}, {}}));
}

Result<json::value> simple_act(Command& command) {
  static constexpr auto k_acts = std::to_array<std::pair<std::string_view, TicketAct>>({
      {"ticket.recall", TicketAct::recall},
      {"ticket.start", TicketAct::start},
      {"ticket.finish", TicketAct::finish},
      {"ticket.no_show", TicketAct::no_show},
      {"ticket.requeue", TicketAct::requeue},
      {"ticket.park", TicketAct::park},
      {"ticket.bring_back", TicketAct::bring_back},
      {"ticket.cancel", TicketAct::cancel},
  });
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  for (const auto& [type, act] : k_acts) {
    if (type == command.type) {
      return answer_with(
          apply(command.context, ticket, {act, std::nullopt, std::nullopt}, {command.staff.id, {}, {}}));
    }
  }
  return fail(Errc::internal, "no act for this command");
}

Result<json::value> transfer(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const Uuid queue_id = command.fields.uuid("queue_id");
  const auto note = command.fields.text_if("note", limits::k_note_bytes_max);
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  VUORO_ASSIGN(const Ticket moved, apply(context, ticket, {TicketAct::transfer, std::nullopt, queue_id},
                                         {command.staff.id, {}, {}}));
  if (note && !note->empty()) {
    VUORO_TRY(
        context.tx.put_note({ticket.id, *note, command.staff.display_name, context.now}, ticket.site_id));
  }
  return answer_with(moved);
}

Result<json::value> undo_act(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor}));
  VUORO_ASSIGN(const auto known, load<Ticket>(context.tx, ticket_id));
  VUORO_TRY(need_site(command.staff, known.site_id));
  VUORO_TRY(begin_day(context, known.site_id));
  VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, ticket_id));
  VUORO_TRY(need_state(ticket, expected));
  VUORO_TRY(need_today(context, ticket));
  return answer_with(undo(context, command.staff, ticket));
}

constexpr auto k_entries = std::to_array<CommandEntry>({
    {"ticket.call_next", call_next},
    {"ticket.call", call},
    {"ticket.recall", simple_act},
    {"ticket.start", simple_act},
    {"ticket.finish", simple_act},
    {"ticket.no_show", simple_act},
    {"ticket.requeue", simple_act},
    {"ticket.park", simple_act},
    {"ticket.bring_back", simple_act},
    {"ticket.cancel", simple_act},
    {"ticket.transfer", transfer},
    {"ticket.undo", undo_act},
});

}  // namespace

std::span<const CommandEntry> ticket_commands() {
  return k_entries;
}

}  // namespace vuoro::authority
