// The printer against the simulated device: faults told apart, and no claim that is not so.
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "drivers/printer/escpos_encoder.h"
#include "drivers/printer/escpos_parser.h"
#include "drivers/printer/escpos_sim.h"
#include "drivers/printer/printer.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

constexpr Millis k_time{5000};

struct Bench {
  SystemClock clock;
  std::unique_ptr<EscposSim> sim;
  std::unique_ptr<Printer> printer;

  explicit Bench(const char* profile = "epson-80", bool process_id = true) {
    EscposSimOptions options;
    options.process_id = process_id;
    sim = std::move(*EscposSim::start(options));
    PrinterProfile found = *find_printer_profile(profile);
    found.settle = Millis(100);
    printer = std::move(*make_printer(sim->uri(), found, clock));
  }
};

std::vector<std::byte> ticket_bytes(const char* profile = "epson-80") {
  const TicketWords words{"fi",         "Palvelupiste", "Vuoronumero",
                          "A042",       "Kela",         "klo 12.00",
                          "Edelläsi 3", "Odota",        "https://vuoro.example.fi/f/1",
                          "Seuraa",     "Kiitos"};
  return *encode_escpos(make_ticket_receipt(words), *find_printer_profile(profile), nullptr);
}

Errc outcome(const Result<void>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

}  // namespace

TEST_CASE("a ticket is printed, confirmed and cut, by each way of confirming") {
  for (const char* profile : {"epson-80", "generic-80", "generic-58"}) {
    INFO(profile);
    Bench bench(profile);
    const auto job = ticket_bytes(profile);
    const auto printed = bench.printer->print(job, k_time);
    CHECK(printed);
    REQUIRE(bench.sim->wait_for_jobs(1, k_time));
    CHECK(bench.sim->jobs()[0].text.find("A042") != std::string::npos);
    CHECK(bench.sim->jobs()[0].unknown.empty());
    CHECK(bench.printer->print(job, k_time));
    CHECK(bench.sim->wait_for_jobs(2, k_time));
  }
}

TEST_CASE("each fault has its own name, and nothing is printed") {
  Bench bench;
  const auto job = ticket_bytes();
  struct Case {
    const char* line;
    Errc code;
    const char* name;
  };
  for (const Case& one :
       {Case{"paper out", Errc::paper_out, "paper_out"}, Case{"cover open", Errc::cover_open, "cover_open"},
        Case{"silent on", Errc::offline, "silent"}, Case{"dead on", Errc::offline, "unplugged"}}) {
    INFO(one.line);
    REQUIRE(bench.sim->control(one.line) == "ok");
    CHECK(name_of(bench.printer->status(Millis(400))) == one.name);
    CHECK(outcome(bench.printer->print(job, Millis(400))) == one.code);
    REQUIRE(bench.sim->control("reset") == "ok");
  }
  CHECK(bench.sim->jobs().empty());
  CHECK(bench.printer->print(job, k_time));
  REQUIRE(bench.sim->wait_for_jobs(1, k_time));
  CHECK(bench.sim->jobs().size() == 1);
}

TEST_CASE("near end is said and still prints") {
  Bench bench;
  REQUIRE(bench.sim->control("paper near_end") == "ok");
  const PrinterStatus status = bench.printer->status(k_time);
  CHECK(status.paper == PaperState::near_end);
  CHECK(status.ready());
  CHECK(name_of(status) == "near_end");
  CHECK(bench.printer->print(ticket_bytes(), k_time));
}

TEST_CASE("a stuck cutter: the ticket at hand is unknown, the next is refused as cutter error") {
  Bench bench;
  REQUIRE(bench.sim->control("cutter stuck") == "ok");
  CHECK(outcome(bench.printer->print(ticket_bytes(), k_time)) == Errc::unknown_outcome);
  CHECK(name_of(bench.printer->status(k_time)) == "cutter");
  CHECK(outcome(bench.printer->print(ticket_bytes(), k_time)) == Errc::cutter);
  REQUIRE(bench.sim->wait_for_jobs(1, k_time));
  CHECK(bench.sim->jobs().size() == 1);
  CHECK_FALSE(bench.sim->jobs()[0].cut);
}

TEST_CASE("paper that ends within the ticket is unknown, well before the time is up") {
  for (const char* profile : {"epson-80", "generic-80", "generic-58"}) {
    INFO(profile);
    Bench bench(profile);
    REQUIRE(bench.sim->control("paper_out_after 2") == "ok");
    const MonoTime before = bench.clock.mono();
    CHECK(outcome(bench.printer->print(ticket_bytes(profile), Millis(20000))) == Errc::unknown_outcome);
    CHECK(bench.clock.mono() - before < Millis(8000));
    CHECK(outcome(bench.printer->print(ticket_bytes(profile), k_time)) == Errc::paper_out);
  }
}

