#pragma once
// How large what is read from a distance must be. Pure.
//
// A letter that subtends less than 16' of arc is hard to read; 20' to 22' are preferred (ISO 9241-3 and
// ISO 9241-303; NUREG-0700 11.4.1.5-1 says 15' and 20'; DIN 1450 gives numbers of the same size for signals).
//   number   distance / 200 = 17.2'   every number: last calls, how many wait, who is next
//   call     distance / 100 = 34.4'   the called number and its counter: read at once, also with half the
//   sight word     distance / 300 = 11.5'   words beside a number, where the number alone says it: ISO 9241-3
//   allows
//                                     less than 16' "where readability is incidental to the task"
// Heights are those of a figure, which in Inter is as high as a capital letter. Where a layout has no room
// for them, fewer rows are shown; no number is ever smaller.

#include "core/lobby/lobby_records.h"

namespace vuoro::kiosk {

/// Where nothing is said: a lobby's usual farthest seat.
inline constexpr double k_viewing_distance_m = 5;
inline constexpr double k_viewing_distance_min_m = 1;
inline constexpr double k_viewing_distance_max_m = 40;
inline constexpr float k_number_share = 1.0f / 200;
inline constexpr float k_call_share = 1.0f / 100;
inline constexpr float k_word_share = 1.0f / 300;
/// A code's side, all of it, to be read by a phone from there: the usual rule of a tenth of the distance.
inline constexpr float k_code_share = 1.0f / 10;

/// Least heights in pixels.
struct Figures {
  float call_px = 0;
  float number_px = 0;
  float word_px = 0;
  float code_px = 0;
};

[[nodiscard]] double viewing_distance_m(const DisplaySettings& settings);
/// @param px_per_mm  of the panel.
[[nodiscard]] Figures figures_for(double distance_m, double px_per_mm);

}  // namespace vuoro::kiosk
