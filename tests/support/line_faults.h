#pragma once
// What a line between two programs does to them, one after the other; and the line made good again.

#include "tests/support/fault_proxy.h"

namespace vuoro::test {

struct NamedFault {
  const char* name;
  void (*begin)(FaultProxy&);
};

inline constexpr NamedFault k_line_faults[] = {
    {"the cable is out", [](FaultProxy& line) { line.faults.refuse = true; }},
    {"a black hole", [](FaultProxy& line) { line.faults.silent = true; }},
    {"answers are swallowed", [](FaultProxy& line) { line.faults.half_open = true; }},
    {"rubbish instead of the server",
     [](FaultProxy& line) {
       line.faults.rubbish = true;
       line.cut_all();
     }},
    {"TLS is cut in the middle",
     [](FaultProxy& line) {
       line.faults.cut_after = 900;
       line.cut_all();
     }},
    {"late answers", [](FaultProxy& line) { line.faults.delay_ms = 400; }},
    {"late answers, and three packets in a hundred lost",
     [](FaultProxy& line) {
       line.faults.delay_ms = 400;
       line.faults.loss_permille = 30;
     }},
    {"ten bytes a second", [](FaultProxy& line) { line.faults.bytes_per_second = 10; }},
};

inline void mend(FaultProxy& line) {
  line.faults.refuse = line.faults.silent = line.faults.half_open = line.faults.rubbish = false;
  line.faults.cut_after = 0;
  line.faults.delay_ms = line.faults.bytes_per_second = line.faults.loss_permille = 0;
  line.cut_all();
}

}  // namespace vuoro::test
