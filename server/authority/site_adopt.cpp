#include "server/authority/site_adopt.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "core/base/log.h"
#include "core/lobby/ticket_life.h"
#include "server/authority/event_intake.h"
#include "server/authority/number_stock.h"
#include "server/authority/print_jobs.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_devices.h"
#include "server/authority/site_history.h"
#include "server/authority/site_news.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

using protocol::SiteNews;
using protocol::SiteRecord;

Result<std::string> from_hex(std::string_view hex) {
  const auto nibble = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = nibble(hex[i]);
    const int low = nibble(hex[i + 1]);
    if (high < 0 || low < 0) return fail(Errc::invalid_argument, "hash: expected hexadecimal digits");
    out += static_cast<char>(high * 16 + low);
  }
  if (out.size() != 32 || hex.size() != 64) return fail(Errc::invalid_argument, "hash: 64 digits");
  return out;
}

Result<void> adopt_record(Context& context, const Uuid& site_id, const Ticket& ticket, Adoption) {
  VUORO_TRY(put_if_new(context, site_id, ticket));
  return context.tx.index_ticket(ticket);
}

Result<void> adopt_record(Context& context, const Uuid& site_id, const Appointment& appointment, Adoption) {
  VUORO_TRY(put_if_new(context, site_id, appointment));
  if (appointment.state == AppointmentState::cancelled) VUORO_TRY(context.tx.remove_contact(appointment.id));
  context.memory.waits.booking_changed(appointment.id);
  return context.tx.index_time(collection_of<Appointment>(), appointment.id, site_id, appointment.start,
                               name_of(appointment.state));
}

Result<void> adopt_record(Context& context, const Uuid& site_id, Slot slot, Adoption how) {
  if (how == Adoption::live) {
    VUORO_ASSIGN(const auto known, context.tx.record(collection_of<Slot>(), slot.id));
    if (!known) return {};
    VUORO_ASSIGN(const auto ours, readable<Slot>(context, slot.id));
    const auto theirs = slot;
    slot = ours.value_or(theirs);
    slot.taken = theirs.taken;
    slot.leased = theirs.leased;
  }
  VUORO_TRY(put_if_new(context, site_id, slot));
  return context.tx.index_time(collection_of<Slot>(), slot.id, site_id, slot.start, "");
}

Result<void> adopt_record(Context& context, const Uuid& site_id, Counter counter, Adoption how) {
  if (how == Adoption::live) {
    VUORO_ASSIGN(const auto known, context.tx.record(collection_of<Counter>(), counter.id));
    if (!known) return {};
    VUORO_ASSIGN(const auto ours, readable<Counter>(context, counter.id));
    const Counter set_up = ours.value_or(counter);
    counter.name = set_up.name;
    counter.location = set_up.location;
    counter.source_key = set_up.source_key;
  }
  context.memory.counters.erase(site_id);
  return put_if_new(context, site_id, counter);
}

Result<void> adopt_record(Context& context, const Uuid& site_id, Device device, Adoption) {
  return adopt_device(context, site_id, std::move(device));
}

Result<void> adopt_record(Context& context, const Uuid& site_id, const PrintJob& job, Adoption) {
  VUORO_TRY(put_if_new(context, site_id, job));
  return index_job(context, job);
}

/// A record of which only the site is looked at.
Result<void> put_as_it_is(Context& context, const Uuid& site_id, const SiteRecord& change) {
  const auto* object = change.record.if_object();
  const auto* site = object == nullptr ? nullptr : object->if_contains("site_id");
  if (site != nullptr && (!site->is_string() || site->get_string() != site_id.to_string()))
    return fail(Errc::invalid_argument, change.collection + ": another site's");
  const std::string text = json::serialize(change.record);
  VUORO_ASSIGN(const auto stored, context.tx.record(change.collection, change.id));
  if (stored && *stored == text) return {};
  auto revision = context.tx.put_record(scope_of_site(site_id), change.collection, change.id, text);
  if (!revision) return fail(revision.error());
  return {};
}

