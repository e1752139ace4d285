#pragma once
// What the central server's feed says, written into a site server's own store: content and the site's set-up.
// The lobby's own records, tickets and the like, are not taken from here: they come with a handover.

#include "server/authority/context.h"

namespace vuoro::upstream {

struct CentralRecords {
  Uuid site_id;
  std::string follow_url;  ///< of this server's own follow page; empty: the central server's is printed
};

/// One change. Unknown collections are passed over.
[[nodiscard]] Result<void> take_change(authority::Context& context, const CentralRecords& of,
                                       const protocol::Change& change);

/// The collections that a snapshot replaces whole, as " a b c ".
[[nodiscard]] std::string_view replaced_by_snapshot(std::string_view scope);

/// What the central server announces at the site; before a snapshot is taken.
[[nodiscard]] Result<void> forget_announcements(authority::Context& context);

/// Who acts for the site, in the central server's words; nothing before it was heard.
[[nodiscard]] Result<std::optional<SiteAuthority>> central_word(store::Reader& reader, const Uuid& site_id);

}  // namespace vuoro::upstream
