// Cards, dialogs, banners, progress.

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "ui/widgets/draw.h"
#include "ui/widgets/page.h"

namespace vuoro::ui {

CardScope::CardScope(Context& context, std::string_view key, const CardSpec& spec)
    : context_(context),
      id_(context.id_of(key)),
      padding_(context.space(spec.padding)),
      named_(!spec.label.empty()),
      least_(spec.height) {
  const Rect cell = context.layouts().next_cell(0);
  const float natural = context.memory(id_).extent;
  outer_ = {cell.x, cell.y, cell.w, std::max({cell.h, natural, least_})};
  const float spare = least_ > natural && natural > 0 ? std::floor((least_ - natural) / 2) : 0;
  if (named_) {
    Node node;
    node.role = Role::group;
    node.label = spec.label;
    node.rect = outer_;
    context.open(key, std::move(node));
  }
  draw::sheet(context, outer_, draw::radius_large(context),
              spec.fill.value_or(context.theme().colours.surface));
  Layouts::Frame frame;
  frame.area = outer_.inset(padding_);
  frame.area.y = start_y_ = frame.area.y + spare;
  frame.area.h = std::max(frame.area.h, remaining_height(context) - 2 * padding_) - spare;
  frame.gap = context.space(spec.gap);
  frame.floating = true;
  frame.cursor = frame.used = frame.area.y;
  context.layouts().push(std::move(frame));
}

CardScope::~CardScope() {
  const Layouts::Frame done = context_.layouts().pop();
  const float height = done.used - start_y_ + 2 * padding_;
  Context::Memory& memory = context_.memory(id_);
  if (std::abs(memory.extent - height) > 0.5f) {
    memory.extent = height;
    context_.redraw_now();
  }
  take(context_, std::max(height, least_));
  if (named_) context_.close();
}

DialogScope::DialogScope(Context& context, std::string_view key, const DialogSpec& spec)
    : context_(context), padding_(context.space(Space::xl)) {
  // The id is made at the root, so that a dialog is the same one wherever it is called from.
  context.begin_modal(NodeId::none);
  id_ = context.id_of(key);
  context.end_modal();
  context.begin_modal(id_);
  const Rect screen = context.screen();
  const Colours& c = context.theme().colours;
  context.painter().fill(
      screen, c.overlay.with_alpha(static_cast<std::uint8_t>(context.theme().elevation.overlay_alpha * 255)));
  const float height = context.memory(id_).extent;
  // What is too high for a lying screen in large letters takes its whole width, and leaves the picture out.
  Context::Memory& memory = context.memory(id_);
  const float margin = context.space(Space::l);
  memory.flag = memory.flag || height > screen.h - margin;
  const bool tight = memory.flag;
  if (tight) padding_ = context.space(Space::m);
  const float width =
      tight ? screen.w - 2 * margin
            : std::min(screen.w - 2 * context.space(Space::xl), context.mm(context.theme().size.dialog));
  card_ = screen.centred(width, height);
  // Buttons stand at a dialog's foot.
  if (context.view().reach_top_px > 0)
    card_.y = std::max(tight ? context.space(Space::s) : margin,
                       screen.h - height - (tight ? context.space(Space::s) : margin));
  card_.x = std::round(card_.x);
  card_.y = std::round(card_.y);
  Node node;
  node.role = Role::dialog;
  node.label = spec.title;
  node.description = spec.message;
  node.live = spec.live;
  node.actions.set(Action::dismiss);
  node.rect = card_;
  context.open(key, std::move(node));
  draw::sheet(context, card_, draw::radius_large(context), c.surface);
  Layouts::Frame frame;
  frame.area = card_.inset(padding_);
  frame.area.h = screen.h;
  frame.gap = context.space(tight ? Space::s : Space::m);
  frame.floating = true;
  frame.cursor = frame.used = card_.y + padding_;
  context.layouts().push(std::move(frame));
  if (spec.icon != Icon::none && !tight) {
    const float disc = context.mm(context.theme().size.disc);
    const Rect line = take(context, disc);
    draw::icon_disc(context, spec.icon, line.centred(disc, disc), c.primary_soft, c.primary);
  }
  heading(context, "title", spec.title, TextStyle::heading, Align::centre);
  if (!spec.message.empty())
    text(context, "message", spec.message,
         {.style = TextStyle::body, .tone = Tone::soft, .align = Align::centre});
  if (!tight) space(context, Space::s);
  dismissed_ = context.take_key(Key::escape) || context.take_action(id_, Action::dismiss);
}

DialogScope::~DialogScope() {
  const Layouts::Frame done = context_.layouts().pop();
  const float height = done.used - card_.y + padding_;
  Context::Memory& memory = context_.memory(id_);
  if (std::abs(memory.extent - height) > 0.5f) {
    memory.extent = height;
    context_.redraw_now();
  }
  context_.close();
  context_.end_modal();
}

Response banner(Context& context, std::string_view key, const BannerSpec& spec) {
  const Colours& c = context.theme().colours;
  Colour back = c.info_soft, ink = c.info;
  Icon icon = Icon::info;
  switch (spec.kind) {
    case BannerKind::info:
      break;
    case BannerKind::success:
      back = c.success_soft, ink = c.success, icon = Icon::check;
      break;
    case BannerKind::warning:
      back = c.warning_soft, ink = c.warning, icon = Icon::warning;
      break;
    case BannerKind::error:
      back = c.error_soft, ink = c.error, icon = Icon::error;
      break;
  }
  const float pad = context.space(Space::m), size = context.mm(context.theme().size.sign);
  const float room = next_width(context) - 2 * pad - size - pad;
  const TextLayout& title = draw::lay(context, spec.title, {.style = TextStyle::strong, .width = room});
  const TextLayout& words = draw::lay(context, spec.text, {.style = TextStyle::body, .width = room});
  const float height = title.height + (spec.text.empty() ? 0 : words.height);
  const Rect rect = take(context, std::max(size, height) + 2 * pad);
  Node node;
  node.role = spec.kind == BannerKind::error ? Role::alert : Role::status;
  node.live = spec.kind == BannerKind::error ? Live::assertive : Live::polite;
  node.label = spec.title;
  node.description = spec.text;
  node.rect = rect;
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !title.clipped && !words.clipped);
  context.painter().fill_round(rect, draw::radius(context), back);
  if (context.theme().outlines)
    context.painter().ring(rect, draw::radius(context), draw::border(context), ink);
  Rect inner = rect.inset(pad);
  context.painter().icon(icon, inner.cut_start(size, draw::direction(context)).centred(size, size), ink);
  inner.cut_start(pad, draw::direction(context));
  inner.cut_top((inner.h - height) / 2);
  draw::text_at_top(context, title, inner.cut_top(title.height), ink);
  draw::text_at_top(context, words, inner, c.ink);
  return {.id = context.node(index).id, .rect = rect};
}

