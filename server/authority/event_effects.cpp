#include "server/authority/event_effects.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/lobby/check_in.h"
#include "core/lobby/ticket_place.h"
#include "server/authority/kept_places.h"
#include "server/authority/leases.h"
#include "server/authority/lost_box.h"
#include "server/authority/print_jobs.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_news.h"
#include "server/authority/ticket_acts.h"
#include "server/authority/ticket_issue.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<void> limit(std::string_view field, std::string_view text, std::size_t bytes_min,
                   std::size_t bytes_max) {
  if (text.size() >= bytes_min && text.size() <= bytes_max) return {};
  return fail(Errc::invalid_argument, fmt::format("payload.{}: {} to {} bytes", field, bytes_min, bytes_max));
}

/// What was printed is the truth, but not everything can have been printed.
Result<void> check(const protocol::TicketIssued& issued) {
  VUORO_TRY(limit("number", issued.number, 1, limits::k_ticket_number_bytes_max));
  if (clean_text(issued.number) != issued.number) {
    return fail(Errc::invalid_argument, "payload.number: control characters");
  }
  if (issued.number_value < 0 || issued.number_value > limits::k_ticket_number_value_max) {
    return fail(Errc::invalid_argument,
                fmt::format("payload.number_value: 0 to {}", limits::k_ticket_number_value_max));
  }
  VUORO_TRY(limit("language", issued.language, 2, limits::k_language_bytes_max));
  VUORO_TRY(limit("follow_token", issued.follow_token, limits::k_token_bytes_min, limits::k_token_bytes_max));
  if (issued.follow_token.find_first_not_of(k_url_alphabet) != std::string::npos) {
    return fail(Errc::invalid_argument, "payload.follow_token: letters, digits, - and _ only");
  }
  if (auto needs = check_needs(issued.needs); !needs) {
    return fail(Errc::invalid_argument, "payload." + needs.error().message);
  }
  if (issued.errands.size() > limits::k_errands_max) {
    return fail(Errc::invalid_argument,
                fmt::format("payload.errands: at most {} entries", limits::k_errands_max));
  }
  if (!parse_iso_date(issued.service_day))
    return fail(Errc::invalid_argument, "payload.service_day: expected YYYY-MM-DD");
  return {};
}

/// However far a day is from this server's: its clock is wrong, or was when the number was leased, and the
/// number is on somebody's paper. Days ahead that it has not leased (a lost box may have) are kept until they
/// are past, and have a bound.
Result<void> check_day(Context& context, const store::DeviceRow& device,
                       const protocol::TicketIssued& issued) {
  const auto today = std::chrono::floor<std::chrono::days>(context.now);
  if (std::chrono::sys_days(*parse_iso_date(issued.service_day)) <= today + limits::k_unleased_day_ahead_max)
    return {};
  std::optional<store::LeaseRow> lease;
  if (issued.lease_id) {
    VUORO_ASSIGN(lease, context.tx.lease(*issued.lease_id));
  }
  if (lease && lease->device_id == device.id && lease->service_day == issued.service_day) return {};
  return fail(Errc::invalid_argument, "payload.service_day: no day on which a number can have been given");
}

/// The slot of a booking may be over or taken out of the content by the time it is heard of, long ago by a
/// clock that is ahead; what was confirmed stays.
bool is_a_time(const protocol::AppointmentBooked& booked, WallTime now) {
  return booked.start && booked.minutes && *booked.minutes > 0 &&
         *booked.minutes <= limits::k_slot_minutes_max && *booked.start < now + limits::k_slot_ahead_max;
}

/// Whether the device held a place of the slot, when it was of the service that it says.
Result<bool> was_leased(Context& context, const Uuid& device_id, const protocol::AppointmentBooked& booked) {
  if (!booked.lease_id) return false;
  VUORO_ASSIGN(const auto lease, context.tx.lease(*booked.lease_id));
  return lease && lease->device_id == device_id && lease->slot_id == booked.slot_id;
}

