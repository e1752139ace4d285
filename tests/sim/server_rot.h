#pragma once
// In every third world the servers' disks rot: now and then a bit flips in what lies in a database. The
// server must put it right, and nobody may notice. Has its own luck, so that the other worlds stay what they
// were.

#include "core/base/random.h"
#include "tests/sim/server.h"

namespace vuoro::test {

class ServerRot {
 public:
  /// @param seed  the world's
  ServerRot(std::uint64_t seed, Agenda& agenda);

  /// Each minute: perhaps a bit flips. All pages are read before, as each night, so that no page has two.
  void strike(SimServer& server);
  [[nodiscard]] int flips() const { return flips_; }

 private:
  Agenda& agenda_;
  SeededRandom random_;
  std::uint64_t each_minute_ = 0;  ///< chance in a thousand
  int flips_ = 0;
};

}  // namespace vuoro::test
