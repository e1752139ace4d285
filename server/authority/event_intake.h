#pragma once
// Events of devices: each has its effect once, however often it is sent.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Whether an event that failed of this is refused for good; of anything else it is tried again.
[[nodiscard]] bool is_rejection(Errc code);

/// Looks at the events in order. A malformed or impossible one is rejected, recorded, and does not hinder the
/// rest. One that fails through this server's own fault (corrupt, internal) has no answer, and neither has a
/// later one about the same ticket, booking or feedback: they wait at the device. The id and the answer are
/// written in the same transaction as the effect.
/// @param body  {"events": [...]}
/// @param reading  by the sender's protocol version
/// @return invalid_argument when the envelope itself is malformed.
[[nodiscard]] Result<protocol::EventAnswers> take_events(Context& context, const store::DeviceRow& device,
                                                         const json::value& body,
                                                         RecordMode reading = RecordMode::strict);

}  // namespace vuoro::authority
