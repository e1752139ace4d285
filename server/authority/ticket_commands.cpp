// Calling, and everything that follows a call.

#include <fmt/format.h>

#include <array>

#include "server/authority/named_ticket.h"
#include "server/authority/next_call.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/authority/ticket_undo.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

/// Calling the next visitor ends the present matter of the one who is being served at this counter, and the
/// visit of one who was called as often as the queue wants and did not come. Any other who was called is
/// somebody's open question: the clerk must say no_show, start, requeue or finish first.
Result<void> free_counter(Command& command, const Counter& counter) {
  auto& context = command.context;
  const ActedBy by{command.staff.id, {}, {}};
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  for (const auto& id : there) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
    if (ticket.state == TicketState::serving) {
      VUORO_TRY(finish(context, ticket, false, by));
      continue;
    }
    VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket.queue_id));
    VUORO_ASSIGN(const auto calls, calls_of_this_time(context, ticket));
    if (calls < calls_max(*queue)) {
      return fail(Errc::conflict, fmt::format("{} was called to counter {} and is neither started nor ended",
                                              ticket.number, counter.name));
    }
    TicketChange absent{TicketAct::no_show, {}, {}};
    absent.reason = "calls_max";
    VUORO_TRY(apply(context, ticket, absent, by));
  }
  return {};
}

Result<json::value> call_next(Command& command) {
  auto& context = command.context;
  const Uuid counter_id = command.fields.uuid("counter_id");
  const auto asked = command.fields.uuids("queue_ids", 100, false);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, own_counter(command, counter_id));
  // Also that nobody waits is for the authority to say.
  VUORO_TRY(need_authority(context, counter.site_id));
  // First, so that whoever goes on to another errand here is seen where their arrival puts them.
  VUORO_TRY(free_counter(command, counter));
  VUORO_ASSIGN(const auto next, choose_next(context, command.staff, counter, asked));
  if (!next) return json::value(json::object{{"ticket", nullptr}});
  VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, next->visitor.ticket_id));
  auto answer =
      answer_with(apply(context, ticket, {TicketAct::call, counter.id, {}}, {command.staff.id, {}, {}}));
  if (answer) answer->as_object()["reason"] = name_of(next->reason);
  return answer;
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
  return answer_with(
      apply(command.context, ticket, {TicketAct::call, counter.id, {}}, {command.staff.id, {}, {}}));
}

Result<json::value> simple_act(Command& command) {
  static constexpr auto k_acts = std::to_array<std::pair<std::string_view, TicketAct>>({
      {"ticket.recall", TicketAct::recall},
      {"ticket.start", TicketAct::start},
      {"ticket.no_show", TicketAct::no_show},
      {"ticket.requeue", TicketAct::requeue},
      {"ticket.bring_back", TicketAct::bring_back},
      {"ticket.cancel", TicketAct::cancel},
  });
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  // Who leaves says so wherever they are.
  if (command.type != "ticket.cancel") VUORO_TRY(need_at_counter(command, ticket));
  for (const auto& [type, act] : k_acts) {
    if (type == command.type) {
      return answer_with(apply(command.context, ticket, {act, {}, {}}, {command.staff.id, {}, {}}));
    }
  }
  return fail(Errc::internal, "no act for this command");
}

Result<json::value> finish_matter(Command& command) {
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const bool all = command.fields.boolean_or("all", false);
  const auto expected = command.fields.text_if("expected_state", 20);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, expected));
  VUORO_TRY(need_at_counter(command, ticket));
  return answer_with(finish(command.context, ticket, all, {command.staff.id, {}, {}}));
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

constexpr auto k_ticket_entries = std::to_array<CommandEntry>({
    {"ticket.call_next", call_next},
    {"ticket.call", call},
    {"ticket.recall", simple_act},
    {"ticket.start", simple_act},
    {"ticket.finish", finish_matter},
    {"ticket.no_show", simple_act},
    {"ticket.requeue", simple_act},
    {"ticket.bring_back", simple_act},
    {"ticket.cancel", simple_act},
    {"ticket.undo", undo_act},
});

}  // namespace

std::span<const CommandEntry> ticket_commands() {
  return k_ticket_entries;
}

}  // namespace vuoro::authority
