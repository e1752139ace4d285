#include "server/authority/slot_shares.h"

#include <algorithm>

#include "server/limits.h"

namespace vuoro::authority {
namespace {

using protocol::Lease;
using protocol::LeaseAsk;
using protocol::LeaseKind;
using protocol::LeaseOutcome;

LeaseOutcome share_refused(Errc code) {
  return {std::nullopt, std::string(name_of(code))};
}

/// Nobody books a time that has begun.
Millis share_ttl(const Context& context, const Slot& slot) {
  return std::min<Millis>(limits::k_slot_share_ttl, slot.start - context.now);
}

LeaseOutcome share_of(const store::LeaseRow& row, Millis ttl) {
  return {Lease{row.id, LeaseKind::slot_share, std::nullopt, row.slot_id, std::nullopt, 0, -1, ttl.count()},
          std::nullopt};
}

Result<LeaseOutcome> renew_share(Context& context, const store::DeviceRow& device, const LeaseAsk& ask,
                                 const Slot& slot, std::int32_t keep_back) {
  VUORO_ASSIGN(auto lease, context.tx.lease(*ask.lease_id));
  const bool theirs = lease && lease->device_id == device.id && lease->kind == "slot_share" &&
                      lease->slot_id == slot.id && lease->state == store::LeaseState::open;
  if (!theirs) return share_refused(Errc::expired);
  if (slot.capacity - slot.taken - slot.leased < keep_back) return share_refused(Errc::exhausted);
  const Millis ttl = share_ttl(context, slot);
  lease->expires_at = std::max(lease->expires_at, context.now + ttl + limits::k_slot_share_grace);
  VUORO_TRY(context.tx.set_lease_expiry(lease->id, lease->expires_at));
  return share_of(*lease, ttl);
}

}  // namespace

Result<LeaseOutcome> grant_share(Context& context, const store::DeviceRow& device, const LeaseAsk& ask) {
  if (!ask.slot_id) return fail(Errc::invalid_argument, "asks: slot_id: missing");
  VUORO_ASSIGN(auto slot, find<Slot>(context.tx, *ask.slot_id));
  if (!slot || slot->site_id != device.site_id) return share_refused(Errc::not_found);
  if (slot->start <= context.now) return share_refused(Errc::closed);
  VUORO_ASSIGN(const bool others, context.tx.others_book(slot->service_id, device.id,
                                                         context.now - limits::k_booking_demand_life));
  const std::int32_t keep_back = others ? std::max(1, slot->capacity / limits::k_slot_share_kept_part) : 0;
  if (ask.lease_id) return renew_share(context, device, ask, *slot, keep_back);
  if (slot->capacity - slot->taken - slot->leased - 1 < keep_back) return share_refused(Errc::exhausted);
  VUORO_ASSIGN(const std::int64_t held, context.tx.shares_held(device.id, slot->id));
  if (others && held >= std::max(1, slot->capacity / limits::k_slot_share_device_part))
    return share_refused(Errc::exhausted);
  VUORO_ASSIGN(const std::int64_t all, context.tx.shares_held(device.id, std::nullopt));
  if (all >= limits::k_device_shares_max) return share_refused(Errc::exhausted);
  ++slot->leased;
  VUORO_TRY(save(context, *slot));
  const Millis ttl = share_ttl(context, *slot);
  store::LeaseRow row;
  row.id = context.new_id();
  row.device_id = device.id;
  row.kind = "slot_share";
  row.slot_id = slot->id;
  row.expires_at = context.now + ttl + limits::k_slot_share_grace;
  VUORO_TRY(context.tx.put_lease(row));
  return share_of(row, ttl);
}

}  // namespace vuoro::authority
