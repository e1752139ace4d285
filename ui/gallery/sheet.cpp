#include "ui/gallery/sheet.h"

#include <algorithm>
#include <cmath>

#include "ui/harness.h"
#include "ui/paint/painter.h"
#include "ui/paint/presenter.h"
#include "ui/ui.h"

namespace vuoro::ui::gallery {
namespace {

constexpr int k_frame_height_px = 1400;  ///< higher than any specimen

Image blank(int width, int height, std::uint32_t ground) {
  Image out;
  out.width = width;
  out.height = height;
  out.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), ground);
  return out;
}

void put(const Image& from, Image& into, int x, int y) {
  for (int row = 0; row < from.height; ++row) {
    std::copy_n(from.pixels.begin() + static_cast<std::ptrdiff_t>(row) * from.width, from.width,
                into.pixels.begin() + static_cast<std::ptrdiff_t>(y + row) * into.width + x);
  }
}

/// The first thing that can be pressed.
const Node* acting(const Tree& tree) {
  for (const Node& node : tree.nodes()) {
    if (node.actions.any() && !node.state.has(State::disabled)) return &node;
  }
  return nullptr;
}

void bring_about(Harness& harness, Condition condition) {
  if (condition == Condition::pressed) {
    if (const Node* node = acting(harness.tree()))
      harness.context().push(PointerEvent{PointerPhase::down, node->rect.centre()});
    harness.settle();
  } else if (condition == Condition::focused) {
    harness.key(Key::tab);
  }
}

}  // namespace

Image picture_of(const Specimen& specimen, Condition condition, const Look& look, const Clock& clock,
                 const std::string& caption) {
  const Sample& sample = sample_of(look.language);
  const std::string name = caption.empty() ? std::string(name_of(condition)) : caption;
  float bottom = 0;
  Harness harness(
      [&](Context& context) {
        context.painter().fill(context.screen(), context.theme().colours.background);
        auto sheet = area(context, context.screen(), {.gap = Space::s, .padding = Space::m});
        text(context, "caption", name, {.style = TextStyle::caption, .tone = Tone::soft, .language = "en"});
        specimen.draw(context, sample, condition);
        bottom = context.layouts().top().used;
      },
      clock, look.theme);
  View& view = harness.view();
  view.width_px = look.width_px;
  view.height_px = k_frame_height_px;
  view.px_per_mm = look.px_per_mm;
  view.text_scale = look.scale;
  view.language = std::string(sample.language);
  view.direction = sample.right_to_left ? Direction::right_to_left : Direction::left_to_right;
  harness.settle();
  bring_about(harness, condition);
  harness.paint();
  const int height =
      std::min(k_frame_height_px, static_cast<int>(std::ceil(bottom + harness.context().space(Space::m))));
  Image out = blank(look.width_px, height, 0);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < out.width; ++x)
      out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) +
                 static_cast<std::size_t>(x)] = 0xff000000u | harness.canvas().pixel(x, y);
  }
  return out;
}

Image stacked(const std::vector<Image>& pictures) {
  int width = 0, height = 0;
  for (const Image& one : pictures) {
    width = std::max(width, one.width);
    height += one.height;
  }
  if (width == 0) return {};
  Image out = blank(width, height, pictures.front().pixels.front());
  int y = 0;
  for (const Image& one : pictures) {
    put(one, out, 0, y);
    y += one.height;
  }
  return out;
}

Image beside(const std::vector<Image>& pictures) {
  int width = 0, height = 0;
  for (const Image& one : pictures) {
    width += one.width;
    height = std::max(height, one.height);
  }
  if (width == 0) return {};
  Image out = blank(width, height, pictures.front().pixels.front());
  int x = 0;
  for (const Image& one : pictures) {
    // What is shorter ends in its own ground.
    put(blank(one.width, height, one.pixels.front()), out, x, 0);
    put(one, out, x, 0);
    x += one.width;
  }
  return out;
}

Image smaller(const Image& picture, int times) {
  Image out = blank(picture.width / times, picture.height / times, 0);
  const auto area = static_cast<std::uint32_t>(times * times);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      std::uint32_t sums[3] = {};
      for (int dy = 0; dy < times; ++dy) {
        for (int dx = 0; dx < times; ++dx) {
          const std::uint32_t p =
              picture
                  .pixels[static_cast<std::size_t>(y * times + dy) * static_cast<std::size_t>(picture.width) +
                          static_cast<std::size_t>(x * times + dx)];
          for (unsigned i = 0; i < 3; ++i) sums[i] += (p >> (16 - 8 * i)) & 255;
        }
      }
      out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) +
                 static_cast<std::size_t>(x)] =
          0xff000000u | ((sums[0] / area) << 16) | ((sums[1] / area) << 8) | (sums[2] / area);
    }
  }
  return out;
}

}  // namespace vuoro::ui::gallery
