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
  Result<void> told = tell_print({job_id, outcome, why});
  if (!told && told.error().code != Errc::conflict) {
    // The paper is out or is not: what became of it is told as soon as the disk takes it.
    untold_prints_.push_back({job_id, outcome, why});
    tell_prints_at_ = clock_.mono() + prints_backoff_.after_failure(random_);
  }
  answer(std::move(told));
}

Result<void> LobbyCore::tell_print(const UntoldPrint& print) {
  Act act;
  act.event = event("ticket.printed",
                    protocol::encode(protocol::TicketPrinted{print.job_id, print.outcome, print.why}));
  act.ends_print = print.job_id;
  return perform(std::move(act));
}

void LobbyCore::tell_prints_again() {
  if (untold_prints_.empty() || clock_.mono() < tell_prints_at_) return;
  while (!untold_prints_.empty()) {
    const auto told = tell_print(untold_prints_.front());
    if (!told && told.error().code != Errc::conflict) {
      tell_prints_at_ = clock_.mono() + prints_backoff_.after_failure(random_);
      return;
    }
    untold_prints_.pop_front();
  }
  prints_backoff_.reset();
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
