#pragma once
// A wait as people read it, and the honesty of such statements: how wide a range must be is learned from how
// often the earlier ones held.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace vuoro {

/// Seconds.
struct WaitSpread {
  double low = 0;
  double middle = 0;
  double high = 0;
};

struct WaitRange {
  std::int32_t low_minutes = 0;
  std::int32_t high_minutes = 0;
  friend bool operator==(const WaitRange&, const WaitRange&) = default;
};

/// As it is shown: whole minutes up to ten, then fives, at least one step wide. Nothing of a spread that is
/// not one.
[[nodiscard]] std::optional<WaitRange> shown_wait(double low_s, double high_s);

/// The share of stated ranges that are to hold, and that lie wholly below or above what came.
inline constexpr double k_wait_share_held = 0.8;

/// Widens and narrows what was played until the ranges hold as often as they claim (adaptive conformal
/// inference after Gibbs and Candès, 2021, one step a statement, told apart by length of wait). Judged by the
/// rounded range, for that is what somebody read.
class WaitHonesty {
 public:
  struct Statement {
    std::uint8_t length = 0;  ///< which of the lengths of wait
    WaitSpread said;
  };

  /// @param samples  equally likely seconds, ascending, not empty
  [[nodiscard]] Statement state(std::span<const float> samples) const;
  /// What was said, and how long it really took.
  void learn(const Statement& statement, double seconds);

 private:
  struct Length {
    double low = 1;   ///< how much of the played distance from the middle to the low end is stated
    double high = 1;  ///< the same upwards
    double lessons = 0;
  };
  std::array<Length, 4> lengths_;
};

}  // namespace vuoro
