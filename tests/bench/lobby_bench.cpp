// What a lobby does all day, over HTTPS against a server in a process of its own: calls and tickets a second
// beside what the same disk does with one commit each, as this machine's disk is and with what a sync costs
// on a real one; the slowest calls with many waiting; from a clerk's click to the display; what a waiting
// console or display costs. Prints one JSON object a line.

#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "tests/bench/crowd.h"
#include "tests/bench/rates.h"
#include "tests/bench/sample.h"

using namespace vuoro;
using bench::Crowd;
using bench::in_threads;
using bench::issue;
using bench::OtherServer;
using bench::Sample;
using bench::seconds_since;
using test::new_id;

namespace {

constexpr int k_clerks = 16;
constexpr int k_sites = 200;
constexpr int k_waiting = 5000;
constexpr int k_clicks = 300;
constexpr int k_desks = 300;
constexpr int k_displays = 100;
constexpr std::chrono::seconds k_idle{12};
/// A consumer SSD without power-loss protection takes 1 to 5 ms, eMMC 5 to 20.
constexpr double k_sync_ms = 5;

/// Clerks go from lobby to lobby and call; only the call is timed.
void call_next_p99(OtherServer& server) {
  const auto places = server.more_sites(k_sites);
  std::vector<std::unique_ptr<test::HttpClient>> clerks;
  for (int i = 0; i < k_clerks; ++i) clerks.push_back(server.staff("clerk" + std::to_string(i)));
  in_threads(k_clerks, [&](int i) {
    for (int n = i; n < k_waiting; n += k_clerks) {
      const auto queue = places.queues[static_cast<std::size_t>(n % k_sites)];
      OtherServer::must(*clerks[static_cast<std::size_t>(i)], "ticket.issue",
                        {{"queue_id", queue.to_string()}, {"language", "fi"}});
    }
  });
  std::vector<Sample> samples(k_clerks);
  in_threads(k_clerks, [&](int i) {
    auto& clerk = *clerks[static_cast<std::size_t>(i)];
    for (int place = i; place < k_sites; place += k_clerks) {
      const std::string counter = places.counters[static_cast<std::size_t>(place)].to_string();
      OtherServer::must(clerk, "counter.take", {{"counter_id", counter}});
      for (int n = 0; n < 10; ++n) {
        const double began = bench::wall_ms();
        const auto answer = OtherServer::must(clerk, "ticket.call_next", {{"counter_id", counter}});
        samples[static_cast<std::size_t>(i)].ms.push_back(bench::wall_ms() - began);
        OtherServer::must(clerk, "ticket.finish", {{"ticket_id", answer.at("/ticket/id")}});
      }
    }
  });
  Sample all;
  for (const auto& sample : samples) all.ms.insert(all.ms.end(), sample.ms.begin(), sample.ms.end());
  bench::report("call_next_p99", all, all.at(0.99));
}

/// The display's waiting request, and when it brought which call.
class Watcher {
 public:
  Watcher(const OtherServer& server, test::HttpClient& http)
      : http_(http), path_("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=") {
    read("");
    thread_ = std::thread([this] {
      while (!over_) read("&wait=2");
    });
  }
  ~Watcher() {
    over_ = true;
    thread_.join();
  }
  /// When this ticket came as called, wall_ms(); 0 after 20 s.
  double called_at(const std::string& ticket) {
    std::unique_lock lock(mutex_);
    const bool came =
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return seen_.contains(ticket); });
    return came ? seen_.at(ticket) : 0;
  }

 private:
  void read(const std::string& wait) {
    bool more = true;
    while (more) {
      const auto answer = http_.get(path_ + since_ + wait);
      const double now = bench::wall_ms();
      if (answer.status != 200) return;
      const auto page = answer.json();
      since_ = answer.at("/revision");
      more = page.at("more").as_bool();
      const std::lock_guard lock(mutex_);
      for (const auto& change : page.at("changes").as_array()) {
        if (change.at("collection") != "ticket" || change.at("deleted").as_bool()) continue;
        if (change.at("record").at("state") == "called")
          seen_.emplace(std::string(change.at("id").as_string()), now);
      }
      changed_.notify_all();
    }
  }

  test::HttpClient& http_;
  std::string path_, since_ = "0";
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, double> seen_;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

/// One clerk calls again and again in a lobby in which twenty consoles and four displays wait beside the one
/// that is watched.
void click_to_display(OtherServer& server) {
  const auto clerk = server.staff("clerk0");
  const std::string counter = server.counters[0].to_string();
  OtherServer::must(*clerk, "counter.take", {{"counter_id", counter}});
  const auto terminal = server.device("terminal2", "terminal");
  std::int64_t sequence = 0;
  issue(*terminal, server, sequence, k_clicks);
  const auto display = server.device("wall", "display");
  const auto others = server.device("walls", "display");
  Crowd crowd(server, *clerk, 20, *others, 4);
  if (!crowd.settled()) throw std::runtime_error("the lobby does not come to rest");
  Watcher watcher(server, *display);
  Sample clicks;
  for (int i = 0; i < k_clicks; ++i) {
    const double began = bench::wall_ms();
    const auto answer = OtherServer::must(*clerk, "ticket.call_next", {{"counter_id", counter}});
    const std::string ticket = answer.at("/ticket/id");
    const double at = watcher.called_at(ticket);
    if (at == 0) throw std::runtime_error("a call did not come to the display");
    clicks.ms.push_back(at - began);
    OtherServer::must(*clerk, "ticket.finish", {{"ticket_id", ticket}});
  }
  bench::report("click_to_display_p95", clicks, clicks.at(0.95));
}

/// What one waiting console or display costs the server, and what the server does while nothing happens.
void console_memory(OtherServer& server) {
  const auto clerk = server.staff("clerk1");
  const auto display = server.device("many", "display");
  const double before = server.memory_bytes();
  Crowd crowd(server, *clerk, k_desks, *display, k_displays);
  if (!crowd.settled()) throw std::runtime_error("the crowd does not come to rest");
  const double after = server.memory_bytes();
  const double cpu = server.cpu_s();
  const auto began = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(k_idle);
  const double share = (server.cpu_s() - cpu) / seconds_since(began) * 100;
  fmt::print(R"({{"name":"console_memory","value":{:.0f},"unit":"bytes","count":{},"server_bytes":{:.0f},)"
             R"("cpu_percent_of_a_core":{:.2f}}})"
             "\n",
             (after - before) / (k_desks + k_displays), k_desks + k_displays, after, share);
}

}  // namespace

/// @param argv  names of what is to be measured; none: all
int main(int argc, char** argv) {
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  const auto measure = [&](const char* name, const std::function<void(OtherServer&)>& what,
                           double sync_ms = 0) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) return;
    const bench::SlowSync slow(sync_ms);
    OtherServer server;
    what(server);
  };
  try {
    measure("console_memory", console_memory);
    measure("click_to_display_p95", click_to_display);
    measure("call_next_p99", call_next_p99);
    measure("calls", [](OtherServer& server) { bench::calls(server, ""); });
    measure("tickets", [](OtherServer& server) { bench::tickets(server, ""); });
    measure(
        "calls_slow_sync", [](OtherServer& server) { bench::calls(server, "_slow_sync"); }, k_sync_ms);
    measure(
        "tickets_slow_sync", [](OtherServer& server) { bench::tickets(server, "_slow_sync"); }, k_sync_ms);
  } catch (const std::exception& error) {
    fmt::print(stderr, "lobby_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
