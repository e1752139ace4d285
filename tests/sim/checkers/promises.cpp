#include <fmt/format.h>

#include <algorithm>

#include "core/lobby/ticket_life.h"
#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

constexpr std::chrono::seconds k_arrival_within{3};
/// Server and terminal may say so long that it is midnight one after the other.
constexpr std::chrono::seconds k_turn_of_the_day{1};
constexpr std::chrono::minutes k_hears_the_time_within{10};
constexpr std::chrono::days k_ticket_days{2};

/// The visitor gave it up while a clerk was already at it.
bool clerk_was_faster(const Books& books, const Uuid& ticket_id) {
  return std::any_of(books.log.begin(), books.log.end(), [&](const store::TicketLogRow& line) {
    return line.ticket_id == ticket_id && line.act == "start";
  });
}

/// A device goes by its server's clock, of which it may not have heard for a while that it is right again. A
/// server that is set behind takes who is there for one who came while its clock was ahead; and for one who
/// is there whose visit a lost box has ended without telling.
bool followed_a_wrong_clock(const Told& told, const Books& books, const ToldTicket& one) {
  if (told.clocks.empty()) return false;
  if (std::any_of(told.unsaid_times.begin(), told.unsaid_times.end(), [&](const Trouble& unsaid) {
        return unsaid.from <= one.at && one.at <= unsaid.to + k_hears_the_time_within;
      }))
    return true;
  const auto ticket = books.tickets.find(one.issued.ticket.id);
  WallTime last = told.ended;
  for (const auto& line : books.log) {
    if (told.box_lost) break;
    if (line.ticket_id == one.issued.ticket.id && is_over(ticket->second.state)) last = true_time(told, line);
  }
  return clock_was_wrong(told, one.at - k_hears_the_time_within, last);
}

/// Tickets of such a day are forgotten, by the furthest day that a server's clock has said, which goes on
/// while it is wrong.
bool is_past_its_time(const Told& told, const std::string& day) {
  if (told.clocks.empty()) return false;
  WallTime furthest = told.ended;
  for (auto set = told.clocks.begin(); set != told.clocks.end(); ++set) {
    const auto next = std::find_if(std::next(set), told.clocks.end(),
                                   [&](const ClockSet& other) { return other.server == set->server; });
    furthest = std::max(furthest, (next == told.clocks.end() ? told.ended : next->at) + set->wrong_by);
  }
  return day < true_day(furthest - k_ticket_days);
}

/// What disks that rotted may have taken: acts that lay unsent on a device which says so, and not one more
/// than it says.
class Losses {
 public:
  explicit Losses(const Told& told) {
    for (const auto& mended : told.mended) {
      // A device that lost something in another way may say so: that excuses nothing.
      if (!told.rotten.contains(mended.device)) continue;
      auto& said = said_[mended.device];
      said.unknown = said.unknown || !mended.lost;
      said.acts += mended.lost.value_or(0);
      if (!mended.lost || *mended.lost > 0) said.until = std::max(said.until, mended.at);
    }
  }
  /// An act of a device is not in the books. @return whether it was said to be lost.
  [[nodiscard]] bool covers(const std::string& device, WallTime at) {
    const auto said = said_.find(device);
    if (said == said_.end() || at > said->second.until) return false;
    return said->second.unknown || said->second.acts-- > 0;
  }
  /// The same of an act at whichever device.
  [[nodiscard]] bool covers() {
    return std::any_of(said_.begin(), said_.end(),
                       [this](const auto& said) { return covers(said.first, WallTime{}); });
  }

 private:
  struct Said {
    bool unknown = false;
    std::int64_t acts = 0;
    WallTime until;
  };
  std::map<std::string, Said> said_;
};

}  // namespace

Findings promises_broken(const Told& told, const Books& books) {
  Findings found;
  Losses losses(told);
  for (const auto& one : told.tickets) {
    const auto& ticket = one.issued.ticket;
    const auto kept = books.tickets.find(ticket.id);
    if (kept == books.tickets.end()) {
      if (losses.covers(one.device, one.at) || is_past_its_time(told, ticket.service_day)) continue;
      found.push_back(fmt::format("{} of {} is unknown to the authority", ticket.number, one.device));
      continue;
    }
    if (kept->second.number != ticket.number || kept->second.service_day != ticket.service_day) {
      found.push_back(fmt::format("{} is {} at the authority", ticket.number, kept->second.number));
    }
    // The place in the order is the moment when the visitor came, as well as the machine could know it.
    const auto away = std::chrono::abs(kept->second.first_arrival - one.at);
    if (one.clock_right && away > k_arrival_within && !followed_a_wrong_clock(told, books, one)) {
      found.push_back(fmt::format("{} came {} ms away from what the books say", ticket.number, away.count()));
    }
    if (one.clock_right && told.clocks.empty() &&
        ticket.service_day < true_day(ticket.issued_at - k_turn_of_the_day)) {
      found.push_back(fmt::format("{} of {} was given the day after", ticket.number, ticket.service_day));
    }
    if (told.given_up.contains(ticket.id) && !is_over(kept->second.state) &&
        !clerk_was_faster(books, ticket.id) && !losses.covers()) {
      found.push_back(fmt::format("{} was given up and is not over", ticket.number));
    }
  }
  for (const auto& booking : told.bookings) {
    const auto kept = books.appointments.find(booking.id);
    if (kept == books.appointments.end()) {
      if (losses.covers() || is_past_its_time(told, true_day(booking.start))) continue;
      found.push_back("booking " + booking.code + " is unknown to the authority");
      continue;
    }
    if (kept->second.slot_id != booking.slot_id || kept->second.code != booking.code) {
      found.push_back("booking " + booking.code + " is another at the authority");
    }
    if (told.taken_back.contains(booking.id) && kept->second.state == AppointmentState::booked &&
        !losses.covers()) {
      found.push_back("booking " + booking.code + " was taken back and stands");
    }
    // Whoever gives up the number after checking in gives up the booking with it.
    if (!told.let_go.contains(booking.id) && !kept->second.ticket_id &&
        kept->second.state == AppointmentState::cancelled) {
      found.push_back("booking " + booking.code + " is cancelled and nobody took it back");
    }
  }
  for (const auto& id : told.feedback) {
    const bool there = std::any_of(books.feedback.begin(), books.feedback.end(),
                                   [&](const store::FeedbackRow& row) { return row.id == id; });
    if (!there && !losses.covers())
      found.push_back("feedback " + id.to_string() + " is unknown to the authority");
  }
  for (const auto& press : told.presses) {
    if (press.status == 200 && !books.commands_known.contains(press.id)) {
      found.push_back(press.type + " was answered and is not in the books");
    }
  }
  return found;
}

}  // namespace vuoro::test
