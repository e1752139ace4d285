#pragma once
// What happened at a site, on its way from one authority to the other: gathered on the one side, adopted on
// the other. Nothing here decides anything; who acts is site_authority.h's.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

// ---- The site server's side
/// Whether something happened since the last events; only looks.
[[nodiscard]] Result<bool> has_news(store::Reader& reader, const Uuid& site_id);
/// How many acts the other side has not confirmed yet, whether they are in events or not; at least 1 while
/// anything is left to tell.
[[nodiscard]] Result<std::int64_t> untold_acts(store::Reader& reader, const Uuid& site_id);
/// Makes events of what happened since the last ones, at most `count_max` of them; each is made once, with
/// the cursor behind it, in the same transaction. @return how many were made
[[nodiscard]] Result<std::size_t> cut_news(Context& context, const Uuid& site_id, std::size_t count_max);
/// Everything that is not on its way yet.
[[nodiscard]] Result<void> cut_all_news(Context& context, const Uuid& site_id);
/// The same, and behind it that this is all until the site came into other hands at this epoch.
[[nodiscard]] Result<void> cut_last_news(Context& context, const Uuid& site_id, std::int64_t epoch);
/// An event that says nothing but that this server acts, and since which epoch: the central server has
/// forgotten.
[[nodiscard]] Result<void> say_epoch(Context& context, const Uuid& site_id);
/// The central server goes on from a backup: what was told behind its last event there goes again, once for
/// each time that a backup was put in place. History, notes and feedback go in order, marked as told again;
/// where this server acts also all records, and where the numbers stand. What is known there changes nothing.
/// Contacts left with the event that carried them.
[[nodiscard]] Result<void> tell_since_backup(Context& context, const Uuid& site_id,
                                             const protocol::PutBack& put_back);
/// What the central server refused is told again: as new events behind all others, with the records as they
/// are now.
[[nodiscard]] Result<void> tell_again(Context& context, const Uuid& site_id);
/// This server stops acting for the site; its last event says so.
[[nodiscard]] Result<void> release_site(Context& context, const Uuid& site_id);
/// Takes over from the pieces of a handover that lie complete in the store.
/// @param device_id  this server's own, at the central server
[[nodiscard]] Result<void> take_over_site(Context& context, const Uuid& site_id, std::int64_t epoch,
                                          const Uuid& device_id, const std::string& name);

// ---- The central server's side
/// The site's whole state as it is now, in pieces, into the store. The leases go along.
/// @return the records that cannot be read, which stay here
[[nodiscard]] Result<std::vector<protocol::UnreadRecord>> lay_out_handover(Context& context,
                                                                           const Uuid& site_id,
                                                                           std::int64_t epoch);
/// An event of a site server. A record that cannot be taken is passed over, and logged.
/// @param reading  by the sender's protocol version
/// @return forbidden when the device is none.
[[nodiscard]] Result<void> take_news(Context& context, const store::DeviceRow& device,
                                     const protocol::Event& event, RecordMode reading);

/// The collections that the central server owns also while a site server acts; those come by the feed.
[[nodiscard]] bool is_central_collection(std::string_view collection);
/// The collections that go along with the authority: tickets, counters, bookings …
[[nodiscard]] bool is_lobby_collection(std::string_view collection);

}  // namespace vuoro::authority
