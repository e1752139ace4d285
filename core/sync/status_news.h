#pragma once
// What of a machine's status is worth saying before the next minute.

#include "core/sync/limits.h"
#include "core/sync/protocol.h"

namespace vuoro::sync {

/// Since it was last told, all has been sent, or the copy is current again after a break: until that is said,
/// the technician reads figures of the break. One act on its way is told by the minute's report as ever.
[[nodiscard]] inline bool has_caught_up(const protocol::DeviceStatus& told,
                                        const protocol::DeviceStatus& now) {
  if (told.outbox_waiting > 0 && now.outbox_waiting == 0) return true;
  return now.last_sync && (!told.last_sync || *now.last_sync - *told.last_sync > 2 * k_status_every);
}

}  // namespace vuoro::sync
