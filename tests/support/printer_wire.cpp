#include "tests/support/printer_wire.h"

namespace vuoro::test {
namespace {

using namespace drivers;

class WireLink final : public ByteLink {
 public:
  explicit WireLink(PrinterWire& wire) : wire_(wire) {}
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
    if (done == bytes.size() || wire_.fault == PrinterFault::line_lost) return {bytes.size(), {}};
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
  PrinterWire& wire_;
};

}  // namespace

void PrinterWire::strike() {
  EscposSimFaults faults;
  if (fault == PrinterFault::line_cut || fault == PrinterFault::line_lost) {
    broken = true;
    device.line_closed();
  }
  if (fault == PrinterFault::paper_out) faults.paper = PaperState::out;
  faults.cover_open = fault == PrinterFault::cover_open;
  faults.silent = fault == PrinterFault::silent;
  device.set_faults(faults);
}

void PrinterWire::mend() {
  fault_at.reset();
  broken = false;
  answers.clear();
  device.line_closed();
  device.set_faults({});
  (void)device.work(clock.mono());
}

std::vector<EscposSimJob> PrinterWire::paper() {
  std::vector<EscposSimJob> out;
  for (auto& sheet : device.take_finished()) out.push_back(std::move(sheet.job));
  return out;
}

EscposPrinter PrinterWire::printer(const PrinterProfile& profile) {
  return EscposPrinter(
      [this](const Deadline&) -> Result<std::unique_ptr<ByteLink>> {
        if (broken) return fail(Errc::offline, "no line");
        return std::make_unique<WireLink>(*this);
      },
      profile, clock);
}

}  // namespace vuoro::test
