#include "ui/widgets/pictures.h"

#include <cmath>

#include "ui/widgets/draw.h"

namespace vuoro::ui {

Response qr_code(Context& context, std::string_view key, std::string_view label, const QrMatrix& matrix,
                 float size) {
  constexpr int k_quiet = 4;  // ISO/IEC 18004: four modules around
  const Rect cell = take(context, size);
  const Rect square = cell.centred(size, size);
  Node node;
  node.role = Role::image;
  node.label = std::string(label);
  node.rect = square;
  const std::size_t index = context.add(key, std::move(node));
  context.painter().fill_round(square, draw::radius_small(context), {255, 255, 255, 255});
  // Whole pixels a module: a reader wants edges, not greys.
  const float module = std::floor(size / static_cast<float>(matrix.side + 2 * k_quiet));
  context.note_fit(index, matrix.side > 0 && module >= 1);
  const float side = module * static_cast<float>(matrix.side);
  const float x0 = std::round(square.x + (size - side) / 2), y0 = std::round(square.y + (size - side) / 2);
  for (int y = 0; y < matrix.side; ++y) {
    for (int x = 0; x < matrix.side;) {
      const auto dark = [&](int at) { return matrix.dark[static_cast<std::size_t>(y * matrix.side + at)]; };
      int end = x;
      while (end < matrix.side && dark(end)) ++end;
      if (end > x)
        context.painter().fill({x0 + static_cast<float>(x) * module, y0 + static_cast<float>(y) * module,
                                static_cast<float>(end - x) * module, module},
                               {0, 0, 0, 255});
      x = std::max(end, x + 1);
    }
  }
  return {.id = context.node(index).id, .rect = square};
}

namespace {

/// The picture whole, as large as fits, in the middle of the rectangle.
Rect fitted(const Image& picture, const Rect& rect) {
  const float share =
      std::min(rect.w / static_cast<float>(picture.width), rect.h / static_cast<float>(picture.height));
  Rect out = rect.centred(std::floor(static_cast<float>(picture.width) * share),
                          std::floor(static_cast<float>(picture.height) * share));
  out.x = std::round(out.x);
  out.y = std::round(out.y);
  return out;
}

bool usable(const ImagePtr& picture) {
  return picture && picture->width > 0 && picture->height > 0 &&
         picture->pixels.size() ==
             static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height);
}

}  // namespace

Response image(Context& context, std::string_view key, std::string_view label, ImagePtr picture,
               float height) {
  const Rect cell = take(context, height);
  Response out;
  out.rect = cell;
  if (usable(picture)) {
    out.rect = fitted(*picture, {cell.x, cell.y, cell.w, height});
    context.painter().picture(context.texture(picture), out.rect);
  }
  if (label.empty()) return out;
  Node node;
  node.role = Role::image;
  node.label = std::string(label);
  node.rect = out.rect;
  out.id = context.node(context.add(key, std::move(node))).id;
  return out;
}

namespace {

/// Follows a finger that holds the picture and moves. @return it has moved so far that it means no place.
bool drag(Context& context, NodeId id, const Interaction& it, const Rect& rect, Point& drawn) {
  Context::Memory& memory = context.memory(id);
  const bool was = memory.page == 2;
  if (!it.pressed) {
    memory.page = 0;
    return was;
  }
  const Point before{memory.offset, memory.velocity};
  if (memory.page == 0) {
    memory.page = 1;
  } else if (memory.page == 1) {
    // A hand trembles: a short way is still a touch.
    if (std::hypot(it.at.x - before.x, it.at.y - before.y) < context.mm(context.theme().size.bar))
      return false;
    memory.page = 2;
  }
  if (memory.page == 2) drawn = {(it.at.x - before.x) / rect.w, (it.at.y - before.y) / rect.h};
  memory.offset = it.at.x;
  memory.velocity = it.at.y;
  return memory.page == 2;
}

}  // namespace

std::optional<Point> image_picker(Context& context, std::string_view key, std::string_view label,
                                  ImagePtr picture, float height, std::optional<Point> pin, Point* drawn) {
  const Rect cell = take(context, height);
  const bool there = usable(picture);
  const Rect rect =
      there ? fitted(*picture, {cell.x, cell.y, cell.w, height}) : Rect{cell.x, cell.y, cell.w, height};
  Node node;
  node.role = Role::picker;
  node.label = std::string(label);
  node.state.set(State::disabled, !there).set(State::selected, pin.has_value());
  node.actions.set(Action::pick);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect, false});
  const bool dragged =
      drawn != nullptr && drag(context, context.node(context.last_index()).id, it, rect, *drawn);
  if (there)
    context.painter().picture(context.texture(picture), rect);
  else
    context.painter().fill_round(rect, draw::radius(context), context.theme().colours.surface_sunken);
  const Colours& c = context.theme().colours;
  context.painter().ring(rect.inset(-2), 4, 2, c.control);
  std::optional<Point> chosen;
  if (it.clicked && there && !dragged)
    chosen = Point{std::clamp((it.at.x - rect.x) / rect.w, 0.0f, 1.0f),
                   std::clamp((it.at.y - rect.y) / rect.h, 0.0f, 1.0f)};
  if (chosen) pin = chosen;
  if (pin) {
    const Point at{rect.x + pin->x * rect.w, rect.y + pin->y * rect.h};
    const float r = context.mm(context.theme().size.pin);
    context.push_clip(rect);
    context.painter().disc({at.x, at.y}, r + 3, c.surface);
    context.painter().disc({at.x, at.y}, r, c.primary);
    context.painter().icon(Icon::pin, Rect{at.x - r, at.y - r, 2 * r, 2 * r}.inset(r * 0.4f), c.on_primary);
    context.pop_clip();
  }
  return chosen;
}

}  // namespace vuoro::ui