/// The appointment a ticket checks in to: only the first ticket gets it.
Result<std::optional<Appointment>> check_in_to(Context& context, const store::DeviceRow& device,
                                               const protocol::TicketIssued& issued) {
  if (!issued.appointment_id) return std::optional<Appointment>();
  VUORO_ASSIGN(auto appointment, find<Appointment>(context.tx, *issued.appointment_id));
  std::string_view reason;
  if (!appointment) {
    const auto kept = keep_word(context, device.site_id, *issued.appointment_id, k_checked_in_early,
                                issued.ticket_id.to_string(), "");
    if (!kept && kept.error().code != Errc::not_found) return fail(kept.error());
    reason = kept ? "not known yet" : "unknown";
  } else if (appointment->site_id != device.site_id) {
    reason = "unknown";
  } else if (appointment->ticket_id) {
    reason = "checked in before";
  } else if (appointment->state == AppointmentState::cancelled) {
    reason = "cancelled";
  }
  if (reason.empty()) return appointment;
  // The visitor holds a number that was promised: it stands, as a plain one.
  log::warn("check_in_adopted_as_plain_ticket", {{"ticket_id", issued.ticket_id.to_string()},
                                                 {"appointment_id", issued.appointment_id->to_string()},
                                                 {"reason", reason}});
  return std::optional<Appointment>();
}

/// The number was promised for the first matter; a queue that is gone by now takes only its own errand with
/// it.
Result<std::vector<Errand>> known_errands(Context& context, const protocol::TicketIssued& issued,
                                          const store::DeviceRow& device) {
  std::vector<Errand> known;
  for (const auto& errand : issued.errands) {
    auto queue = queue_of(context, errand.queue_id);
    if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
    if (queue && (*queue)->site_id == device.site_id) {
      known.push_back(errand);
    } else {
      log::warn("errand_unknown",
                {{"ticket_id", issued.ticket_id.to_string()}, {"queue_id", errand.queue_id.to_string()}});
    }
  }
  return known;
}

/// A site server that was lost may have told of what its devices had no answer to: they tell it again here.
Result<bool> may_have_been_told(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, context.tx.site_authority(site_id));
  return row && row->epoch > 0;
}

/// What the ticket is whether or not its queue is still there.
Ticket ticket_of(const Context& context, const store::DeviceRow& device, const protocol::Event& event,
                 const protocol::TicketIssued& issued) {
  Ticket ticket;
  ticket.id = issued.ticket_id;
  ticket.site_id = device.site_id;
  ticket.number = issued.number;
  ticket.service_day = issued.service_day;
  ticket.queue_id = issued.queue_id;
  ticket.service_id = issued.service_id;
  ticket.language = issued.language;
  ticket.needs = issued.needs;
  // A device whose clock runs ahead must not put its visitors behind everybody else.
  ticket.issued_at = std::min(event.time, context.now);
  ticket.first_arrival = ticket.issued_at;
  ticket.due = ticket.issued_at;
  return ticket;
}

/// A number of a queue that the content has no more: it is on somebody's paper, so it is known, and it is
/// over. A booking that it checked in to stays open for the desk.
Result<void> issued_for_gone_queue(Context& context, const store::DeviceRow& device,
                                   const protocol::Event& event, const protocol::TicketIssued& issued) {
  std::optional<store::LeaseRow> lease;
  if (issued.lease_id) {
    VUORO_ASSIGN(lease, context.tx.lease(*issued.lease_id));
  }
  if (!lease || lease->device_id != device.id || lease->queue_id != issued.queue_id)
    return fail(Errc::not_found, "payload.queue_id: no such queue at this site");
  VUORO_TRY(spend_lease(context, device.id, issued.lease_id));
  const Ticket ticket = ticket_of(context, device, event, issued);
  log::error("ticket_of_removed_queue", {{"ticket_id", ticket.id.to_string()},
                                         {"queue_id", issued.queue_id.to_string()},
                                         {"number", issued.number},
                                         {"device_id", device.id.to_string()}});
  const ActedBy by{std::nullopt, device.id, event.time};
  VUORO_TRY(write_issue(context, ticket, issued.follow_token, by));
  TicketChange close{TicketAct::close_day, {}, {}};
  close.reason = "queue_removed";
  VUORO_TRY(apply(context, ticket, close, by));
  return {};
}

