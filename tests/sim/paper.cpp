#include "tests/sim/paper.h"

#include "drivers/printer/escpos_encoder.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

constexpr Millis k_print_within{10'000};
/// A ticket with its code and the questions around it is about so many bytes.
constexpr int k_ticket_bytes = 900;

drivers::PrinterProfile profile() {
  auto found = *drivers::find_printer_profile("epson-80");
  found.settle = Millis(100);
  return found;
}

}  // namespace

SimPaper::SimPaper(Agenda& agenda, const Weather& weather, Mutant& mutant, Told& told, Machine& machine)
    : agenda_(agenda),
      weather_(weather),
      mutant_(mutant),
      told_(told),
      machine_(machine),
      profile_(profile()),
      printer_(wire_.printer(profile_)) {}

void SimPaper::print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) {
  const auto bytes = drivers::encode_escpos(receipt, profile_, nullptr);
  if (!bytes) return answer({kiosk::PrintOutcome::nothing, Errc::internal});
  if (agenda_.chance(weather_.printer_fault)) {
    wire_.fault = static_cast<PrinterFault>(agenda_.below(5));
    wire_.fault_at = wire_.taken + static_cast<std::size_t>(agenda_.below(k_ticket_bytes));
    agenda_.after(agenda_.between(10s, 5min), [this] { mend(); });
  }
  const MonoTime before = wire_.clock.mono();
  const auto printed = printer_.print(*bytes, k_print_within);
  const Millis took = wire_.clock.mono() - before + agenda_.between(1s, 2s);
  look_at_tray();
  kiosk::PrintAnswer outcome;
  if (!printed && !mutant_.is(Mutation::paper_believed)) {
    outcome.why = printed.error().code;
    outcome.outcome =
        outcome.why == Errc::unknown_outcome ? kiosk::PrintOutcome::unknown : kiosk::PrintOutcome::nothing;
  }
  ++under_way_;
  agenda_.after(took, [this, run = machine_.run, outcome, answer = std::move(answer)] {
    --under_way_;
    if (machine_.alive(run)) answer(outcome);
  });
}

void SimPaper::mend() {
  wire_.mend();
  look_at_tray();
}

void SimPaper::look_at_tray() {
  for (const auto& sheet : wire_.paper()) {
    agenda_.note(machine_.name, "prints", sheet.text);
    told_.sheets.push_back({machine_.name, sheet.text, agenda_.wall()});
  }
}

}  // namespace vuoro::test
