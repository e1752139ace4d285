#include "tests/bench/rates.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/bench/sample.h"
#include "tests/bench/single_commits.h"

namespace vuoro::bench {
namespace {

using test::new_id;

/// Each waits for the answer before the next act, so that no more acts than clerks can share a commit: with
/// few of them the figure would be the disk's latency.
constexpr int k_callers = 64;
constexpr int k_terminals = 64;
constexpr int k_runs = 5;
constexpr std::chrono::milliseconds k_run_time{2000};
constexpr const char* k_sync_variable = "VUORO_SYNC_MS";

double seconds_of(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

bool over(std::chrono::steady_clock::time_point began) {
  return std::chrono::steady_clock::now() - began >= k_run_time;
}

void print_rate(const std::string& name, const Sample& rates, const Sample& single) {
  std::string runs;
  for (const double value : rates.ms) runs += fmt::format("{}{:.0f}", runs.empty() ? "" : ",", value);
  const char* const sync = ::getenv(k_sync_variable);
  fmt::print(
      R"({{"name":"{}","value":{:.0f},"unit":"1/s","baseline":"single-commit SQLite on the same disk",)"
      R"("baseline_value":{:.0f},"ratio":{:.2f},{}"runs":[{}]}})"
      "\n",
      name, rates.median(), single.median(), rates.median() / single.median(),
      sync == nullptr ? "" : fmt::format(R"("sync_ms":{},)", sync), runs);
}

}  // namespace

SlowSync::SlowSync(double ms) {
  if (ms <= 0) return;
  ::setenv(k_sync_variable, fmt::format("{}", ms).c_str(), 1);
  const test::TempDir folder;
  const int file = ::open((folder.path() / "sync").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const double began = wall_ms();
  const bool synced = file >= 0 && ::fdatasync(file) == 0;
  const double took = wall_ms() - began;
  if (file >= 0) ::close(file);
  if (!synced || took < ms) throw std::runtime_error("a sync does not cost what it should");
}

SlowSync::~SlowSync() {
  ::unsetenv(k_sync_variable);
}

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

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

void calls(OtherServer& server, const std::string& suffix) {
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
      while (!over(began)) {
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
    single.ms.push_back(bench::single_commits(server.folder() / "baseline", k_run_time));
  }
  print_rate("calls" + suffix, called, single);
  print_rate("desk_commands" + suffix, commands, single);
  report("desk_command_cpu" + suffix, cpu, cpu.median());
}

void tickets(OtherServer& server, const std::string& suffix) {
  std::vector<std::unique_ptr<test::HttpClient>> terminals;
  for (int i = 0; i < k_terminals; ++i)
    terminals.push_back(server.device("terminal" + std::to_string(i), "terminal"));
  std::vector<std::int64_t> sequences(k_terminals, 0);
  Sample given, single;
  for (int run = 0; run < k_runs; ++run) {
    std::atomic<int> count{0};
    const auto began = std::chrono::steady_clock::now();
    in_threads(k_terminals, [&](int i) {
      auto& sequence = sequences[static_cast<std::size_t>(i)];
      while (!over(began)) {
        const std::string number = "A" + std::to_string(i) + "-" + std::to_string(++sequence);
        const auto event = test::issue_event(new_id(), sequence, new_id(), server.queue, number);
        if (terminals[static_cast<std::size_t>(i)]
                ->post("/api/v1/events", json::object{{"events", json::array{event}}})
                .status == 200)
          ++count;
      }
    });
    given.ms.push_back(count / seconds_since(began));
    single.ms.push_back(bench::single_commits(server.folder() / "baseline", k_run_time));
  }
  print_rate("tickets" + suffix, given, single);
}

}  // namespace vuoro::bench
