// server_tickets: tickets a second over HTTPS from 16 devices with kept mutually authenticated connections,
// each ticket one event batch; beside it the same disk with one SQLite commit a ticket. server_leases:
// numbers leased. Prints one JSON object a line.

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/bench/single_commits.h"
#include "tests/e2e/server_client.h"

using namespace vuoro;
using test::new_id;

namespace {

constexpr int k_clients = 16;
constexpr int k_runs = 5;
constexpr std::chrono::milliseconds k_run_time{2000};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Calls `act(client, count)` in 16 threads for the run's time. @return successes a second.
double measure(const std::function<bool(int, int)>& act) {
  std::atomic<int> done{0};
  std::atomic<bool> over{false};
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int client = 0; client < k_clients; ++client) {
    threads.emplace_back([&, client] {
      for (int i = 0; !over; ++i) {
        if (act(client, i)) ++done;
        if (std::chrono::steady_clock::now() - began > k_run_time) over = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return done / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// One line of the bench's output. Figures are written without exponents, for people who read them too.
void print(const char* name, const std::vector<double>& values, double baseline) {
  std::string runs;
  for (const double value : values) runs += fmt::format("{}{:.0f}", runs.empty() ? "" : ",", value);
  fmt::print(
      R"({{"name":"{}","value":{:.0f},"unit":"1/s","baseline":"single-commit SQLite on the same disk",)"
      R"("baseline_value":{:.0f},"ratio":{:.2f},"runs":[{}]}})"
      "\n",
      name, median(values), baseline, median(values) / baseline, runs);
}

}  // namespace

int main() {
  test::LivingServer server;
  std::vector<test::LivingServer::DeviceClient> devices;
  for (int i = 0; i < k_clients; ++i) devices.push_back(server.device("device" + std::to_string(i)));
  std::vector<std::int64_t> sequences(k_clients, 0);
  const auto ticket = [&](int client, int) {
    auto& sequence = sequences[static_cast<std::size_t>(client)];
    const std::string number = "A" + std::to_string(client) + "-" + std::to_string(++sequence);
    const auto event = test::issue_event(new_id(), sequence, new_id(), server.queue, number);
    return devices[static_cast<std::size_t>(client)]
               .http->post("/api/v1/events", json::object{{"events", json::array{event}}})
               .status == 200;
  };
  const auto lease = [&](int client, int) {
    const json::object ask{{"kind", "number"}, {"queue_id", server.queue.to_string()}, {"count", 1}};
    const auto answer = devices[static_cast<std::size_t>(client)].http->post(
        "/api/v1/leases", json::object{{"request_id", new_id().to_string()}, {"asks", json::array{ask}}});
    return answer.status == 200 && answer.at("/outcomes/0/lease") != "absent";
  };
  std::vector<double> tickets;
  std::vector<double> leases;
  std::vector<double> single;
  for (int run = 0; run < k_runs; ++run) {
    tickets.push_back(measure(ticket));
    leases.push_back(measure(lease));
    single.push_back(bench::single_commits(server.folder() / "baseline", k_run_time));
  }
  print("server_tickets", tickets, median(single));
  print("server_leases", leases, median(single));
  return 0;
}