Result<void> ticket_issued(Context& context, const store::DeviceRow& device, const protocol::Event& event,
                           RecordMode reading) {
  VUORO_ASSIGN(const auto issued,
               protocol::decode<protocol::TicketIssued>(event.payload, reading, "payload"));
  VUORO_TRY(check(issued));
  VUORO_TRY(check_day(context, device, issued));
  auto found = queue_of(context, issued.queue_id);
  if (!found && found.error().code != Errc::not_found) return fail(found.error());
  if (found && (*found)->site_id != device.site_id)
    return fail(Errc::not_found, "payload.queue_id: no such queue at this site");
  VUORO_ASSIGN(const auto existing, find<Ticket>(context.tx, issued.ticket_id));
  if (existing) {
    const bool same = existing->site_id == device.site_id && existing->number == issued.number &&
                      existing->service_day == issued.service_day;
    VUORO_ASSIGN(const bool told, may_have_been_told(context, device.site_id));
    if (same && told) return {};
    return fail(Errc::conflict, "payload.ticket_id: exists already");
  }
  if (!found) return issued_for_gone_queue(context, device, event, issued);
  const Queue& queue = **found;
  VUORO_ASSIGN(const bool taken, context.tx.number_taken(queue.id, issued.service_day, issued.number));
  if (taken) {
    log::warn("ticket_number_twice", {{"ticket_id", issued.ticket_id.to_string()},
                                      {"queue_id", queue.id.to_string()},
                                      {"number", issued.number},
                                      {"device_id", device.id.to_string()}});
  }
  VUORO_TRY(spend_lease(context, device.id, issued.lease_id));
  VUORO_ASSIGN(auto appointment, check_in_to(context, device, issued));

  Ticket ticket = ticket_of(context, device, event, issued);
  put_in_place(ticket, place_in(queue, ticket.first_arrival,
                                appointment ? std::optional(appointment->start) : std::nullopt,
                                issued.priority_minutes.value_or(0)));
  if (appointment) ticket.appointment_id = appointment->id;
  VUORO_ASSIGN(ticket.errands, known_errands(context, issued, device));
  VUORO_ASSIGN(const bool followed,
               write_issue(context, ticket, issued.follow_token, {std::nullopt, device.id, event.time}));
  if (!followed) log::warn("follow_token_twice", {{"ticket_id", ticket.id.to_string()}});
  if (appointment) {
    appointment->state = AppointmentState::checked_in;
    appointment->ticket_id = ticket.id;
    VUORO_TRY(save(context, *appointment));
  }
  VUORO_ASSIGN(const std::string today, today_at(context, device.site_id));
  if (issued.service_day < today) {
    log::warn("ticket_of_past_day",
              {{"ticket_id", ticket.id.to_string()}, {"service_day", issued.service_day}});
    TicketChange close_day{TicketAct::close_day, {}, {}};
    close_day.reason = "past_day";
    VUORO_TRY(apply(context, ticket, close_day, {std::nullopt, device.id, event.time}));
  }
  return {};
}

Result<void> ticket_cancelled(Context& context, const store::DeviceRow& device, const protocol::Event& event,
                              RecordMode reading) {
  VUORO_ASSIGN(const auto cancelled,
               protocol::decode<protocol::TicketCancelled>(event.payload, reading, "payload"));
  VUORO_ASSIGN(const auto ticket, find<Ticket>(context.tx, cancelled.ticket_id));
  if (!ticket) {
    return keep_word(context, device.site_id, cancelled.ticket_id, k_ticket_given_up, "",
                     "payload.ticket_id: no such ticket at this site");
  }
  if (ticket->site_id != device.site_id) {
    return fail(Errc::not_found, "payload.ticket_id: no such ticket at this site");
  }
  VUORO_TRY(apply(context, *ticket, {TicketAct::cancel, {}, {}}, {std::nullopt, device.id, event.time}));
  return {};
}

