#pragma once
// What a server has of the visitors of the kill audit, against what they saw.

#include <string>

#include "core/base/json.h"
#include "tests/e2e/audit_visits.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {

struct Books {
  json::array tickets, slots, appointments, feedback;

  /// @param staff  a supervisor, logged in
  [[nodiscard]] static Books read(StaffClient& staff, const std::string& scope);
};

/// Empty when each act is there as it must be: what the screen confirmed once, what it left open at most
/// once, what it refused not at all, and nothing that nobody did. Otherwise the first fault, in words.
[[nodiscard]] std::string fault_in(const Books& books, const Seen& seen);

}  // namespace vuoro::test
