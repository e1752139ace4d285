#pragma once
// What a device may promise without asking: numbers of a queue, a place of a slot.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Grants what can be granted, ask by ask. The same request_id of the same device gets the stored answer.
/// @return conflict: the id with another content; invalid_argument: too many asks, a count out of range.
[[nodiscard]] Result<json::value> grant_leases(Context& context, const store::DeviceRow& device,
                                               const protocol::LeaseRequest& request);

/// Takes unspent leases back; ids that are not open leases of this device are passed over.
[[nodiscard]] Result<void> return_leases(Context& context, const store::DeviceRow& device,
                                         const protocol::LeaseReturn& request);

/// The device used a lease: it is no longer held. Nothing when it is not an open lease of this device.
/// @return the lease when it was open until now.
[[nodiscard]] Result<std::optional<store::LeaseRow>> spend_lease(Context& context, const Uuid& device_id,
                                                                 const std::optional<Uuid>& lease_id);

/// Gives back what was held past its time. @return how many leases ended; call again while it is `count_max`.
[[nodiscard]] Result<std::size_t> expire_leases(Context& context, std::size_t count_max);

}  // namespace vuoro::authority
