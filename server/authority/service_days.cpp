// What time brings to tickets: days begin and end, the parked come back.

#include <algorithm>
#include <map>
#include <set>

#include "core/base/log.h"
#include "core/lobby/call_order.h"
#include "core/lobby/ticket_place.h"
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

constexpr std::chrono::hours k_ever{24 * 365 * 100};
/// What is more is brought back by a clerk, or by midnight.
constexpr std::size_t k_parked_max = 10'000;

/// What the clocks of servers and devices may differ by, and be set by, without anybody having been wrong.
constexpr auto k_clock_slack = std::chrono::minutes(10);

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

/// Closes what the days before `today` left open: tickets of other days, and of visitors who came while the
/// clock was ahead. @return those by state; where somebody is in front of a clerk at this moment is put into
/// `at_work`.
Result<json::object> close_open_tickets(Context& context, const Uuid& site_id, const std::string& today,
                                        std::set<Uuid>& at_work) {
  VUORO_ASSIGN(const auto open, context.tx.open_tickets(site_id));
  std::map<std::string, std::int64_t> closed;
  TicketChange close_day{TicketAct::close_day, {}, {}};
  close_day.reason = "day_end";
  for (const auto& one : open) {
    if (one.service_day == today && one.issued_at <= context.now + k_clock_slack) continue;
    const auto close = [&]() -> Result<void> {
      VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, one.id));
      const bool at_counter = ticket.state == TicketState::called || ticket.state == TicketState::serving;
      const Millis called_ago = context.now - ticket.called_at.value_or(WallTime{});
      if (at_counter && ticket.counter_id && called_ago < k_at_work && called_ago >= -k_clock_slack) {
        at_work.insert(*ticket.counter_id);
      }
      ++closed[std::string(name_of(ticket.state))];
      VUORO_TRY(apply(context, ticket, close_day, {}));
      return {};
    };
    VUORO_TRY(each_alone(context, close));
  }
  json::object counts;
  for (const auto& [state, count] : closed) counts[state] = count;
  return counts;
}

Result<std::int64_t> miss_bookings(Context& context, const Uuid& site_id, WallTime before) {
  VUORO_ASSIGN(const auto missed, context.tx.booked_before(site_id, before));
  for (const auto& id : missed) {
    VUORO_TRY(each_alone(context, [&]() -> Result<void> {
      VUORO_ASSIGN(auto appointment, load<Appointment>(context.tx, id));
      appointment.state = AppointmentState::missed;
      return save(context, appointment);
    }));
  }
  return static_cast<std::int64_t>(missed.size());
}

Result<void> set_day(Context& context, const Uuid& site_id, const std::string& day) {
  VUORO_TRY(context.tx.set_current_day(site_id, day));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) context.memory.stale_queues.insert(queue.id);
  return {};
}

/// What the wall clock is ahead of the monotonic one: it changes when somebody sets the clock.
Millis wall_ahead(const Context& context) {
  return Millis(to_unix_ms(context.now)) -
         std::chrono::duration_cast<Millis>(context.clock.mono().time_since_epoch());
}

/// What the clock was set by since that day was looked at last. None: it did not run in this process.
std::optional<Millis> clock_set_by(const Context& context, const Uuid& site_id, const std::string& day) {
  const auto site = context.memory.days_ran.find(site_id);
  if (site == context.memory.days_ran.end()) return std::nullopt;
  const auto ran = site->second.find(day);
  if (ran == site->second.end()) return std::nullopt;
  return wall_ahead(context) - ran->second;
}

/// A correction, and nobody was wrong.
bool is_slack(Millis set_by) {
  return std::chrono::abs(set_by) <= k_clock_slack;
}

/// The clock was set since this day was looked at last: who was set aside for some minutes comes back after
/// those, whatever the clock says. Where it is not known by how much (another process ran then), whoever
/// would be away for longer than anybody may be comes back now.
Result<void> carry_parked(Context& context, const Uuid& site_id, const std::string& looked_at) {
  const auto set_by = clock_set_by(context, site_id, looked_at);
  if (set_by && is_slack(*set_by)) return {};
  VUORO_ASSIGN(const auto parked, context.tx.parked_until(context.now + k_ever, k_parked_max));
  for (const auto& id : parked) {
    VUORO_TRY(each_alone(context, [&]() -> Result<void> {
      VUORO_ASSIGN(auto ticket, load<Ticket>(context.tx, id));
      if (ticket.site_id != site_id || !ticket.parked_until) return {};
      const WallTime back = *ticket.parked_until + set_by.value_or(Millis(0));
      ticket.parked_until = back > context.now + limits::k_park_max ? context.now : back;
      if (!set_by && ticket.parked_until == back) return {};
      return save(context, ticket);
    }));
  }
  return {};
}

/// The clock was ahead and is right again: who came meanwhile waits from now on, and not until that time has
/// come. @return whether there was anybody
Result<bool> place_early_comers(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto open, context.tx.open_tickets(site_id));
  bool any = false;
  for (const auto& one : open) {
    if (one.issued_at <= context.now) continue;
    VUORO_TRY(each_alone(context, [&]() -> Result<void> {
      VUORO_ASSIGN(auto ticket, load<Ticket>(context.tx, one.id));
      if (ticket.first_arrival <= context.now) return {};
      any = true;
      VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket.queue_id));
      VUORO_ASSIGN(const auto start, slot_start(context, ticket));
      ticket.first_arrival = context.now;
      put_in_place(ticket, place_in(*queue, ticket.first_arrival, start, ticket.priority_minutes));
      return save(context, ticket);
    }));
  }
  return any;
}

