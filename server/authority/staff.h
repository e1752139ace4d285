#pragma once
// Staff members and their sessions.

#include "server/authority/context.h"

namespace vuoro::authority {

/// A living session and whose it is.
struct Session {
  store::StaffRow staff;
  std::string token;  ///< the cookie's value: a secret
  std::string csrf;   ///< what a page of this session sends along
};

struct NewStaff {
  std::string username;
  std::string display_name;
  std::string password_hash;
  std::vector<std::string> roles;
  std::vector<Uuid> organizations;
  std::optional<Uuid> site_id;
};

/// Adds a staff member, or changes the one of that user name. @return invalid_argument.
[[nodiscard]] Result<Uuid> put_staff_member(Context& context, const NewStaff& staff);

[[nodiscard]] Result<Session> open_session(Context& context, const store::StaffRow& staff);
/// @return unauthorized when there is no such living session.
[[nodiscard]] Result<Session> living_session(store::Reader& reader, std::string_view token, WallTime now);
[[nodiscard]] Result<void> close_session(Context& context, std::string_view token);

/// {user, csrf} as in docs/protocol.md.
[[nodiscard]] json::value describe(const Session& session);

}  // namespace vuoro::authority
