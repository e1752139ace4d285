// A ticket's way to the printer broken at each of its bytes: what is said of it is never more than what is
// so.
#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>

#include "drivers/printer/escpos_encoder.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/escpos_sim_device.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

constexpr Millis k_time{10'000};
constexpr const char* k_follow = "https://vuoro.example.fi/f/1";

/// What goes wrong once the device has got its n-th byte.
enum class Fault {
  line_cut,   ///< and the system knows which bytes it could not send
  line_lost,  ///< the system took every byte, the device got n of them
  paper_out,
  cover_open,
  silent,
};
constexpr std::pair<Fault, const char*> k_faults[] = {{Fault::line_cut, "line cut"},
                                                      {Fault::line_lost, "line lost"},
                                                      {Fault::paper_out, "paper out"},
                                                      {Fault::cover_open, "cover open"},
                                                      {Fault::silent, "silent"}};

/// The simulated device without sockets and in its own time, so that each byte has its place.
struct Wire {
  ManualClock clock{WallTime{}};
  EscposSimDevice device{EscposSimOptions{}, nullptr};
  std::size_t taken = 0;                ///< bytes that came to the device
  std::optional<std::size_t> fault_at;  ///< none: all is well
  Fault fault = Fault::line_cut;
  bool broken = false;
  std::deque<char> answers;

  void hear(const std::string& bytes) { answers.insert(answers.end(), bytes.begin(), bytes.end()); }
  void strike() {
    EscposSimFaults faults;
    if (fault == Fault::line_cut || fault == Fault::line_lost) {
      broken = true;
      device.line_closed();
    }
    if (fault == Fault::paper_out) faults.paper = PaperState::out;
    faults.cover_open = fault == Fault::cover_open;
    faults.silent = fault == Fault::silent;
    device.set_faults(faults);
  }
  /// The paper is put in, the cover closed, the cable plugged in again.
  void mend() {
    fault_at.reset();
    broken = false;
    answers.clear();
    device.line_closed();
    device.set_faults({});
    (void)device.work(clock.mono());
  }
};

class WireLink final : public ByteLink {
 public:
  explicit WireLink(Wire& wire) : wire_(wire) {}
  ~WireLink() override {
    wire_.device.line_closed();
    (void)wire_.device.work(wire_.clock.mono());
  }
  WriteOutcome write(std::span<const std::byte> bytes, const Deadline&) override {
    std::size_t done = 0;
    while (done < bytes.size() && !wire_.broken) {
      std::size_t count = bytes.size() - done;
      if (wire_.fault_at) count = std::min(count, *wire_.fault_at - wire_.taken);
      const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data() + done);
      wire_.hear(wire_.device.receive(std::span(from, count)));
      wire_.hear(wire_.device.work(wire_.clock.mono()));
      wire_.taken += count;
      done += count;
      if (wire_.fault_at == wire_.taken && done < bytes.size()) {
        wire_.fault_at.reset();
        wire_.strike();
      }
    }
    if (done == bytes.size() || wire_.fault == Fault::line_lost) return {bytes.size(), {}};
    return {done, fail(Errc::offline, "cut")};
  }
  Result<std::size_t> read(std::span<std::byte> into, const Deadline& deadline) override {
    if (wire_.answers.empty() && !wire_.broken) {
      wire_.clock.advance(deadline.left());
      wire_.hear(wire_.device.work(wire_.clock.mono()));
    }
    if (wire_.answers.empty()) return fail(wire_.broken ? Errc::offline : Errc::timeout, "nothing came");
    std::size_t count = 0;
    for (; count < into.size() && !wire_.answers.empty(); ++count) {
      into[count] = static_cast<std::byte>(wire_.answers.front());
      wire_.answers.pop_front();
    }
    return count;
  }

 private:
  Wire& wire_;
};

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
  Wire wire;
  EscposPrinter printer;
  const std::vector<std::byte>& job;
  Printing(const PrinterProfile& profile, const std::vector<std::byte>& ticket)
      : printer(
            [this](const Deadline&) -> Result<std::unique_ptr<ByteLink>> {
              if (wire.broken) return fail(Errc::offline, "no line");
              return std::make_unique<WireLink>(wire);
            },
            profile, wire.clock),
        job(ticket) {}
  /// Sheets since the last call.
  std::vector<EscposSimJob> paper() {
    std::vector<EscposSimJob> out;
    for (auto& sheet : wire.device.take_finished()) out.push_back(std::move(sheet.job));
    return out;
  }
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
