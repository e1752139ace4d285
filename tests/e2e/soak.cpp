// soak LOBBY.json: visitors of every kind and a clerk who calls, for VUORO_SOAK_MINUTES (packaging/run.sh
// --soak MINUTES). In the first quarter the server is killed again and again; the last one then runs to the
// end. Memory and open files of every program are looked at all along: once warm they must be flat.
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include "core/base/share_dir.h"
#include "kiosk/i18n/language.h"
#include "tests/bench/visitors.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"
#include "tests/e2e/staff_client.h"
#include "tests/support/process_memory.h"

namespace vuoro::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

/// Of a program's middle in the last quarter over that of the second. The first quarter warms up: fonts,
/// dictionaries, pages of the database; no program is started anew after it.
constexpr double k_growth_mb_most = 4;
constexpr double k_growth_share_most = 0.10;
constexpr double k_files_growth_most = 8;
constexpr int k_visits_between_looks = 5;
constexpr int k_looks_between_kills = 12;

double pss_mb(pid_t pid) {
  if (const auto mb = test::pss_mb(pid)) return *mb;
  throw Stuck("no such process");
}

double open_files(pid_t pid) {
  double count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd"))
    ++count;
  return count;
}

double middle(const std::vector<double>& values, double from, double to) {
  const auto at = [&](double share) {
    return values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
  };
  std::vector<double> part(at(from), at(to));
  if (part.empty()) return 0;
  std::nth_element(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(part.size() / 2), part.end());
  return part[part.size() / 2];
}

/// Calls whoever waits at a counter that serves something, and ends each visit at once.
class Clerk {
 public:
  explicit Clerk(const LobbyFile& lobby) : client_(lobby.url, lobby.ca_file) {
    client_.log_in("supervisor", lobby.password);
    for (const auto& counter : client_.records(client_.site_scope(), "counter"))
      counters_.push_back(counter.at("id"));
  }
  int call_all() {
    int called = 0;
    for (const auto& counter : counters_) {
      (void)client_.command("counter.take", {{"counter_id", counter}});
      for (;;) {
        const auto answer = client_.command("ticket.call_next", {{"counter_id", counter}});
        if (!answer.at("ticket").is_object()) break;
        const auto id = answer.at("ticket").at("id");
        (void)client_.command("ticket.start", {{"ticket_id", id}});
        (void)client_.command("ticket.finish", {{"ticket_id", id}});
        ++called;
      }
    }
    return called;
  }

 private:
  StaffClient client_;
  std::vector<json::value> counters_;
};

/// @return whether all stayed flat
bool soak(LobbyFile& lobby, const kiosk::Languages& languages, std::chrono::minutes time) {
  Hand terminal(lobby.terminal_socket, std::chrono::seconds(20));
  Visitors visitors(terminal, languages, 20261122);
  auto clerk = std::make_unique<Clerk>(lobby);
  std::map<std::string, std::vector<double>> memory;
  std::map<std::string, std::vector<double>> files;
  int called = 0;
  int kills = 0;
  const auto end = steady_clock::now() + time;
  const auto warm = end - time * 3 / 4;
  for (int look = 1; steady_clock::now() < end; ++look) {
    for (int i = 0; i < k_visits_between_looks; ++i) visitors.visit();
    called += clerk->call_all();
    if (look % k_looks_between_kills == 0 && steady_clock::now() < warm) {
      Program& server = lobby.program("server");
      server.kill_now();
      visitors.visit();
      server.start();
      const bool back = soon(
          [&] {
            try {
              clerk = std::make_unique<Clerk>(lobby);
              return true;
            } catch (const std::exception&) {
              return false;
            }
          },
          std::chrono::seconds(30));
      if (!back) throw Stuck("the server does not come back");
      ++kills;
    }
    for (const char* name : {"terminal", "display", "server"}) {
      const pid_t pid = lobby.program(name).pid();
      memory[name].push_back(pss_mb(pid));
      files[name].push_back(open_files(pid));
    }
    if (look % 20 == 0)
      std::cerr << fmt::format("{} visits, {} calls: terminal {:.1f} MB, display {:.1f}, server {:.1f}",
                               visitors.visits(), called, memory["terminal"].back(), memory["display"].back(),
                               memory["server"].back())
                << std::endl;
  }
  bool flat = true;
  std::cout << fmt::format("{} min: {} visits, {} touches, {} calls, the server killed {} times",
                           time.count(), visitors.visits(), visitors.touches(), called, kills)
            << std::endl;
  for (const auto& [name, values] : memory) {
    const double before = middle(values, 0.25, 0.5);
    const double after = middle(values, 0.75, 1);
    const double files_before = middle(files[name], 0.25, 0.5);
    const double files_after = middle(files[name], 0.75, 1);
    const bool holds = after <= before + std::max(k_growth_mb_most, before * k_growth_share_most) &&
                       files_after <= files_before + k_files_growth_most;
    flat = flat && holds;
    std::cout
        << fmt::format(
               "{}: {:.1f} MB in the second quarter, {:.1f} MB in the last; {:.0f} files open, then {:.0f}{}",
               name, before, after, files_before, files_after, holds ? "" : ": NOT FLAT")
        << std::endl;
  }
  return flat;
}

}  // namespace
}  // namespace vuoro::test

int main(int argc, char** argv) {
  using namespace vuoro;
  if (argc != 2) return std::cerr << "usage: soak LOBBY.json\n", 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");
  if (!languages) return std::cerr << languages.error().to_string() << "\n", 1;
  const char* minutes = std::getenv("VUORO_SOAK_MINUTES");
  try {
    auto lobby = test::LobbyFile::read(argv[1]);
    test::widen_numbers(lobby);
    const std::chrono::minutes time(minutes != nullptr ? std::atoi(minutes) : 120);
    if (!test::soak(lobby, *languages, time)) return 1;
  } catch (const std::exception& stuck) {
    std::cout << "stuck: " << stuck.what() << std::endl;
    return 1;
  }
  return 0;
}
