#pragma once
// Who acts for a site: this server, or another. See docs/site-server.md. Every change of hands is one
// transaction on each side, and between the two nobody acts.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// What is written of the site; where nothing is, this server has always acted for it.
[[nodiscard]] Result<store::SiteAuthorityRow> authority_row(store::Reader& reader, const Uuid& site_id);
[[nodiscard]] Result<bool> acts_here(Context& context, const Uuid& site_id);
/// @return unavailable, with who acts, or that the clock is wrong: not for good, so that what a device sends
/// waits and is lost nowhere.
[[nodiscard]] Result<void> need_authority(Context& context, const Uuid& site_id);
/// When the site was last heard of, where another server acts for it and this one only knows what it is told.
[[nodiscard]] Result<std::optional<WallTime>> told_at(store::Reader& reader, const Uuid& site_id);
/// Writes the row, and the record by which devices and desks know it.
[[nodiscard]] Result<void> put_authority(Context& context, const store::SiteAuthorityRow& row);

/// Says in the row, and in the log, what a move left behind: a hundred records by name at most.
void leave_behind(store::SiteAuthorityRow& row, const std::vector<protocol::UnreadRecord>& unread);

/// The command line moves sites beside the running server, whose waiting readers would hear of it late.
[[nodiscard]] Result<void> tell_moved(Context& context, const Uuid& site_id);

// ---- The central server's acts
/// What this site server tells again, since a backup was put in place here; nothing when none was.
[[nodiscard]] Result<std::optional<protocol::PutBack>> put_back_for(store::Reader& reader,
                                                                    const Uuid& device_id);
/// What a technician who gives a site knows better.
struct GiveAllTheSame {
  bool forget_lost = false;  ///< see need_heard_of() of lost_box.h
  bool silent = false;       ///< the box will come, though it is not heard of, or its clock is wrong
};
/// Gives the site to its site server: from now on this server refuses, and its state lies ready to be
/// fetched.
/// @return conflict when it is not here, a lost box has not told everything, the box was not heard of within
/// two minutes or its clock is wrong; invalid_argument when the device is no living site server of the site;
/// unavailable while this server's own clock cannot be right.
[[nodiscard]] Result<void> give_site(Context& context, const Uuid& site_id, const Uuid& device_id,
                                     GiveAllTheSame all_the_same = {});
/// The site is this server's again, at a new epoch; `row` says what the other side could not read.
[[nodiscard]] Result<void> take_site_back(Context& context, store::SiteAuthorityRow row);
/// Asks the site server to give the site back; it goes on until it does.
[[nodiscard]] Result<void> want_site_back(Context& context, const Uuid& site_id);
/// A technician says that the site server is out of service: this server acts again from what it knows. What
/// the box did and did not tell is adopted as history when it is heard of.
/// @param although_heard  the technician knows that it is switched off, however lately it was heard of
/// @return alive when it was heard of within two minutes and is not known to be off; unavailable while this
/// server's own clock cannot be right: numbers are stepped over by the day.
[[nodiscard]] Result<void> declare_box_lost(Context& context, const Uuid& site_id,
                                            bool although_heard = false);

// ---- The site server's acts
/// Makes every site of this store another's until a handover has come; those that are held stay so.
[[nodiscard]] Result<void> begin_as_site_server(Context& context, const Uuid& site_id);
/// Heard that the site is at another epoch in other hands: this server does not act for it any more.
[[nodiscard]] Result<void> lose_site(Context& context, const Uuid& site_id, std::int64_t epoch);

/// From now on this server decides nothing for the site; who does is heard of later.
[[nodiscard]] Result<void> stop_acting(Context& context, const Uuid& site_id);

/// The site server's device of the site. @return forbidden
[[nodiscard]] Result<Device> living_site_server(store::Reader& reader, const Uuid& device_id);
/// Who may log in at the site server and which devices are let in. The rule: accounts that are bound to the
/// site, and those bound to no site whose every role is one of the desk (clerk, supervisor); never a disabled
/// one. An account that reaches further than a desk does not lie on a box in a lobby.
[[nodiscard]] Result<protocol::SitePeople> people_of_site(store::Reader& reader, const Uuid& site_id,
                                                          std::string_view device_ca_pem);
/// Writes what people_of_site() said; accounts and devices that it names no more are shut out.
[[nodiscard]] Result<void> take_people(Context& context, const Uuid& site_id,
                                       const protocol::SitePeople& people);

}  // namespace vuoro::authority