Result<void> remove_one(Context& context, const Uuid& site_id, const SiteRecord& change) {
  VUORO_TRY(context.tx.remove_record(scope_of_site(site_id), change.collection, change.id));
  if (change.collection == collection_of<Ticket>()) return context.tx.unindex_ticket(change.id);
  if (change.collection == collection_of<Slot>() || change.collection == collection_of<Appointment>() ||
      change.collection == collection_of<PrintJob>())
    return context.tx.unindex_time(change.collection, change.id);
  if (change.collection == collection_of<CounterProfile>()) context.memory.profiles.erase(site_id);
  return {};
}

template <class Record>
Result<void> take_record(Context& context, const Uuid& site_id, const SiteRecord& change, Adoption how) {
  VUORO_ASSIGN(auto record, read_record<Record>(change, site_id));
  return adopt_record(context, site_id, std::move(record), how);
}

Result<void> take_any(Context& context, const Uuid& site_id, const SiteRecord& change, Adoption how) {
  const std::string& name = change.collection;
  // What the central server set up it takes away itself.
  const bool removable = is_lobby_collection(name) && name != collection_of<Counter>() &&
                         name != collection_of<Device>() && name != collection_of<Slot>();
  if (change.deleted) return removable ? remove_one(context, site_id, change) : Result<void>();
  if (name == collection_of<Ticket>()) return take_record<Ticket>(context, site_id, change, how);
  if (name == collection_of<Appointment>()) return take_record<Appointment>(context, site_id, change, how);
  if (name == collection_of<Slot>()) return take_record<Slot>(context, site_id, change, how);
  if (name == collection_of<Counter>()) return take_record<Counter>(context, site_id, change, how);
  if (name == collection_of<Device>()) return take_record<Device>(context, site_id, change, how);
  if (name == collection_of<PrintJob>()) return take_record<PrintJob>(context, site_id, change, how);
  if (!is_lobby_collection(name)) return {};  // of a newer program, or not the lobby's
  if (name == collection_of<CounterProfile>()) context.memory.profiles.erase(site_id);
  return put_as_it_is(context, site_id, change);
}

/// One record that cannot be taken keeps the others, and who acts, from nobody.
Result<void> or_skip(Context& context, const Uuid& site_id, const SiteRecord& change,
                     const std::function<Result<void>()>& take) {
  auto taken = context.tx.nested(take);
  if (taken || !is_rejection(taken.error().code)) return taken;
  log::error("news_record_skipped", {{"site_id", site_id.to_string()},
                                     {"collection", change.collection},
                                     {"record_id", change.id.to_string()},
                                     {"reason", taken.error().to_string()}});
  ++context.memory.news_records_skipped;
  return {};
}

bool is_same(const store::TicketLogRow& row, const protocol::SiteTicketLine& line) {
  return row.time == line.time && row.act == line.act && row.from_state == line.from_state &&
         row.to_state == line.to_state && row.counter_id == line.counter_id && row.reason == line.reason;
}

/// A line of one who does not act any more, by no clock. What staff did there was done; what a device told
/// two servers happened once; a rule of that server's, as the end of its day, counts where it goes on from
/// what is known here, the ticket is as it says, and no rule of this server's has ended it so before.
Result<bool> is_told_otherwise(Context& context, const std::vector<store::TicketLogRow>& known,
                               const protocol::SiteTicketLine& line) {
  if (known.empty() || line.staff_id) return false;
  if (line.device_id) {
    return std::any_of(known.begin(), known.end(), [&](const auto& one) {
      return one.act == line.act && one.device_id == line.device_id && one.device_time == line.device_time;
    });
  }
  if (known.back().to_state != line.from_state) return true;
  const auto state = ticket_state_named(line.to_state);
  if (!state || !is_over(*state)) return false;
  if (std::any_of(known.begin(), known.end(),
                  [&](const auto& one) { return one.act == line.act && one.to_state == line.to_state; }))
    return true;
  VUORO_ASSIGN(const auto ticket, readable<Ticket>(context, line.ticket_id));
  return ticket && name_of(ticket->state) != line.to_state;
}

