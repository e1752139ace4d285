#include "server/authority/rights.h"

#include <algorithm>

namespace vuoro::authority {

bool is_role(std::string_view name) {
  return name == k_clerk || name == k_supervisor || name == k_technician || name == k_editor ||
         name == k_manager;
}

bool has_role(const store::StaffRow& staff, std::string_view role) {
  return std::find(staff.roles.begin(), staff.roles.end(), role) != staff.roles.end();
}

Result<void> need_role(const store::StaffRow& staff, std::initializer_list<std::string_view> roles) {
  for (const auto role : roles) {
    if (has_role(staff, role)) return {};
  }
  return fail(Errc::forbidden, "needs the role " + std::string(*roles.begin()));
}

Result<void> need_site(const store::StaffRow& staff, const Uuid& site_id) {
  if (!staff.site_id || *staff.site_id == site_id) return {};
  return fail(Errc::forbidden, "belongs to another site");
}

Result<void> need_queue(const store::StaffRow& staff, const Queue& queue) {
  VUORO_TRY(need_role(staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(staff, queue.site_id));
  if (has_role(staff, k_supervisor) || staff.organizations.empty() || !queue.organization_id) return {};
  const auto& own = staff.organizations;
  if (std::find(own.begin(), own.end(), *queue.organization_id) != own.end()) return {};
  return fail(Errc::forbidden, "the queue is of another organisation");
}

}  // namespace vuoro::authority
