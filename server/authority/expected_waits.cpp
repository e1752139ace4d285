#include "server/authority/expected_waits.h"

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/lobby/profiles.h"
#include "server/authority/clerk_shares.h"
#include "server/authority/context.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

/// Places told of a line, besides the newcomer's; between them is read on a line.
constexpr auto k_places = std::to_array<std::size_t>({0, 1, 2, 3, 4, 6, 8, 12, 18, 28, 45, 70, 110});
constexpr auto k_booking_ahead = std::chrono::hours(24);
constexpr auto k_booking_late = std::chrono::minutes(15);

}  // namespace

Result<ExpectedWaits::SiteWaits*> ExpectedWaits::site(Context& context, const Uuid& site_id) {
  const auto [found, unknown] = known_.sites.try_emplace(site_id);
  SiteWaits& there = found->second;
  if (!unknown) return &there;
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& row : rows) {
    VUORO_ASSIGN(const Queue* queue, queue_of(context, row.id));
    there.model.know_queue(queue->id, std::chrono::minutes(queue->target_wait_minutes));
  }
  return &there;
}

Result<void> ExpectedWaits::take_booking(Context& context, const Appointment& appointment) {
  VUORO_ASSIGN(SiteWaits * there, site(context, appointment.site_id));
  const bool soon =
      appointment.start > context.now - k_booking_late && appointment.start < context.now + k_booking_ahead;
  if (appointment.state != AppointmentState::booked || !soon) {
    there->model.unbooked(appointment.id, appointment.state == AppointmentState::missed);
    return {};
  }
  VUORO_ASSIGN(const auto service, find<Service>(context.tx, appointment.service_id));
  if (!service || !service->queue_id) return {};
  there->model.booked(appointment.id, *service->queue_id, appointment.service_id, appointment.start);
  return {};
}

Result<void> ExpectedWaits::load_bookings(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Appointment>()));
  for (const auto& row : rows) {
    VUORO_ASSIGN(const auto appointment, stored_record<Appointment>(row.json, row.id));
    if (appointment.state == AppointmentState::booked) VUORO_TRY(take_booking(context, appointment));
  }
  return {};
}

Result<void> ExpectedWaits::take(Context& context, const store::TicketLogRow& row) {
  // A site or queue that is no longer there teaches nothing.
  auto zone = zone_of(context, row.site_id);
  if (!zone) return zone.error().code == Errc::not_found ? Result<void>() : fail(zone.error());
  VUORO_ASSIGN(SiteWaits * there, site(context, row.site_id));
  const std::string day = to_iso(service_day(**zone, row.time));
  if (day > there->day) {
    there->day = day;
    there->model.end_day();
    const LocalDate date = service_day(**zone, row.time);
    there->model.set_zone_offset(std::chrono::duration_cast<std::chrono::minutes>(
        std::chrono::sys_days(date) - (*zone)->to_utc(date, std::chrono::minutes(0))));
    VUORO_ASSIGN(const std::string today, today_at(context, row.site_id));
    if (day == today) VUORO_TRY(load_bookings(context, row.site_id));
  }
  touched_.insert(row.queue_id);
  const bool issued = row.act == "issue";
  const bool undone = row.act == k_undo_name;
  std::optional<Ticket> ticket;
  const auto act = ticket_act_named(row.act);
  const bool moves = act == TicketAct::transfer || act == TicketAct::next_errand;
  if (issued || undone || moves) {
    VUORO_ASSIGN(ticket, find<Ticket>(context.tx, row.ticket_id));
  }
  const bool same_queue = ticket && ticket->queue_id == row.queue_id;
  if (issued || undone) {
    WaitModel::Arrival arrival;
    arrival.ticket_id = row.ticket_id;
    arrival.queue_id = row.queue_id;
    arrival.service_id = row.service_id;
    if (!row.service_id && same_queue) arrival.service_id = ticket->service_id;
    if (ticket) arrival.appointment_id = ticket->appointment_id;
    arrival.issued_at = ticket ? ticket->issued_at : row.time;
    arrival.due = row.time;
    if (row.due) {
      arrival.due = *row.due;
    } else if (same_queue) {
      arrival.due = ticket->due;
    } else if (const auto queue = queue_of(context, row.queue_id)) {
      arrival.due += std::chrono::minutes((*queue)->target_wait_minutes);
    }
    if (issued) {
      there->model.arrived(row.time, arrival);
    } else if (const auto state = ticket_state_named(row.to_state)) {
      there->model.taken_back(row.time, arrival, *state, row.counter_id);
    }
    return {};
  }
  if (!act) return {};
  WaitModel::Act acted{row.ticket_id, *act, {}, {}, {}};
  if (*act == TicketAct::prioritise || *act == TicketAct::delay) acted.due = row.due;
  if (moves) {
    acted.to_queue_id = row.queue_id;
    acted.due = row.due;
    if (*act == TicketAct::next_errand) acted.service_id = row.service_id;
    if (!row.due && same_queue) acted.due = ticket->due;
  }
  if (*act == TicketAct::call && row.counter_id) {
    acted.counter_id = row.counter_id;
    VUORO_ASSIGN(const auto* counters, counters_of(context, row.site_id));
    for (const auto& counter : *counters) {
      // Before counters had a history: who calls is open, whatever the counter's record says now.
      if (counter.id == *row.counter_id && !known_.told_counters.contains(counter.id)) {
        there->model.know_counter(row.time, counter.id, true, counter.queue_ids);
      }
    }
  }
  there->model.acted(row.time, acted);
  return {};
}

