// Figures of the whole terminal in a running lobby (packaging/bench.sh starts one and gives its lobby.json):
// start, rest, memory at once and after an hour of visitors, and from the touch to the paper; beside a
// browser in kiosk mode. Prints JSON lines for bench_table.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

#include "core/base/file.h"
#include "core/base/share_dir.h"
#include "kiosk/i18n/language.h"
#include "tests/bench/chromium.h"
#include "tests/bench/memory_map.h"
#include "tests/bench/visitors.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"

namespace vuoro::test {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds k_rest{20};
constexpr int k_starts = 7;
constexpr int k_tickets = 15;
/// One every nine seconds: more than any lobby sees in an hour.
constexpr int k_visits = 400;
constexpr int k_weighed = 20;  ///< of the visits of each quarter
constexpr std::chrono::seconds k_pause{4};
constexpr std::uint64_t k_seed = 20261121;

double ms_since(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

struct Baseline {
  std::string what;
  double value = 0;
};

void print(const std::string& name, const std::string& unit, std::vector<double> runs,
           const std::optional<Baseline>& baseline = std::nullopt) {
  std::sort(runs.begin(), runs.end());
  const double value = runs[runs.size() / 2];
  json::object line{
      {"name", name}, {"value", value}, {"unit", unit}, {"runs", json::array(runs.begin(), runs.end())}};
  if (baseline) {
    line["baseline"] = baseline->what;
    line["baseline_value"] = baseline->value;
    line["ratio"] = baseline->value / value;
  }
  std::cout << json::serialize(line) << std::endl;
}

double median(std::vector<double> runs) {
  std::sort(runs.begin(), runs.end());
  return runs[runs.size() / 2];
}

/// utime + stime of a process, in seconds.
double cpu_seconds(pid_t pid) {
  const auto stat = read_file(fmt::format("/proc/{}/stat", pid), 4096);
  if (!stat) throw Stuck("no such process");
  std::istringstream rest(stat->substr(stat->rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int field = 3; rest >> word && field <= 15; ++field) {
    if (field == 14 || field == 15) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// A question to the simulated printer on its control port.
class PrinterJobs {
 public:
  explicit PrinterJobs(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw Stuck("no printer");
  }
  ~PrinterJobs() { ::close(fd_); }
  PrinterJobs(const PrinterJobs&) = delete;
  PrinterJobs& operator=(const PrinterJobs&) = delete;
  /// Jobs cut so far.
  int count() const {
    char answer[512] = {};
    if (::send(fd_, "status\n", 7, MSG_NOSIGNAL) != 7 || ::recv(fd_, answer, sizeof answer - 1, 0) <= 0) {
      throw Stuck("the printer does not answer");
    }
    const std::string text(answer);
    const auto at = text.find("\"jobs\":");
    if (at == std::string::npos) throw Stuck("no job count in: " + text);
    return std::stoi(text.substr(at + 7));
  }

 private:
  int fd_;
};

/// From the program's start until the screen answers with its four jobs on it.
void starts(LobbyFile& lobby, const std::string& first_job, const std::optional<Baseline>& browser) {
  std::vector<double> runs;
  Program& terminal = lobby.program("terminal");
  for (int i = 0; i < k_starts; ++i) {
    terminal.end();
    std::filesystem::remove(lobby.terminal_socket);
    const auto start = steady_clock::now();
    terminal.start();
    Hand hand(lobby.terminal_socket, std::chrono::seconds(20));
    hand.wait_label(first_job);
    if (i > 0) runs.push_back(ms_since(start));  // the first warms the caches
  }
  print("start_first_frame", "ms", runs, browser);
}

/// The threads of a process: name, and how often they went to sleep of themselves.
std::vector<std::pair<std::string, std::int64_t>> threads_of(pid_t pid) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  std::error_code gone;
  for (std::filesystem::directory_iterator task(fmt::format("/proc/{}/task", pid), gone), end;
       !gone && task != end; task.increment(gone)) {
    const auto name = read_file(task->path() / "comm", 64), status = read_file(task->path() / "status", 8192);
    constexpr std::string_view k_field = "\nvoluntary_ctxt_switches:";
    const std::size_t at = status ? status->find(k_field) : std::string::npos;
    if (!name || at == std::string::npos) continue;
    out.emplace_back(name->substr(0, name->find('\n')), std::stoll(status->substr(at + k_field.size())));
  }
  return out;
}

std::int64_t wakes(pid_t pid) {
  std::int64_t all = 0;
  for (const auto& [name, count] : threads_of(pid)) all += count;
  return all;
}

/// The visit is put away, and the sound device is given back.
void wait_for_rest(pid_t pid) {
  ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(k_pause).count()));
  const auto sounds = [&] {
    const auto threads = threads_of(pid);
    return std::ranges::any_of(threads,
                               [](const auto& thread) { return thread.first.starts_with("SDLAudio"); });
  };
  if (!soon([&] { return !sounds(); }, std::chrono::seconds(60)))
    throw Stuck("the sound device is never given back");
}

void rest(LobbyFile& lobby, Hand& hand) {
  const pid_t pid = lobby.program("terminal").pid();
  wait_for_rest(pid);
  const auto before = hand.state();
  const double cpu_before = cpu_seconds(pid);
  const std::int64_t wakes_before = wakes(pid);
  ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(k_rest).count()));
  const double cpu = cpu_seconds(pid) - cpu_before;
  print("idle_wakes", "a second, all threads",
        {static_cast<double>(wakes(pid) - wakes_before) / static_cast<double>(k_rest.count())});
  const auto after = hand.state();
  // One frame of the difference is that of the question itself.
  const auto painted =
      after.at("painted").to_number<std::int64_t>() - before.at("painted").to_number<std::int64_t>();
  print("idle_cpu", "% of a core", {100.0 * cpu / static_cast<double>(k_rest.count())});
  print("idle_frames", "painted, 20 s", {static_cast<double>(painted)});
}

