#pragma once
// What may be looked at: the feed's pages, reports. Reading only. The visitor's own: phone_view.h.

#include <optional>
#include <string>

#include "server/authority/sight.h"
#include "server/authority/staff.h"

namespace vuoro::authority {

struct FeedPage {
  bool empty = true;
  std::string body;           ///< a ChangesPage as JSON text
  std::vector<Error> faults;  ///< why records were passed over, see ChangesPage::unread
};

/// @param snapshot  the reader pages through a snapshot it began at 0: then `since` is never too old.
/// @param sight     of a staff member: what they may not see arrives as a deletion, in its place in the
/// order,
///                  so that a visitor who leaves their queues disappears; null: a device, which sees all.
/// A record that cannot be read, or of which it cannot be known who may see it, is passed over by itself.
/// @return resync when tombstones after `since` were forgotten.
[[nodiscard]] Result<FeedPage> feed_page(store::Reader& reader, std::string_view scope, std::int64_t since,
                                         bool snapshot, WallTime now, Sight* sight = nullptr);

/// {user, csrf, sites: [{id, name}]}: who is logged in, and the sites where they may work.
[[nodiscard]] Result<json::value> session_view(store::Reader& reader, const Session& session);
[[nodiscard]] Result<json::value> notes_view(store::Reader& reader, const Session& session,
                                             const Uuid& site_id);
[[nodiscard]] Result<json::value> feedback_view(store::Reader& reader, const Session& session,
                                                WallTime since);
/// By when it came here. @param after  the `next` of the page before, 0 at first. @return expired: of another
/// database
[[nodiscard]] Result<json::value> arrived_feedback_view(store::Reader& reader, const Session& session,
                                                        std::int64_t after);
[[nodiscard]] Result<json::value> devices_view(store::Reader& reader, const Session& session);

}  // namespace vuoro::authority
