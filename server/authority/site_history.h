#pragma once
// What a server tells that does not act for the site any more: history, of which only the promises count that
// nobody here had heard of.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// A printed ticket that nobody knew stays true, and so do its check-in, a booking that was confirmed, a
/// booking or a number that was given up, and what became of a paper. Nothing else changes: what has happened
/// here since stands.
[[nodiscard]] Result<void> take_history(Context& context, const Uuid& site_id,
                                        const protocol::SiteRecord& change);

}  // namespace vuoro::authority
