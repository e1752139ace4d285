// A number that the desk wants on paper here: recorded, printed by the screens' side, confirmed.

#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"
#include "kiosk/engine/lobby_core.h"

namespace vuoro::kiosk {

void LobbyCore::begin_print(const Uuid& job_id, Answer<IssuedTicket> answer) {
  const PrintJob* job = picture_.print_job(job_id);
  if (job == nullptr || job->device_id != options_.device_id)
    return answer(fail(Errc::not_found, "no such print job here"));
  if (job->state != PrintJobState::waiting || job->expires_at <= now())
    return answer(fail(Errc::expired, "nobody waits for this print any more"));
  const Ticket* ticket = picture_.ticket(job->ticket_id);
  if (ticket == nullptr || is_over(ticket->state)) return answer(fail(Errc::not_found, "the ticket is over"));
  const auto begun = store_.begin_print(job_id, now());
  if (!begun) {
    note_store_error(begun.error());
    return answer(fail(begun.error()));
  }
  if (!*begun) return answer(fail(Errc::conflict, "this print was begun before"));
  IssuedTicket out;
  out.ticket = *ticket;
  const Site* site = picture_.site();
  if (site != nullptr && !site->follow_url.empty() && !job->follow_token.empty())
    out.follow_url = site->follow_url + job->follow_token;
  out.ahead = picture_.ahead_of(*ticket);
  out.online = true;
  answer(std::move(out));
}

void LobbyCore::end_print(const Uuid& job_id, PrintJobState outcome, const std::string& why,
                          Answer<void> answer) {
  Act act;
  act.event = event("ticket.printed", protocol::encode(protocol::TicketPrinted{job_id, outcome, why}));
  act.ends_print = job_id;
  answer(perform(std::move(act)));
}

Result<void> LobbyCore::tell_of_broken_prints() {
  VUORO_ASSIGN(const auto begun, store_.prints_begun());
  for (const auto& id : begun) {
    // The last run ended between the record and the printer's answer: it may be on paper.
    end_print(id, PrintJobState::unknown, "", [](const Result<void>&) {});
  }
  return {};
}

}  // namespace vuoro::kiosk