/// The clock is behind the day that began last: it is right again, or it is wrong now. Nobody is sent away
/// for either; the next midnight ends this day.
Result<void> take_day_back(Context& context, const Uuid& site_id, const std::string& known,
                           const std::string& day) {
  VUORO_TRY(place_early_comers(context, site_id));
  VUORO_TRY(carry_parked(context, site_id, known));
  context.memory.days_ran[site_id][day] = wall_ahead(context);
  context.memory.days_taken_back[site_id].insert(known);
  log::error("service_day_taken_back", {{"site_id", site_id.to_string()}, {"from", known}, {"to", day}});
  return set_day(context, site_id, day);
}

/// Whether this day ran here by the same clock, until that was wrong for a while. A day that only began in a
/// work that was rolled back was not taken back: it begins again.
bool goes_on(const Context& context, const Uuid& site_id, const std::string& day) {
  const auto back = context.memory.days_taken_back.find(site_id);
  if (back == context.memory.days_taken_back.end() || !back->second.contains(day)) return false;
  const auto set_by = clock_set_by(context, site_id, day);
  return set_by && is_slack(*set_by);
}

Result<void> end_days_before(Context& context, const Uuid& site_id, const TimeZone& zone, LocalDate today,
                             bool first) {
  const std::string day = to_iso(today);
  std::set<Uuid> at_work;
  VUORO_ASSIGN(const auto closed, close_open_tickets(context, site_id, day, at_work));
  // Before the first day nothing was left open by anybody.
  std::int64_t counters_closed = 0;
  if (!first) {
    VUORO_TRY(each_alone(context, [&]() -> Result<void> {
      VUORO_ASSIGN(counters_closed, close_counters_left_open(context, site_id, at_work));
      return {};
    }));
  }
  VUORO_ASSIGN(const auto missed,
               miss_bookings(context, site_id, zone.to_utc(today, std::chrono::minutes(0))));
  VUORO_TRY(end_histories(context, site_id, context.now - limits::k_history_patience));
  VUORO_TRY(forget_old_days(context, site_id, zone, today));
  context.memory.days_ran.erase(site_id);
  context.memory.days_taken_back.erase(site_id);
  log::info("service_day_began", {{"site_id", site_id.to_string()},
                                  {"day", day},
                                  {"closed_tickets", closed},
                                  {"closed_counters", counters_closed},
                                  {"missed_appointments", missed}});
  return set_day(context, site_id, day);
}

/// By more than a correction, since that day ran here.
bool was_set_back(const Context& context, const Uuid& site_id, const std::string& day) {
  const auto set_by = clock_set_by(context, site_id, day);
  return set_by && *set_by < -k_clock_slack;
}

/// Within a day too the clock may have been ahead: until it was set just now, or while this server was off.
Result<void> go_on_with_day(Context& context, const Uuid& site_id, const std::string& day) {
  auto& ran = context.memory.days_ran[site_id];
  const bool first = !ran.contains(day);
  if (first || was_set_back(context, site_id, day)) context.memory.early_comers.insert(site_id);
  if (!first) VUORO_TRY(carry_parked(context, site_id, day));
  ran[day] = wall_ahead(context);
  if (!context.memory.early_comers.contains(site_id)) return {};
  VUORO_ASSIGN(const bool any, place_early_comers(context, site_id));
  if (!any) context.memory.early_comers.erase(site_id);  // otherwise looked at again: this work may yet fail
  return {};
}

}  // namespace

Result<void> begin_day(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const bool here, acts_here(context, site_id));
  if (!here) return {};  // whoever acts for the site begins its days
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const LocalDate today = service_day(*zone, context.now);
  const std::string day = to_iso(today);
  VUORO_ASSIGN(const std::string known, context.tx.current_day(site_id));
  if (known == day) return go_on_with_day(context, site_id, day);
  if (known > day) {
    // A clock that is set back over midnight by its daily correction begins the day once.
    const bool soon = known <= to_iso(service_day(*zone, context.now + k_clock_slack));
    if (soon && !was_set_back(context, site_id, known)) return {};
    return take_day_back(context, site_id, known, day);
  }
  if (goes_on(context, site_id, day)) {
    VUORO_TRY(carry_parked(context, site_id, known));
    return set_day(context, site_id, day);
  }
  return end_days_before(context, site_id, *zone, today, known.empty());
}

Result<std::size_t> bring_back_parked(Context& context, std::size_t count_max) {
  if (context.memory.waits_for_word) return std::size_t{0};
  VUORO_ASSIGN(const auto back, context.tx.parked_until(context.now, count_max));
  TicketChange change{TicketAct::bring_back, {}, {}};
  change.reason = "time";
  for (const auto& id : back) {
    const auto bring = [&]() -> Result<void> {
      VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
      VUORO_TRY(apply(context, ticket, change, {}));
      return {};
    };
    VUORO_TRY(each_alone(context, bring));
  }
  return back.size();
}

}  // namespace vuoro::authority