/// As a visitor's does who is done; going home by itself leaves a visit open until its time is over.
void end_visit(Hand& hand, const kiosk::Language& language) {
  hand.press(language.own_name());
  hand.press(language.t("Give feedback"));
  hand.press(language.t("Well"));
  hand.press(language.t("Done"));
  hand.wait_label(language.t("Take a queue number"));
}

void touch_to_print(LobbyFile& lobby, Hand& hand, const kiosk::Language& language) {
  const PrinterJobs printer(lobby.printer_control_port);
  std::vector<double> runs;
  for (int i = 0; i < k_tickets; ++i) {
    hand.press(language.t("Take a queue number"));
    hand.press("Kela");
    hand.wait_label(language.t("Where to wait"));
    const int before = printer.count();
    auto start = steady_clock::now();
    hand.press(language.t("Take a queue number"));
    // One visitor who takes number after number is asked; then that answer is the touch.
    const std::string still = language.t("I still need a number");
    const auto asked = hand.nodes();
    if (std::any_of(asked.begin(), asked.end(), [&](const auto& node) { return node.label == still; })) {
      start = steady_clock::now();
      hand.press(still);
    }
    while (printer.count() == before) {
      if (ms_since(start) > 10'000) throw Stuck("nothing was printed");
    }
    runs.push_back(ms_since(start));
    hand.press(language.t("Done"));
    hand.wait_label(language.t("Take a queue number"));
  }
  print("touch_to_print", "ms", runs);
}

void print_memory(const std::string& name, const std::string& what, std::vector<double> runs, double value,
                  const std::optional<Baseline>& browser) {
  json::object line{{"name", name},
                    {"value", value},
                    {"unit", "MB, " + what},
                    {"runs", json::array(runs.begin(), runs.end())}};
  if (browser) {
    line["baseline"] = browser->what;
    line["baseline_value"] = browser->value;
    line["ratio"] = browser->value / value;
  }
  std::cout << json::serialize(line) << std::endl;
}

/// Memory in each quarter of the visits: on the home screen when a visit has just ended (the middle of the
/// last twenty, so that every language and job is among them), at most within those visits, and after a
/// pause. The figures are those of the last quarter.
void hour(LobbyFile& lobby, Hand& hand, const kiosk::Languages& languages,
          const std::optional<Baseline>& browser) {
  const pid_t pid = lobby.program("terminal").pid();
  Visitors visitors(hand, languages, k_seed);
  std::vector<double> home, within, rest;
  for (int quarter = 0; quarter < 4; ++quarter) {
    for (int i = 0; i < k_visits / 4 - k_weighed; ++i) visitors.visit();
    std::vector<double> after;
    double most = 0;
    for (int i = 0; i < k_weighed; ++i) {
      visitors.visit([&] { most = std::max(most, pss_mb(pid)); });
      after.push_back(pss_mb(pid));
    }
    hand.wait_idle();
    home.push_back(median(after));
    within.push_back(std::max(most, *std::ranges::max_element(after)));
    end_visit(hand, languages.of("fi"));
    ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(k_pause).count()));
    rest.push_back(pss_mb(pid));
    std::cerr << fmt::format("{} visits, {} touches: {:.1f} MB, at most {:.1f}, after a pause {:.1f}",
                             visitors.visits(), visitors.touches(), home.back(), within.back(), rest.back())
              << std::endl;
  }
  std::cerr << memory_table(pid);
  for (const auto& [tag, seen] : visitors.seen())
    std::cerr << fmt::format("{}: {} visits, {} looks at a keyboard", tag, seen.visits, seen.keyboards)
              << std::endl;
  const std::string what = fmt::format("{} visits", visitors.visits());
  print_memory("memory_after_hour", what, home, home.back(), browser);
  print_memory("memory_in_a_visit", "at most", within, within.back(), browser);
  print_memory("memory_at_rest", "after a pause", rest, rest.back(), browser);
}

}  // namespace
}  // namespace vuoro::test