TEST_CASE("a printer that falls silent after the job began is unknown") {
  Bench bench;
  // Slow enough that the fault comes in the middle.
  REQUIRE(bench.sim->control("slow 300") == "ok");
  bool finished_early = true, silenced = false;  // Catch counts on one thread only
  std::thread fault([&] {
    finished_early = bench.sim->wait_for_jobs(1, Millis(500));
    silenced = bench.sim->control("silent on") == "ok";
  });
  CHECK(outcome(bench.printer->print(ticket_bytes(), Millis(2500))) == Errc::unknown_outcome);
  fault.join();
  CHECK_FALSE(finished_early);
  CHECK(silenced);
}

TEST_CASE("slow paper is waited for") {
  Bench bench;
  REQUIRE(bench.sim->control("slow 100") == "ok");
  CHECK(bench.printer->print(ticket_bytes(), Millis(15000)));
  CHECK(bench.sim->jobs().size() == 1);
}

TEST_CASE("a line closed after N bytes never lies about the paper") {
  const auto job = ticket_bytes();
  const std::size_t questions = 12;  // DLE EOT 1 to 4
  const std::size_t prefix = harmless_prefix(job);
  REQUIRE(prefix == 20);  // modes of the first line
  const std::size_t confirmation = 11;
  const std::size_t total = questions + job.size() + confirmation;
  std::vector<std::size_t> cuts{0, 1, 2, 3, 5, 6, 9, 11};
  for (const std::size_t n : {0, 1, 2, 19, 20, 21, 30, 60}) cuts.push_back(questions + n);
  for (const std::size_t n : {2, 1}) cuts.push_back(questions + job.size() - n);
  for (const std::size_t n : {0, 1, 5, 10}) cuts.push_back(questions + job.size() + n);
  for (const std::size_t n : cuts) {
    INFO("closed after " << n << " of " << total << " bytes");
    Bench bench;
    REQUIRE(bench.sim->control("close_after " + std::to_string(n)) == "ok");
    const auto result = bench.printer->print(job, k_time);
    REQUIRE_FALSE(result);
    const Errc code = result.error().code;
    if (n < questions) {
      CHECK(code == Errc::offline);
    } else if (n <= questions + prefix) {
      CHECK((code == Errc::offline || code == Errc::unknown_outcome));
    } else {
      CHECK(code == Errc::unknown_outcome);
    }
    // Whatever is on paper, "offline" was said of none of it.
    if (code == Errc::offline) CHECK(bench.sim->jobs().empty());
  }
  Bench bench;
  REQUIRE(bench.sim->control("close_after " + std::to_string(total)) == "ok");
  CHECK(bench.printer->print(job, k_time));
}

TEST_CASE("a printer without GS ( H is not believed by the job's profile") {
  Bench bench("epson-80", false);
  CHECK(outcome(bench.printer->print(ticket_bytes(), Millis(1500))) == Errc::unknown_outcome);
}

TEST_CASE("nobody listens, no such device, no such name") {
  SystemClock clock;
  const auto profile = *find_printer_profile("epson-80");
  std::uint16_t free_port = 0;
  {
    const auto sim = EscposSim::start({});
    REQUIRE(sim);
    free_port = (*sim)->port();
  }
  const std::string refused = "tcp://127.0.0.1:" + std::to_string(free_port);
  for (const std::string& uri : {refused, std::string("file:///dev/vuoro-no-such-printer"),
                                 std::string("serial:///dev/vuoro-no-such-line?baud=38400&flow=rtscts")}) {
    INFO(uri);
    const auto printer = make_printer(uri, profile, clock);
    REQUIRE(printer);
    CHECK((*printer)->status(Millis(1000)).reach == PrinterReach::unplugged);
    CHECK(outcome((*printer)->print(ticket_bytes(), Millis(1000))) == Errc::offline);
  }
  for (const char* uri : {"", "tcp://", "tcp://host:0", "tcp://host:99999", "http://x", "file://relative",
                          "serial:///dev/ttyS0?baud=1234", "serial:///dev/ttyS0?parity=even"}) {
    INFO(uri);
    const auto printer = make_printer(uri, profile, clock);
    REQUIRE_FALSE(printer);
    CHECK(printer.error().code == Errc::invalid_argument);
  }
  CHECK(outcome((*make_printer(refused, profile, clock))->print({}, k_time)) == Errc::invalid_argument);
  const std::vector<std::byte> huge(k_print_job_bytes_max + 1);
  CHECK(outcome((*make_printer(refused, profile, clock))->print(huge, k_time)) == Errc::too_large);
}

