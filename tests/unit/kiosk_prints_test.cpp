// A number of the desk on this terminal's paper: recorded, printed, confirmed; once, whatever happens
// between.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "kiosk/paper/desk_printing.h"
#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

const Uuid k_job = Uuid::from_name("job");

struct Fixture : test::CoreTerminal {
  Fixture() {
    ticket.id = Uuid::from_name("ticket");
    ticket.site_id = lobby.site_id;
    ticket.number = "A900";
    ticket.service_day = "2026-03-03";
    ticket.queue_id = lobby.queue_a;
    ticket.language = "sv";
    ticket.issued_at = ticket.first_arrival = ticket.due = clock.wall();
    authority.put(ticket);
    turns();
  }

  void ask(const Uuid& id = k_job, Millis life = 2min) {
    PrintJob job;
    job.id = id;
    job.site_id = lobby.site_id;
    job.device_id = device;
    job.ticket_id = ticket.id;
    job.follow_token = "a-token-of-the-visitor-1";
    job.asked_at = clock.wall();
    job.expires_at = clock.wall() + life;
    authority.put(job);
  }
  Errc begin(const Uuid& id = k_job) {
    std::optional<Result<IssuedTicket>> got;
    core->begin_print(id, [&](auto ticket_to_print) { got = std::move(ticket_to_print); });
    REQUIRE(got.has_value());
    return *got ? Errc::internal : got->error().code;  // internal: begun
  }
  PrintJob job(const Uuid& id = k_job) { return authority.record<PrintJob>(id).value(); }

  Ticket ticket;
};

/// The core as the screens see it: answers at once.
class CorePort final : public LobbyPort {
 public:
  explicit CorePort(Fixture& fixture) : fixture_(fixture) {}
  LobbyViewPtr view() const override { return fixture_.core->view(); }
  void begin_print(const Uuid& id, Answer<IssuedTicket> answer) override {
    fixture_.core->begin_print(id, std::move(answer));
  }
  void end_print(const Uuid& id, PrintJobState outcome, const std::string& why,
                 Answer<void> answer) override {
    fixture_.core->end_print(id, outcome, why, std::move(answer));
  }
  void take_ticket(const TakeTicket&, Answer<IssuedTicket>) override {}
  void cancel_ticket(const Uuid&, Answer<void>) override {}
  void hold_slot(const Uuid&, Answer<Uuid>) override {}
  void release_slot(const Uuid&) override {}
  void book(const BookAppointment&, Answer<Appointment>) override {}
  void cancel_appointment(const Uuid&, Answer<void>) override {}
  void check_in(const std::string&, const std::string&, Answer<CheckedIn>) override {}
  void give_feedback(const GiveFeedback&, Answer<Uuid>) override {}
  void search(const std::string&, const std::string&, Answer<std::vector<Found>>) override {}

 private:
  Fixture& fixture_;
};

/// Says what it is told to say, and keeps what it was to print.
class ToldPaper final : public PaperPort {
 public:
  bool has_printer() const override { return true; }
  void print(drivers::Receipt receipt, std::function<void(PrintAnswer)> answer) override {
    receipts.push_back(std::move(receipt));
    waiting.push_back(std::move(answer));
  }
  drivers::PrinterStatus status() const override { return {}; }
  void answer(PrintAnswer what) {
    for (const auto& tell : std::exchange(waiting, {})) tell(what);
  }
  std::vector<drivers::Receipt> receipts;
  std::vector<std::function<void(PrintAnswer)>> waiting;
};

const Languages& languages() {
  static const Languages loaded = [] {
    const char* build = std::getenv("VUORO_BUILD_DIR");
    return Languages::load(std::filesystem::path(build == nullptr ? "." : build) / "share/vuoro/i18n")
        .value();
  }();
  return loaded;
}

