// A page for someone who sits, is short, or cannot lift an arm: what is touched lies low, what is read lies
// above.

#include <cmath>

#include "ui/widgets/draw.h"
#include "ui/widgets/page_parts.h"

namespace vuoro::ui::page_parts {
namespace {

/// The page's words, standing on the border between what is read and what is touched, so that both are near.
void put_words(Context& context, const PageSpec& spec, const Rect& upper) {
  const Colours& c = context.theme().colours;
  const float sheet = 2 * draw::radius_large(context);
  context.painter().fill({upper.x, upper.y, upper.w, upper.h + sheet}, c.hero);
  context.painter().fill_round(
      {upper.x, upper.bottom(), upper.w, context.screen().h - upper.bottom() + sheet}, sheet, c.background);
  Rect column = column_of(context, upper, spec.narrow);
  column.cut_bottom(context.space(Space::l));
  const TextStyle style = spec.hero ? TextStyle::hero : TextStyle::heading;
  const std::string& aside = spec.step.empty() ? spec.corner : spec.step;
  const auto height_of = [&](const std::string& words, TextStyle as) {
    if (words.empty()) return 0.0f;
    return draw::lay(context, words, {.style = as, .width = column.w}).height + context.space(Space::s);
  };
  const float needed = height_of(spec.eyebrow, TextStyle::subtitle) + height_of(aside, TextStyle::subtitle) +
                       height_of(spec.title, style) + height_of(spec.subtitle, TextStyle::subtitle);
  const float free = column.h - needed;
  if (free > 0) column.cut_top(free);
  auto flow = area(context, column, {.gap = Space::s});
  if (!aside.empty())
    text(context, "aside", aside,
         {.style = TextStyle::subtitle,
          .tone = Tone::on_hero,
          .role = spec.step.empty() ? Role::text : Role::status});
  if (!spec.eyebrow.empty())
    text(context, "eyebrow", spec.eyebrow, {.style = TextStyle::subtitle, .tone = Tone::on_hero_soft});
  text(context, "title", spec.title, {.style = style, .tone = Tone::on_hero, .role = Role::heading});
  if (!spec.subtitle.empty())
    text(context, "subtitle", spec.subtitle, {.style = TextStyle::subtitle, .tone = Tone::on_hero_soft});
}

/// The words of a page that is only read: from the top, the content follows them.
float put_reading_words(Context& context, const PageSpec& spec, const Rect& screen) {
  Rect column = column_of(context, screen, spec.narrow);
  column.cut_top(context.space(Space::xl));
  auto flow = area(context, column, {.gap = Space::s});
  if (!spec.eyebrow.empty())
    text(context, "eyebrow", spec.eyebrow, {.style = TextStyle::strong, .tone = Tone::primary});
  heading(context, "title", spec.title);
  if (!spec.subtitle.empty())
    text(context, "subtitle", spec.subtitle, {.style = TextStyle::body, .tone = Tone::soft});
  return context.layouts().top().used + context.space(Space::l);
}

}  // namespace

LowPage low_page(Context& context, const PageSpec& spec) {
  LowPage page;
  const Rect screen = context.screen();
  const float top = context.view().reach_top_px, margin = context.space(Space::l);
  const bool buttons = has_buttons(spec), flat = screen.w > screen.h;
  const float bar = buttons ? bar_height(context) + margin : 0;
  const float foot = spec.footer_height > 0 ? spec.footer_height + margin : 0;
  // What must be left for the content below: a window in which one can find one's way.
  const float least = 3.25f * context.mm(context.theme().target_mm),
              left = screen.h - top - 2 * margin - (flat && foot > 0 ? 0 : bar) - foot;
  // What is only read reaches up; the buttons that scroll it must lie in reach, one above the other.
  const float scrolls = 2 * (context.mm(context.theme().target_mm) + context.space(Space::s));
  const bool reading = spec.reading && left >= scrolls;
  page.footer_scrolls = foot > 0 && !reading && left < least;
  Rect upper = screen;
  upper.h = top;
  if (reading)
    page.head.bottom = put_reading_words(context, spec, screen);
  else
    put_words(context, spec, upper), page.head.bottom = top + margin;

  Rect low = column_of(context, screen, spec.narrow);
  low.cut_top(page.head.bottom);
  low.cut_bottom(margin);
  // A lying screen has no height to give away: the ways out stand beside the footer.
  const bool beside = buttons && flat && spec.footer_height > 0 && !page.footer_scrolls;
  if (buttons) {
    Rect line = low.cut_bottom(beside ? spec.footer_height : bar_height(context));
    if (beside) {
      const Rect whole = line;
      line = line.centred(line.w, bar_height(context));
      put_buttons(context, spec, line, page.head);
      const float gap = context.space(Space::m);
      page.footer = {line.x + gap, whole.y, line.w - 2 * gap, whole.h};
    } else {
      put_buttons(context, spec, line, page.head);
    }
    low.cut_bottom(beside ? margin : context.space(Space::m));
  }
  if (spec.footer_height > 0 && !beside && !page.footer_scrolls) {
    page.footer = low.cut_bottom(spec.footer_height);
    low.cut_bottom(margin);
  }
  if (page.footer_scrolls) page.footer.h = spec.footer_height;
  page.content = low;
  return page;
}

}  // namespace vuoro::ui::page_parts
