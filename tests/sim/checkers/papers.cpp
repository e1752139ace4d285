#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"

namespace vuoro::test {
namespace {

/// How often a number lies in a terminal's tray.
int sheets_of(const Told& told, const std::string& device, const std::string& number) {
  return static_cast<int>(std::count_if(told.sheets.begin(), told.sheets.end(), [&](const Sheet& sheet) {
    return sheet.device == device && sheet.text.find(number) != std::string::npos;
  }));
}

void judge(Findings& found, const std::string& what, std::optional<kiosk::PrintOutcome> said, int sheets,
           bool asked_again = false) {
  if (sheets > 1 && !asked_again) found.push_back(fmt::format("{} is on paper {} times", what, sheets));
  if (said == kiosk::PrintOutcome::printed && sheets == 0)
    found.push_back(what + " is said to be printed and is on no paper");
  if (said == kiosk::PrintOutcome::nothing && sheets > 0 && !asked_again)
    found.push_back(what + " is said not to be printed and is on paper");
}

std::optional<kiosk::PrintOutcome> outcome_of(PrintJobState state) {
  if (state == PrintJobState::printed) return kiosk::PrintOutcome::printed;
  if (state == PrintJobState::nothing) return kiosk::PrintOutcome::nothing;
  return std::nullopt;
}

}  // namespace

Findings papers_wrong(const Told& told, const Books& books) {
  Findings found;
  std::set<std::string> days;
  for (const auto& [id, ticket] : books.tickets) days.insert(ticket.service_day);
  if (days.size() > 1) return found;  // a number alone says no day
  for (const auto& print : told.prints) {
    judge(found, print.number + " of " + print.device, print.told,
          sheets_of(told, print.device, print.number),
          told.screens.asked_again.contains({print.device, print.number}));
  }
  for (const auto& [id, job] : books.print_jobs) {
    const auto ticket = books.tickets.find(job.ticket_id);
    const auto device = books.device_names.find(job.device_id);
    if (ticket == books.tickets.end() || device == books.device_names.end()) {
      found.push_back("a print of an unknown ticket or terminal");
      continue;
    }
    const int sheets = sheets_of(told, device->second, ticket->second.number);
    judge(found, ticket->second.number + " of the desk", outcome_of(job.state), sheets);
    const bool could_be_told = job.state != PrintJobState::printed && job.state != PrintJobState::unknown;
    if (could_be_told && sheets > 0)
      found.push_back(
          fmt::format("{} of the desk is {} and is on paper", ticket->second.number, name_of(job.state)));
  }
  return found;
}

}  // namespace vuoro::test