Result<bool> is_written(Context& context, const protocol::SiteTicketLine& line, Adoption how) {
  if (how == Adoption::live) return false;
  VUORO_ASSIGN(const auto known, context.tx.ticket_log(line.ticket_id));
  // A ticket is issued once, also one that its device told two servers of.
  if (line.act == "issue") {
    return std::any_of(known.begin(), known.end(), [](const auto& one) { return one.act == "issue"; });
  }
  if (how == Adoption::history) return is_told_otherwise(context, known, line);
  // A handover brings a week of history, of which this server may have written or told a part itself.
  return std::any_of(known.begin(), known.end(), [&](const auto& one) { return is_same(one, line); });
}

/// Told again, it is known from before the backup, or came since with what was on its way then: it stands
/// once, and behind what is told before it.
Result<bool> is_put_in_order(Context& context, const protocol::SiteTicketLine& line) {
  VUORO_ASSIGN(const auto known, context.tx.ticket_log(line.ticket_id));
  const auto same =
      std::find_if(known.begin(), known.end(), [&](const auto& one) { return is_same(one, line); });
  if (same == known.end()) return false;
  if (same->entry != known.back().entry) VUORO_TRY(context.tx.move_ticket_line(same->entry));
  return true;
}

/// @param again  see is_put_in_order()
Result<bool> is_known(Context& context, const protocol::SiteCounterLine& line, bool again) {
  VUORO_ASSIGN(const auto known, context.tx.counter_lines_at(line.counter_id, line.time));
  const auto same = std::find_if(known.begin(), known.end(), [&](const store::CounterLogRow& row) {
    return row.act == line.act && row.clerk_id == line.clerk_id && row.serving == line.serving;
  });
  if (same == known.end()) return false;
  if (again) VUORO_TRY(context.tx.move_counter_line(same->entry));
  return true;
}

Result<void> take_ticket_lines(Context& context, const Uuid& site_id, const SiteNews& news, Adoption how) {
  for (const auto& line : news.ticket_lines) {
    VUORO_ASSIGN(const bool known,
                 news.again.value_or(false) ? is_put_in_order(context, line) : Result<bool>(false));
    if (known) continue;
    VUORO_ASSIGN(const bool written, is_written(context, line, how));
    if (written) continue;
    VUORO_TRY(context.tx.log_ticket({line.ticket_id, site_id, line.queue_id, line.act, line.from_state,
                                     line.to_state, line.counter_id, line.staff_id, line.device_id, line.time,
                                     line.device_time, 0, line.due, line.service_id, line.reason,
                                     line.service_day}));
  }
  return {};
}

Result<void> take_lines(Context& context, const Uuid& site_id, const SiteNews& news, Adoption how) {
  VUORO_TRY(take_ticket_lines(context, site_id, news, how));
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  const bool again = news.again.value_or(false);
  for (const auto& line : news.counter_lines) {
    if (how == Adoption::history && line.time >= row.since) continue;
    VUORO_ASSIGN(const bool known,
                 again || how == Adoption::whole ? is_known(context, line, again) : Result<bool>(false));
    if (known) continue;
    VUORO_TRY(
        context.tx.log_counter({line.counter_id, site_id, line.act, line.staff_id, line.clerk_id,
                                line.serving, line.queue_ids, line.profile_id, line.time, 0, line.reason}));
  }
  for (const auto& note : news.notes) {
    VUORO_ASSIGN(const auto ticket, context.tx.record(collection_of<Ticket>(), note.ticket_id));
    if (ticket)
      VUORO_TRY(context.tx.put_note({note.ticket_id, note.text, note.staff_name, note.time}, site_id));
  }
  return {};
}

