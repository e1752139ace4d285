// The one path of a ticket: a number by lease, made durable with its event, then shown.

#include "core/base/log.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_place.h"
#include "kiosk/engine/lobby_core.h"

namespace vuoro::kiosk {
namespace {

/// 22 of 64 letters: 132 bits, unguessable.
constexpr std::size_t k_follow_token_characters = 22;

/// A number that this device gave before is skipped at most this often for one ticket.
constexpr int k_number_tries = 3;

/// An earlier ticket that seems to come from later than this is a clock that was set, not a busy moment.
constexpr Millis k_same_moment{1'000};

}  // namespace

// ---- Where the number comes from
// --------------------------------------------------------------------------------

void LobbyCore::get_number(const Uuid& queue_id, bool even_if_closed, GotNumber got) {
  auto wait = std::make_shared<NumberWait>();
  wait->queue_id = queue_id;
  wait->deadline = clock_.mono() + sync::k_number_budget;
  wait->even_if_closed = even_if_closed;
  wait->got = std::move(got);
  waits_.push_back(wait);
  ask_number(wait);
}

void LobbyCore::ask_number(const std::shared_ptr<NumberWait>& wait) {
  sync_.leases().ask_number(
      wait->queue_id, [this, wait](Result<protocol::Lease> lease) { number_came(wait, std::move(lease)); });
}

void LobbyCore::number_came(const std::shared_ptr<NumberWait>& wait, Result<protocol::Lease> lease) {
  if (wait->over) {
    // Too late: the visitor has another number. This one may be given to somebody else.
    if (lease) sync_.leases().give_back(lease->id);
    return;
  }
  if (lease && lease->first == lease->last && lease->service_day) {
    const bool day_is_over = *lease->service_day < picture_.service_day_at(now());
    if (day_is_over && !std::exchange(wait->asked_again, true)) {
      // It was on its way over midnight: nobody would call it.
      sync_.leases().give_back(lease->id);
      return ask_number(wait);
    }
    wait->over = true;
    return wait->got(sync::NumberGrant{lease->id, lease->first, *lease->service_day, false});
  }
  // The authority's word on closing counts; for any other trouble there is the block.
  if (!lease && lease.error().code == Errc::closed && !wait->even_if_closed) {
    wait->over = true;
    return wait->got(fail(lease.error()));
  }
  from_block(*wait, !lease && lease.error().code == Errc::exhausted);
}

/// @param all_given  by the authority's word: without it nobody knows whether there are no more today
void LobbyCore::from_block(NumberWait& wait, bool all_given) {
  wait.over = true;
  // A number of a device that the authority has cast out would never be called.
  if (sync_.link().refused()) return wait.got(fail(Errc::forbidden, "the server refuses this device"));
  // A number of yesterday would never be called, not even in the first second of the day.
  if (picture_.service_day_at(now()) != stock_day_) look_again_ = {};
  new_day_or_hours();
  auto grant = sync_.leases().next_of_block(wait.queue_id);
  if (!grant && grant.error().code == Errc::exhausted && !all_given)
    return wait.got(fail(Errc::unavailable, "no number held, and the authority gives none now"));
  wait.got(std::move(grant));
}

void LobbyCore::end_waits() {
  const MonoTime at = clock_.mono();
  const auto waits = waits_;  // answers may begin new waits
  for (const auto& wait : waits) {
    if (wait->over || at < wait->deadline) continue;
    sync_.link().note_slow();
    from_block(*wait, false);
  }
  waits_.remove_if([](const auto& wait) { return wait->over; });
}

// ---- The ticket
// -------------------------------------------------------------------------------------------------

void LobbyCore::place_and_issue(TicketPlan plan, Answer<IssuedTicket> answer) {
  SegmentAsk ask;
  ask.queue_id = plan.queue_id;
  ask.service_id = plan.service_id;
  ask.language = plan.language;
  ask.needs = plan.needs;
  ask.booked = plan.appointment.has_value();
  const Segment place = picture_.segment(std::move(ask), now());
  plan.queue_id = place.queue_id;
  plan.priority_minutes = place.priority_minutes;
  issue(plan, std::move(answer));
}

void LobbyCore::issue(const TicketPlan& plan, Answer<IssuedTicket> answer) {
  get_number(plan.queue_id, plan.appointment.has_value(),
             [this, plan, answer = std::move(answer)](const Result<sync::NumberGrant>& grant) {
               if (!grant) return answer(fail(grant.error()));
               issue_with(plan, *grant, 1, answer);
             });
}

void LobbyCore::issue_with(const TicketPlan& plan, const sync::NumberGrant& grant, int tries,
                           const Answer<IssuedTicket>& answer) {
  const Queue* queue = picture_.queue(plan.queue_id);
  if (queue == nullptr) return answer(fail(Errc::not_found, "the queue is gone"));
  WallTime at = now();
  // Tickets of one device keep their order although several may fall into one millisecond.
  if (at <= last_issued_ && last_issued_ - at < k_same_moment) at = last_issued_ + Millis(1);
  Ticket ticket;
  ticket.id = Uuid::v7(clock_, random_);
  ticket.site_id = options_.site_id;
  ticket.number = format_number(*queue, grant.number);
  ticket.service_day = grant.service_day;
  ticket.queue_id = queue->id;
  ticket.service_id = plan.service_id;
  ticket.language = plan.language;
  ticket.needs = plan.needs;
  ticket.errands = plan.errands;
  ticket.issued_at = at;
  ticket.first_arrival = at;
  std::optional<WallTime> slot_start;
  if (plan.appointment) {
    ticket.appointment_id = plan.appointment->id;
    if (plan.keeps_slot_time) slot_start = plan.appointment->start;
  }
  put_in_place(ticket, place_in(*queue, at, slot_start, plan.priority_minutes));

  Issued issued{ticket.id,
                queue->id,
                grant.service_day,
                grant.number,
                ticket.number,
                grant.lease_id,
                ticket.appointment_id,
                random_.text(k_follow_token_characters, k_url_alphabet),
                at,
                !grant.from_block};
  protocol::TicketIssued message;
  message.ticket_id = ticket.id;
  message.queue_id = queue->id;
  message.service_id = plan.service_id;
  message.appointment_id = ticket.appointment_id;
  message.lease_id = grant.lease_id;
  message.number = ticket.number;
  message.number_value = grant.number;
  message.service_day = grant.service_day;
  message.language = plan.language;
  message.needs = plan.needs;
  message.errands = plan.errands;
  if (plan.priority_minutes > 0) message.priority_minutes = plan.priority_minutes;
  message.follow_token = issued.follow_token;
  Act act;
  act.event = event("ticket.issued", protocol::encode(message));
  act.local.push_back({"ticket", ticket.id, encode(ticket)});
  if (plan.appointment) {
    Appointment appointment = *plan.appointment;
    appointment.state = AppointmentState::checked_in;
    appointment.ticket_id = ticket.id;
    act.local.push_back({"appointment", appointment.id, encode(appointment)});
  }
  act.issued = issued;
  if (grant.from_block) act.spends_block = grant.lease_id;

  const auto done = perform(std::move(act));
  if (done) {
    last_issued_ = at;
    tokens_changed(issued);
    if (grant.from_block) {
      sync_.leases().spent(queue->id, grant);
    } else {
      sync_.leases().note_demand(queue->id);
    }
    return answer(describe(issued));
  }
  if (done.error().code == Errc::conflict && tries < k_number_tries) {
    // This device gave that number before: the promise on paper stands, and the next number is taken.
    log::error("number_given_before",
               {{"number", ticket.number.c_str()}, {"service_day", grant.service_day.c_str()}});
    if (grant.from_block) sync_.leases().spent(queue->id, grant);
    const auto next = sync_.leases().next_of_block(queue->id);
    if (!next) return answer(fail(next.error()));
    return issue_with(plan, *next, tries + 1, answer);
  }
  if (!grant.from_block) sync_.leases().give_back(grant.lease_id);
  answer(fail(done.error()));
}

void LobbyCore::tokens_changed(const Issued& issued) {
  auto tokens = std::make_shared<FollowTokens>(*tokens_);
  tokens->insert_or_assign(issued.follow_token, issued.ticket_id);
  tokens_ = std::move(tokens);
}

Result<void> LobbyCore::load_tokens() {
  VUORO_ASSIGN(const auto pairs, store_.follow_tokens());
  tokens_ = std::make_shared<FollowTokens>(pairs.begin(), pairs.end());
  return {};
}

Result<IssuedTicket> LobbyCore::describe(const Issued& issued) const {
  const Ticket* ticket = picture_.ticket(issued.ticket_id);
  if (ticket == nullptr) return fail(Errc::not_found, "the ticket is over");
  IssuedTicket out;
  out.ticket = *ticket;
  const Site* site = picture_.site();
  if (site != nullptr && !site->follow_url.empty()) out.follow_url = site->follow_url + issued.follow_token;
  out.ahead = picture_.ahead_of(*ticket);
  out.online = issued.online;
  return out;
}

}  // namespace vuoro::kiosk
