#include "server/authority/queue_door.h"

namespace vuoro::authority {

Result<const OpeningHours*> hours_of(Context& context, const Queue& queue) {
  if (hours_known(queue.hours)) return &queue.hours;
  VUORO_ASSIGN(const Site* site, site_of(context, queue.site_id));
  return &site->hours;
}

QueueDoor door_at(const OpeningHours& hours, const TimeZone& zone, const std::optional<QueueStatus>& status,
                  WallTime now) {
  const bool of_today = status && status->closed_day == to_iso(service_day(zone, now));
  if (of_today && status->closed_today) return QueueDoor::closed;
  if (hours_known(hours) && !open_at(hours, zone, now)) return QueueDoor::closed;
  return of_today && status->full ? QueueDoor::full : QueueDoor::open;
}

Result<QueueDoor> door_of(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const auto status, find<QueueStatus>(context.tx, queue.id));
  VUORO_ASSIGN(const OpeningHours* hours, hours_of(context, queue));
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, queue.site_id));
  return door_at(*hours, *zone, status, context.now);
}

Result<Segment> segment_visitor(Context& context, SegmentAsk ask) {
  VUORO_ASSIGN(const Queue* chosen, queue_of(context, ask.queue_id));
  const Uuid site_id = chosen->site_id;
  VUORO_ASSIGN(const auto* rules, rules_of(context, site_id));
  if (rules->empty()) return Segment{ask.queue_id, 0, std::nullopt};
  std::optional<Service> service;
  if (ask.service_id) {
    VUORO_ASSIGN(service, find<Service>(context.tx, *ask.service_id));
  }
  name_organization(ask, service ? &*service : nullptr, chosen);
  Result<void> failed;
  const auto may_enter = [&](const Uuid& id) {
    const auto queue = queue_of(context, id);
    if (!queue) {
      if (queue.error().code != Errc::not_found) failed = fail(queue.error());
      return false;
    }
    if ((*queue)->site_id != site_id) return false;
    const auto door = door_of(context, **queue);
    if (!door) failed = fail(door.error());
    return door && *door == QueueDoor::open;
  };
  const Segment found = segment(*rules, ask, may_enter);
  if (!failed) return fail(failed.error());
  return found;
}

}  // namespace vuoro::authority
