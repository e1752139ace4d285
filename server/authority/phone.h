#pragma once
// What a visitor does by phone: take a number in the lobby, let others pass, leave the queue. Every act
// carries an id made by the phone: its repeat gets the first answer.

#include "server/authority/context.h"
#include "server/authority/wall_code.h"

namespace vuoro::authority {

/// {id, people}: the ticket goes behind so many who wait after it.
/// @return not_found, expired; conflict when it does not wait or was delayed too often.
[[nodiscard]] Result<json::value> delay_by_phone(Context& context, std::string_view token,
                                                 const json::value& body);
/// {id}: the ticket is cancelled. @return not_found, expired; conflict when it is over or being served.
[[nodiscard]] Result<json::value> leave_by_phone(Context& context, std::string_view token,
                                                 const json::value& body);
/// {id, code, queue_id or service_id, language, needs, follow_token}: a number for whoever stands before the
/// wall.
/// @return expired: the code is not the wall's, or no longer; closed, exhausted (no numbers, or nobody more
/// today).
[[nodiscard]] Result<json::value> join_by_phone(Context& context, const WallCodes& codes,
                                                const json::value& body);

/// Puts each site's present code into its feed, or takes it away where phones may not join. Call once a
/// second.
[[nodiscard]] Result<void> show_wall_codes(Context& context, const WallCodes& codes);

}  // namespace vuoro::authority
