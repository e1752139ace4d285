#include "ui/widgets/art.h"

#include <array>
#include <cmath>

#include "ui/widgets/draw.h"

namespace vuoro::ui::draw {
namespace {

/// A disc with a sign in it, lifted a little from the band.
void sign(Context& context, Icon icon, Point at, float radius, Colour disc, Colour ink) {
  const Rect square{std::round(at.x - radius), std::round(at.y - radius), 2 * radius, 2 * radius};
  const Theme& theme = context.theme();
  const float blur = std::round(context.mm(theme.elevation.low_mm));
  context.painter().shadow(square, radius, blur, std::round(blur * theme.elevation.drop),
                           theme.colours.shadow, theme.elevation.alpha);
  context.painter().fill_round(square, radius, disc);
  if (theme.outlines) context.painter().ring(square, radius, border(context), theme.colours.control);
  const float side = std::round(radius * 1.1f);
  context.painter().icon(icon, square.centred(side, side), ink);
}

/// One house of the skyline, in hundredths of the drawing's width and height.
struct House {
  float x, w, h;
  enum class Top { flat, round, tower } top;
  int windows;  ///< columns of lit windows; 0: none
};
constexpr std::array k_houses = {
    House{1, 9, 30, House::Top::flat, 3},    House{11, 6, 46, House::Top::round, 0},
    House{19, 11, 38, House::Top::flat, 4},  House{33, 4, 82, House::Top::tower, 0},
    House{38, 13, 54, House::Top::flat, 5},  House{53, 8, 34, House::Top::round, 2},
    House{64, 9, 66, House::Top::flat, 3},   House{74, 12, 42, House::Top::flat, 4},
    House{89, 10, 28, House::Top::round, 3},
};
/// Trees between them: where, and how high.
constexpr std::array<std::array<float, 2>, 6> k_trees = {
    {{17.8f, 20}, {31.5f, 26}, {52.0f, 18}, {62.4f, 24}, {87.4f, 26}, {100.0f, 16}}};

/// The town's colours, from what stands farthest to what is lit.
struct Tints {
  Colour back, front, tree, light;
  bool sun;
};

void town(Context& context, const Rect& rect, const Tints& tints) {
  Painter& painter = context.painter();
  context.push_clip(rect);
  const float unit_x = rect.w / 100, unit_y = rect.h / 100, ground = rect.bottom();
  const float soft = std::round(unit_x * 0.4f);
  const auto across = [&](float x, float w) {
    return context.rtl() ? rect.right() - (x + w) * unit_x : rect.x + x * unit_x;
  };
  // The sun stands behind the town.
  if (tints.sun) painter.disc({across(81, 0), ground - 66 * unit_y}, std::round(13 * unit_y), tints.light);
  for (const House& house : k_houses) {  // a paler row behind, shifted
    const float h = house.h * 0.8f * unit_y;
    painter.fill_round({across(house.x - 5, house.w), ground - h, house.w * unit_x, h + soft}, soft,
                       tints.back);
  }
  for (const House& house : k_houses) {
    const float w = house.w * unit_x, h = house.h * unit_y, x = across(house.x, house.w);
    const float cap = house.top == House::Top::round   ? w / 2
                      : house.top == House::Top::tower ? soft * 2
                                                       : soft;
    painter.fill_round({x, ground - h, w, h + cap}, cap, tints.front);
    if (house.top == House::Top::tower) {
      painter.fill_round({x + w * 0.3f, ground - h * 1.16f, w * 0.4f, h}, w * 0.2f, tints.front);
      painter.disc({x + w / 2, ground - h * 0.8f}, std::round(w * 0.28f), tints.back);
    }
    const float cell = house.windows > 0 ? w / (2 * static_cast<float>(house.windows) + 1) : 0;
    for (int column = 0; column < house.windows; ++column) {
      for (int line = 0; line < 3; ++line) {
        // Some are lit: the same ones in every frame.
        const bool lit = (column * 5 + line * 3 + static_cast<int>(house.x)) % 7 == 0;
        const Rect window{x + cell * (2 * static_cast<float>(column) + 1),
                          ground - h * 0.82f + static_cast<float>(line) * cell * 2.2f, cell, cell * 1.2f};
        if (window.bottom() < ground - cell) painter.fill(window, lit ? tints.light : tints.back);
      }
    }
  }
  for (const auto& [x, h] : k_trees) {
    const float top = h * unit_y, r = std::round(unit_x * 1.5f);
    const float at = across(x, 0);
    painter.fill({at - soft / 3, ground - top * 0.6f, soft * 0.7f, top * 0.6f}, tints.back);
    painter.fill_round({at - r, ground - top - r, 2 * r, top * 0.9f}, r, tints.tree);
  }
  context.pop_clip();
}

}  // namespace

void art(Context& context, const Rect& rect, const Art& art) {
  const Colours& c = context.theme().colours;
  Painter& painter = context.painter();
  const float round = radius_large(context);
  const bool tall = rect.h > rect.w;
  painter.fill_round(rect, round, c.primary_soft);
  if (context.theme().outlines) painter.ring(rect, round, border(context), c.control);
  // The same town as on the home screen, far away.
  if (!context.theme().outlines) {
    const Colour far = mix(c.primary_soft, c.primary, 0.06f), near = mix(c.primary_soft, c.primary, 0.11f);
    Rect foot = rect.inset(round, 0);
    foot = foot.cut_bottom(std::min(rect.h * 0.5f, rect.w * (tall ? 0.34f : 0.16f)));
    town(context, foot, {far, near, mix(c.primary_soft, c.success, 0.2f), c.primary_soft, false});
  }
  const float big =
      std::round(std::min({context.mm(context.theme().size.disc_large), rect.h * 0.66f, rect.w * 0.66f}) / 2);
  const float small = std::round(big * 0.5f);
  // A tall drawing has its signs one below another, over the town.
  const Point middle{rect.centre().x, tall ? rect.y + rect.h * 0.42f : rect.centre().y};
  const float way = context.rtl() ? -1.0f : 1.0f;
  const float reach = big + small + context.space(Space::xl);
  for (const float side : {-1.0f, 1.0f}) {
    const Icon icon = side < 0 ? art.before : art.after;
    const Point at =
        tall ? Point{middle.x, middle.y + side * reach} : Point{middle.x + side * way * reach, middle.y};
    if (icon != Icon::none)
      sign(context, icon, at, small, side < 0 ? c.surface : c.accent_soft, side < 0 ? c.primary : c.ink);
  }
  sign(context, art.main, middle, big, c.surface, c.primary);
  if (art.mark == Icon::none) return;
  const float mark = std::round(big * 0.36f);
  const Point at{middle.x + way * big * 0.72f, middle.y + big * 0.72f};
  painter.disc(at, mark + std::round(mark * 0.16f), c.primary_soft);
  painter.disc(at, mark, c.success);
  const float side = std::round(mark * 1.3f);
  painter.icon(art.mark, Rect{at.x - side / 2, at.y - side / 2, side, side}, c.on_primary);
}

void skyline(Context& context, const Rect& rect) {
  const Colours& c = context.theme().colours;
  if (c.hero_art == c.hero) return;
  town(context, rect,
       {mix(c.hero, c.hero_art, 0.5f), c.hero_art, mix(c.hero_art, c.success, 0.45f), c.accent, true});
}

}  // namespace vuoro::ui::draw
