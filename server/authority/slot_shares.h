#pragma once
// Places of slots that terminals hold in stock, for the time when they do not reach us.

#include "server/authority/context.h"

namespace vuoro::authority {

/// One place more, or (ask.lease_id) the same place for longer. Counted against the slot's capacity as a hold
/// is. While visitors of other devices book this service too, the last places stay here, and one device gets
/// only a part of the slot; a place that is needed here is not renewed, and the device gives it back.
[[nodiscard]] Result<protocol::LeaseOutcome> grant_share(Context& context, const store::DeviceRow& device,
                                                         const protocol::LeaseAsk& ask);

}  // namespace vuoro::authority
