// A ticket's way to the printer broken at each of its bytes: what is said of it is never more than what is
// so.
#include <algorithm>
#include <catch2/catch.hpp>

#include "drivers/printer/escpos_encoder.h"
#include "tests/support/printer_wire.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

constexpr Millis k_time{10'000};
constexpr const char* k_follow = "https://vuoro.example.fi/f/1";

using Fault = test::PrinterFault;
constexpr std::pair<Fault, const char*> k_faults[] = {{Fault::line_cut, "line cut"},
                                                      {Fault::line_lost, "line lost"},
                                                      {Fault::paper_out, "paper out"},
                                                      {Fault::cover_open, "cover open"},
                                                      {Fault::silent, "silent"}};

PrinterProfile profile_of(const char* name) {
  PrinterProfile profile = *find_printer_profile(name);
  profile.settle = Millis(100);
  return profile;
}

std::vector<std::byte> ticket(const PrinterProfile& profile) {
  const TicketWords words{"fi",         "Palvelupiste", "Vuoronumero", "A042",   "Kela",  "klo 12.00",
                          "Edelläsi 3", "Odota",        k_follow,      "Seuraa", "Kiitos"};
  return *encode_escpos(make_ticket_receipt(words), profile, nullptr);
}

struct Printing {
  test::PrinterWire wire;
  EscposPrinter printer;
  const std::vector<std::byte>& job;
  Printing(const PrinterProfile& profile, const std::vector<std::byte>& ticket)
      : printer(wire.printer(profile)), job(ticket) {}
  std::vector<EscposSimJob> paper() { return wire.paper(); }
};

bool is_whole(const EscposSimJob& sheet, const PrinterProfile& profile) {
  return sheet.cut == profile.cutter && sheet.text.find("A042") != std::string::npos &&
         sheet.text.find("Kiitos") != std::string::npos &&
         (profile.native_qr ? sheet.qr == std::vector<std::string>{k_follow} : sheet.pictures > 0);
}

/// Each byte of a ticket of some hundred bytes; of one whose code is a picture each of the first and last,
/// and some of the many alike between.
std::size_t next(std::size_t n, std::size_t all) {
  constexpr std::size_t k_each = 1500, k_ends = 60, k_step = 401;
  return all <= k_each || n < k_ends || n + k_ends >= all ? n + 1 : std::min(n + k_step, all - k_ends);
}

}  // namespace

TEST_CASE("a ticket whose way breaks after any byte is printed, not printed or unknown, as it is") {
  for (const char* name : {"epson-80", "generic-80", "generic-58"}) {
    const PrinterProfile profile = profile_of(name);
    const std::vector<std::byte> job = ticket(profile);
    std::size_t all = 0;
    {
      Printing whole(profile, job);
      REQUIRE(whole.printer.print(whole.job, k_time));
      const auto paper = whole.paper();
      REQUIRE(paper.size() == 1);
      REQUIRE(is_whole(paper[0], profile));
      all = whole.wire.taken;
      REQUIRE(all > whole.job.size());
    }
    for (const auto& [fault, fault_name] : k_faults) {
      int printed = 0, nothing = 0, unknown = 0;
      for (std::size_t n = 0; n < all; n = next(n, all)) {
        INFO(name << ", " << fault_name << " after " << n << " of " << all << " bytes");
        Printing p(profile, job);
        p.wire.fault = fault;
        p.wire.fault_at = n;
        const MonoTime before = p.wire.clock.mono();
        const auto result = p.printer.print(p.job, k_time);
        if (p.wire.clock.mono() - before > k_time) FAIL("longer than allowed");
        const auto now = p.paper();
        p.wire.mend();
        const auto later = p.paper();
        if (result) {
          ++printed;
          // Without a knife a sheet ends with the line, which a fault after the ticket can put off.
          const auto& sheets = now.empty() && !profile.cutter ? later : now;
          if (now.size() + later.size() != 1 || sheets.empty() || !is_whole(sheets[0], profile))
            FAIL("said to be printed, and is not");
        } else if (result.error().code == Errc::unknown_outcome) {
          ++unknown;
          if (now.size() + later.size() > 1) FAIL("more than one sheet of one ticket");
        } else {
          ++nothing;
          const Errc code = result.error().code;
          const bool named = (fault == Fault::paper_out && code == Errc::paper_out) ||
                             (fault == Fault::cover_open && code == Errc::cover_open) ||
                             code == Errc::offline;
          if (!named) FAIL("called " << name_of(code));
          if (!now.empty() || !later.empty()) FAIL("said not to be printed, and is on paper");
        }
        if (n % 8 != 0) continue;
        // Whatever was left in the device: the next ticket that is asked for is whole, and one.
        const auto again = p.printer.print(p.job, k_time);
        if (!again) FAIL("then " << again.error().to_string());
        const auto sheets = p.paper();
        if (sheets.size() != 1 || !is_whole(sheets[0], profile)) FAIL("the next ticket is not whole");
      }
      INFO(name << ", " << fault_name << ": " << printed << " printed, " << nothing << " not, " << unknown
                << " unknown");
      CHECK(nothing >= 6);  // while the device is asked before the job
      CHECK(unknown > 0);
    }
  }
}