void progress(Context& context, std::string_view key, std::string_view label, float share) {
  share = std::clamp(share, 0.0f, 1.0f);
  const TextLayout& words =
      draw::lay(context, label, {.style = TextStyle::strong, .width = next_width(context)});
  const float bar = context.mm(context.theme().size.bar), gap = label.empty() ? 0 : context.space(Space::xs);
  Rect rect = take(context, (label.empty() ? 0 : words.height) + gap + bar);
  Node node;
  node.role = Role::progress;
  node.label = std::string(label);
  node.value = fmt::format("{} %", static_cast<int>(std::lround(share * 100)));
  node.rect = rect;
  context.note_fit(context.add(key, std::move(node)), !words.clipped);
  const Colours& c = context.theme().colours;
  if (!label.empty()) draw::text_at_top(context, words, rect.cut_top(words.height + gap), c.ink);
  Rect track = rect.cut_top(bar);
  context.painter().fill_round(track, bar / 2, c.surface_sunken);
  context.painter().ring(track, bar / 2, 1, c.control);
  if (share > 0)
    context.painter().fill_round(
        track.cut_start(std::max(bar, std::round(track.w * share)), draw::direction(context)), bar / 2,
        c.primary);
}

void spinner(Context& context, std::string_view key, std::string_view label) {
  const float size = context.mm(context.theme().size.disc_small), gap = context.space(Space::s);
  const TextLayout& words = draw::lay(
      context, label, {.style = TextStyle::strong, .width = next_width(context), .align = TextAlign::centre});
  Rect rect = take(context, size + gap + words.height);
  Node node;
  node.role = Role::progress;
  node.label = std::string(label);
  node.live = Live::polite;
  node.state.set(State::busy);
  node.rect = rect;
  context.note_fit(context.add(key, std::move(node)), !words.clipped);
  const Colours& c = context.theme().colours;
  constexpr int k_dots = 8;
  const Millis step = context.theme().spinner_step;
  const MonoTime now = context.clock().mono();
  const auto turn = now.time_since_epoch() / step;
  const Rect square = rect.cut_top(size).centred(size, size);
  for (int i = 0; i < k_dots; ++i) {
    const float angle = static_cast<float>(i) * 2 * std::numbers::pi_v<float> / k_dots;
    const auto age = static_cast<int>((turn - i) % k_dots + k_dots) % k_dots;
    const float share = context.view().reduced_motion ? 0.6f : 1.0f - static_cast<float>(age) / k_dots;
    const Point at{square.centre().x + std::cos(angle) * size * 0.4f,
                   square.centre().y + std::sin(angle) * size * 0.4f};
    context.painter().disc(at, std::round(size * 0.09f), mix(c.background, c.primary, 0.15f + 0.85f * share));
  }
  rect.cut_top(gap);
  draw::text_at_top(context, words, rect, c.ink);
  if (!context.view().reduced_motion) context.redraw_at(MonoTime((turn + 1) * step));
}

}  // namespace vuoro::ui
