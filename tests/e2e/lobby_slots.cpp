#include "tests/e2e/lobby_slots.h"

#include <algorithm>

#include "core/base/ids.h"
#include "core/base/random.h"
#include "core/lobby/time_zone.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {
namespace {

constexpr std::chrono::minutes k_day_begins{8 * 60 + 3};
constexpr std::chrono::minutes k_apart{5};
constexpr std::size_t k_days = 9;  ///< a terminal shows ten

TimeZone demo_zone() {
  return TimeZone::create("Europe/Helsinki").value();
}

WallTime on_day(const TimeZone& zone, WallTime now, std::size_t days, std::chrono::minutes time) {
  return zone.to_utc(LocalDate(std::chrono::sys_days(service_day(zone, now)) + std::chrono::days(days)),
                     time);
}

}  // namespace

WallTime soon_today(WallTime now, std::chrono::minutes ahead) {
  return std::chrono::floor<std::chrono::minutes>(
      std::min(now + ahead, on_day(demo_zone(), now, 1, {}) - std::chrono::minutes(1)));
}

std::vector<WallTime> coming_times(WallTime now, std::size_t count) {
  const auto zone = demo_zone();
  std::vector<WallTime> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(on_day(zone, now, 1 + i % k_days, k_day_begins + k_apart * (i / k_days)));
  return out;
}

void add_slots(const LobbyFile& lobby, const json::object& like, const std::vector<WallTime>& starts,
               int capacity) {
  const SystemClock clock;
  SystemRandom random;
  json::array records;
  for (const WallTime start : starts) {
    json::object slot = like;
    slot["id"] = Uuid::v7(clock, random).to_string();
    slot["start"] = to_unix_ms(start);
    slot["capacity"] = capacity;
    slot["taken"] = 0;
    slot["leased"] = 0;
    records.push_back(json::object{{"collection", "slot"}, {"record", std::move(slot)}});
  }
  StaffClient editor(lobby.central_url, lobby.central_ca_file);
  editor.log_in("editor", lobby.password);
  (void)editor.command("content.import", {{"source", "more_times"}, {"records", records}, {"prune", false}});
}

}  // namespace vuoro::test
