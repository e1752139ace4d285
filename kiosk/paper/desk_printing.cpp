#include "kiosk/paper/desk_printing.h"

#include "core/base/log.h"
#include "kiosk/paper/slips.h"

namespace vuoro::kiosk {

void DeskPrinting::look() {
  const LobbyViewPtr view = lobby_.view();
  std::set<Uuid> there;
  for (const auto& job : view->print_jobs) there.insert(job.id);
  std::erase_if(taken_, [&](const Uuid& id) { return !there.contains(id); });
  for (const auto& id : there) {
    if (!taken_.insert(id).second) continue;
    lobby_.begin_print(id, [this, id,
                            alive = std::weak_ptr<int>(alive_)](const Result<IssuedTicket>& issued) {
      if (!alive.lock()) return;
      if (issued) return print(id, *issued);
      log::info("desk_print_not_begun", {{"print_job_id", id.to_string()}, {"why", issued.error().message}});
    });
  }
}

void DeskPrinting::print(const Uuid& job_id, const IssuedTicket& issued) {
  const LobbyViewPtr view = lobby_.view();
  const Language& language = languages_.of(issued.ticket.language);
  const Lobby lobby(*view, language, issued.ticket.issued_at);
  paper_.print(ticket_slip(lobby, issued),
               [this, job_id, alive = std::weak_ptr<int>(alive_)](const PrintAnswer& answer) {
                 if (alive.lock()) tell(job_id, answer);
               });
}

void DeskPrinting::tell(const Uuid& job_id, const PrintAnswer& answer) {
  PrintJobState outcome = PrintJobState::unknown;
  std::string why;
  if (answer.outcome == PrintOutcome::printed) outcome = PrintJobState::printed;
  if (answer.outcome == PrintOutcome::nothing) {
    outcome = PrintJobState::nothing;
    why = name_of(answer.why);
  }
  lobby_.end_print(job_id, outcome, why, [](const Result<void>& told) {
    if (!told) log::error("desk_print_not_told_yet", {{"why", told.error().to_string()}});
  });
}

}  // namespace vuoro::kiosk
