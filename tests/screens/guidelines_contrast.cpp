// Contrast as it is on the screen: the words of a node are found among its pixels and held against what lies
// under them. Colours that only the theme's file could tell are not asked for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/screens/guidelines.h"
#include "ui/paint/presenter.h"

namespace vuoro::test {
namespace {

using ui::Node;
using ui::Rect;
using ui::Role;

constexpr double k_text = 4.5, k_large = 3.0;
/// So many pixels must have the ink for it to be judged; the others are its soft edges.
constexpr std::size_t k_core_pixels = 8;
/// Of the drawing behind a main job's words, at most.
constexpr double k_drawing = 1.5;

struct Box {
  int left, top, right, bottom;
  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
};

class Pixels {
 public:
  Pixels(const ui::Canvas& canvas, const Box& box, const ui::Colours& colours) : canvas_(canvas) {
    std::map<std::uint32_t, int> counts;
    for (int y = box.top; y < box.bottom; y += 2) {
      for (int x = box.left; x < box.right; x += 2) ++counts[at(x, y)];
    }
    const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    ground_ = most == counts.end() ? 0 : most->first;
    // The drawing behind a head or a main job is no word: it has a colour of its own, which no word may have.
    const auto is = [&](const ui::Colour& c) {
      return ground_ == (unsigned{c.r} << 16 | unsigned{c.g} << 8 | c.b);
    };
    if (is(colours.hero)) faint_ = std::max(faint_, ui::contrast(colours.hero_art, colours.hero) + 0.03);
    if (is(colours.primary)) faint_ = std::max(faint_, k_drawing);
  }
  [[nodiscard]] std::uint32_t at(int x, int y) const { return canvas_.pixel(x, y) & 0xffffff; }
  [[nodiscard]] double contrast_at(int x, int y) {
    const std::uint32_t pixel = at(x, y);
    const auto known = ratios_.find(pixel);
    if (known != ratios_.end()) return known->second;
    const auto colour = [](std::uint32_t v) {
      return ui::Colour{static_cast<std::uint8_t>(v >> 16), static_cast<std::uint8_t>(v >> 8),
                        static_cast<std::uint8_t>(v)};
    };
    return ratios_[pixel] = ui::contrast(colour(pixel), colour(ground_));
  }
  /// Whether something is drawn there that is more than the edge of a shade.
  [[nodiscard]] bool marked(int x, int y) { return at(x, y) != ground_ && contrast_at(x, y) > faint_; }

 private:
  const ui::Canvas& canvas_;
  std::uint32_t ground_ = 0;
  double faint_ = 1.25;  ///< less is the edge of a shade
  std::map<std::uint32_t, double> ratios_;
};

/// Cuts a box along its empty lines and, when there are none, its wide empty columns: lines of text, icons.
void cut(Pixels& pixels, const Box& box, int gap, bool by_columns, int depth, std::vector<Box>& out) {
  const int length = by_columns ? box.width() : box.height();
  const auto empty = [&](int i) {
    if (by_columns) {
      for (int y = box.top; y < box.bottom; ++y)
        if (pixels.marked(box.left + i, y)) return false;
    } else {
      for (int x = box.left; x < box.right; ++x)
        if (pixels.marked(x, box.top + i)) return false;
    }
    return true;
  };
  std::vector<std::pair<int, int>> parts;
  int from = -1, last = -1;
  for (int i = 0; i < length; ++i) {
    if (empty(i)) continue;
    if (from >= 0 && i - last > (by_columns ? gap : 1)) {
      parts.emplace_back(from, last + 1);
      from = i;
    }
    if (from < 0) from = i;
    last = i;
  }
  if (from >= 0) parts.emplace_back(from, last + 1);
  for (const auto& [begin, end] : parts) {
    const Box part = by_columns ? Box{box.left + begin, box.top, box.left + end, box.bottom}
                                : Box{box.left, box.top + begin, box.right, box.top + end};
    const bool whole = end - begin == length;
    if (depth >= 4 || (whole && depth > 0))
      out.push_back(part);
    else
      cut(pixels, part, gap, !by_columns, depth + 1, out);
  }
}

bool has_words(const Node& node) {
  switch (node.role) {
    case Role::text:
    case Role::heading:
    case Role::button:
    case Role::link:
    case Role::choice:
    case Role::key:
    case Role::text_field:
    case Role::list_item:
    case Role::alert:
    case Role::status:
    case Role::badge:
      return !node.label.empty();
    default:
      return false;
  }
}

bool has_children(const ui::Tree& tree, const Node& node) {
  return std::ranges::any_of(tree.nodes(), [&](const Node& other) { return other.parent == node.id; });
}

Rect sight_of(const ui::Tree& tree, const Node& node, const ui::View& view) {
  Rect rect =
      node.rect.intersect({0, 0, static_cast<float>(view.width_px), static_cast<float>(view.height_px)});
  for (const Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->role == Role::scroll_area) rect = rect.intersect(up->rect);
  }
  return rect;
}

}  // namespace

Findings contrast_of_pixels(ui::Harness& harness) {
  Findings found;
  (void)harness.paint();
  const ui::Canvas& canvas = harness.canvas();
  const ui::View& view = harness.view();
  const float mm = view.px_per_mm;
  for (const Node& node : harness.tree().nodes()) {
    if (node.obscured || node.state.has(ui::State::offscreen) || node.state.has(ui::State::disabled))
      continue;
    if (!has_words(node) || has_children(harness.tree(), node)) continue;
    Rect rect = sight_of(harness.tree(), node, view);
    if (rect.h < node.rect.h - 1) continue;  // half a line says nothing
    // Outlines and the shade of edges are not words; a text has none.
    if (node.role != Role::text && node.role != Role::heading) rect = rect.inset(2.6f * mm);
    if (rect.w < 4 || rect.h < 4) continue;
    const Box box{static_cast<int>(std::ceil(rect.x)), static_cast<int>(std::ceil(rect.y)),
                  static_cast<int>(rect.right()), static_cast<int>(rect.bottom())};
    Pixels pixels(canvas, box, view.theme->colours);
    std::vector<Box> parts;
    cut(pixels, box, static_cast<int>(5 * mm), false, 0, parts);
    for (const Box& part : parts) {
      if (static_cast<float>(part.height()) < 4 * mm) continue;  // a caret, a stop, an underline
      std::vector<double> ratios;
      for (int y = part.top; y < part.bottom; ++y) {
        for (int x = part.left; x < part.right; ++x) {
          if (pixels.marked(x, y)) ratios.push_back(pixels.contrast_at(x, y));
        }
      }
      if (ratios.size() < 3 * k_core_pixels) continue;
      std::nth_element(ratios.begin(), ratios.begin() + k_core_pixels, ratios.end(), std::greater<>());
      const double ratio = ratios[k_core_pixels];
      // As high as a title's line, or as a picture is: as wide as high.
      const auto w = static_cast<float>(part.width()), h = static_cast<float>(part.height());
      const bool picture = h > 8 * mm && w > 0.7f * h && w < 1.5f * h;
      const double least = h > 11 * mm || picture ? k_large : k_text;
      if (ratio < least - 0.02)
        found.push_back(
            fmt::format("{} \"{}\": contrast {:.2f}:1 at {},{} ({:.0f} x {:.0f} px), {}:1 is needed",
                        ui::name_of(node.role), node.label, ratio, part.left, part.top, w, h, least));
    }
  }
  return found;
}

}  // namespace vuoro::test