Result<void> appointment_booked(Context& context, const store::DeviceRow& device,
                                const protocol::Event& event, RecordMode reading) {
  VUORO_ASSIGN(const auto booked,
               protocol::decode<protocol::AppointmentBooked>(event.payload, reading, "payload"));
  VUORO_TRY(limit("language", booked.language, 2, limits::k_language_bytes_max));
  if (normal_code(booked.code) != booked.code || booked.code.empty()) {
    return fail(Errc::invalid_argument, "payload.code: eight readable characters");
  }
  for (const auto* contact : {&booked.contact_phone, &booked.contact_email}) {
    if (*contact) VUORO_TRY(limit("contact", **contact, 1, limits::k_contact_bytes_max));
  }
  VUORO_ASSIGN(const auto slot, find<Slot>(context.tx, booked.slot_id));
  const bool says_when = is_a_time(booked, context.now);
  if (slot ? slot->site_id != device.site_id : !says_when) {
    return fail(Errc::not_found, "payload.slot_id: no such slot at this site");
  }
  if (slot && slot->service_id != booked.service_id) {
    VUORO_ASSIGN(const bool leased, was_leased(context, device.id, booked));
    if (!leased || !says_when)
      return fail(Errc::invalid_argument, "payload.service_id: the slot is for another service");
  }
  VUORO_ASSIGN(const auto existing, find<Appointment>(context.tx, booked.appointment_id));
  if (existing) {
    VUORO_ASSIGN(const bool told, may_have_been_told(context, device.site_id));
    if (existing->site_id == device.site_id && existing->code == booked.code && told) return {};
    return fail(Errc::conflict, "payload.appointment_id: exists already");
  }
  VUORO_ASSIGN(const auto lease, spend_lease(context, device.id, booked.lease_id));
  VUORO_TRY(context.tx.note_booking(booked.service_id, device.id, context.now));
  Appointment appointment;
  appointment.id = booked.appointment_id;
  appointment.site_id = device.site_id;
  appointment.service_id = booked.service_id;
  appointment.slot_id = booked.slot_id;
  appointment.code = booked.code;
  appointment.language = booked.language;
  // What was confirmed holds, also when an editor has moved the slot since.
  appointment.start = says_when ? *booked.start : slot->start;
  appointment.minutes = says_when ? *booked.minutes : slot->minutes;
  if (slot) {
    bool held = lease && lease->slot_id == slot->id;
    if (!lease && booked.lease_id) {
      VUORO_ASSIGN(held, spend_kept_place(context, *slot));
    }
    VUORO_TRY(book_place(context, *slot, appointment, held));
  }
  VUORO_TRY(save(context, appointment));
  if (!booked.contact_phone && !booked.contact_email) return {};
  json::object contact;
  if (booked.contact_phone) contact["phone"] = *booked.contact_phone;
  if (booked.contact_email) contact["email"] = *booked.contact_email;
  return context.tx.put_contact("appointment", appointment.id, json::serialize(contact),
                                appointment.start + limits::k_contact_life);
}

Result<void> appointment_cancelled(Context& context, const store::DeviceRow& device,
                                   const protocol::Event& event, RecordMode reading) {
  VUORO_ASSIGN(const auto cancelled,
               protocol::decode<protocol::AppointmentCancelled>(event.payload, reading, "payload"));
  VUORO_ASSIGN(auto appointment, find<Appointment>(context.tx, cancelled.appointment_id));
  if (!appointment) {
    return keep_word(context, device.site_id, cancelled.appointment_id, k_booking_given_up, "",
                     "payload.appointment_id: no such appointment at this site");
  }
  if (appointment->site_id != device.site_id) {
    return fail(Errc::not_found, "payload.appointment_id: no such appointment at this site");
  }
  if (appointment->state != AppointmentState::booked) {
    return fail(Errc::conflict, fmt::format("the appointment is {}", name_of(appointment->state)));
  }
  appointment->state = AppointmentState::cancelled;
  VUORO_TRY(save(context, *appointment));
  VUORO_TRY(context.tx.remove_contact(appointment->id));
  return free_place(context, appointment->slot_id);
}

