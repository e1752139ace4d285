#pragma once
// The code that the lobby's wall shows to phones: proof that somebody stood before it some minutes ago.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/random.h"

namespace vuoro::authority {

/// Codes are a keyed fingerprint of site and time; nothing is stored. The key lives as long as the process:
/// after a restart the wall shows new codes within a second, and what was scanned before must be scanned
/// again. Immutable: any thread.
class WallCodes {
 public:
  explicit WallCodes(Random& random);

  /// The code of this moment, 24 letters that a URL carries as they are.
  [[nodiscard]] std::string code(const Uuid& site_id, WallTime now) const;
  /// When the wall should show the next one.
  [[nodiscard]] static WallTime changes_at(WallTime now);
  /// The site whose code this is or was until a short while ago (limits::k_wall_code_steps).
  [[nodiscard]] std::optional<Uuid> site_of(std::string_view code, std::span<const Uuid> sites,
                                            WallTime now) const;

 private:
  [[nodiscard]] std::string code_of_step(const Uuid& site_id, std::int64_t step) const;

  std::string key_;
};

}  // namespace vuoro::authority
