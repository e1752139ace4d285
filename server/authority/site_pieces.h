#pragma once
// A site's state and history as pieces small enough for one request.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

[[nodiscard]] protocol::SiteTicketLine wire_form(const store::TicketLogRow& row);
[[nodiscard]] protocol::SiteCounterLine wire_form(const store::CounterLogRow& row);
[[nodiscard]] protocol::SiteNote wire_form(const store::TicketNote& row);
[[nodiscard]] protocol::SiteFeedback wire_form(const store::FeedbackRow& row);

/// What this server wrote or took itself: no limit of size, which is for what comes from outside.
[[nodiscard]] Result<json::value> parse_own_json(std::string_view text);

/// A record as it lies in the store, and the tokens of a ticket with it. @return corrupt: it is no JSON
/// object
[[nodiscard]] Result<void> add_record(store::Reader& reader, const store::RecordRow& row,
                                      protocol::SiteNews& news);
/// Where the numbers of the site's queues stand on its present day, and those of `blocks_of`, of which blocks
/// have gone out, also on the days ahead.
[[nodiscard]] Result<void> add_cursors(Context& context, const Uuid& site_id, const std::set<Uuid>& blocks_of,
                                       protocol::SiteNews& news);
/// And on the days beside it, for whoever decides from now on: the clock here may be wrong by a day.
[[nodiscard]] Result<void> add_all_cursors(Context& context, const Uuid& site_id, protocol::SiteNews& news);

/// What only matters when the site changes hands: leases that are out, answered events, numbers, the day. The
/// leases end here: they are the other's from now on.
[[nodiscard]] Result<std::vector<protocol::SiteNews>> private_pieces(Context& context, const Uuid& site_id);
/// The lobby's records that cannot be read.
[[nodiscard]] Result<std::vector<protocol::UnreadRecord>> unread_records(Context& context,
                                                                         const Uuid& site_id);
/// The lobby's records as they are now; those that cannot be read are named in their places.
[[nodiscard]] Result<std::vector<protocol::SiteNews>> record_pieces(Context& context, const Uuid& site_id);
/// Everything: records, history of some days, and the private pieces.
[[nodiscard]] Result<std::vector<protocol::SiteNews>> all_pieces(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
