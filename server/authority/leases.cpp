#include "server/authority/leases.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"
#include "core/lobby/numbers.h"
#include "server/authority/digest.h"
#include "server/authority/number_stock.h"
#include "server/authority/queue_door.h"
#include "server/authority/site_authority.h"
#include "server/authority/slot_shares.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

using protocol::Lease;
using protocol::LeaseAsk;
using protocol::LeaseKind;
using protocol::LeaseOutcome;

LeaseOutcome refused(Errc code) {
  return {std::nullopt, std::string(name_of(code))};
}

Result<LeaseOutcome> grant_numbers(Context& context, const store::DeviceRow& device, const LeaseAsk& ask) {
  if (!ask.queue_id) return fail(Errc::invalid_argument, "asks: queue_id: missing");
  auto found = queue_of(context, *ask.queue_id);
  if (!found && found.error().code == Errc::not_found) return refused(Errc::not_found);
  if (!found) return fail(found.error());
  const Queue& queue = **found;
  if (queue.site_id != device.site_id) return refused(Errc::not_found);
  VUORO_ASSIGN(const auto days, number_days(context, queue.site_id));
  // A block of a later day is for a terminal that may not hear of anybody until then.
  const std::string day = ask.service_day.value_or(days.today());
  const auto leased = days.leased();
  if (std::find(leased.begin(), leased.end(), day) == leased.end()) return refused(Errc::invalid_argument);
  const bool block = ask.kind == LeaseKind::number_block;
  if (!block) {
    // A block may be fetched before opening; the next number is for a visitor who stands here now.
    // What was leased or given before stays good: only new numbers are refused.
    VUORO_ASSIGN(const QueueDoor door, door_of(context, queue));
    if (door != QueueDoor::open) return refused(Errc::closed);
  }
  NumberRange numbers;
  if (block) {
    VUORO_ASSIGN(const auto taken, take_numbers(context, queue, day, true, ask.count));
    if (!taken) return refused(Errc::exhausted);
    numbers = *taken;
  } else {
    VUORO_ASSIGN(const auto number, next_single_number(context, queue, day));
    if (!number) return refused(Errc::exhausted);
    numbers = {*number, *number};
  }
  store::LeaseRow row;
  row.id = context.new_id();
  row.device_id = device.id;
  row.kind = block ? "number_block" : "number";
  row.queue_id = queue.id;
  row.service_day = day;
  row.first = numbers.first;
  row.last = numbers.last;
  Millis ttl = limits::k_number_ttl;
  if (block) {
    VUORO_ASSIGN(const TimeZone* zone, zone_of(context, queue.site_id));
    ttl = zone->to_utc(*parse_iso_date(day), std::chrono::hours(24)) - context.now + limits::k_block_grace;
  }
  row.expires_at = context.now + ttl;
  VUORO_TRY(context.tx.put_lease(row));
  return LeaseOutcome{Lease{row.id, ask.kind, queue.id, std::nullopt, day, row.first, row.last, ttl.count()},
                      std::nullopt};
}

Result<LeaseOutcome> grant_slot(Context& context, const store::DeviceRow& device, const LeaseAsk& ask) {
  if (!ask.slot_id) return fail(Errc::invalid_argument, "asks: slot_id: missing");
  VUORO_ASSIGN(auto slot, find<Slot>(context.tx, *ask.slot_id));
  if (!slot || slot->site_id != device.site_id) return refused(Errc::not_found);
  if (slot->start <= context.now) return refused(Errc::closed);
  if (slot->taken + slot->leased >= slot->capacity) return refused(Errc::exhausted);
  ++slot->leased;
  VUORO_TRY(save(context, *slot));
  VUORO_TRY(context.tx.note_booking(slot->service_id, device.id, context.now));
  store::LeaseRow row;
  row.id = context.new_id();
  row.device_id = device.id;
  row.kind = "slot";
  row.slot_id = slot->id;
  row.expires_at = context.now + limits::k_slot_hold + limits::k_slot_hold_grace;
  VUORO_TRY(context.tx.put_lease(row));
  const Millis ttl = limits::k_slot_hold;
  return LeaseOutcome{
      Lease{row.id, LeaseKind::slot, std::nullopt, slot->id, std::nullopt, 0, -1, ttl.count()}, std::nullopt};
}

Result<void> check(const protocol::LeaseRequest& request) {
  if (request.asks.empty() || request.asks.size() > limits::k_lease_asks_max) {
    return fail(Errc::invalid_argument, fmt::format("asks: 1 to {} entries", limits::k_lease_asks_max));
  }
  for (std::size_t i = 0; i < request.asks.size(); ++i) {
    const auto& ask = request.asks[i];
    const std::int32_t most = ask.kind == LeaseKind::number_block ? limits::k_block_numbers_max : 1;
    if (ask.count < 1 || ask.count > most) {
      return fail(Errc::invalid_argument, fmt::format("asks[{}].count: 1 to {}", i, most));
    }
    const bool for_queue = ask.kind == LeaseKind::number || ask.kind == LeaseKind::number_block;
    if (for_queue != ask.queue_id.has_value() || for_queue == ask.slot_id.has_value()) {
      return fail(Errc::invalid_argument,
                  fmt::format("asks[{}]: {} and nothing else", i, for_queue ? "queue_id" : "slot_id"));
    }
    if (ask.service_day && ask.kind != LeaseKind::number_block) {
      return fail(Errc::invalid_argument, fmt::format("asks[{}].service_day: only of a number_block", i));
    }
    if (ask.lease_id && ask.kind != LeaseKind::slot_share) {
      return fail(Errc::invalid_argument, fmt::format("asks[{}].lease_id: only a slot_share is renewed", i));
    }
  }
  return {};
}