Result<void> feedback_given(Context& context, const store::DeviceRow& device, const protocol::Event& event,
                            RecordMode reading) {
  VUORO_ASSIGN(const auto given,
               protocol::decode<protocol::FeedbackGiven>(event.payload, reading, "payload"));
  VUORO_TRY(limit("language", given.language, 2, limits::k_language_bytes_max));
  if (given.score && (*given.score < 1 || *given.score > 5)) {
    return fail(Errc::invalid_argument, "payload.score: 1 to 5");
  }
  if (given.choices.size() > limits::k_feedback_choices_max) {
    return fail(Errc::invalid_argument,
                fmt::format("payload.choices: at most {}", limits::k_feedback_choices_max));
  }
  for (const auto& choice : given.choices) VUORO_TRY(limit("choices", choice, 1, limits::k_choice_bytes_max));
  if (given.text) VUORO_TRY(limit("text", *given.text, 0, limits::k_feedback_text_bytes_max));
  if (given.contact) VUORO_TRY(limit("contact", *given.contact, 1, limits::k_contact_bytes_max));
  if (given.place && (std::abs(given.place->latitude) > 90 || std::abs(given.place->longitude) > 180)) {
    return fail(Errc::invalid_argument, "payload.place: out of range");
  }
  VUORO_ASSIGN(const auto earlier, context.tx.feedback(given.feedback_id));
  if (earlier && earlier->device_id != device.id) {
    return fail(Errc::conflict, "payload.feedback_id: given at another device");
  }
  store::FeedbackRow row = earlier.value_or(store::FeedbackRow{});
  row.id = given.feedback_id;
  row.site_id = device.site_id;
  row.device_id = device.id;
  if (given.question_id) row.question_id = given.question_id;
  if (given.score) row.score = *given.score;
  if (!given.choices.empty()) row.choices = given.choices;
  if (given.text) row.text = given.text;
  if (given.place) {
    row.latitude = given.place->latitude;
    row.longitude = given.place->longitude;
  }
  row.language = given.language;
  if (!earlier) row.time = std::min(event.time, context.now);
  VUORO_TRY(context.tx.put_feedback(row));
  if (!given.contact) return {};
  return context.tx.put_contact("feedback", row.id,
                                json::serialize(json::object{{"contact", *given.contact}}),
                                context.now + limits::k_feedback_contact_life);
}

}  // namespace

Result<void> have_effect(Context& context, const store::DeviceRow& device, const protocol::Event& event,
                         RecordMode reading) {
  if (event.type == protocol::k_site_news) return take_news(context, device, event, reading);
  if (event.type == "feedback.given" || event.type == "feedback.added")
    return feedback_given(context, device, event, reading);
  // What is not known at a server that does not act may be known where somebody does: nothing is refused for
  // good.
  VUORO_TRY(need_authority(context, device.site_id));
  if (event.type == "ticket.issued") return ticket_issued(context, device, event, reading);
  if (event.type == "ticket.cancelled") return ticket_cancelled(context, device, event, reading);
  if (event.type == "ticket.printed") {
    VUORO_ASSIGN(const auto printed,
                 protocol::decode<protocol::TicketPrinted>(event.payload, reading, "payload"));
    return note_printed(context, device, printed);
  }
  if (event.type == "appointment.booked") return appointment_booked(context, device, event, reading);
  if (event.type == "appointment.cancelled") return appointment_cancelled(context, device, event, reading);
  return fail(Errc::unsupported, "type: not one of the known events");
}

}  // namespace vuoro::authority
