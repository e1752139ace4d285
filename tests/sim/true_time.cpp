#include "tests/sim/true_time.h"

namespace vuoro::test {

LineKey key_of(const store::TicketLogRow& line) {
  return {line.ticket_id, line.act, line.to_state, line.time};
}

WallTime true_time(const Told& told, const store::TicketLogRow& line) {
  if (told.clocks.empty()) return line.time;
  const auto written = told.lines.find(key_of(line));
  return written == told.lines.end() ? line.time : written->second.at;
}

Millis wrong_by(const Told& told, std::string_view server, WallTime at) {
  Millis wrong{0};
  for (const auto& set : told.clocks) {
    if (set.server == server && set.at <= at) wrong = set.wrong_by;
  }
  return wrong;
}

bool clock_was_wrong(const Told& told, WallTime from, WallTime to) {
  std::map<std::string, Millis> now;
  for (const auto& set : told.clocks) {
    if (set.at > to) break;
    // What was wrong until then.
    if (set.at >= from && now[set.server] != Millis(0)) return true;
    now[set.server] = set.wrong_by;
    if (set.at >= from && set.wrong_by != Millis(0)) return true;
  }
  for (const auto& [server, wrong] : now) {
    if (wrong != Millis(0)) return true;
  }
  return false;
}

std::string true_day(WallTime at) {
  static const auto zone = TimeZone::create("Europe/Helsinki").value();
  return to_iso(service_day(zone, at));
}

}  // namespace vuoro::test
