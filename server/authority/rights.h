#pragma once
// Who may do what. Decided here and nowhere else.

#include <initializer_list>
#include <string_view>

#include "server/authority/context.h"

namespace vuoro::authority {

inline constexpr std::string_view k_clerk = "clerk";
inline constexpr std::string_view k_supervisor = "supervisor";
inline constexpr std::string_view k_technician = "technician";
inline constexpr std::string_view k_editor = "editor";
inline constexpr std::string_view k_manager = "manager";

[[nodiscard]] bool is_role(std::string_view name);
[[nodiscard]] bool has_role(const store::StaffRow& staff, std::string_view role);

/// @return forbidden unless the staff member has one of the roles.
[[nodiscard]] Result<void> need_role(const store::StaffRow& staff,
                                     std::initializer_list<std::string_view> roles);
/// @return forbidden when the staff member belongs to another site.
[[nodiscard]] Result<void> need_site(const store::StaffRow& staff, const Uuid& site_id);
/// Clerks act on the queues of their own organisations, and on queues of none; supervisors on all of their
/// site.
[[nodiscard]] Result<void> need_queue(const store::StaffRow& staff, const Queue& queue);

}  // namespace vuoro::authority
