#pragma once
// What the other authority tells becomes part of this server's store.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

enum class Adoption {
  whole,    ///< a handover: all of it as it is
  live,     ///< of the one who acts now: what belongs to the lobby; the site's set-up stays ours
  history,  ///< of one who does not act any more: a printed ticket that nobody knew stays true, nothing else
            ///< changes
};

[[nodiscard]] Result<void> adopt(Context& context, const Uuid& site_id, const protocol::SiteNews& news,
                                 Adoption how);

/// After much has changed beside the usual acts: nothing that was remembered of the site is trusted, and
/// every queue is counted.
[[nodiscard]] Result<void> look_anew(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
