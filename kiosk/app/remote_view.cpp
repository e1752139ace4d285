#include "kiosk/app/remote_view.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"

namespace vuoro::kiosk {
namespace {

constexpr std::uint32_t k_box = 0xff8795a1;  ///< over what is secret
/// A key's ring and shadow reach a little over its rectangle.
constexpr float k_around_key_px = 12;

/// A key of a keyboard, or one of the buttons with one character that a code is put together from.
bool is_key(const ui::Node& node) {
  if (node.role == ui::Role::key) return true;
  std::size_t at = 0;
  if (node.role == ui::Role::button && !node.label.empty()) (void)next_code_point(node.label, at);
  return at > 0 && at == node.label.size();
}

bool tells_key(const ui::Node& node) {
  return is_key(node) && (node.state.has(ui::State::pressed) || node.state.has(ui::State::focused));
}

/// Whole pixels of a rectangle, within the picture.
struct Box {
  int left = 0, top = 0, right = 0, bottom = 0;
};
Box box_of(const ui::Rect& rect, const ui::Image& picture) {
  const auto within = [](float at, int most) { return std::clamp(static_cast<int>(at), 0, most); };
  return {within(std::floor(rect.x), picture.width), within(std::floor(rect.y), picture.height),
          within(std::ceil(rect.right()), picture.width), within(std::ceil(rect.bottom()), picture.height)};
}

std::uint32_t& pixel(ui::Image& picture, int x, int y) {
  return picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                        static_cast<std::size_t>(x)];
}

void fill(ui::Image& picture, const ui::Rect& rect, std::uint32_t colour) {
  const Box box = box_of(rect, picture);
  for (int y = box.top; y < box.bottom; ++y) {
    for (int x = box.left; x < box.right; ++x) pixel(picture, x, y) = colour;
  }
}

bool inside_rounded(const ui::Rect& card, float radius, float x, float y) {
  const float dx = std::max({card.x + radius - x, x - (card.right() - radius), 0.0f});
  const float dy = std::max({card.y + radius - y, y - (card.bottom() - radius), 0.0f});
  return x >= card.x && x < card.right() && y >= card.y && y < card.bottom() &&
         dx * dx + dy * dy <= radius * radius;
}

/// Everything outside the dialog in the one colour that it is on average.
void flatten_behind(const ui::Rect& card, float corner_px, ui::Image& picture) {
  const auto each_outside = [&](auto&& visit) {
    for (int y = 0; y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) {
        if (inside_rounded(card, corner_px, static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f))
          continue;
        visit(pixel(picture, x, y));
      }
    }
  };
  std::uint64_t red = 0, green = 0, blue = 0, count = 0;
  each_outside([&](std::uint32_t& px) {
    red += px >> 16u & 0xffu, green += px >> 8u & 0xffu, blue += px & 0xffu, ++count;
  });
  if (count == 0) return;
  const auto flat =
      static_cast<std::uint32_t>(0xff000000u | (red / count) << 16u | (green / count) << 8u | blue / count);
  each_outside([&](std::uint32_t& px) { px = flat; });
}

}  // namespace

bool is_secret(const ui::Node& node) {
  return node.state.has(ui::State::masked) || node.state.has(ui::State::personal);
}

bool has_secret(const ui::Tree& tree) {
  return std::ranges::any_of(tree.nodes(), is_secret);
}

ui::Tree seen_from_afar(const ui::Tree& tree) {
  const bool secret = has_secret(tree);
  ui::Tree seen;
  for (const ui::Node& node : tree.nodes()) {
    if (node.obscured) continue;
    ui::Node shown = node;
    if (is_secret(node)) {
      shown.value.clear();
      // A field's label is its name; of other nodes it is what they show.
      if (node.role != ui::Role::text_field) shown.label.clear(), shown.description.clear();
    }
    if (secret && tells_key(node)) shown.state.set(ui::State::pressed, false).set(ui::State::focused, false);
    seen.add(std::move(shown));
  }
  return seen;
}

void hide_in_picture(const ui::Tree& tree, float corner_px, ui::Image& picture) {
  const auto& nodes = tree.nodes();
  const bool covered = std::ranges::any_of(nodes, &ui::Node::obscured);
  if (covered) {
    // The last dialog is the one on top; without one nothing of the picture may be shown.
    const auto top = std::find_if(nodes.rbegin(), nodes.rend(), [](const ui::Node& node) {
      return !node.obscured && node.role == ui::Role::dialog;
    });
    flatten_behind(top == nodes.rend() ? ui::Rect{} : top->rect, corner_px, picture);
  }
  if (!has_secret(tree)) return;
  const bool key_shows = std::ranges::any_of(nodes, tells_key);
  for (const ui::Node& node : nodes) {
    if (node.obscured) continue;
    if (is_secret(node)) fill(picture, node.rect, k_box);
    // All keys, so that the one that is missing tells nothing.
    if (key_shows && is_key(node)) {
      fill(picture, node.rect.inset(-k_around_key_px, -k_around_key_px), k_box);
    }
  }
}

}  // namespace vuoro::kiosk
