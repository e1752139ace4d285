#pragma once
// What an event of a device does. What was printed or shown to a visitor is the truth: it is adopted.

#include "server/authority/context.h"

namespace vuoro::authority {

/// @param reading  of the payload, by the sender's protocol version
/// @return not_found, conflict, invalid_argument: never acceptable, to be rejected. Other codes: the
/// transaction
///         failed and the event is to be sent again.
[[nodiscard]] Result<void> have_effect(Context& context, const store::DeviceRow& device,
                                       const protocol::Event& event, RecordMode reading);

}  // namespace vuoro::authority
