// Figures of the whole terminal in a running lobby (packaging/bench.sh starts one and gives its lobby.json): start,
// rest, memory, and from the touch to the paper. Prints JSON lines for bench_table.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <sstream>
#include <vector>

#include "core/base/file.h"
#include "core/base/share_dir.h"
#include "kiosk/i18n/language.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"

namespace vuoro::test {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds k_rest{10};
constexpr int k_starts = 7;
constexpr int k_tickets = 15;

double ms_since(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

void print(const std::string& name, const std::string& unit, std::vector<double> runs) {
  std::sort(runs.begin(), runs.end());
  json::array all(runs.begin(), runs.end());
  std::cout << json::serialize(json::object{
                   {"name", name}, {"value", runs[runs.size() / 2]}, {"unit", unit}, {"runs", std::move(all)}})
            << std::endl;
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

double pss_mb(pid_t pid) {
  const auto rollup = read_file(fmt::format("/proc/{}/smaps_rollup", pid), 1 << 16);
  const auto at = rollup ? rollup->find("\nPss:") : std::string::npos;
  if (at == std::string::npos) throw Stuck("no smaps_rollup");
  return std::stod(rollup->substr(at + 5)) / 1024.0;
}

/// A question to the simulated printer on its control port.
class PrinterJobs {
 public:
  explicit PrinterJobs(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw Stuck("no printer");
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
void starts(LobbyFile& lobby, const std::string& first_job) {
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
  print("start_first_frame", "ms", runs);
}

void rest(LobbyFile& lobby, Hand& hand) {
  const pid_t pid = lobby.program("terminal").pid();
  const auto before = hand.state();
  const double cpu_before = cpu_seconds(pid);
  ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(k_rest).count()));
  const double cpu = cpu_seconds(pid) - cpu_before;
  const auto after = hand.state();
  // One frame of the difference is that of the question itself.
  const auto painted = after.at("painted").to_number<std::int64_t>() - before.at("painted").to_number<std::int64_t>();
  print("idle_cpu", "% of a core", {100.0 * cpu / static_cast<double>(k_rest.count())});
  print("idle_frames", "painted, 10 s", {static_cast<double>(painted)});
}

void touch_to_print(LobbyFile& lobby, Hand& hand, const kiosk::Language& language) {
  const PrinterJobs printer(lobby.printer_control_port);
  std::vector<double> runs;
  for (int i = 0; i < k_tickets; ++i) {
    hand.press(language.t("Take a queue number"));
    hand.press("Kela");
    hand.wait_label(language.t("Where to wait"));
    const int before = printer.count();
    const auto start = steady_clock::now();
    hand.press(language.t("Take a queue number"));
    while (printer.count() == before) {
      if (ms_since(start) > 10'000) throw Stuck("nothing was printed");
    }
    runs.push_back(ms_since(start));
    hand.press(language.t("Done"));
    hand.wait_label(language.t("Take a queue number"));
  }
  print("touch_to_print", "ms", runs);
}

}  // namespace
}  // namespace vuoro::test

int main(int argc, char** argv) {
  using namespace vuoro;
  if (argc != 2) return std::cerr << "usage: process_bench LOBBY.json\n", 2;
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");
  if (!languages) return std::cerr << languages.error().to_string() << "\n", 1;
  const kiosk::Language& language = languages->of("fi");
  try {
    auto lobby = test::LobbyFile::read(argv[1]);
    test::starts(lobby, language.t("Take a queue number"));
    test::Hand hand(lobby.terminal_socket, std::chrono::seconds(20));
    hand.wait_label(language.t("Take a queue number"));
    test::touch_to_print(lobby, hand, language);
    hand.wait_idle();
    test::rest(lobby, hand);
    test::print("memory_pss", "MB", {test::pss_mb(lobby.program("terminal").pid())});
  } catch (const std::exception& stuck) {
    return std::cerr << stuck.what() << "\n", 1;
  }
  return 0;
}