Result<LeaseOutcome> grant_one(Context& context, const store::DeviceRow& device, const LeaseAsk& ask) {
  if (ask.kind == LeaseKind::slot) return grant_slot(context, device, ask);
  if (ask.kind == LeaseKind::slot_share) return grant_share(context, device, ask);
  return grant_numbers(context, device, ask);
}

/// What was held goes back to the common stock.
Result<void> release(Context& context, const store::LeaseRow& lease) {
  if (lease.slot_id) {
    VUORO_ASSIGN(auto slot, find<Slot>(context.tx, *lease.slot_id));
    if (!slot || slot->leased == 0) return {};
    VUORO_ASSIGN(const bool here, acts_here(context, slot->site_id));
    if (!here) return {};  // whoever acts for the site counts its places
    --slot->leased;
    return save(context, *slot);
  }
  if (lease.kind == "number" && lease.queue_id) {
    // The latest single number can be given again without a gap. Anything else stays a hole: which numbers of
    // a block were printed is known only when the device's events have come.
    VUORO_ASSIGN(auto cursor, context.tx.number_cursor(*lease.queue_id, lease.service_day));
    if (!cursor || cursor->next_single != lease.last + 1) return {};
    VUORO_ASSIGN(const Queue* queue, queue_of(context, *lease.queue_id));
    VUORO_ASSIGN(const bool used,
                 context.tx.number_taken(queue->id, lease.service_day, format_number(*queue, lease.first)));
    if (used) return {};
    cursor->next_single = lease.first;
    return context.tx.set_number_cursor(*lease.queue_id, lease.service_day, *cursor);
  }
  return {};
}

}  // namespace

Result<json::value> grant_leases(Context& context, const store::DeviceRow& device,
                                 const protocol::LeaseRequest& request) {
  VUORO_TRY(check(request));
  const std::string hash = digest("lease", canonical_json(protocol::encode(request)));
  VUORO_ASSIGN(const auto stored, context.tx.answer(request.request_id));
  if (stored) {
    if (stored->actor_id != device.id || stored->hash != hash) {
      return fail(Errc::conflict, "request_id: used before with another content");
    }
    VUORO_ASSIGN(auto again, stored_answer(*stored));
    // The leases are those of then, the time is that of now: devices set their clocks by it.
    if (auto* fields = again.if_object()) (*fields)["server_time"] = to_unix_ms(context.now);
    return again;
  }
  VUORO_TRY(need_authority(context, device.site_id));
  VUORO_TRY(begin_day(context, device.site_id));
  protocol::LeaseAnswer answer;
  answer.server_time = context.now;
  for (const auto& ask : request.asks) {
    VUORO_ASSIGN(auto outcome, grant_one(context, device, ask));
    answer.outcomes.push_back(std::move(outcome));
  }
  auto encoded = protocol::encode(answer);
  VUORO_TRY(
      context.tx.put_answer({request.request_id, device.id, hash, json::serialize(encoded), context.now}));
  return encoded;
}

Result<void> return_leases(Context& context, const store::DeviceRow& device,
                           const protocol::LeaseReturn& request) {
  if (request.lease_ids.size() > limits::k_batch_events_max) {
    return fail(Errc::invalid_argument,
                fmt::format("lease_ids: at most {} entries", limits::k_batch_events_max));
  }
  VUORO_TRY(need_authority(context, device.site_id));
  for (const auto& id : request.lease_ids) {
    VUORO_ASSIGN(const auto lease, context.tx.lease(id));
    if (!lease || lease->device_id != device.id || lease->state != store::LeaseState::open) continue;
    VUORO_TRY(context.tx.set_lease_state(id, store::LeaseState::returned));
    VUORO_TRY(release(context, *lease));
  }
  return {};
}

Result<std::optional<store::LeaseRow>> spend_lease(Context& context, const Uuid& device_id,
                                                   const std::optional<Uuid>& lease_id) {
  if (!lease_id) return std::optional<store::LeaseRow>();
  VUORO_ASSIGN(auto lease, context.tx.lease(*lease_id));
  if (!lease || lease->device_id != device_id || lease->state != store::LeaseState::open) {
    return std::optional<store::LeaseRow>();
  }
  // A block is spent number by number and ends by its time.
  if (lease->kind != "number_block")
    VUORO_TRY(context.tx.set_lease_state(*lease_id, store::LeaseState::spent));
  return lease;
}

Result<std::size_t> expire_leases(Context& context, std::size_t count_max) {
  if (context.memory.waits_for_word) return std::size_t{0};
  VUORO_ASSIGN(const auto expired, context.tx.leases_expired(context.now, count_max));
  for (const auto& lease : expired) {
    VUORO_TRY(context.tx.set_lease_state(lease.id, store::LeaseState::expired));
    // An expired number may have been printed just now: it is not given again.
    if (lease.slot_id) VUORO_TRY(each_alone(context, [&] { return release(context, lease); }));
  }
  return expired.size();
}

}  // namespace vuoro::authority
