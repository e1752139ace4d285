#include "server/authority/kept_places.h"

#include <map>

#include "core/base/log.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::string_view k_kept = "slot_kept";

}  // namespace

Result<void> book_place(Context& context, Slot slot, Appointment& appointment, bool held) {
  if (held && slot.leased > 0) --slot.leased;
  ++slot.taken;
  if (slot.taken > slot.capacity) {
    appointment.over_capacity = true;
    log::warn("slot_overbooked", {{"slot_id", slot.id.to_string()},
                                  {"taken", slot.taken},
                                  {"capacity", slot.capacity},
                                  {"appointment_id", appointment.id.to_string()}});
  }
  return save(context, slot);
}

Result<void> free_place(Context& context, const Uuid& slot_id) {
  VUORO_ASSIGN(auto slot, find<Slot>(context.tx, slot_id));
  if (!slot || slot->taken == 0) return {};
  --slot->taken;
  return save(context, *slot);
}

Result<void> keep_promised_places(Context& context, const Uuid& site_id, const Uuid& box_id) {
  std::map<Uuid, std::int32_t> known;
  VUORO_ASSIGN(const auto leases, context.tx.open_leases_of_site(site_id));
  for (const auto& lease : leases) {
    if (lease.slot_id) ++known[*lease.slot_id];
  }
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Slot>()));
  std::int64_t kept = 0;
  for (const auto& row : rows) {
    const auto slot = load<Slot>(context.tx, row.id);
    if (!slot) {
      VUORO_TRY(pass_over_fault(context, fail(slot.error())));
      continue;
    }
    for (std::int32_t out = slot->leased - known[slot->id]; out > 0; --out, ++kept) {
      store::LeaseRow lease;
      lease.id = context.new_id();
      lease.device_id = box_id;
      lease.kind = k_kept;
      lease.slot_id = slot->id;
      lease.expires_at = context.now + limits::k_slot_share_ttl + limits::k_slot_share_grace;
      VUORO_TRY(context.tx.put_lease(lease));
    }
  }
  if (kept > 0) log::info("promised_places_kept", {{"site_id", site_id.to_string()}, {"places", kept}});
  return {};
}

Result<bool> spend_kept_place(Context& context, const Slot& slot) {
  VUORO_ASSIGN(const auto leases, context.tx.open_leases_of_site(slot.site_id));
  for (const auto& lease : leases) {
    if (lease.kind != k_kept || lease.slot_id != slot.id) continue;
    VUORO_TRY(context.tx.set_lease_state(lease.id, store::LeaseState::spent));
    return true;
  }
  return false;
}

}  // namespace vuoro::authority
