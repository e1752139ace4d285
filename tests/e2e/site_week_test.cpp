// A week without the central server: what the box has to tell afterwards, and how long it takes.
#include <fmt/format.h>

#include "tests/e2e/site_house.h"
#include "tests/support/process_memory.h"

namespace vuoro::test {
namespace {

double megabytes_of(const std::filesystem::path& database) {
  double bytes = 0;
  for (const char* part : {"", "-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(database.string() + part, none);
    if (!none) bytes += static_cast<double>(size);
  }
  return bytes / 1e6;
}

}  // namespace

// Run by name, with a release build: build/release/tests/site_server_test '[week]'
TEST_CASE("a week's visitors of a lobby without the wide-area network are told in minutes", "[.][week]") {
  /// Seven days of eight hours, sixty visitors an hour, four in five of them served.
  constexpr int k_visitors = 7 * 8 * 60;
  constexpr std::chrono::minutes k_minutes{5};
  SiteHouse house;
  auto clerk = house.clerk_at_box();
  const auto terminal = house.terminal("terminal");
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  const auto database = house.box_folder / "state" / "vuoro.db";
  const double before = megabytes_of(database);
  house.cut_line();
  for (int i = 0; i < k_visitors; ++i) {
    (void)take_number(*terminal, i + 1);
    if (i % 5 == 0) continue;
    const auto id =
        command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}}).at("/ticket/id");
    REQUIRE(command(*clerk, "ticket.start", {{"ticket_id", id}}).status == 200);
    REQUIRE(command(*clerk, "ticket.finish", {{"ticket_id", id}}).status == 200);
  }
  const double after = megabytes_of(database);
  Watched near(*clerk, k_scope);
  REQUIRE(near.until([&] { return near.of("ticket").size() == k_visitors; }));
  Watched far(*house.boss, k_scope);
  const auto began = std::chrono::steady_clock::now();
  house.mend_line();
  REQUIRE(far.until([&] { return near.of("ticket") == far.of("ticket"); }, k_minutes));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  // A line of packaging/bench.sh.
  fmt::print(
      R"({{"name":"week_of_site","value":{:.1f},"unit":"s","visitors":{},"megabytes":{:.1f},"pss_mb":{:.0f}}})"
      "\n",
      took.count(), k_visitors, after - before, pss_mb(house.box->pid()).value_or(0));
}

}  // namespace vuoro::test
