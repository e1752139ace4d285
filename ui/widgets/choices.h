#pragma once
// Choosing a grade, a day, a time.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "ui/context.h"

namespace vuoro::ui {

/// Five faces from bad to good. @param labels  their names, worst first. @param selected  1..5, 0 for none.
/// @return 1..5 when one was just pressed, else 0.
int rating(Context& context, std::string_view key, std::string_view label,
           const std::array<std::string, 5>& labels, int selected);

struct DaySpec {
  std::string key;        ///< "2026-03-05"
  std::string weekday;    ///< "to"
  std::string day;        ///< "5.3."
  std::string label;      ///< the whole date for those who listen
  std::string note = {};  ///< "12 free", "full"
  bool disabled = false;
};
/// A line of days, wrapping to several lines. @return the index just chosen, or -1.
int day_chips(Context& context, std::string_view key, std::string_view label, std::span<const DaySpec> days,
              int selected, int per_line = 5);

struct TimeSpec {
  std::string key;    ///< "0915"
  std::string label;  ///< "9.15"
  bool disabled = false;
};
/// A grid of times. @return the index just chosen, or -1.
int time_slots(Context& context, std::string_view key, std::string_view label,
               std::span<const TimeSpec> times, int selected, int per_line = 4);

}  // namespace vuoro::ui
