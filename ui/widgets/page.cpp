#include "ui/widgets/page.h"

#include <cmath>

#include "ui/widgets/buttons.h"
#include "ui/widgets/draw.h"
#include "ui/widgets/page_parts.h"

namespace vuoro::ui {
namespace page_parts {

Rect column_of(const Context& context, const Rect& rect, bool narrow) {
  // A small panel has no width to give away: eleven keys of a finger's size want nearly all of it.
  constexpr float k_small_mm = 280;
  const float margin = context.space(rect.w < context.mm(k_small_mm) ? Space::m : Space::xl);
  const Rect inner = rect.inset(margin, 0);
  const float most = narrow ? context.mm(context.theme().size.readable) : inner.w;
  return inner.w <= most ? inner : inner.centred(most, inner.h);
}

namespace {

/// A quiet button of the head: icon and word, as wide as it needs; without the word when `bare`.
bool head_button(Context& context, std::string_view key, Icon icon, const std::string& label, Rect& line,
                 bool busy, bool at_end, bool bare = false) {
  const float size = context.mm(context.theme().size.icon), gap = context.space(Space::xs),
              pad = context.space(Space::s);
  const TextLayout& layout = draw::lay(context, label, {.style = TextStyle::strong});
  const float word = bare ? 0 : gap + std::ceil(layout.width);
  const float width = std::max(context.mm(context.theme().target_mm) + 2, size + word + 2 * pad);
  const Direction way = draw::direction(context);
  const Rect rect = at_end ? line.cut_end(width, way) : line.cut_start(width, way);
  Node node;
  node.role = Role::button;
  node.label = label;
  node.actions.set(Action::press);
  if (busy) node.state.set(State::disabled);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const Colours& c = context.theme().colours;
  const Colour ink = busy ? c.on_disabled : c.primary;
  draw::surface(context, draw::held(context, rect, it.pressed), std::min(rect.h / 2, draw::radius(context)),
                it.pressed ? c.surface_pressed : c.surface, true);
  Rect inner = rect.inset(pad, 0);
  if (bare) {
    context.painter().icon(icon, rect.centred(size * 1.2f, size * 1.2f), ink);
    return it.clicked;
  }
  context.painter().icon(icon, inner.cut_start(size, way).centred(size, size), ink);
  inner.cut_start(gap, way);
  const float x = context.rtl() ? inner.right() - std::ceil(layout.width) : inner.x;
  draw::text_in_middle(context, layout, {x, inner.y, inner.w, inner.h}, ink);
  return it.clicked;
}

}  // namespace

bool has_buttons(const PageSpec& spec) {
  return !spec.back.empty() || !spec.home.empty() || !spec.access.empty();
}

float bar_height(const Context& context) {
  return std::round(
      std::max(context.mm(context.theme().target_mm) + 6, draw::control_height(context) * 0.86f));
}

void put_buttons(Context& context, const PageSpec& spec, Rect& line, Head& head) {
  if (!spec.back.empty())
    head.back = head_button(context, "back", Icon::back, spec.back, line, spec.busy, false);
  if (!spec.home.empty())
    head.home = head_button(context, "home", Icon::home, spec.home, line, spec.busy, true);
  if (spec.access.empty()) return;
  if (!spec.home.empty()) line.cut_end(context.space(Space::s), draw::direction(context));
  head.access = head_button(context, "access", Icon::accessibility, spec.access, line, spec.busy, true, true);
}

void put_logo(Context& context, Rect& line) {
  const ImagePtr& logo = context.theme().logo;
  if (logo == nullptr || logo->height == 0) return;
  // As high as the line, at most a third of its width; the name beside it says what it is.
  float width = line.h * static_cast<float>(logo->width) / static_cast<float>(logo->height);
  const float most = std::min(1.0f, line.w / 3 / width);
  width = std::round(width * most);
  const Rect at = line.cut_start(width, draw::direction(context));
  context.painter().picture(context.texture(logo), at.centred(width, std::round(line.h * most)));
  line.cut_start(context.space(Space::m), draw::direction(context));
}

}  // namespace page_parts

namespace {

using page_parts::bar_height;
using page_parts::column_of;
using page_parts::has_buttons;
using page_parts::Head;
using page_parts::put_buttons;

/// Where a page remembers the height its content asked for, and where its bare head ended.
NodeId measure_of(NodeId page) {
  return static_cast<NodeId>(static_cast<std::uint32_t>(page) ^ 0x5bd1e995u);
}

/// How high the drawing over the question may be: what the content and the footer leave on a standing screen,
/// most of it. 0 where it would be small. @param memory  what the page was in the frame before.
float art_height(const Context& context, const PageSpec& spec, const Rect& screen,
                 const Context::Memory& memory) {
  if (spec.art.main == Icon::none || screen.w > screen.h || memory.extent <= 0 || memory.offset <= 0)
    return 0;
  const float margin = context.space(Space::l);
  const float below = spec.footer_height > 0 ? spec.footer_height + 2 * margin : margin;
  const float spare = screen.h - memory.offset - memory.extent - below;
  const float disc = context.mm(context.theme().size.disc_large);
  const float height = std::round(std::min(spare * 0.7f, disc * 2.6f));
  return height < disc * 0.75f ? 0 : height;
}

/// A lying screen has the drawing at its start, from top to bottom. @return what it leaves.
Rect beside_art(Context& context, const PageSpec& spec, const Rect& screen) {
  constexpr float k_large = 1.5f;  // such letters want the width themselves
  if (spec.art.main == Icon::none || spec.hero || screen.w <= screen.h ||
      context.view().text_scale >= k_large || context.view().reach_top_px > 0)
    return screen;
  Rect rest = screen;
  const float margin = context.space(Space::l);
  draw::art(context, rest.cut_start(std::round(screen.w * 0.3f), draw::direction(context)).inset(margin),
            spec.art);
  return rest;
}

Head plain_head(Context& context, const PageSpec& spec, const Rect& screen) {
  Head head;
  // The page is the parent of its header, which was opened last.
  Context::Memory& memory = context.memory(measure_of(context.node(context.last_index()).parent));
  const float art = art_height(context, spec, screen, memory);
  const Colours& c = context.theme().colours;
  Rect column = column_of(context, screen, spec.narrow);
  column.cut_top(context.space(Space::l));
  if (has_buttons(spec) || !spec.step.empty() || !spec.corner.empty()) {
    Rect line = column.cut_top(bar_height(context));
    put_buttons(context, spec, line, head);
    const std::string& aside = spec.step.empty() ? spec.corner : spec.step;
    if (!aside.empty()) {
      const TextAlign align = spec.home.empty() ? TextAlign::end : TextAlign::centre;
      const TextLayout& layout = draw::lay(
          context, aside, {.style = TextStyle::strong, .width = line.w, .lines_max = 1, .align = align});
      draw::text_in_middle(context, layout, line, c.ink_soft);
      Node node;
      node.role = spec.step.empty() ? Role::text : Role::status;
      node.label = aside;
      node.rect = line;
      context.note_fit(context.add("aside", std::move(node)), !layout.clipped);
    }
    column.cut_top(context.space(Space::l));
  }
  if (art > 0) {
    draw::art(context, column.cut_top(art), spec.art);
    column.cut_top(context.space(Space::l));
  }
  auto flow = area(context, column, {.gap = Space::s});
  if (!spec.eyebrow.empty())
    text(context, "eyebrow", spec.eyebrow, {.style = TextStyle::strong, .tone = Tone::primary});
  heading(context, "title", spec.title);
  if (!spec.subtitle.empty())
    text(context, "subtitle", spec.subtitle, {.style = TextStyle::body, .tone = Tone::soft});
  head.bottom = context.layouts().top().used + context.space(Space::l);
  const float bare = head.bottom - (art > 0 ? art + context.space(Space::l) : 0);
  if (spec.art.main != Icon::none && std::abs(memory.offset - bare) > 0.5f) {
    memory.offset = bare;
    context.redraw_now();
  }
  return head;
}

Head hero_head(Context& context, const PageSpec& spec, const Rect& screen) {
  Head head;
  const Colours& c = context.theme().colours;
  // A lying screen has no height to give away.
  const bool flat = screen.w > screen.h;
  const TextStyle style = flat ? TextStyle::heading : TextStyle::hero;
  const float above = context.space(flat ? Space::m : Space::xl),
              below = context.space(flat ? Space::m : Space::xl);
  const float between = context.space(flat ? Space::xs : Space::l);
  Rect column = column_of(context, screen, spec.narrow);
  // The colour is drawn first and reaches down under the sheet that follows; heights come from the texts
  // themselves.
  const TextLayout& title = draw::lay(context, spec.title, {.style = style, .width = column.w});
  const TextLayout& subtitle =
      draw::lay(context, spec.subtitle, {.style = TextStyle::subtitle, .width = column.w});
  const float line_h = context.mm(context.theme().target_mm);
  const bool line_above = !spec.eyebrow.empty() || !spec.corner.empty() || has_buttons(spec);
  const float sheet = draw::radius_large(context);
  const float upper = above + (line_above ? line_h + between : 0) + title.height +
                      (spec.subtitle.empty() ? 0 : context.space(Space::s) + subtitle.height);
  const bool drawn = c.hero_art != c.hero;  // a theme may want none
  const float town = flat     ? 0
                     : !drawn ? below
                              : context.space(Space::m) + context.mm(context.theme().size.disc_large) * 0.75f;
  const float height = upper + (flat ? below : town);
  context.painter().fill({screen.x, screen.y, screen.w, height + 2 * sheet}, c.hero);
  // The town stands below the words, or beside them where they leave it the room.
  if (!flat) {
    draw::skyline(context, {screen.x, screen.y + upper + context.space(Space::m), screen.w,
                            height - upper - context.space(Space::m) + sheet});
  } else if (std::max(title.width, subtitle.width) < screen.w * 0.46f) {
    Rect right = {screen.x, screen.y + above + line_h, screen.w, height - above - line_h + sheet};
    draw::skyline(context, right.cut_end(screen.w * 0.42f, draw::direction(context)));
  }
  context.painter().fill_round({screen.x, height, screen.w, screen.h - height + 2 * sheet}, 2 * sheet,
                               c.background);
  column.cut_top(above);
  if (line_above) {
    Rect line = column.cut_top(line_h);
    column.cut_top(between);
    put_buttons(context, spec, line, head);
    if (!spec.eyebrow.empty()) page_parts::put_logo(context, line);
    const TextLayout& corner = draw::lay(context, spec.corner, {.style = TextStyle::title});
    const Rect end = line.cut_end(std::ceil(corner.width), draw::direction(context));
    line.cut_end(context.space(Space::m), draw::direction(context));
    const TextLayout& eyebrow =
        draw::lay(context, spec.eyebrow, {.style = TextStyle::subtitle, .width = line.w, .lines_max = 1});
    const auto put = [&](std::string_view key, const std::string& words, const TextLayout& layout,
                         const Rect& rect, Colour ink) {
      if (words.empty()) return;
      draw::text_in_middle(context, layout, rect, ink);
      Node node;
      node.role = Role::text;
      node.label = words;
      node.rect = rect;
      context.note_fit(context.add(key, std::move(node)), !layout.clipped);
    };
    put("eyebrow", spec.eyebrow, eyebrow, line, c.on_hero_soft);
    put("corner", spec.corner, corner, end, c.on_hero);
  }
  auto flow = area(context, column, {.gap = Space::s});
  text(context, "title", spec.title, {.style = style, .tone = Tone::on_hero, .role = Role::heading});
  if (!spec.subtitle.empty())
    text(context, "subtitle", spec.subtitle, {.style = TextStyle::subtitle, .tone = Tone::on_hero_soft});
  head.bottom = height + context.space(Space::l);
  return head;
}

}  // namespace

PageScope::PageScope(Context& context, std::string_view key, const PageSpec& asked)
    : context_(context), id_(context.id_of(key)) {
  const Rect whole = context.screen();
  // Larger letters may need a higher foot than was asked for; how high is known from the frame before.
  PageSpec spec = asked;
  if (spec.footer_height > 0) spec.footer_height = std::max(spec.footer_height, context.memory(id_).extent);
  Node node;
  node.role = Role::page;
  node.label = spec.title;
  node.rect = whole;
  context.open(key, std::move(node));
  index_ = context.last_index();
  const Rect screen = beside_art(context, spec, whole);
  Node header;
  header.role = Role::header;
  header.rect = screen;
  context.open("header", std::move(header));
  const std::size_t header_index = context.last_index();
  page_parts::LowPage low;
  const bool is_low = context.view().reach_top_px > 0;
  if (is_low) low = page_parts::low_page(context, spec);
  const Head head = is_low      ? low.head
                    : spec.hero ? hero_head(context, spec, screen)
                                : plain_head(context, spec, screen);
  context.node(header_index).rect.h = head.bottom;
  context.close();
  back_ = head.back || (!spec.back.empty() && !spec.busy && context.take_key(Key::escape));
  home_ = head.home;
  access_ = head.access;
  if (is_low) {
    content_ = low.content;
    footer_ = low.footer;
    footer_scrolls_ = low.footer_scrolls;
    return;
  }
  content_ = column_of(context, screen, spec.narrow);
  content_.cut_top(head.bottom);
  const float margin = context.space(Space::l);
  content_.cut_bottom(margin);
  if (spec.footer_height > 0) {
    footer_ = content_.cut_bottom(spec.footer_height);
    content_.cut_bottom(margin);
  }
}

PageScope::~PageScope() {
  end_low();
  if (footer_from_ > 0) {
    float bottom = footer_.y;
    for (std::size_t i = footer_from_; i <= context_.last_index(); ++i) {
      const Node& node = context_.node(i);
      if (node.parent == id_) bottom = std::max(bottom, node.rect.bottom());
    }
    Context::Memory& memory = context_.memory(id_);
    const float needed = bottom - footer_.y;
    if (std::abs(needed - memory.extent) > 0.5f) {
      memory.extent = needed;
      if (needed > footer_.h + 1) context_.redraw_now();
    }
  }
  context_.close();
}

void PageScope::end_low() {
  low_scroll_.reset();
  low_area_.reset();
}

LayoutScope PageScope::content(Space gap) {
  if (context_.view().reach_top_px > 0) {
    // Half a screen is little: what does not fit scrolls instead of being cut.
    low_area_.reset(new LayoutScope(area(context_, content_)));
    context_.memory(context_.id_of("low")).page = footer_scrolls_ ? page_parts::k_whole_page : 0;
    low_scroll_ =
        std::make_unique<ScrollScope>(context_, "low", ScrollSpec{.height = content_.h, .gap = gap});
    return column(context_, {.gap = gap});
  }
  return area(context_, content_, {.gap = gap, .overflow_node = index_, .measure = measure_of(id_)});
}
LayoutScope PageScope::footer(Space gap) {
  if (footer_scrolls_) return column(context_, {.gap = gap});
  end_low();
  footer_from_ = context_.last_index() + 1;
  return area(context_, footer_, {.gap = gap, .overflow_node = index_});
}

}  // namespace vuoro::ui
