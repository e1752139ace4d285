// A number given at the desk, for somebody who cannot use the terminal.

#include <fmt/format.h>

#include <array>

#include "core/lobby/check_in.h"
#include "server/authority/print_jobs.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_issue.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

std::vector<Errand> errands_of(ObjectReader& fields) {
  std::vector<Errand> errands;
  const auto& entries = fields.array("errands", limits::k_errands_max, false);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ObjectReader entry(entries[i], fields.path_of(fmt::format("errands[{}]", i)));
    Errand errand{entry.uuid("queue_id"), entry.uuid_if("service_id")};
    fields.take(entry.finish());
    errands.push_back(errand);
  }
  return errands;
}

Result<json::value> given_at_desk(Context& context, const NewTicket& wish, const store::StaffRow& staff) {
  VUORO_ASSIGN(const auto given, give_ticket(context, wish, {staff.id, {}, {}}));
  json::object answer{{"ticket", encode(given.ticket)}, {"follow_token", given.follow_token}};
  if (!given.follow_url.empty()) answer["follow_url"] = given.follow_url;
  return json::value(std::move(answer));
}

Result<json::value> issue(Command& command) {
  auto& context = command.context;
  auto& fields = command.fields;
  NewTicket wish;
  wish.queue_id = fields.uuid("queue_id");
  wish.service_id = fields.uuid_if("service_id");
  wish.language = fields.text("language", limits::k_language_bytes_max);
  wish.needs = fields.texts("needs", limits::k_needs_max, limits::k_need_bytes_max, false);
  wish.errands = errands_of(fields);
  VUORO_TRY(fields.finish());
  VUORO_ASSIGN(const Queue* queue, queue_of(context, wish.queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  return given_at_desk(context, wish, command.staff);
}

/// Why nobody can check in to the booking now; the hour of the day is for the clerk to judge.
Result<void> need_check_in(Context& context, const Appointment& booked) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, booked.site_id));
  switch (check_in_verdict(booked, booked.site_id, *zone, context.now)) {
    case CheckIn::cancelled:
      return fail(Errc::conflict, "the booking is cancelled");
    case CheckIn::already_done:
      return fail(Errc::conflict, "somebody has checked in to the booking before");
    case CheckIn::another_day:
    case CheckIn::past_day:
      return fail(Errc::conflict, "the booking is for another day");
    default:
      return {};
  }
}

Result<json::value> check_in(Command& command) {
  auto& context = command.context;
  const Uuid id = command.fields.uuid("appointment_id");
  const auto language = command.fields.text_if("language", limits::k_language_bytes_max);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const auto booked, load<Appointment>(context.tx, id));
  VUORO_TRY(need_site(command.staff, booked.site_id));
  VUORO_ASSIGN(const auto service, load<Service>(context.tx, booked.service_id));
  if (!service.queue_id) return fail(Errc::conflict, "the service has no queue here");
  VUORO_ASSIGN(const Queue* queue, queue_of(context, *service.queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  VUORO_TRY(need_authority(context, booked.site_id));
  VUORO_TRY(need_check_in(context, booked));
  NewTicket wish;
  wish.queue_id = queue->id;
  wish.service_id = service.id;
  wish.language = language.value_or(booked.language);
  wish.check_in = booked;
  return given_at_desk(context, wish, command.staff);
}

constexpr auto k_issue_entries = std::to_array<CommandEntry>({
    {"ticket.issue", issue},
    {"appointment.check_in", check_in},
    {"ticket.print", print_ticket},
});

}  // namespace

std::span<const CommandEntry> issue_commands() {
  return k_issue_entries;
}

}  // namespace vuoro::authority
