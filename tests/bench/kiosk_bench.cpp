// touch_to_durable: from the touch on "take a ticket" to the answer that the promise is on the disk. Prints
// one JSON object a line. With --server URL --ca FILE --state DIR (an enrolled device) also online against
// that server.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/sqlite.h"
#include "kiosk/engine/engine.h"
#include "tests/support/loopback_wire.h"
#include "tests/support/midday.h"
#include "tests/support/paths.h"
#include "tests/support/ui_thread.h"

namespace vuoro {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;
using Steady = std::chrono::steady_clock;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// The floor: one row, one commit, synchronous FULL, the same folder.
double commit_us(const std::filesystem::path& folder, int runs) {
  auto database = sqlite::Database::open(folder / "baseline.db").value();
  if (!database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)")) return 0;
  const std::string row(200, 'x');
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto start = Steady::now();
    if (!database.run("INSERT INTO t(b) VALUES(?)", row)) return 0;
    times.push_back(Microseconds(Steady::now() - start).count());
  }
  return median(times);
}

void print(const char* name, std::vector<double> times_us, double baseline_us) {
  std::sort(times_us.begin(), times_us.end());
  const double value = median(times_us);
  std::printf(
      "{\"name\":\"%s\",\"value\":%.1f,\"unit\":\"us\",\"baseline\":\"one SQLite commit on that disk\","
      "\"baseline_value\":%.1f,\"ratio\":%.2f,\"runs\":%zu,\"p10\":%.1f,\"p90\":%.1f}\n",
      name, value, baseline_us, baseline_us > 0 ? value / baseline_us : 0, times_us.size(),
      times_us[times_us.size() / 10], times_us[times_us.size() * 9 / 10]);
}

/// Touches until `runs` tickets are held; the engine's own thread, its post to the UI included.
std::vector<double> touch(kiosk::Engine& engine, test::UiThread& ui, const Uuid& queue_id, int runs,
                          bool online) {
  std::vector<double> times;
  for (int i = 0; i < runs * 3 && static_cast<int>(times.size()) < runs; ++i) {
    std::optional<Result<kiosk::IssuedTicket>> got;
    const auto start = Steady::now();
    engine.take_ticket({queue_id, std::nullopt, "fi", {}}, [&](auto ticket) { got = std::move(ticket); });
    if (!ui.run_until([&] { return got.has_value(); })) break;
    const double took = Microseconds(Steady::now() - start).count();
    if (!*got) {
      std::fprintf(stderr, "no ticket: %s\n", got->error().to_string().c_str());
      break;
    }
    if ((*got)->online == online) times.push_back(took);
  }
  return times;
}

int bench_offline(int runs) {
  SystemClock clock;
  SystemRandom random;
  test::TempDir dir;
  test::FakeAuthority authority(clock, random);
  const auto lobby = test::furnish(authority, clock.wall(), 4, test::zone_of_tests());
  Queue queue = *authority.record<Queue>(lobby.queue_a);
  queue.number_last = 100'000;
  authority.put(queue);
  auto line = std::make_shared<test::Line>();
  test::UiThread ui;
  kiosk::EngineParts parts;
  parts.identity.device_id = Uuid::from_name("bench");
  parts.identity.site_id = lobby.site_id;
  parts.wire = std::make_unique<test::LoopbackWire>(authority, parts.identity.device_id, line);
  auto engine = kiosk::Engine::start_with({"", "", dir.path(), "bench"}, std::move(parts), ui.post());
  const auto held = [&] { return engine->view()->connection.numbers_held.value_or(0); };
  if (!ui.run_until([&] { return held() >= 20; })) return 1;
  // The warm-up raises demand, and with it the block.
  (void)touch(*engine, ui, lobby.queue_a, 60, true);
  (void)ui.run_until([&] { return held() >= 50; });
  const double baseline = commit_us(dir.path(), runs);
  line->connected = false;
  (void)ui.run_until([&] { return !engine->view()->connection.online; });
  const auto times =
      touch(*engine, ui, lobby.queue_a, std::min<int>(runs, static_cast<int>(held()) - 12), false);
  if (times.empty()) return 1;
  print("touch_to_durable", times, baseline);
  return 0;
}

int bench_online(const std::string& server, const std::string& ca, const std::string& state, int runs) {
  test::UiThread ui;
  auto engine = kiosk::Engine::start({server, ca, state, "bench"}, ui.post());
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().to_string().c_str());
    return 1;
  }
  if (!ui.run_until([&] { return (*engine)->view()->ready && !(*engine)->view()->queues.empty(); })) return 1;
  const double baseline = commit_us(state, runs);
  const auto times = touch(**engine, ui, (*engine)->view()->queues.front().id, runs, true);
  const bool sent = ui.run_until([&] { return (*engine)->view()->connection.outbox_waiting == 0; });
  std::fprintf(stderr, "outbox empty: %s, set aside %lld\n", sent ? "yes" : "no",
               static_cast<long long>((*engine)->view()->connection.outbox_set_aside));
  if (times.empty()) return 1;
  print("touch_to_durable_online", times, baseline);
  return 0;
}

}  // namespace
}  // namespace vuoro

int main(int argc, char** argv) {
  CLI::App app("Bench of the terminal's engine");
  std::string server;
  std::string ca;
  std::string state;
  std::string enrol;
  std::string code;
  int runs = 40;
  app.add_option("--runs", runs);
  app.add_option("--server", server, "https://host:8444");
  app.add_option("--ca", ca);
  app.add_option("--state", state);
  app.add_option("--enrol", enrol, "https://host:8443: enrol first, with --code");
  app.add_option("--code", code);
  CLI11_PARSE(app, argc, argv);
  if (!enrol.empty()) {
    const auto identity = vuoro::kiosk::enrol({enrol, ca, state}, code);
    if (!identity) {
      std::fprintf(stderr, "%s\n", identity.error().to_string().c_str());
      return 1;
    }
  }
  const int offline = vuoro::bench_offline(runs);
  return server.empty() ? offline : vuoro::bench_online(server, ca, state, runs) + offline;
}
