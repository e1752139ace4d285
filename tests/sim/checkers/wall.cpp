#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

/// A call is on every wall within this time, unless the wall or the server was in trouble: a request whose
/// answer is lost is given up after 35 s, and the next may be lost too.
constexpr std::chrono::seconds k_seen_within{150};
/// And is said within this one: it may wait for others. Older ones are of no use to anybody.
constexpr std::chrono::seconds k_said_within{240};

bool is_call(const store::TicketLogRow& line) {
  return line.act == "call" || line.act == "recall";
}

bool troubled(const Told& told, const std::string& display, WallTime from, WallTime to) {
  return std::any_of(told.troubles.begin(), told.troubles.end(), [&](const Trouble& trouble) {
    return (trouble.who == display || trouble.who == "server") && trouble.from <= to &&
           trouble.to + k_seen_within >= from;
  });
}

/// When a ticket was called, also by a box that was lost.
std::map<Uuid, std::set<WallTime>> calls_of(const Told& told, const Books& books) {
  std::map<Uuid, std::set<WallTime>> calls;
  for (const auto& line : books.log) {
    if (is_call(line)) calls[line.ticket_id].insert(true_time(told, line));
  }
  return calls;
}

/// By what the clock said that wrote it, where clocks are wrong at times.
template <class IsFresh>
bool is_written_lately(const Told& told, const Books& books, const Uuid& ticket_id, const IsFresh& is_fresh) {
  return !told.clocks.empty() &&
         std::any_of(books.log.begin(), books.log.end(), [&](const store::TicketLogRow& line) {
           return line.ticket_id == ticket_id && is_call(line) && is_fresh(line.time);
         });
}

/// The visitor went back into a queue, aside or away, or was called again: the wall takes this call off.
bool taken_off(const Told& told, const Books& books, const store::TicketLogRow& call) {
  static const std::set<std::string> off = {"waiting", "parked", "cancelled", "expired"};
  return std::any_of(books.log.begin(), books.log.end(), [&](const store::TicketLogRow& line) {
    return line.ticket_id == call.ticket_id && line.entry > call.entry &&
           true_time(told, line) <= true_time(told, call) + k_seen_within &&
           (off.contains(line.to_state) || is_call(line));
  });
}

}  // namespace

Findings wall_wrong(const Told& told, const Books& books) {
  Findings found;
  auto calls = calls_of(told, books);
  std::map<std::tuple<std::string, int, Uuid>, int> said;
  for (const auto& one : told.said) {
    const auto ticket = books.tickets.find(one.ticket_id);
    const std::string number = ticket == books.tickets.end() ? "an unknown number" : ticket->second.number;
    const auto& its = calls[one.ticket_id];
    const int times = ++said[{one.display, one.run, one.ticket_id}];
    const auto is_fresh = [&](WallTime at) {
      return at <= one.at + std::chrono::seconds(5) && at + k_said_within >= one.at;
    };
    // A wall that has just begun goes by the time that a clock wrote which may have been wrong.
    if (std::none_of(its.begin(), its.end(), is_fresh) &&
        (times > 1 || !is_written_lately(told, books, one.ticket_id, is_fresh))) {
      found.push_back(fmt::format("{} says {}, which was not called lately", one.display, number));
    }
    if (times > static_cast<int>(its.size())) {
      found.push_back(fmt::format("{} says {} more often than it was called", one.display, number));
    }
  }
  std::set<std::string> displays;
  for (const auto& device : books.devices) {
    if (device.name.starts_with("display")) displays.insert(device.name);
  }
  std::map<std::pair<Uuid, WallTime>, WallTime> called;
  for (const auto& line : books.log) {
    if (is_call(line)) called[{line.ticket_id, line.time}] = true_time(told, line);
  }
  std::set<std::tuple<std::string, Uuid, WallTime>> seen;
  for (const auto& one : told.seen) {
    seen.emplace(one.display, one.ticket_id, one.called_at);
    const auto known = called.find({one.ticket_id, one.called_at});
    const WallTime at = known == called.end() ? one.called_at : known->second;
    if (one.at - at > k_seen_within && !troubled(told, one.display, at, one.at)) {
      found.push_back(one.display + " shows a call late");
    }
  }
  for (const auto& line : books.log) {
    const WallTime at = true_time(told, line);
    if (!is_call(line) || at + k_seen_within > told.ended || taken_off(told, books, line)) continue;
    for (const auto& display : displays) {
      if (seen.contains({display, line.ticket_id, line.time}) ||
          troubled(told, display, at, at + k_seen_within))
        continue;
      found.push_back(
          fmt::format("{} never showed the call of {}", display, books.tickets.at(line.ticket_id).number));
    }
  }
  return found;
}

}  // namespace vuoro::test
