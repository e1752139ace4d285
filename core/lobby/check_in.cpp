#include "core/lobby/check_in.h"

#include "core/base/random.h"
#include "core/lobby/call_order.h"

namespace vuoro {

CheckIn check_in_verdict(const Appointment& appointment, const Uuid& site_id, const TimeZone& zone, WallTime now) {
  if (appointment.site_id != site_id) return CheckIn::another_site;
  if (appointment.state == AppointmentState::cancelled) return CheckIn::cancelled;
  if (appointment.state == AppointmentState::checked_in || appointment.state == AppointmentState::finished) {
    return CheckIn::already_done;
  }
  const LocalDate day = service_day(zone, appointment.start);
  const LocalDate today = service_day(zone, now);
  if (today < day) return CheckIn::another_day;
  if (day < today) return CheckIn::past_day;
  if (now < appointment.start - k_check_in_early) return CheckIn::too_early;
  if (now > appointment.start + k_check_in_late) return CheckIn::too_late;
  return now <= appointment.start + k_late_grace ? CheckIn::on_time : CheckIn::late;
}

std::string normal_code(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (k_readable_alphabet.find(c) == std::string_view::npos) return {};
    code += c;
    if (code.size() > k_code_characters) return {};
  }
  return code.size() == k_code_characters ? code : std::string();
}

}  // namespace vuoro
