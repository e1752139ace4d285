// What the line costs when it is there, and what its failure costs: ticket_online, ticket_at_failure,
// ticket_offline, from the visitor's touch to the durable number; idle_bytes_per_hour of a terminal where
// nobody comes; resync_site, a whole lobby loaded anew. The real engine with its store against the real
// server in a process of its own. Prints one JSON object a line; what it has to say besides goes to standard
// error.
//   offline_bench [tickets] [resync] [idle] [--idle=SECONDS]

#include <cstdlib>

#include "kiosk/engine/engine.h"
#include "tests/bench/rich_lobby.h"
#include "tests/bench/sample.h"
#include "tests/e2e/server_program.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/ui_thread.h"

using namespace vuoro;
using bench::Sample;
using test::ServerProgram;

namespace {

constexpr int k_online = 100;
/// A failure begins before the touch in one round, in the moment of it in the next.
constexpr int k_rounds = 4;
constexpr int k_visitors_of_a_failure = 3;
constexpr int k_offline = 40;
constexpr int k_loads = 5;
constexpr double k_promised_ms = 500;
constexpr std::chrono::seconds k_patience{60};
/// Whole rounds of the feed's 25 s and the status's 60 s.
constexpr int k_idle_s = 300;

/// A real terminal without a screen, and the line to its server.
struct Terminal {
  Terminal(ServerProgram& at, const Uuid& site, const Uuid& the_queue)
      : server(at), queue(the_queue), proxy(at.device_port) {
    const std::string code = test::device_code(*server.staff("boss"), site, "terminal", "terminal");
    (void)kiosk::enrol({server.public_url(), server.ca_file(), dir.path()}, code).value();
    start();
  }

