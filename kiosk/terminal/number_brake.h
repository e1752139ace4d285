#pragma once
// Numbers that nobody waits for: when one queue's numbers are taken in quick succession, the next one is
// given only after a question. Never refused: a family may need four.

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace vuoro::kiosk {

/// Of one terminal, over its visits. Pure.
class NumberBrake {
 public:
  static constexpr std::size_t k_tickets = 3;
  static constexpr std::chrono::seconds k_within{60};
  /// A number that stood on the screen so long was read: somebody finished there, and counting begins anew.
  static constexpr std::chrono::seconds k_read{5};

  void given(const Uuid& queue_id, std::string number, MonoTime now);
  /// The page with the number was left.
  void left(MonoTime now);
  /// The last number given, when three of this queue's went within a minute and nobody stayed to read one.
  [[nodiscard]] std::optional<std::string> doubt(const Uuid& queue_id, MonoTime now) const;

 private:
  struct Given {
    Uuid queue_id;
    std::string number;
    MonoTime at;
  };
  std::vector<Given> given_;  ///< since somebody last finished, of the last minute
};

}  // namespace vuoro::kiosk