Result<void> ExpectedWaits::take_counter(Context& context, const store::CounterLogRow& row) {
  auto zone = zone_of(context, row.site_id);
  if (!zone) return zone.error().code == Errc::not_found ? Result<void>() : fail(zone.error());
  VUORO_ASSIGN(SiteWaits * there, site(context, row.site_id));
  known_.told_counters.insert(row.counter_id);
  there->model.know_counter(row.time, row.counter_id, row.serving, row.queue_ids);
  return {};
}

Result<void> ExpectedWaits::read_counters(Context& context) {
  if (counters_read_ || !counter_lines_.empty()) return {};
  VUORO_ASSIGN(auto lines, context.tx.counter_log_after(*known_.last_counter_entry, limits::k_wait_log_page));
  counters_read_ = lines.size() < limits::k_wait_log_page;
  std::move(lines.begin(), lines.end(), std::back_inserter(counter_lines_));
  return {};
}

Result<void> ExpectedWaits::take_counters(Context& context, std::optional<WallTime> until) {
  for (;;) {
    VUORO_TRY(read_counters(context));
    if (counter_lines_.empty() || (until && counter_lines_.front().time > *until)) return {};
    const store::CounterLogRow row = std::move(counter_lines_.front());
    counter_lines_.pop_front();
    known_.last_counter_entry = row.entry;
    VUORO_TRY(take_counter(context, row));
  }
}

Result<void> ExpectedWaits::learn(Context& context) {
  // All that was learned until now is committed: back_to_copy() was called otherwise.
  const std::size_t a_copy = limits::k_wait_lines_a_copy * std::max<std::size_t>(1, known_.sites.size());
  if (known_.last_entry && (!copy_ || lines_since_copy_ >= a_copy)) keep_copy();
  VUORO_TRY(learn_lines(context));
  for (const auto& id : std::exchange(changed_bookings_, {})) {
    bookings_since_copy_.insert(id);
    VUORO_ASSIGN(const auto appointment, find<Appointment>(context.tx, id));
    if (appointment) VUORO_TRY(take_booking(context, *appointment));
  }
  return {};
}

Result<void> ExpectedWaits::learn_lines(Context& context) {
  const std::uint64_t logged = context.tx.lines_logged();
  if (known_.last_entry && lines_known_ == logged) return {};
  counters_read_ = false;
  if (!known_.last_entry) VUORO_TRY(begin(context));
  VUORO_TRY(read_lines(context, std::nullopt));
  VUORO_TRY(take_counters(context, std::nullopt));
  lines_known_ = logged;
  return {};
}

Result<void> ExpectedWaits::begin(Context& context) {
  VUORO_ASSIGN(const auto newest, context.tx.newest_log_entry());
  VUORO_ASSIGN(known_.last_counter_entry,
               context.tx.counter_log_entry_before(context.now - limits::k_counter_replay_age));
  known_.last_entry = std::max<std::int64_t>(0, newest - limits::k_wait_replay_rows);
  // What this process wrote may be of this group, and be rolled back with it.
  VUORO_TRY(read_lines(context, newest - static_cast<std::int64_t>(context.tx.lines_logged())));
  keep_copy();
  return {};
}