int main(int argc, char** argv) {
  using namespace vuoro;
  const bool only_memory = argc == 3 && std::string_view(argv[2]) == "--memory";
  if (argc != 2 && !only_memory)
    return std::cerr << "usage: process_bench LOBBY.json [--memory]   (with it: only the hour of visitors)\n",
           2;
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");
  if (!languages) return std::cerr << languages.error().to_string() << "\n", 1;
  const kiosk::Language& language = languages->of("fi");
  try {
    std::optional<test::Baseline> browser_start, browser_memory;
    const auto chromium = only_memory ? std::nullopt : test::measure_chromium();
    if (chromium) {
      const std::string what = chromium->headless ? "Chromium, headless" : "Chromium --kiosk";
      browser_start = test::Baseline{what, test::median(chromium->start_ms)};
      browser_memory = test::Baseline{what, chromium->pss_mb};
      test::print("chromium_start", "ms", chromium->start_ms);
      test::print("chromium_pss", fmt::format("MB, {} proc.", chromium->processes), {chromium->pss_mb});
    } else if (!only_memory) {
      std::cerr << "no Chromium here: no baseline of start and memory" << std::endl;
    }
    auto lobby = test::LobbyFile::read(argv[1]);
    if (!only_memory) test::starts(lobby, language.t("Take a queue number"), browser_start);
    test::Hand hand(lobby.terminal_socket, std::chrono::seconds(20));
    hand.wait_label(language.t("Take a queue number"));
    if (!only_memory) {
      test::touch_to_print(lobby, hand, language);
      hand.wait_idle();
      test::rest(lobby, hand);
    }
    test::print("memory_pss", "MB", {test::pss_mb(lobby.program("terminal").pid())}, browser_memory);
    test::hour(lobby, hand, *languages, browser_memory);
  } catch (const std::exception& stuck) {
    return std::cerr << stuck.what() << "\n", 1;
  }
  return 0;
}
