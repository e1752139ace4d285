#include "kiosk/facts/matters.h"

#include <algorithm>

namespace vuoro::kiosk {

std::string matter_name(const Lobby& lobby, const Uuid& queue_id, const std::optional<Uuid>& service_id) {
  const Queue* queue = lobby.queue(queue_id);
  const Service* service = service_id ? lobby.service(*service_id) : nullptr;
  const std::string where = queue == nullptr ? "" : lobby.in(queue->name);
  if (service == nullptr) return where;
  const std::string what = lobby.in(service->name);
  return where.empty() ? what : what + " (" + where + ")";
}

std::string appointment_of(const Lobby& lobby, const Ticket& ticket) {
  const auto& all = lobby.view().appointments;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Appointment& one) {
    return ticket.appointment_id && one.id == *ticket.appointment_id;
  });
  if (found == all.end()) return {};
  const std::string at = lobby.l().at_time(lobby.local(found->start).time);
  const Service* service = lobby.service(found->service_id);
  return service == nullptr ? at : lobby.in(service->name).append(lobby.l().comma()).append(at);
}

std::vector<std::string> matter_lines(const Lobby& lobby, const Ticket& ticket) {
  const Language& l = lobby.l();
  std::vector<std::string> lines;
  for (const Errand& errand : ticket.errands) {
    const std::string name = matter_name(lobby, errand.queue_id, errand.service_id);
    if (!name.empty()) lines.push_back(l.t("Then: {matter}", {{"matter", name}}));
  }
  if (lines.empty()) return lines;
  lines.insert(lines.begin(),
               l.t("First: {matter}", {{"matter", matter_name(lobby, ticket.queue_id, ticket.service_id)}}));
  lines.push_back(l.t("Keep your number. It is the same for all your matters."));
  return lines;
}

}  // namespace vuoro::kiosk