Result<void> ExpectedWaits::read_lines(Context& context, std::optional<std::int64_t> until) {
  for (;;) {
    VUORO_ASSIGN(const auto rows, context.tx.ticket_log_after(*known_.last_entry, limits::k_wait_log_page));
    for (const auto& row : rows) {
      if (until && row.entry > *until) return {};
      if (const auto found = known_.sites.find(row.site_id); found != known_.sites.end()) {
        found->second.model.replay(context.now - row.time > limits::k_wait_replay_age);
      }
      known_.last_entry = row.entry;
      ++lines_since_copy_;
      VUORO_TRY(take_counters(context, row.time));
      // One line that cannot be understood must not stop the lobby.
      if (auto taken = take(context, row); !taken) {
        log::warn("wait_line_skipped", {{"entry", row.entry}, {"error", taken.error().to_string()}});
      }
    }
    if (rows.size() < limits::k_wait_log_page) return {};
  }
}

void ExpectedWaits::keep_copy() {
  copy_ = known_;
  lines_since_copy_ = 0;
  bookings_since_copy_.clear();
}

void ExpectedWaits::back_to_copy() {
  known_ = copy_.value_or(Learned());
  lines_since_copy_ = 0;
  lines_known_.reset();
  counter_lines_.clear();
  changed_bookings_.insert(bookings_since_copy_.begin(), bookings_since_copy_.end());
  // What was answered was not written: it is played again, in its time.
  for (const auto& [queue, played] : played_) touched_.insert(queue);
}

Result<void> ExpectedWaits::know_counters(Context& context, const Uuid& site_id, SiteWaits& site) {
  VUORO_ASSIGN(const auto shares, clerk_shares(context, site_id));
  for (const auto& share : shares) {
    site.model.know_counter(context.now, share.counter_id, share.serving, share.queue_ids, share.helped);
  }
  return {};
}

Result<std::map<Uuid, QueueWaits>> ExpectedWaits::take_due(Context& context, const std::set<Uuid>& touched) {
  touched_.insert(touched.begin(), touched.end());
  const MonoTime now = context.clock.mono();
  for (const auto& [queue, played] : played_) {
    if (played.said && now - played.at >= limits::k_wait_ages) touched_.insert(queue);
  }
  std::map<Uuid, QueueWaits> out;
  std::size_t lobbies = 0;
  for (auto next = touched_.begin(); next != touched_.end() && lobbies < limits::k_wait_lobbies_at_once;) {
    const Uuid queue_id = *next;
    const auto played = played_.find(queue_id);
    if (!out.contains(queue_id) && played != played_.end() &&
        now - played->second.at < limits::k_wait_pause) {
      ++next;
      continue;
    }
    next = touched_.erase(next);
    if (out.contains(queue_id)) continue;
    auto queue = queue_of(context, queue_id);
    if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
    if (!queue) {
      played_.erase(queue_id);
      continue;
    }
    const Uuid site_id = (*queue)->site_id;
    VUORO_ASSIGN(SiteWaits * there, site(context, site_id));
    there->model.know_queue(queue_id, std::chrono::minutes((*queue)->target_wait_minutes));
    VUORO_TRY(know_counters(context, site_id, *there));
    ++lobbies;
    for (auto& [id, waits] : there->model.waits(context.now, queue_id)) {
      played_[id] = {now, waits.newcomer.has_value()};
      out.insert_or_assign(id, std::move(waits));
    }
  }
  return out;
}

std::vector<QueueWait> told_waits(const QueueWaits& waits) {
  std::vector<QueueWait> out;
  if (!waits.newcomer) return out;
  const auto tell = [&](std::size_t ahead, const WaitSpread& spread) {
    QueueWait told{static_cast<std::int32_t>(ahead), static_cast<std::int32_t>(std::lround(spread.low)),
                   static_cast<std::int32_t>(std::lround(spread.high))};
    // Nobody reads that those behind are called sooner.
    if (!out.empty()) {
      told.low_s = std::max(told.low_s, out.back().low_s);
      told.high_s = std::max(told.high_s, out.back().high_s);
    }
    out.push_back(told);
  };
  for (const std::size_t place : k_places) {
    if (place < waits.waiting.size() && waits.waiting[place]) tell(place, *waits.waiting[place]);
  }
  tell(waits.waiting_count, *waits.newcomer);
  return out;
}

bool differ(const std::vector<QueueWait>& told, const std::vector<QueueWait>& now) {
  const auto near = [](std::int32_t a, std::int32_t b) {
    return std::abs(a - b) <= std::max(20, std::max(a, b) / 16);
  };
  return !std::equal(told.begin(), told.end(), now.begin(), now.end(),
                     [&](const QueueWait& a, const QueueWait& b) {
                       return a.ahead == b.ahead && near(a.low_s, b.low_s) && near(a.high_s, b.high_s);
                     });
}

}  // namespace vuoro::authority