namespace {

/// A pseudo-terminal whose other end is served by a simulated printer through TCP.
class PtyBridge {
 public:
  explicit PtyBridge(std::uint16_t port);
  ~PtyBridge();
  [[nodiscard]] std::string path() const { return path_; }

 private:
  int master_ = -1;
  std::string path_;
  std::unique_ptr<std::thread> thread_;
  int stop_[2]{};
};

}  // namespace

namespace {

PtyBridge::PtyBridge(std::uint16_t port) {
  master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
  ::grantpt(master_);
  ::unlockpt(master_);
  path_ = ::ptsname(master_);
  REQUIRE(::pipe(stop_) == 0);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  // Keeps the line up while the driver has it closed between calls.
  const int slave = ::open(path_.c_str(), O_RDWR | O_NOCTTY);
  thread_ = std::make_unique<std::thread>([this, socket, slave] {
    char buffer[4096];
    for (;;) {
      pollfd waits[3]{{master_, POLLIN, 0}, {socket, POLLIN, 0}, {stop_[0], POLLIN, 0}};
      if (::poll(waits, 3, -1) < 0 || waits[2].revents != 0) break;
      const auto pass = [&](int from, int to, short events) {
        if ((events & POLLIN) == 0) return true;
        const ssize_t count = ::read(from, buffer, sizeof buffer);
        return count > 0 && ::write(to, buffer, static_cast<std::size_t>(count)) == count;
      };
      if (!pass(master_, socket, waits[0].revents) || !pass(socket, master_, waits[1].revents)) break;
    }
    ::close(slave);
    ::close(socket);
  });
}

PtyBridge::~PtyBridge() {
  [[maybe_unused]] const ssize_t told = ::write(stop_[1], "x", 1);
  thread_->join();
  ::close(master_);
  ::close(stop_[0]);
  ::close(stop_[1]);
}

}  // namespace

TEST_CASE("the same printer over a serial line") {
  SystemClock clock;
  const auto sim = EscposSim::start({});
  REQUIRE(sim);
  PtyBridge bridge((*sim)->port());
  const auto printer =
      make_printer("serial://" + bridge.path() + "?baud=38400", *find_printer_profile("epson-80"), clock);
  REQUIRE(printer);
  CHECK(name_of((*printer)->status(k_time)) == "ready");
  CHECK((*printer)->print(ticket_bytes(), k_time));
  REQUIRE((*sim)->wait_for_jobs(1, k_time));
  CHECK((*sim)->jobs()[0].qr == std::vector<std::string>{"https://vuoro.example.fi/f/1"});
  REQUIRE((*sim)->control("paper out") == "ok");
  CHECK(outcome((*printer)->print(ticket_bytes(), k_time)) == Errc::paper_out);
  REQUIRE((*sim)->control("silent on") == "ok");
  CHECK((*printer)->status(Millis(300)).reach == PrinterReach::silent);
}

TEST_CASE("the simulator draws each job, and its control port answers in lines") {
  test::TempDir folder;
  EscposSimOptions options;
  options.out = folder.path() / "jobs";
  const auto sim = EscposSim::start(options);
  REQUIRE(sim);
  SystemClock clock;
  const auto printer = make_printer((*sim)->uri(), *find_printer_profile("epson-80"), clock);
  REQUIRE(printer);
  CHECK((*printer)->print(ticket_bytes(), k_time));
  REQUIRE((*sim)->wait_for_jobs(1, k_time));
  CHECK(std::filesystem::file_size(folder.path() / "jobs" / "job-0001.png") > 3000);

  CHECK((*sim)->control("jobs") == "ok 1");
  CHECK((*sim)->control("paper sideways").starts_with("error"));
  CHECK((*sim)->control("last").find("A042") != std::string::npos);
  CHECK((*sim)->control("status").find("\"ready\"") != std::string::npos);

  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons((*sim)->control_port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const std::string lines = "cover open\nnonsense\n";
  REQUIRE(::send(socket, lines.data(), lines.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(lines.size()));
  std::string got;
  char buffer[256];
  while (std::count(got.begin(), got.end(), '\n') < 2) {
    const ssize_t count = ::recv(socket, buffer, sizeof buffer, 0);
    REQUIRE(count > 0);
    got.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(socket);
  CHECK(got == "ok\nerror not understood\n");
  CHECK((*sim)->faults().cover_open);
  CHECK(name_of((*printer)->status(k_time)) == "cover_open");
}
