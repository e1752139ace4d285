// What a lobby does all day, over HTTPS against a server in a process of its own: calls and tickets a second
// beside what the same disk does with one commit each; the slowest calls with many waiting; from a clerk's
// click to the display; what a waiting console or display costs. Prints one JSON object a line.

#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "core/base/sqlite.h"
#include "tests/bench/crowd.h"
#include "tests/bench/sample.h"

using namespace vuoro;
using bench::Crowd;
using bench::OtherServer;
using bench::Sample;
using test::new_id;

namespace {

constexpr int k_clerks = 16;
/// Each waits for the answer before the next act, so that no more acts than clerks can share a commit: with
/// few of them the figure would be the disk's latency.
constexpr int k_callers = 64;
constexpr int k_runs = 5;
constexpr std::chrono::milliseconds k_run_time{2000};
constexpr int k_sites = 200;
constexpr int k_waiting = 5000;
constexpr int k_clicks = 300;
constexpr int k_desks = 300;
constexpr int k_displays = 100;
constexpr std::chrono::seconds k_idle{12};

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double seconds_of(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// `work(i)` in as many threads; what it throws ends the bench.
void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

/// One durable single-row commit after another, on the same disk.
double single_commits(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  auto database = sqlite::Database::open(folder / "single.db").value();
  (void)database.execute("CREATE TABLE IF NOT EXISTS t (id BLOB PRIMARY KEY, json TEXT NOT NULL) STRICT;");
  const std::string text(400, 'x');
  int done = 0;
  const auto began = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - began < k_run_time) {
    if (database.run("INSERT INTO t (id, json) VALUES (?, ?)", new_id(), text)) ++done;
  }
  return done / seconds_since(began);
}

void print_rate(const char* name, const Sample& rates, const Sample& single) {
  std::string runs;
  for (const double value : rates.ms) runs += fmt::format("{}{:.0f}", runs.empty() ? "" : ",", value);
  fmt::print(
      R"({{"name":"{}","value":{:.0f},"unit":"1/s","baseline":"single-commit SQLite on the same disk",)"
      R"("baseline_value":{:.0f},"ratio":{:.2f},"runs":[{}]}})"
      "\n",
      name, rates.median(), single.median(), rates.median() / single.median(), runs);
}

/// Tickets of the small lobby, in full batches.
void issue(test::HttpClient& device, const OtherServer& server, std::int64_t& sequence, int count) {
  constexpr int k_batch = 100;
  for (int done = 0; done < count; done += k_batch) {
    json::array events;
    for (int i = 0; i < k_batch; ++i) {
      ++sequence;
      events.push_back(
          test::issue_event(new_id(), sequence, new_id(), server.queue, "A" + std::to_string(sequence)));
    }
    if (device.post("/api/v1/events", json::object{{"events", std::move(events)}}).status != 200)
      throw std::runtime_error("tickets refused");
  }
}

/// A city's clerks call, and say that the visitor has come; the next call ends that visit. Only calls count.
void calls(OtherServer& server) {
  const auto terminal = server.device("terminal", "terminal");
  std::int64_t sequence = 0;
  std::vector<std::unique_ptr<test::HttpClient>> clerks;
  for (int i = 0; i < k_callers; ++i) {
    clerks.push_back(server.staff("clerk" + std::to_string(i)));
    OtherServer::must(*clerks.back(), "counter.take",
                      {{"counter_id", server.counters[static_cast<std::size_t>(i)].to_string()}});
  }
  Sample called, commands, single, cpu;
  // As many wait as will be called, and not many more: a queue of thousands is nobody's lobby.
  int waiting = 0;
  double rate = 200;
  for (int run = 0; run <= k_runs; ++run) {
    const int wanted = static_cast<int>(rate * 1.5 * seconds_of(k_run_time)) + 200;
    if (wanted > waiting) {
      issue(*terminal, server, sequence, wanted - waiting);
      waiting = (wanted - waiting + 99) / 100 * 100 + waiting;
    }
    std::atomic<int> count{0}, starts{0};
    const double cpu_before = server.cpu_s();
    const auto began = std::chrono::steady_clock::now();
    in_threads(k_callers, [&](int i) {
      auto& clerk = *clerks[static_cast<std::size_t>(i)];
      const std::string counter = server.counters[static_cast<std::size_t>(i)].to_string();
      while (std::chrono::steady_clock::now() - began < k_run_time) {
        const auto answer = OtherServer::command(clerk, "ticket.call_next", {{"counter_id", counter}});
        const std::string ticket = answer.at("/ticket/id");
        if (answer.status != 200 || ticket == "absent") return;
        ++count;
        if (OtherServer::command(clerk, "ticket.start", {{"ticket_id", ticket}}).status == 200) ++starts;
      }
    });
    const double took = seconds_since(began);
    waiting -= count;
    rate = count / took;
    if (run == 0) continue;  // how fast this machine is
    called.ms.push_back(rate);
    commands.ms.push_back((count + starts) / took);
    cpu.ms.push_back((server.cpu_s() - cpu_before) * 1000 / (count + starts));
    single.ms.push_back(single_commits(server.folder() / "baseline"));
  }
  print_rate("calls", called, single);
  print_rate("desk_commands", commands, single);
  bench::report("desk_command_cpu", cpu, cpu.median());
  for (int i = 0; i < k_callers; ++i) {
    auto& clerk = *clerks[static_cast<std::size_t>(i)];
    const auto answer =
        OtherServer::command(clerk, "ticket.call_next",
                             {{"counter_id", server.counters[static_cast<std::size_t>(i)].to_string()}});
    const std::string ticket = answer.at("/ticket/id");
    if (ticket != "absent") OtherServer::must(clerk, "ticket.finish", {{"ticket_id", ticket}});
  }
}

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
  const auto measure = [&](const char* name, void (*what)(OtherServer&)) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) return;
    OtherServer server;
    what(server);
  };
  try {
    measure("console_memory", console_memory);
    measure("click_to_display_p95", click_to_display);
    measure("call_next_p99", call_next_p99);
    measure("calls", calls);
  } catch (const std::exception& error) {
    fmt::print(stderr, "lobby_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
