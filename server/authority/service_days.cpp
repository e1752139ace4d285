// What time brings to tickets: days begin and end, the parked come back.

#include <map>
#include <set>

#include "core/base/log.h"
#include "core/lobby/call_order.h"
#include "server/authority/counter_acts.h"
#include "server/authority/lost_box.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<void> forget_old_days(Context& context, const Uuid& site_id, const TimeZone& zone, LocalDate today) {
  const LocalDate oldest = LocalDate(std::chrono::sys_days(today) - std::chrono::days(limits::k_ticket_days));
  const std::string scope = scope_of_site(site_id);
  VUORO_ASSIGN(const auto tickets, context.tx.tickets_before(site_id, to_iso(oldest)));
  for (const auto& id : tickets) {
    VUORO_TRY(context.tx.remove_record(scope, collection_of<Ticket>(), id));
    VUORO_TRY(context.tx.unindex_ticket(id));
  }
  VUORO_ASSIGN(const auto times,
               context.tx.times_before(site_id, zone.to_utc(oldest, std::chrono::minutes(0))));
  for (const auto& [collection, id] : times) {
    VUORO_TRY(context.tx.remove_record(scope, collection, id));
    VUORO_TRY(context.tx.unindex_time(collection, id));
  }
  return {};
}

/// Whoever was called or served within this time when the day ends is a visitor whom somebody looks after.
constexpr auto k_at_work = std::chrono::hours(1);

/// Nobody sits there any more, but where a visitor is in front of somebody at this moment: that clerk is at
/// work past midnight and is not sent away. The next day's end asks again.
Result<std::int64_t> close_counters_left_open(Context& context, const Uuid& site_id,
                                              const std::set<Uuid>& at_work) {
  VUORO_ASSIGN(const auto* known, counters_of(context, site_id));
  const std::vector<Counter> counters = *known;
  std::int64_t closed = 0;
  for (const auto& counter : counters) {
    if (!counter.open || at_work.contains(counter.id)) continue;
    VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
    if (!there.empty()) continue;  // called from a day that begins: a terminal's clock may run ahead
    VUORO_TRY(close_counter(context, counter, std::nullopt, "day_end"));
    ++closed;
  }
  return closed;
}

}  // namespace

Result<void> begin_day(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const bool here, acts_here(context, site_id));
  if (!here) return {};  // whoever acts for the site begins its days
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const LocalDate today = service_day(*zone, context.now);
  const std::string day = to_iso(today);
  VUORO_ASSIGN(const std::string known, context.tx.current_day(site_id));
  // A clock that was set back must not close the day that is running.
  if (known >= day) return {};
  VUORO_ASSIGN(const auto open, context.tx.open_tickets_before(site_id, day));
  std::map<std::string, std::int64_t> closed;
  TicketChange close_day{TicketAct::close_day, {}, {}};
  close_day.reason = "day_end";
  std::set<Uuid> at_work;
  for (const auto& id : open) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
    const bool at_counter = ticket.state == TicketState::called || ticket.state == TicketState::serving;
    if (at_counter && ticket.counter_id && ticket.called_at && context.now - *ticket.called_at < k_at_work) {
      at_work.insert(*ticket.counter_id);
    }
    ++closed[std::string(name_of(ticket.state))];
    VUORO_TRY(apply(context, ticket, close_day, {}));
  }
  // Before the first day nothing was left open by anybody.
  std::int64_t counters_closed = 0;
  if (!known.empty()) {
    VUORO_ASSIGN(counters_closed, close_counters_left_open(context, site_id, at_work));
  }
  VUORO_ASSIGN(const auto missed,
               context.tx.booked_before(site_id, zone->to_utc(today, std::chrono::minutes(0))));
  for (const auto& id : missed) {
    VUORO_ASSIGN(auto appointment, load<Appointment>(context.tx, id));
    appointment.state = AppointmentState::missed;
    VUORO_TRY(save(context, appointment));
  }
  VUORO_TRY(end_histories(context, site_id, context.now - limits::k_history_patience));
  VUORO_TRY(forget_old_days(context, site_id, *zone, today));
  VUORO_TRY(context.tx.set_current_day(site_id, day));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) context.memory.stale_queues.insert(queue.id);
  json::object counts;
  for (const auto& [state, count] : closed) counts[state] = count;
  log::info("service_day_began", {{"site_id", site_id.to_string()},
                                  {"day", day},
                                  {"closed_tickets", counts},
                                  {"closed_counters", counters_closed},
                                  {"missed_appointments", static_cast<std::int64_t>(missed.size())}});
  return {};
}

Result<std::size_t> bring_back_parked(Context& context, std::size_t count_max) {
  if (context.memory.waits_for_word) return std::size_t{0};
  VUORO_ASSIGN(const auto back, context.tx.parked_until(context.now, count_max));
  TicketChange change{TicketAct::bring_back, {}, {}};
  change.reason = "time";
  for (const auto& id : back) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
    VUORO_TRY(apply(context, ticket, change, {}));
  }
  return back.size();
}

}  // namespace vuoro::authority
