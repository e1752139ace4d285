#pragma once
// Whoever looks after the content, at the head office.

#include "tests/sim/lobby.h"

namespace vuoro::test {

/// Makes the queues' ranges of numbers wider while people hold numbers of them, for they run out.
class SimEditor {
 public:
  SimEditor(Agenda& agenda, const Mutant& mutant, SimServer& central, const Lobby& lobby)
      : agenda_(agenda), mutant_(mutant), central_(central), lobby_(lobby) {}

  void begin_work();
  void stop() { working_ = false; }

 private:
  void next();
  void widen();

  Agenda& agenda_;
  const Mutant& mutant_;
  SimServer& central_;
  const Lobby& lobby_;
  bool working_ = false;
};

}  // namespace vuoro::test
