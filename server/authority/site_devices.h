#pragma once
// Devices that were enrolled at the other server of their site: who is let in here.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Of the other server's word about a device counts what the desk has set, that it is revoked, and its
/// certificate. A terminal or display that was enrolled at the lobby's own server is let in at the central
/// server from then on, by that very certificate.
[[nodiscard]] Result<void> adopt_device(Context& context, const Uuid& site_id, Device device);
/// Only when it is not known yet: of a server that does not act any more.
[[nodiscard]] Result<void> adopt_unknown_device(Context& context, const Uuid& site_id, Device device);

}  // namespace vuoro::authority
