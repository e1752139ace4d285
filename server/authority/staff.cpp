#include "server/authority/staff.h"

#include "server/authority/digest.h"
#include "server/authority/rights.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::size_t k_session_token_characters = 43;  // 258 bits

std::string csrf_of(std::string_view token) {
  return to_hex(digest("csrf", token)).substr(0, 32);
}

}  // namespace

Result<Uuid> put_staff_member(Context& context, const NewStaff& staff) {
  if (staff.username.empty() || staff.username.size() > limits::k_username_bytes_max) {
    return fail(Errc::invalid_argument, "username: missing or too long");
  }
  if (staff.roles.empty()) return fail(Errc::invalid_argument, "roles: missing");
  for (const auto& role : staff.roles) {
    if (!is_role(role))
      return fail(Errc::invalid_argument, "roles: " + role.substr(0, 40) + " is not a role");
  }
  VUORO_ASSIGN(const auto known, context.tx.staff_named(staff.username));
  store::StaffRow row;
  row.id = known ? known->id : context.new_id();
  row.username = staff.username;
  row.display_name = staff.display_name.empty() ? staff.username : staff.display_name;
  row.password_hash = staff.password_hash;
  row.roles = staff.roles;
  row.organizations = staff.organizations;
  row.site_id = staff.site_id;
  VUORO_TRY(context.tx.put_staff(row));
  VUORO_TRY(context.tx.audit(
      {context.now, std::nullopt, known ? "staff.change" : "staff.add", row.id.to_string(), true}));
  return row.id;
}

Result<Session> open_session(Context& context, const store::StaffRow& staff) {
  Session session;
  session.staff = staff;
  session.token = context.random.text(k_session_token_characters, k_url_alphabet);
  session.csrf = csrf_of(session.token);
  VUORO_TRY(context.tx.put_session(
      {digest("session", session.token), staff.id, context.now, context.now + limits::k_session_life}));
  VUORO_TRY(context.tx.audit({context.now, staff.id, "login", "", true}));
  return session;
}

Result<Session> living_session(store::Reader& reader, std::string_view token, WallTime now) {
  VUORO_ASSIGN(const auto row, reader.session(digest("session", token)));
  if (!row || row->expires_at <= now) return fail(Errc::unauthorized, "no living session");
  VUORO_ASSIGN(auto staff, reader.staff(row->staff_id));
  if (!staff || staff->disabled) return fail(Errc::unauthorized, "no living session");
  return Session{std::move(*staff), std::string(token), csrf_of(token)};
}

Result<void> close_session(Context& context, std::string_view token) {
  return context.tx.remove_session(digest("session", token));
}

json::value describe(const Session& session) {
  const auto& staff = session.staff;
  json::array roles;
  for (const auto& role : staff.roles) roles.emplace_back(role);
  json::array organizations;
  for (const auto& id : staff.organizations) organizations.emplace_back(id.to_string());
  json::object user{{"id", staff.id.to_string()},
                    {"username", staff.username},
                    {"display_name", staff.display_name},
                    {"roles", std::move(roles)},
                    {"organizations", std::move(organizations)}};
  if (staff.site_id) user["site_id"] = staff.site_id->to_string();
  return json::object{{"user", std::move(user)}, {"csrf", session.csrf}};
}

}  // namespace vuoro::authority
