// kill_audit LOBBY.json: kill -9 of every program of a running lobby (packaging/run.sh --bench), again and
// again while visitors take numbers; then an audit of screens, paper and databases. Every visitor who saw a
// number or has it on paper is at the authority once, under that number; no number was given twice, and
// nothing was printed twice. VUORO_KILLS: how many times, 12 when not said.
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>
#include <map>
#include <regex>
#include <set>

#include "core/base/random.h"
#include "core/base/share_dir.h"
#include "core/base/sqlite.h"
#include "core/pages/checked_vfs.h"
#include "drivers/image/image_file.h"
#include "drivers/scanner/code_reader.h"
#include "kiosk/i18n/language.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int k_kills_usual = 12;
constexpr const char* k_queue = "Kela";
/// A visit to a number takes some tenths of a second; later kills meet its end, its paper and its way to the
/// server.
constexpr std::uint64_t k_latest_kill_ms = 1'200;
constexpr milliseconds k_patience{20'000};

void expect(bool holds, const std::string& what) {
  if (!holds) throw Stuck("expected: " + what);
}

bool is_number(const std::string& text) {
  static const std::regex k_number("[A-Z][0-9]{1,5}");
  return std::regex_match(text, k_number);
}

class KillAudit {
 public:
  KillAudit(const fs::path& file, const kiosk::Language& language, std::uint64_t seed)
      : folder_(file.parent_path()),
        lobby_(LobbyFile::read(file)),
        language_(language),
        random_(seed),
        terminal_(lobby_.terminal_socket, k_patience),
        display_(lobby_.display_socket, k_patience) {
    be_home();
    widen_numbers(lobby_);
  }

  void run(int kills) {
    // The printer is killed too: what it had in hand is on no paper, and the visitor is told so.
    std::vector<std::string> victims = {"terminal", "server", "terminal", "server", "display", "printer"};
    if (lobby_.has_box()) victims.insert(victims.end(), {"box", "box", "box"});
    for (int kill = 0; kill < kills; ++kill) {
      const std::string& victim = victims[random_.below(victims.size())];
      one_kill(victim);
      ++killed_[victim];
      if ((kill + 1) % 50 == 0)
        std::cerr << fmt::format("{} kills, {} numbers seen", kill + 1, seen_.size()) << std::endl;
    }
    // A last visitor with everything in order.
    visitor();
    // Who was told that there is no number was told the truth: they are counted, not a fault.
    expect(seen_.size() >= static_cast<std::size_t>(kills), "visitors with numbers");
    audit();
  }

 private:
  [[nodiscard]] std::string t(const char* id) const { return language_.t(id); }

  /// A program that starts shows its first screen once it has its records.
  static void wait_long(Hand& hand, const std::string& label) {
    const bool there = soon(
        [&] {
          const auto nodes = hand.nodes();
          return std::any_of(nodes.begin(), nodes.end(),
                             [&](const SeenNode& node) { return node.label == label; });
        },
        3 * k_patience);
    if (!there) hand.wait_label(label);
  }
  void be_home() { wait_long(terminal_, t("Take a queue number")); }

  void one_kill(const std::string& victim) {
    Program& program = lobby_.program(victim);
    const milliseconds when(static_cast<std::int64_t>(random_.below(k_latest_kill_ms)));
    auto killer = std::async(std::launch::async, [&program, when] {
      // Not a wait for something: the moment is what is tried.
      std::this_thread::sleep_for(when);
      program.kill_now();
    });
    try {
      // Visitors come until it is dead, and one more who meets what is left.
      do visitor();
      while (killer.wait_for(milliseconds(0)) != std::future_status::ready);
      if (victim != "terminal" && victim != "display") visitor();
    } catch (const Stuck&) {
      if (victim != "terminal") throw;
      // The visitor stood before a dark screen; what they saw before counts.
    }
    killer.get();
    program.start();
    if (victim == "terminal") {
      terminal_.reconnect(k_patience);
      be_home();
    }
    if (victim == "display") display_.reconnect(k_patience);
  }

  /// From the home screen to the number and back.
  void visitor() {
    const std::string take = t("Take a queue number");
    const std::string still = t("I still need a number");
    const std::string none = t("No number can be given just now");
    terminal_.press(take);
    if (!press_unless(none, k_queue) || !press_unless(none, take)) return turn_away();
    std::string seen = terminal_.wait_text("a queue number", [&](const std::string& text) {
      return text == still || text == none || is_number(text);
    });
    if (seen == still) {
      terminal_.press(still);
      seen = terminal_.wait_text("a queue number",
                                 [&](const std::string& text) { return text == none || is_number(text); });
    }
    if (seen == none) return turn_away();
    expect(seen_.insert(seen).second, seen + " on the screen for the first time");
    terminal_.press(t("Done"));
    terminal_.wait_label(t("Take a queue number"));
  }

  /// @return false: the page said first what it says when there is nothing to press
  bool press_unless(const std::string& said, const std::string& label) {
    bool pressed = false;
    const bool done = soon([&] {
      for (const auto& node : terminal_.nodes()) {
        if (node.label == said) return true;
        if (node.label == label && node.can_press && !node.disabled && terminal_.try_press(node.id))
          return pressed = true;
      }
      return false;
    });
    expect(done, "\"" + label + "\" on the screen");
    return pressed;
  }

  /// Without a server, and none held: nothing is promised that cannot be kept.
  void turn_away() {
    ++turned_away_;
    const auto to_start = {t("To the start"), t("Home")};
    expect(soon([&] {
             for (const auto& node : terminal_.nodes()) {
               for (const std::string& way : to_start)
                 if (node.label == way && node.can_press && terminal_.try_press(node.id)) return true;
             }
             return false;
           }),
           "a way to the start");
    be_home();
  }

  void audit() {
    StaffClient clerk(lobby_.url, lobby_.ca_file);
    log_in_when_healthy(clerk);
    const std::string scope = clerk.site_scope();
    // Screens: all that was seen arrives.
    std::map<std::string, int> at_server;
    const bool arrived = soon(
        [&] {
          at_server = numbers_at(clerk, scope);
          return std::all_of(seen_.begin(), seen_.end(),
                             [&](const auto& number) { return at_server.contains(number); });
        },
        k_patience);
    for (const auto& number : seen_)
      expect(arrived || at_server.contains(number), number + " at the authority");
    for (const auto& [number, count] : at_server) expect(count == 1, number + " once at the authority");
    if (lobby_.has_box()) {
      StaffClient central(lobby_.central_url, lobby_.central_ca_file);
      log_in_when_healthy(central);
      expect(soon([&] { return numbers_at(central, scope) == at_server; }, k_patience),
             "the same numbers at the central server");
    }
    // Paper: each code leads to one number, and there is one paper of it.
    const auto tokens = codes_on_paper();
    std::set<std::string> on_paper;
    for (const auto& token : tokens) {
      auto followed = clerk.get("/api/v1/follow/" + token);
      // Thousands of papers from one address: the server asks for patience.
      constexpr int k_too_many = 429;
      (void)soon(
          [&] {
            if (followed.status == k_too_many) followed = clerk.get("/api/v1/follow/" + token);
            return followed.status != k_too_many;
          },
          k_patience);
      expect(followed.status == 200, "the visitor with a paper at the authority");
      const std::string number(followed.body.at("number").as_string());
      expect(on_paper.insert(number).second, number + " on one paper");
    }
    // A visitor whose terminal died between the promise and the screen saw nothing: there is at most one a
    // kill.
    int unseen = 0;
    for (const auto& [number, count] : at_server)
      unseen += seen_.contains(number) || on_paper.contains(number) ? 0 : 1;
    expect(unseen <= killed_["terminal"],
           fmt::format("at most {} unseen numbers, not {}", killed_["terminal"], unseen));
    // Databases: whole.
    for (const char* name : {"terminal", "display", "server"}) check_database(folder_ / name);
    if (lobby_.has_box()) check_database(folder_ / "box");
    check_display(clerk, scope);
    std::cout
        << fmt::format(
               "{} kills (terminal {}, server {}, box {}, display {}, printer {}): {} numbers on the screen, "
               "{} on paper, {} "
               "at the authority, each once; {} promised and never seen, {} visitors told that there "
               "is no number",
               killed_["terminal"] + killed_["server"] + killed_["box"] + killed_["display"] +
                   killed_["printer"],
               killed_["terminal"], killed_["server"], killed_["box"], killed_["display"], killed_["printer"],
               seen_.size(), on_paper.size(), at_server.size(), unseen, turned_away_)
        << std::endl;
  }

  void log_in_when_healthy(StaffClient& staff) {
    const bool healthy = soon(
        [&] {
          try {
            return staff.get("/healthz").status == 200;
          } catch (const Stuck&) {
            return false;
          }
        },
        k_patience);
    expect(healthy, "the server in order");
    staff.log_in("supervisor", lobby_.password);
  }

  /// How often a server has each number.
  static std::map<std::string, int> numbers_at(StaffClient& staff, const std::string& scope) {
    std::map<std::string, int> there;
    for (const auto& record : staff.records(scope, "ticket"))
      ++there[std::string(record.at("number").as_string())];
    return there;
  }

  /// The last part of the follow address on every paper; a paper without a code was cut off by a kill.
  std::vector<std::string> codes_on_paper() {
    terminal_.wait_idle();
    std::vector<std::string> tokens;
    for (const auto& entry : fs::recursive_directory_iterator(lobby_.paper_dir)) {
      if (entry.path().extension() != ".png") continue;
      const auto image = drivers::read_picture(entry.path());
      if (!image) continue;  // the printer was killed while it drew
      for (const auto& code : drivers::read_codes(*image)) {
        const auto at = code.text.find("/t/");
        if (at != std::string::npos) tokens.push_back(code.text.substr(at + 3));
      }
    }
    return tokens;
  }

  void check_database(const fs::path& folder) {
    int found = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".db") continue;
      ++found;
      auto database = sqlite::Database::open(entry.path(), sqlite::with_check_sums({}));
      expect(database.has_value(), "a database at " + entry.path().string());
      expect(database->check().has_value(), "a whole database at " + entry.path().string());
    }
    expect(found > 0, "a database in " + folder.string());
    for (const auto& entry : fs::directory_iterator(folder))
      expect(entry.path().string().find("damaged") == std::string::npos,
             "no database set aside in " + folder.string());
  }

  /// The wall shows the next call, whatever it went through.
  void check_display(StaffClient& clerk, const std::string& scope) {
    const auto tickets = clerk.records(scope, "ticket");
    const auto counters = clerk.records(scope, "counter");
    for (const auto& counter : counters) {
      const auto* queues = counter.as_object().if_contains("queue_ids");
      const bool serves =
          queues != nullptr && std::any_of(tickets.begin(), tickets.end(), [&](const json::value& ticket) {
            const auto& all = queues->as_array();
            return std::find(all.begin(), all.end(), ticket.at("queue_id")) != all.end();
          });
      if (!serves) continue;
      (void)clerk.command("counter.take", {{"counter_id", counter.at("id")}});
      const auto called = clerk.command("ticket.call_next", {{"counter_id", counter.at("id")}});
      wait_long(display_, std::string(called.at("ticket").at("number").as_string()));
      return;
    }
    throw Stuck("no counter serves the visitors' queue");
  }

  fs::path folder_;
  LobbyFile lobby_;
  const kiosk::Language& language_;
  SeededRandom random_;
  Hand terminal_;
  Hand display_;
  std::set<std::string> seen_;  ///< on the screen
  std::map<std::string, int> killed_;
  int turned_away_ = 0;
};

}  // namespace
}  // namespace vuoro::test

int main(int argc, char** argv) {
  using namespace vuoro;
  if (argc != 2) return std::cerr << "usage: kill_audit LOBBY.json\n", 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");
  if (!languages) return std::cerr << languages.error().to_string() << "\n", 1;
  const char* wanted = std::getenv("VUORO_KILLS");
  const char* chosen = std::getenv("VUORO_SEED");
  const int kills = wanted != nullptr ? std::atoi(wanted) : test::k_kills_usual;
  SystemRandom any;
  const std::uint64_t seed = chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : any.below(1'000'000);
  std::cout << fmt::format("kill_audit: {} kills, VUORO_SEED={}", kills, seed) << std::endl;
  try {
    test::KillAudit(argv[1], languages->of("fi"), seed).run(kills);
  } catch (const std::exception& stuck) {
    std::cout << "stuck: " << stuck.what() << std::endl;
    return 1;
  }
  return 0;
}
