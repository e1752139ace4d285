// Whatever is sent to the simulated printer: the parser passes over every byte once, the paper stays within bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "drivers/printer/escpos_parser.h"
#include "drivers/printer/escpos_sim_device.h"

using namespace vuoro::drivers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  EscposParser parser;
  parser.feed(bytes);
  std::size_t passed = 0;
  while (const auto command = parser.next()) {
    passed += command->args.size();
    if (command->kind == EscposCommand::Kind::control) ++passed;
    if (command->kind == EscposCommand::Kind::command) passed += 2;
    if (passed + parser.pending() != size) std::abort();
  }
  if (harmless_prefix(std::as_bytes(bytes)) > size) std::abort();

  EscposSimDevice device({}, nullptr);
  [[maybe_unused]] const auto at_once = device.receive(bytes);
  [[maybe_unused]] const auto in_order = device.work(vuoro::MonoTime{});
  device.line_closed();
  [[maybe_unused]] const auto rest = device.work(vuoro::MonoTime{});
  for (const auto& sheet : device.take_finished())
    if (sheet.picture.height > 21000) std::abort();
  return 0;
}
