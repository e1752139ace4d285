#pragma once
// What a visitor's phone is told: of its own ticket, and of the lobby it stands in.

#include <span>
#include <string_view>

#include "core/base/json.h"
#include "server/store/store.h"

namespace vuoro::authority {

/// The needs a visitor may name; the desk has words for each.
[[nodiscard]] std::span<const std::string_view> visitor_needs();

/// @return not_found; expired when the ticket's service day is over.
[[nodiscard]] Result<Uuid> ticket_of_token(store::Reader& reader, std::string_view token);
/// The site whose changes concern the ticket. @return not_found.
[[nodiscard]] Result<Uuid> site_of_token(store::Reader& reader, std::string_view token);

/// The ticket behind the token, without the server's time.
/// @return not_found; expired when the ticket's service day is over.
[[nodiscard]] Result<json::object> follow_view(store::Reader& reader, std::string_view token);

/// The queues that a phone in this lobby may join, and how each is now.
[[nodiscard]] Result<json::object> join_view(store::Reader& reader, const Uuid& site_id, WallTime now);

}  // namespace vuoro::authority