  ~Terminal() {
    if (server.runs()) ::kill(server.pid(), SIGCONT);  // a frozen one cannot be ended
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void start() {
    engine = kiosk::Engine::start(
                 {"https://127.0.0.1:" + std::to_string(proxy.port()), server.ca_file(), dir.path(), "bench"},
                 ui.post())
                 .value();
  }
  template <class Holds>
  void until(const char* what, Holds holds) {
    if (!ui.run_until([&] { return holds(*engine->view()); }, k_patience)) throw std::runtime_error(what);
  }
  void be_well() {
    until("the terminal does not come to rest", [](const kiosk::LobbyView& view) {
      return view.ready && view.connection.online && view.connection.outbox_waiting == 0 &&
             view.connection.numbers_held.value_or(0) > k_visitors_of_a_failure;
    });
  }

  struct Taken {
    double ms = 0;  ///< from the act to the answer, which is durable
    bool online = false;
  };
  /// @param then  done in the moment of the touch
  Taken take(const std::function<void()>& then = [] {}) {
    std::optional<Result<kiosk::IssuedTicket>> got;
    const double began = bench::wall_ms();
    engine->take_ticket({queue, std::nullopt, "fi", {}}, [&](auto answer) { got = std::move(answer); });
    then();
    if (!ui.run_until([&] { return got.has_value(); }, k_patience) || !*got)
      throw std::runtime_error(!got ? "no answer" : "no number: " + got->error().to_string());
    return {bench::wall_ms() - began, (*got)->online};
  }

  ServerProgram& server;
  Uuid queue;
  test::FaultProxy proxy;
  test::TempDir dir;
  test::UiThread ui;
  std::unique_ptr<kiosk::Engine> engine;  ///< last: its thread ends first
};

struct Failure {
  const char* name;
  std::function<void(Terminal&)> begin;
};

const Failure k_failures[] = {
    {"the cable is out", [](Terminal& at) { at.proxy.faults.refuse = true; }},
    {"a black hole", [](Terminal& at) { at.proxy.faults.silent = true; }},
    {"answers are swallowed", [](Terminal& at) { at.proxy.faults.half_open = true; }},
    {"400 ms late each way", [](Terminal& at) { at.proxy.faults.delay_ms = 400; }},
    {"400 ms late and 3 % lost",
     [](Terminal& at) {
       at.proxy.faults.delay_ms = 400;
       at.proxy.faults.loss_permille = 30;
     }},
    {"one byte a second", [](Terminal& at) { at.proxy.faults.bytes_per_second = 1; }},
    {"the server is frozen", [](Terminal& at) { ::kill(at.server.pid(), SIGSTOP); }},
    {"the server is killed", [](Terminal& at) { at.server.end(SIGKILL); }},
};

void mend(Terminal& terminal) {
  auto& faults = terminal.proxy.faults;
  faults.refuse = faults.silent = faults.half_open = faults.rubbish = false;
  faults.delay_ms = faults.bytes_per_second = faults.loss_permille = 0;
  if (terminal.server.runs()) {
    ::kill(terminal.server.pid(), SIGCONT);
  } else {
    terminal.server.start();
  }
  terminal.proxy.cut_all();
}

/// @param value  what is the figure
void report(const char* name, double value, const Sample& sample, const Sample& online) {
  fmt::print(
      R"({{"name":"{}","value":{:.2f},"unit":"ms","baseline":"the same with the server there","baseline_value":{:.2f},)"
      R"("ratio":{:.2f},"runs":{},"spread":[{:.2f},{:.2f}],"p50":{:.2f},"p95":{:.2f},"max":{:.2f}}})"
      "\n",
      name, value, online.median(), value > 0 ? online.median() / value : 0, sample.ms.size(), sample.at(0.1),
      sample.at(0.9), sample.median(), sample.at(0.95), sample.at(1));
}

void tickets() {
  const test::TempDir folder;
  test::seed_lobby(folder.path() / "state", 1);
  ServerProgram server(folder.path());
  Terminal terminal(server, Uuid::from_name("site"), Uuid::from_name("queue"));
  terminal.be_well();
  Sample online;
  for (int i = 0; i < k_online; ++i) {
    const auto taken = terminal.take();
    if (taken.online) online.ms.push_back(taken.ms);
  }
  report("ticket_online", online.median(), online, online);

  Sample at_failure;
  for (int round = 0; round < k_rounds; ++round) {
    for (const auto& failure : k_failures) {
      terminal.be_well();
      Sample these;
      if (round % 2 == 0) failure.begin(terminal);
      for (int visitor = 0; visitor < k_visitors_of_a_failure; ++visitor) {
        const bool is_the_moment = round % 2 == 1 && visitor == 0;
        const auto taken = is_the_moment ? terminal.take([&] { failure.begin(terminal); }) : terminal.take();
        these.ms.push_back(taken.ms);
      }
      at_failure.ms.insert(at_failure.ms.end(), these.ms.begin(), these.ms.end());
      fmt::print(stderr, "{}, {} the touch: {:.0f}, {:.0f}, {:.0f} ms\n", failure.name,
                 round % 2 == 0 ? "before" : "in the moment of", these.ms[0], these.ms[1], these.ms[2]);
      mend(terminal);
    }
  }
  if (at_failure.at(1) > k_promised_ms)
    fmt::print(stderr, "somebody waited {:.0f} ms: more than the half second promised\n", at_failure.at(1));
  report("ticket_at_failure", at_failure.at(1), at_failure, online);

  Sample offline;
  while (offline.ms.size() < k_offline) {
    terminal.be_well();
    const auto held = terminal.engine->view()->connection.numbers_held.value_or(0);
    server.end(SIGKILL);
    terminal.until("the terminal does not notice",
                   [](const kiosk::LobbyView& view) { return !view.connection.online; });
    // The first three are the breaker's: they belong to the moment of failure.
    for (std::int64_t i = 0; i < held; ++i) {
      const auto taken = terminal.take();
      if (i >= k_visitors_of_a_failure) offline.ms.push_back(taken.ms);
    }
    mend(terminal);
  }
  report("ticket_offline", offline.median(), offline, online);
}

/// The server's own count of answered requests.
double requests_of(test::HttpClient& visitor) {
  const std::string text = visitor.get("/metrics").body;
  double sum = 0;
  for (std::size_t at = 0; (at = text.find("\nvuoro_http_requests_total{", at)) != std::string::npos;) {
    const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    if (line.find("/metrics") == std::string::npos) sum += std::stod(line.substr(line.rfind(' ') + 1));
    at += line.size();
  }
  return sum;
}

void idle(int seconds) {
  const test::TempDir folder;
  const auto lobby = bench::settle_rich_lobby(folder.path() / "state");
  ServerProgram server(folder.path());
  Terminal terminal(server, lobby.site, lobby.queue);
  terminal.be_well();
  const auto visitor = server.visitor();
  std::this_thread::sleep_for(std::chrono::seconds(30));  // what follows the start is over
  const auto bytes = terminal.proxy.bytes();
  const auto connections = terminal.proxy.connections();
  const double requests = requests_of(*visitor);
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const double a_hour = 3600.0 / seconds;
  fmt::print(R"({{"name":"idle_bytes_per_hour","value":{:.0f},"unit":"bytes","requests_per_hour":{:.0f},)"
             R"("connections_per_hour":{:.0f},"measured_s":{}}})"
             "\n",
             static_cast<double>(terminal.proxy.bytes() - bytes) * a_hour,
             (requests_of(*visitor) - requests) * a_hour,
             static_cast<double>(terminal.proxy.connections() - connections) * a_hour, seconds);
}

void resync() {
  const test::TempDir folder;
  const auto lobby = bench::settle_rich_lobby(folder.path() / "state");
  ServerProgram server(folder.path());
  Terminal terminal(server, lobby.site, lobby.queue);
  terminal.be_well();
  Sample loads;
  std::int64_t bytes = 0;
  for (int load = 0; load < k_loads; ++load) {
    // A terminal that has nothing. One that begins anew loads the same, beside what it shows meanwhile.
    terminal.engine.reset();
    for (const auto& entry : std::filesystem::directory_iterator(terminal.dir.path())) {
      if (entry.path().filename().string().find(".db") != std::string::npos)
        std::filesystem::remove(entry.path());
    }
    const auto before = terminal.proxy.bytes();
    const double began = bench::wall_ms();
    terminal.start();
    terminal.until("the lobby does not load", [&](const kiosk::LobbyView& view) {
      return view.ready && view.tickets.size() >= lobby.tickets &&
             view.content->services.size() >= lobby.services && view.connection.last_sync;
    });
    loads.ms.push_back(bench::wall_ms() - began);
    bytes = terminal.proxy.bytes() - before;
  }
  fmt::print(stderr, "resync: {} services and {} other records of content, {} slots, {} tickets; {} bytes\n",
             lobby.services, lobby.other_records, lobby.slots, lobby.tickets, bytes);
  fmt::print(
      R"({{"name":"resync_site","value":{:.3f},"unit":"s","runs":{},"spread":[{:.3f},{:.3f}],"bytes":{},)"
      R"("services":{},"slots":{},"tickets":{}}})"
      "\n",
      loads.median() / 1000, loads.ms.size(), loads.at(0) / 1000, loads.at(1) / 1000, bytes, lobby.services,
      lobby.slots, lobby.tickets);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  int idle_s = k_idle_s;
  bool all = true;
  for (const auto& word : words) {
    if (word.starts_with("--idle=")) {
      idle_s = std::max(1, std::atoi(word.c_str() + word.find('=') + 1));
    } else {
      all = false;
    }
  }
  const auto is_wanted = [&](const char* name) {
    return all || std::find(words.begin(), words.end(), name) != words.end();
  };
  try {
    if (is_wanted("tickets")) tickets();
    if (is_wanted("resync")) resync();
    if (is_wanted("idle")) idle(idle_s);
  } catch (const std::exception& error) {
    fmt::print(stderr, "offline_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
