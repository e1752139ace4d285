// The acts of a visitor. Each becomes one durable event; what it says is done is in the store.

#include "core/base/text.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"
#include "kiosk/engine/lobby_core.h"

namespace vuoro::kiosk {
namespace {

/// What the authority takes at most; a longer text is cut here rather than refused there.
constexpr std::size_t k_feedback_text_bytes_max = 4'000;
constexpr std::size_t k_contact_bytes_max = 200;

std::optional<std::string> cleaned(const std::optional<std::string>& text, std::size_t bytes_max) {
  if (!text) return std::nullopt;
  const std::string clean = clean_text(*text);
  const std::string_view kept = trim(truncate_utf8(clean, bytes_max));
  if (kept.empty()) return std::nullopt;
  return std::string(kept);
}

}  // namespace

protocol::Event LobbyCore::event(std::string type, json::value payload) {
  protocol::Event event;
  event.id = Uuid::v7(clock_, random_);
  event.type = std::move(type);
  event.time = now();
  event.payload = std::move(payload);
  return event;
}

Result<void> LobbyCore::perform(Act act) {
  const auto local = act.local;
  if (counts_.waiting >= options_.outbox_max) return fail(Errc::disk_full, "the outbox is full");
  if (auto done = store_.perform(std::move(act)); !done) {
    if (done.error().code != Errc::conflict && done.error().code != Errc::expired)
      note_store_error(done.error());
    return done;
  }
  note_store_well();
  for (const auto& record : local) picture_.put_local(record);
  view_changed_ = true;
  refresh_counts();
  sync_.outbox().added();
  return {};
}

// ---- Tickets
// ----------------------------------------------------------------------------------------------------

void LobbyCore::take_ticket(const TakeTicket& ask, Answer<IssuedTicket> answer) {
  const Queue* queue = picture_.queue(ask.queue_id);
  if (queue == nullptr) return answer(fail(Errc::not_found, "no such queue"));
  if (!picture_.is_open(*queue, now())) return answer(fail(Errc::closed, "the queue is closed"));
  if (ask.errands.size() > k_more_matters_max)
    return answer(fail(Errc::invalid_argument, "too many matters"));
  TicketPlan plan;
  plan.queue_id = queue->id;
  plan.service_id = ask.service_id;
  plan.language = ask.language;
  plan.needs = ask.needs;
  for (const Errand& errand : ask.errands) {
    if (picture_.queue(errand.queue_id) != nullptr) plan.errands.push_back(errand);
  }
  place_and_issue(std::move(plan), std::move(answer));
}

void LobbyCore::cancel_ticket(const Uuid& ticket_id, Answer<void> answer) {
  const Ticket* known = picture_.ticket(ticket_id);
  if (known == nullptr) return answer(fail(Errc::not_found, "no such ticket"));
  const auto state = after(known->state, TicketAct::cancel);
  if (!state) return answer(fail(Errc::conflict, "the ticket can no longer be cancelled"));
  Ticket ticket = *known;
  ticket.state = *state;
  ticket.ended_at = now();
  Act act;
  act.event = event("ticket.cancelled", protocol::encode(protocol::TicketCancelled{ticket_id}));
  act.local.push_back({"ticket", ticket_id, encode(ticket)});
  answer(perform(std::move(act)));
}

// ---- Appointments
// -----------------------------------------------------------------------------------------------

void LobbyCore::cancel_appointment(const Uuid& appointment_id, Answer<void> answer) {
  const Appointment* known = picture_.appointment(appointment_id);
  if (known == nullptr) return answer(fail(Errc::not_found, "no such appointment"));
  if (known->state != AppointmentState::booked) {
    return answer(fail(Errc::conflict, "the appointment can no longer be cancelled"));
  }
  Appointment appointment = *known;
  appointment.state = AppointmentState::cancelled;
  Act act;
  act.event =
      event("appointment.cancelled", protocol::encode(protocol::AppointmentCancelled{appointment_id}));
  act.local.push_back({"appointment", appointment_id, encode(appointment)});
  answer(perform(std::move(act)));
}

void LobbyCore::check_in(const std::string& code, const std::string& language, Answer<CheckedIn> answer) {
  const std::string normal = normal_code(code);
  const Appointment* appointment = normal.empty() ? nullptr : picture_.appointment_by_code(normal);
  if (appointment == nullptr || !picture_.zone())
    return answer(fail(Errc::not_found, "no such booking is known here"));
  CheckedIn checked;
  checked.appointment = *appointment;
  checked.verdict = check_in_verdict(*appointment, options_.site_id, *picture_.zone(), now());
  // This device's own promise counts before any record: the number on paper is never joined by another.
  const auto promised = store_.issued_for_appointment(appointment->id);
  if (!promised) {
    note_store_error(promised.error());
    return answer(fail(promised.error()));
  }
  if (*promised) checked.verdict = CheckIn::already_done;
  if (checked.verdict == CheckIn::already_done) return check_in_again(std::move(checked), std::move(answer));
  if (checked.verdict != CheckIn::on_time && checked.verdict != CheckIn::late)
    return answer(std::move(checked));

  const Service* service = picture_.service(appointment->service_id);
  if (service == nullptr || !service->queue_id)
    return answer(fail(Errc::not_found, "the service has no queue here"));
  if (!checking_in_.insert(appointment->id).second) {
    return answer(fail(Errc::conflict, "this check-in is under way"));
  }
  TicketPlan plan;
  plan.queue_id = *service->queue_id;
  plan.service_id = service->id;
  plan.appointment = *appointment;
  plan.keeps_slot_time = checked.verdict == CheckIn::on_time;
  plan.language = language;
  place_and_issue(std::move(plan),
                  [this, checked, answer = std::move(answer)](Result<IssuedTicket> ticket) mutable {
                    checking_in_.erase(checked.appointment.id);
                    if (!ticket) return answer(fail(ticket.error()));
                    checked.appointment.state = AppointmentState::checked_in;
                    checked.appointment.ticket_id = ticket->ticket.id;
                    checked.ticket = std::move(*ticket);
                    answer(std::move(checked));
                  });
}

void LobbyCore::check_in_again(CheckedIn checked, Answer<CheckedIn> answer) {
  const auto promised = store_.issued_for_appointment(checked.appointment.id);
  if (promised && *promised) {
    if (auto ticket = describe(**promised)) checked.ticket = std::move(*ticket);
  } else if (checked.appointment.ticket_id) {
    // Checked in at another terminal: its number is known from the feed, its follow token is not.
    if (const Ticket* ticket = picture_.ticket(*checked.appointment.ticket_id)) {
      checked.ticket = IssuedTicket{*ticket, "", picture_.ahead_of(*ticket), true};
    }
  }
  answer(std::move(checked));
}

// ---- Feedback
// ---------------------------------------------------------------------------------------------------

void LobbyCore::give_feedback(const GiveFeedback& ask, Answer<Uuid> answer) {
  protocol::FeedbackGiven message;
  message.feedback_id = ask.feedback_id.value_or(Uuid::v7(clock_, random_));
  message.question_id = ask.question_id;
  message.score = ask.score;
  message.choices = ask.choices;
  message.text = cleaned(ask.text, k_feedback_text_bytes_max);
  if (ask.place) message.place = protocol::FeedbackPlace{ask.place->first, ask.place->second};
  message.contact = cleaned(ask.contact, k_contact_bytes_max);
  message.language = ask.language;
  Act act;
  act.event = event(ask.feedback_id ? "feedback.added" : "feedback.given", protocol::encode(message));
  if (auto done = perform(std::move(act)); !done) return answer(fail(done.error()));
  answer(message.feedback_id);
}

}  // namespace vuoro::kiosk
