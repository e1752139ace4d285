// kill_audit LOBBY.json: kill -9 of every program of a running lobby (packaging/run.sh --bench), again and
// again while visitors take numbers, give feedback, book times and come to them; then an audit of screens,
// paper and databases. Everything that a screen or a paper confirmed is at the authority once, what a kill
// left open at most once, nothing is there that nobody did, and nothing was printed twice. VUORO_KILLS: how
// many times, 12 when not said.
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <future>
#include <iostream>
#include <map>
#include <set>

#include "core/base/random.h"
#include "core/base/share_dir.h"
#include "core/base/sqlite.h"
#include "core/pages/checked_vfs.h"
#include "kiosk/i18n/language.h"
#include "tests/e2e/audit_books.h"
#include "tests/e2e/audit_visits.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int k_kills_usual = 12;
/// A visit to a number takes some tenths of a second; later kills meet its end, its paper and its way to the
/// server.
constexpr std::uint64_t k_latest_kill_ms = 1'200;
constexpr milliseconds k_patience{20'000};
/// Free times for each kill, and some: one in eight of some ten visitors books, half of them for today.
constexpr int k_times_a_kill = 2, k_times_more = 100;

class KillAudit {
 public:
  KillAudit(const fs::path& file, const kiosk::Language& language, std::uint64_t seed, int kills)
      : folder_(file.parent_path()),
        lobby_(LobbyFile::read(file)),
        random_(seed),
        kills_(kills),
        terminal_(lobby_.terminal_socket, k_patience),
        display_(lobby_.display_socket, k_patience),
        visits_(terminal_, lobby_, language, random_,
                static_cast<std::size_t>(k_times_more + k_times_a_kill * kills)) {
    widen_numbers(lobby_);
  }

  void run() {
    // The printer is killed too: what it had in hand is on no paper, and the visitor is told so.
    std::vector<std::string> victims = {"terminal", "server", "terminal", "server", "display", "printer"};
    if (lobby_.has_box()) victims.insert(victims.end(), {"box", "box", "box"});
    for (int kill = 0; kill < kills_; ++kill) {
      const std::string& victim = victims[random_.below(victims.size())];
      one_kill(victim);
      ++killed_[victim];
      if ((kill + 1) % 50 == 0)
        std::cerr << fmt::format("{} kills, {} acts seen", kill + 1, visits_.seen().acts()) << std::endl;
    }
    // Last visitors with everything in order, one of each kind.
    for (int i = 0; i < k_kinds_of_visits; ++i) visits_.visit();
    // Who was told that there is no number was told the truth: they are counted, not a fault.
    expect(visits_.seen().acts() >= static_cast<std::size_t>(kills_), "visitors who were served");
    audit();
  }

 private:
  void one_kill(const std::string& victim) {
    Program& program = lobby_.program(victim);
    const milliseconds when(static_cast<std::int64_t>(random_.below(k_latest_kill_ms)));
    std::atomic<bool> struck = false;
    auto killer = std::async(std::launch::async, [&program, &struck, when] {
      // Not a wait for something: the moment is what is tried.
      std::this_thread::sleep_for(when);
      struck = true;
      program.kill_now();
    });
    try {
      // Visitors come until it is dead, and one more who meets what is left.
      do visits_.visit();
      while (killer.wait_for(milliseconds(0)) != std::future_status::ready);
      if (victim != "terminal" && victim != "display") visits_.visit();
    } catch (const Stuck&) {
      if (victim != "terminal" || !struck) throw;
      // The visitor stood before a dark screen; what they saw before counts.
    }
    killer.get();
    program.start();
    if (victim == "terminal") {
      terminal_.reconnect(k_patience);
      visits_.be_home();
    }
    if (victim == "display") display_.reconnect(k_patience);
  }

  void audit() {
    StaffClient clerk(lobby_.url, lobby_.ca_file);
    log_in_when_healthy(clerk);
    const std::string scope = clerk.site_scope();
    const Books books = whole_books(clerk, scope, "the authority");
    if (lobby_.has_box()) {
      StaffClient central(lobby_.central_url, lobby_.central_ca_file);
      log_in_when_healthy(central);
      const Books there = whole_books(central, scope, "the central server");
      expect(there.tickets.size() == books.tickets.size() &&
                 there.appointments.size() == books.appointments.size() &&
                 there.feedback.size() == books.feedback.size(),
             "as many numbers, bookings and answers at the central server");
    }
    const auto on_paper = audit_paper(clerk, books);
    // A visitor whose terminal died between the promise and the screen saw nothing: there is at most one a
    // kill.
    int unseen = 0;
    for (const auto& ticket : books.tickets) {
      const std::string number(ticket.at("number").as_string());
      unseen += visits_.seen().numbers.contains(number) || on_paper.contains(number) ? 0 : 1;
    }
    expect(unseen <= killed_["terminal"],
           fmt::format("at most {} unseen numbers, not {}", killed_["terminal"], unseen));
    // Databases: whole.
    for (const char* name : {"terminal", "display", "server"}) check_database(folder_ / name);
    if (lobby_.has_box()) check_database(folder_ / "box");
    check_display(clerk, scope);
    // Nothing has come a second time meanwhile.
    (void)whole_books(clerk, scope, "the authority in the end");
    tell(books, on_paper.size(), unseen);
  }

  /// Waits until all that was seen has arrived.
  Books whole_books(StaffClient& staff, const std::string& scope, const std::string& where) {
    Books books;
    std::string fault;
    (void)soon(
        [&] {
          books = Books::read(staff, scope);
          fault = fault_in(books, visits_.seen());
          return fault.empty();
        },
        k_patience);
    expect(fault.empty(), "everything once at " + where + ", but: " + fault);
    return books;
  }

  /// Each code leads to one number or one booking, and there is one paper of it. @return the numbers
  std::set<std::string> audit_paper(StaffClient& clerk, const Books& books) {
    terminal_.wait_idle();
    std::set<std::string> booked;
    for (const auto& appointment : books.appointments)
      booked.insert(std::string(appointment.at("code").as_string()));
    std::set<std::string> numbers, slips;
    for (const auto& entry : fs::recursive_directory_iterator(lobby_.paper_dir)) {
      if (entry.path().extension() != ".png") continue;
      for (const std::string& code : codes_on(entry.path())) {
        if (is_booking_code(code)) {
          expect(booked.contains(code), "the booking " + code + ", on paper, at the authority");
          expect(slips.insert(code).second, "the booking " + code + " on one paper");
        } else if (const auto at = code.find("/t/"); at != std::string::npos) {
          const std::string number = number_of(clerk, code.substr(at + 3));
          expect(numbers.insert(number).second, number + " on one paper");
        }
      }
    }
    return numbers;
  }

  static std::string number_of(StaffClient& clerk, const std::string& token) {
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
    return std::string(followed.body.at("number").as_string());
  }

  void tell(const Books& books, std::size_t on_paper, int unseen) {
    const Seen& seen = visits_.seen();
    const auto count = [](const auto& acts, const auto& holds) {
      return std::count_if(acts.begin(), acts.end(), holds);
    };
    std::cout
        << fmt::format(
               "{} kills (terminal {}, server {}, box {}, display {}, printer {}), each act once:\n"
               "numbers: {} on the screen, {} on paper, {} at the authority; {} promised and never seen\n"
               "feedback: {} thanked for, {} with words; {} at the authority, {} with words\n"
               "bookings: {} confirmed, {} refused, {} at the authority; {} came with their slip of {}, {} "
               "times again\n"
               "{} visitors told that there is none",
               kills_, killed_["terminal"], killed_["server"], killed_["box"], killed_["display"],
               killed_["printer"], seen.numbers.size(), on_paper, books.tickets.size(), unseen,
               count(seen.feedback, [](const SeenFeedback& given) { return given.saved; }),
               count(seen.feedback, [](const SeenFeedback& given) { return given.words_saved; }),
               books.feedback.size(),
               count(books.feedback, [](const json::value& row) { return row.as_object().contains("text"); }),
               count(
                   seen.bookings,
                   [](const SeenBooking& booking) { return booking.answer == SeenBooking::Answer::booked; }),
               count(
                   seen.bookings,
                   [](const SeenBooking& booking) { return booking.answer == SeenBooking::Answer::refused; }),
               books.appointments.size(),
               count(seen.check_ins, [](const auto& of) { return !of.second.empty(); }),
               count(seen.bookings, [](const SeenBooking& booking) { return !booking.code.empty(); }),
               seen.came_again, seen.turned_away)
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
      const std::string number(called.at("ticket").at("number").as_string());
      display_.wait_first_label(number);
      return;
    }
    throw Stuck("no counter serves the visitors' queue");
  }

  fs::path folder_;
  LobbyFile lobby_;
  SeededRandom random_;
  int kills_;
  Hand terminal_;
  Hand display_;
  AuditVisits visits_;
  std::map<std::string, int> killed_;
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
    test::KillAudit(argv[1], languages->of("fi"), seed, kills).run();
  } catch (const std::exception& stuck) {
    std::cout << "stuck: " << stuck.what() << std::endl;
    return 1;
  }
  return 0;
}