std::string words_of(const drivers::Receipt& receipt) {
  std::string out;
  for (const auto& item : receipt.items) {
    if (const auto* line = std::get_if<drivers::TextLine>(&item)) out += line->text + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("the desk's number comes out once, in the visitor's language, and the desk hears of it") {
  Fixture fixture;
  CorePort port(fixture);
  ToldPaper paper;
  DeskPrinting printing(port, paper, languages());
  printing.look();
  CHECK(paper.receipts.empty());
  fixture.ask();
  fixture.turns();
  printing.look();
  REQUIRE(paper.receipts.size() == 1);
  CHECK(paper.receipts[0].language == "sv");
  CHECK(words_of(paper.receipts[0]).find("A900") != std::string::npos);
  // The feed says it again, and again, while the printer works: it is under way.
  fixture.authority.put(fixture.job());
  fixture.turns();
  printing.look();
  CHECK(paper.receipts.size() == 1);
  CHECK(fixture.job().state == PrintJobState::waiting);
  paper.answer({PrintOutcome::printed, Errc::internal});
  fixture.turns();
  CHECK(fixture.job().state == PrintJobState::printed);
  printing.look();
  CHECK(fixture.core->view()->print_jobs.empty());
  CHECK(paper.receipts.size() == 1);
}

TEST_CASE("a printer without paper: the desk reads why, and a new job prints when there is some") {
  Fixture fixture;
  CorePort port(fixture);
  ToldPaper paper;
  DeskPrinting printing(port, paper, languages());
  fixture.ask();
  fixture.turns();
  printing.look();
  paper.answer({PrintOutcome::nothing, Errc::paper_out});
  fixture.turns();
  CHECK(fixture.job().state == PrintJobState::nothing);
  CHECK(fixture.job().why == "paper_out");
  const Uuid again = Uuid::from_name("again");
  fixture.ask(again);
  fixture.turns();
  printing.look();
  CHECK(paper.receipts.size() == 2);
  paper.answer({PrintOutcome::unknown, Errc::unknown_outcome});
  fixture.turns();
  CHECK(fixture.job(again).state == PrintJobState::unknown);
}

TEST_CASE("an outcome that a full disk refuses is told when there is room, without a restart") {
  Fixture fixture;
  fixture.ask();
  fixture.turns();
  REQUIRE(fixture.begin() == Errc::internal);
  auto& database = fixture.store->database();
  const auto bounded = [&](const std::string& pages) {
    REQUIRE(database.execute("PRAGMA max_page_count=" + pages).has_value());
  };
  fixture.connected = false;  // what comes from the server takes room as well
  bounded("1");
  // The last free places are used up first, by events that are smaller than the one to come.
  std::optional<Errc> code;
  for (int i = 0; i < 2'000 && !code; ++i) {
    GiveFeedback given;
    given.language = "fi";
    fixture.core->give_feedback(given, [&](const Result<Uuid>& kept) {
      if (!kept) code = kept.error().code;
    });
  }
  REQUIRE(code == Errc::disk_full);
  Result<void> told;
  fixture.core->end_print(k_job, PrintJobState::printed, "", [&](const Result<void>& done) { told = done; });
  REQUIRE_FALSE(told);
  CHECK(told.error().code == Errc::disk_full);
  fixture.turns(120);
  CHECK(fixture.store->prints_begun().value().size() == 1);
  bounded("1000000");
  fixture.connected = true;
  fixture.turns(240);
  CHECK(fixture.job().state == PrintJobState::printed);
  CHECK(fixture.store->prints_begun().value().empty());
}

TEST_CASE("an old snapshot brings the job again after it was printed: it is not begun twice") {
  Fixture fixture;
  fixture.ask(k_job, 10min);
  fixture.turns();
  CHECK(fixture.begin() == Errc::internal);
  fixture.core->end_print(k_job, PrintJobState::printed, "", [](const Result<void>& told) { REQUIRE(told); });
  fixture.turns();
  PrintJob late = fixture.job();
  late.state = PrintJobState::waiting;
  fixture.authority.put(late);
  fixture.turns();
  CHECK(fixture.begin() == Errc::conflict);
  fixture.start();
  CHECK(fixture.begin() == Errc::conflict);
  // Its outcome was told, and is not told again.
  Result<void> twice;
  fixture.core->end_print(k_job, PrintJobState::unknown, "", [&](const Result<void>& told) { twice = told; });
  REQUIRE_FALSE(twice);
  CHECK(twice.error().code == Errc::conflict);
}

TEST_CASE("a job that is late, of another terminal, or of a ticket that is over is not begun") {
  Fixture fixture;
  fixture.ask(k_job, 1s);
  const Uuid foreign = Uuid::from_name("foreign");
  fixture.ask(foreign);
  PrintJob other = fixture.job(foreign);
  other.device_id = Uuid::from_name("another terminal");
  fixture.authority.put(other);
  fixture.turns();
  CHECK(fixture.begin() == Errc::expired);
  CHECK(fixture.begin(foreign) == Errc::not_found);
  CHECK(fixture.core->view()->print_jobs.size() == 1);  // the late one, which the authority will end
  const Uuid over = Uuid::from_name("over");
  fixture.ticket.state = TicketState::cancelled;
  fixture.authority.put(fixture.ticket);
  fixture.ask(over);
  fixture.turns();
  CHECK(fixture.begin(over) == Errc::not_found);
}

TEST_CASE("killed between the record and the printer's answer: told as unknown, never printed again") {
  Fixture fixture;
  fixture.ask();
  fixture.turns();
  fixture.core.reset();
  fixture.store.reset();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto opened = Store::open_or_recover(fixture.dir.path() / "kiosk.db", fixture.clock, {"boot", true});
    if (!opened) ::_exit(3);
    const auto begun = opened->begin_print(k_job, fixture.clock.wall());
    if (!begun || !*begun) ::_exit(4);
    // The printer has the bytes now.
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  fixture.start();
  CHECK(fixture.begin() != Errc::internal);
  fixture.turns();
  CHECK(fixture.begin() != Errc::internal);
  CHECK(fixture.job().state == PrintJobState::unknown);
  CHECK(fixture.core->view()->print_jobs.empty());
  // A third life has nothing more to tell.
  const auto told = fixture.authority.event_order().size();
  fixture.start();
  CHECK(fixture.authority.event_order().size() == told);
}

}  // namespace vuoro::kiosk
