#pragma once
// What stands beside or under the calls: queues, slides, the line of announcements.

#include "kiosk/display/pictures.h"
#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// The queues the display shows, in their order.
[[nodiscard]] std::vector<const Queue*> shown_queues(const Wall& wall);

/// Who waits in each queue; page by page when there is no room for all.
void draw_queues(Wall& wall, ui::Rect rect);
/// The least size of draw_queues().
[[nodiscard]] ui::Rect queues_least(const Wall& wall);

/// How long the slide of an announcement stays.
inline constexpr std::int32_t k_slide_seconds = 10;
inline constexpr std::int32_t k_slide_seconds_min = 5;
inline constexpr std::int32_t k_slide_seconds_max = 120;

/// Which announcement is shown at a time, and until when.
struct SlideNow {
  const Announcement* slide = nullptr;  ///< null when there is none
  Millis left{};
};
[[nodiscard]] SlideNow slide_at(const std::vector<const Announcement*>& all, MonoTime now);

/// The announcement as a slide: its picture, or its text. @param pictures  may be null.
void draw_slide(Wall& wall, const ui::Rect& rect, const Announcement& slide, Pictures* pictures);

/// How old the picture is.
struct Age {
  bool stale = false;
  WallTime since;
};
/// How much of the screen the line at the bottom takes; 0: there is none.
[[nodiscard]] float foot_height(const Wall& wall, const Announcement* one, const Age& age);
/// The line at the bottom: an announcement, and the age of what is shown. @param one  may be null.
void draw_foot(Wall& wall, const ui::Rect& rect, const Announcement* one, const Age& age);

}  // namespace vuoro::kiosk