Result<void> take_private(Context& context, const Uuid& site_id, const SiteNews& news) {
  for (const auto& lease : news.leases) {
    VUORO_ASSIGN(const auto known, context.tx.lease(lease.id));
    if (known) {
      VUORO_TRY(context.tx.set_lease_state(lease.id, store::LeaseState::open));
      VUORO_TRY(context.tx.set_lease_expiry(lease.id, lease.expires_at));
      continue;
    }
    VUORO_TRY(context.tx.put_lease({lease.id, lease.device_id, lease.kind, lease.queue_id, lease.slot_id,
                                    lease.service_day, lease.first, lease.last, lease.expires_at}));
  }
  for (const auto& event : news.events) {
    VUORO_ASSIGN(const auto known, context.tx.event(event.id));
    if (known) continue;
    VUORO_ASSIGN(const auto hash, from_hex(event.hash));
    VUORO_TRY(
        context.tx.put_event({event.id, event.device_id, event.sequence, event.type, hash, event.accepted,
                              event.code, event.message, event.device_time, event.time}));
  }
  VUORO_ASSIGN(const std::string day, context.tx.current_day(site_id));
  if (news.current_day > day) return context.tx.set_current_day(site_id, news.current_day);
  return {};
}

/// What of it is here stays as it is. Of the rest, what devices speak of is known as a record that cannot be
/// read, as it is at the giver: what they say of it waits, and is not refused as unknown.
Result<void> note_unread(Context& context, const Uuid& site_id,
                         const std::vector<protocol::UnreadRecord>& unread) {
  constexpr auto k_spoken_of =
      std::to_array<std::string_view>({collection_of<Ticket>(), collection_of<Appointment>(),
                                       collection_of<Slot>(), collection_of<PrintJob>()});
  for (const auto& one : unread) {
    if (std::ranges::find(k_spoken_of, one.collection) == k_spoken_of.end()) continue;
    VUORO_ASSIGN(const auto stored, context.tx.record(one.collection, one.id));
    if (!stored) VUORO_TRY(context.tx.put_record(scope_of_site(site_id), one.collection, one.id, "null"));
  }
  return {};
}

}  // namespace

Result<void> adopt(Context& context, const Uuid& site_id, const SiteNews& news, Adoption how) {
  for (const auto& change : news.records) {
    VUORO_TRY(or_skip(context, site_id, change, [&] {
      return how == Adoption::history ? take_history(context, site_id, change)
                                      : take_any(context, site_id, change, how);
    }));
  }
  if (how != Adoption::history) VUORO_TRY(note_unread(context, site_id, news.unread));
  for (const auto& token : news.tokens) {
    VUORO_ASSIGN(const auto hash, from_hex(token.hash));
    VUORO_ASSIGN(const auto ticket, context.tx.record(collection_of<Ticket>(), token.ticket_id));
    if (ticket) VUORO_TRY(context.tx.put_token(hash, token.ticket_id));
  }
  VUORO_TRY(take_lines(context, site_id, news, how));
  for (const auto& row : news.feedback) {
    VUORO_TRY(
        context.tx.put_feedback({row.id, site_id, row.device_id, row.question_id, row.score, row.choices,
                                 row.text, row.latitude, row.longitude, row.language, row.time}));
  }
  for (const auto& contact : news.contacts) {
    // Nobody is to be reached any more about what was given up meanwhile.
    VUORO_ASSIGN(const auto booking, find<Appointment>(context.tx, contact.id));
    if (booking && booking->state == AppointmentState::cancelled) continue;
    VUORO_TRY(context.tx.put_contact(contact.kind, contact.id, contact.contact, contact.expires_at));
  }
  VUORO_TRY(take_cursors(context, news, how != Adoption::history));
  return how == Adoption::history ? Result<void>() : take_private(context, site_id, news);
}

Result<void> look_anew(Context& context, const Uuid& site_id) {
  context.memory.forget_records();
  context.memory.profiles.erase(site_id);
  context.memory.rules.erase(site_id);
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) context.memory.stale_queues.insert(queue.id);
  return {};
}

}  // namespace vuoro::authority
