#pragma once
// A theme: every colour, size and time the toolkit uses, read from one TOML file and checked when loaded.

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "ui/geometry.h"
#include "ui/image.h"

namespace vuoro::ui {

/// Colour tokens. The list is the file's [colours] table; each is "#rrggbb" and all must be there.
#define VUORO_UI_COLOURS(X)                                                                                \
  X(background)                                                                                            \
  X(surface)                                                                                               \
  X(surface_sunken)                                                                                        \
  X(surface_pressed)                                                                                       \
  X(ink)                                                                                                   \
  X(ink_soft)                                                                                              \
  X(line)                                                                                                  \
  X(control) X(primary) X(primary_pressed) X(on_primary) X(primary_soft) X(accent) X(on_accent) X(success) \
      X(success_soft) X(warning) X(warning_soft) X(error) X(error_soft) X(info) X(info_soft) X(focus)      \
          X(shadow) X(overlay) X(disabled) X(on_disabled) X(hero) X(on_hero) X(on_hero_soft) X(hero_art)   \
              X(accent_soft)
struct Colours {
#define VUORO_UI_FIELD(name) Colour name;
  VUORO_UI_COLOURS(VUORO_UI_FIELD)
#undef VUORO_UI_FIELD
};

/// Type scale, smallest first. Every size is at least the 0.7 degrees of EN 301 549 5.1.4.
enum class TextStyle { caption, body, strong, subtitle, title, heading, hero, figure };
inline constexpr std::size_t k_text_styles = 8;

enum class Weight { regular = 400, medium = 500, semibold = 600, bold = 700 };

struct TypeToken {
  float cap_mm = 7.3f;  ///< height of a capital H
  Weight weight = Weight::regular;
  float line_height = 1.3f;  ///< baseline to baseline, in ems
};

enum class Space { none, xs, s, m, l, xl, xxl };
inline constexpr std::size_t k_spaces = 7;

/// Size tokens: the file's [size] table, mm; name, least, most.
#define VUORO_UI_SIZES(X)                                                            \
  X(icon, 7, 30)         /* beside a word */                                         \
  X(sign, 9, 40)         /* of a banner; the box to tick */                          \
  X(disc_small, 12, 40)  /* the disc around a row's or a fact's icon */              \
  X(disc, 16, 60)        /* around a tile's or a dialog's */                         \
  X(disc_large, 24, 120) /* the drawing at the head of an answer: booked, trouble */ \
  X(face, 24, 90)        /* a face of a rating, at most */                           \
  X(pin, 6, 30)          /* half of a place's mark on a map */                       \
  X(bar, 3, 20)          /* the thickness of a progress bar */                       \
  X(readable, 200, 1000) /* content wider than this is hard to read and to reach */  \
  X(dialog, 150, 800)    /* the width of a dialog, at most */                        \
  X(button_extra, 0, 30) /* how much higher a large button is */                     \
  X(press, 0, 3)         /* how much smaller a thing becomes on each side while held */
struct Sizes {
#define VUORO_UI_FIELD(name, least, most) float name = least;
  VUORO_UI_SIZES(VUORO_UI_FIELD)
#undef VUORO_UI_FIELD
};

/// How far things stand above the page; [elevation]. All 0 where outlines do it instead.
struct Elevation {
  float low_mm = 0;         ///< blur under what lies close: rows, buttons
  float high_mm = 0;        ///< under cards and tiles
  float drop = 0;           ///< how far the shadow falls, as a share of its blur, 0..1
  float alpha = 0;          ///< 0..1
  float overlay_alpha = 0;  ///< of the veil under a dialog, 0..1
};

struct Theme {
  std::string name;
  ImagePtr logo;  ///< null: none. Shown on the colour `hero`, where it was checked to stand out
  Colours colours;
  Sizes size;
  Elevation elevation;
  std::array<TypeToken, k_text_styles> type;
  std::array<float, k_spaces> space_mm{};
  float radius_small_mm = 3, radius_mm = 6, radius_large_mm = 9;
  float target_mm = 20;     ///< smallest side of anything one can touch
  float button_mm = 26;     ///< height of a button
  float border_mm = 0.75f;  ///< outline of a field or a quiet button
  Millis spinner_step{100};
  bool outlines = false;  ///< high contrast: cards have an outline instead of a shadow

  [[nodiscard]] const TypeToken& type_of(TextStyle style) const {
    return type[static_cast<std::size_t>(style)];
  }
};

/// EN 301 549 5.1.4: a capital H is at least 0.7 degrees high from where one stands: 2·600 mm·tan(0.35°).
inline constexpr float k_cap_height_min_mm = 7.3f;
/// A touch target's smallest side (project rule, docs/accessibility.md; ETSI TR 102 612 gives 20 mm for
/// kiosks).
inline constexpr float k_target_min_mm = 20.0f;
/// A 32-inch 16:9 panel upright is 398 mm wide; 1080 px over it.
inline constexpr float k_px_per_mm_default = 2.71f;

/// A logo's file and its sides are at most this.
inline constexpr std::size_t k_logo_bytes_max = 512 * 1024;
inline constexpr int k_logo_side_max = 1024;

/// Reads and checks a theme. @param file  at most 64 KiB of TOML; `logo` of its [theme] table names a PNG
/// beside it.
/// @return parse (with line), invalid_argument: unknown or missing token, a value out of range, text contrast
/// under
///         4.5:1, large text or control contrast under 3:1, a text or target too small. Names the first thing
///         wrong.
[[nodiscard]] Result<Theme> load_theme(const std::filesystem::path& file);
[[nodiscard]] Result<Theme> parse_theme(std::string_view toml);

}  // namespace vuoro::ui
