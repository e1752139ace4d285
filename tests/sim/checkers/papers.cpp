#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

/// "2026-03-04" as Finnish and Swedish slips have it: " 4.3.2026 ".
std::string as_on_a_slip(const std::string& day) {
  return fmt::format(" {}.{}.{} ", std::stoi(day.substr(8, 2)), std::stoi(day.substr(5, 2)),
                     day.substr(0, 4));
}

/// A sheet belongs to the day that stands on it; where none does, to the youngest ticket of its number that
/// had been given when it came out.
class Tray {
 public:
  Tray(const Told& told, const Books& books) : told_(told) {
    std::set<Uuid> noted;
    for (const auto& one : told.tickets) {
      const auto& ticket = one.issued.ticket;
      noted.insert(ticket.id);
      given_[ticket.number].emplace(ticket.service_day, one.at);
      days_.insert(ticket.service_day);
    }
    for (const auto& line : books.log) {
      const auto known = books.tickets.find(line.ticket_id);
      if (line.act != "issue" || known == books.tickets.end()) continue;
      days_.insert(known->second.service_day);
      if (!noted.contains(line.ticket_id))
        given_[known->second.number].emplace(known->second.service_day, true_time(told, line));
    }
  }
  /// How often a number of a day lies in a terminal's tray.
  [[nodiscard]] int sheets_of(const std::string& device, const std::string& number,
                              const std::string& day) const {
    return static_cast<int>(std::count_if(told_.sheets.begin(), told_.sheets.end(), [&](const Sheet& sheet) {
      return sheet.device == device && sheet.text.find(number) != std::string::npos &&
             is_of(sheet, number, day);
    }));
  }

 private:
  [[nodiscard]] bool is_of(const Sheet& sheet, const std::string& number, const std::string& day) const {
    if (days_.size() < 2) return true;
    for (const auto& one : days_) {
      if (sheet.text.find(as_on_a_slip(one)) != std::string::npos) return one == day;
    }
    const auto given = given_.find(number);
    if (given == given_.end()) return false;
    std::string of = given->second.begin()->first;
    WallTime newest;
    for (const auto& [its_day, at] : given->second) {
      if (at > sheet.at || at < newest) continue;
      of = its_day;
      newest = at;
    }
    return of == day;
  }

  const Told& told_;
  std::map<std::string, std::map<std::string, WallTime>> given_;  ///< by number and day
  std::set<std::string> days_;
};

void judge(Findings& found, const std::string& what, std::optional<kiosk::PrintOutcome> said, int sheets,
           bool asked_again = false) {
  if (sheets > 1 && !asked_again) found.push_back(fmt::format("{} is on paper {} times", what, sheets));
  if (said == kiosk::PrintOutcome::printed && sheets == 0)
    found.push_back(what + " is said to be printed and is on no paper");
  if (said == kiosk::PrintOutcome::nothing && sheets > 0 && !asked_again)
    found.push_back(what + " is said not to be printed and is on paper");
}

/// A terminal whose disk rotted says that acts are lost: the word of a paper may be one of them.
bool may_have_lost_its_word(const Told& told, const std::string& device) {
  return std::any_of(told.mended.begin(), told.mended.end(), [&](const auto& mended) {
    return mended.device == device && told.rotten.contains(device) && mended.lost.value_or(1) > 0;
  });
}

std::optional<kiosk::PrintOutcome> outcome_of(PrintJobState state) {
  if (state == PrintJobState::printed) return kiosk::PrintOutcome::printed;
  if (state == PrintJobState::nothing) return kiosk::PrintOutcome::nothing;
  return std::nullopt;
}

}  // namespace

Findings papers_wrong(const Told& told, const Books& books) {
  Findings found;
  const Tray tray(told, books);
  for (const auto& print : told.prints) {
    judge(found, print.number + " of " + print.device, print.told,
          tray.sheets_of(print.device, print.number, print.service_day),
          told.screens.asked_again.contains({print.device, print.number}));
  }
  for (const auto& [id, job] : books.print_jobs) {
    const auto ticket = books.tickets.find(job.ticket_id);
    const auto device = books.device_names.find(job.device_id);
    if (ticket == books.tickets.end() || device == books.device_names.end()) {
      found.push_back("a print of an unknown ticket or terminal");
      continue;
    }
    const int sheets = tray.sheets_of(device->second, ticket->second.number, ticket->second.service_day);
    judge(found, ticket->second.number + " of the desk", outcome_of(job.state), sheets);
    const bool could_be_told = job.state != PrintJobState::printed && job.state != PrintJobState::unknown;
    if (could_be_told && sheets > 0 && !may_have_lost_its_word(told, device->second))
      found.push_back(
          fmt::format("{} of the desk is {} and is on paper", ticket->second.number, name_of(job.state)));
  }
  return found;
}

}  // namespace vuoro::test
