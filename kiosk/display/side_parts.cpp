#include "kiosk/display/side_parts.h"

#include <algorithm>

namespace vuoro::kiosk {
namespace {

std::int32_t seconds_of(const Announcement& slide) {
  return std::clamp(slide.seconds.value_or(k_slide_seconds), k_slide_seconds_min, k_slide_seconds_max);
}

constexpr int k_name_lines = 2;

float count_width(const Wall& wall) {
  return width_of(wall, "88", wall.figures.number_px, ui::Weight::bold) + wall.figures.number_px * 0.5f;
}

float line_height(const Wall& wall) {
  const float words = wall.figures.word_px * 1.65f * k_name_lines + word_box(wall.figures.word_px);
  return std::max(words, number_box(wall.figures.number_px)) + wall.gap() * 0.8f;
}

void draw_queue(Wall& wall, ui::Rect line, const Queue& queue) {
  const Language& l = wall.lobby.l();
  const QueueNow now = wall.lobby.queue_now(queue);
  const ui::Direction way = wall.way();
  line = line.inset(0, wall.gap() * 0.4f);
  const ui::Rect count = line.cut_end(count_width(wall), way);
  line.cut_end(wall.figures.word_px * 0.4f, way);
  // The figure says how many wait; what is not known beyond that leaves the line to the name.
  const std::string said = !now.open() ? l.t("Closed now")
                           : now.wait  ? l.t("wait {wait}", {{"wait", l.wait(*now.wait)}})
                                       : "";
  const std::string key = "queue-" + queue.prefix;
  const float largest = std::max(wall.figures.word_px, std::min(wall.unit() * 0.03f, line.h / 5));
  ui::Rect name = line;
  if (!said.empty()) {
    const ui::Rect wait = name.cut_bottom(word_box(largest));
    write(wall, key + "-wait", said, wait,
          {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .cap_max_px = largest});
  }
  write_lines(wall, key, wall.lobby.in(queue.name), name, {.cap_max_px = largest});
  if (now.open()) {
    write(wall, key + "-count", std::to_string(now.ahead), count,
          {.reading = Reading::number,
           .weight = ui::Weight::bold,
           .tone = ui::Tone::primary,
           .align = ui::Align::end,
           .cap_max_px = std::max(wall.figures.number_px, std::min(count.h * 0.5f, wall.unit() * 0.05f))});
  }
}

}  // namespace

std::vector<const Queue*> shown_queues(const Wall& wall) {
  std::vector<const Queue*> out;
  for (const Queue& queue : wall.lobby.view().queues) {
    if (shows_queue(wall.settings, queue.id)) out.push_back(&queue);
  }
  return out;
}

ui::Rect queues_least(const Wall& wall) {
  const float margin = wall.unit() * 0.05f;
  return {0, 0, count_width(wall) + wall.figures.word_px * 12 + margin,
          line_height(wall) + title_height(wall) + margin};
}

void draw_queues(Wall& wall, ui::Rect rect) {
  const auto& c = wall.colours();
  const float unit = wall.unit();
  wall.ui.painter().fill_round(rect, unit * 0.03f, c.surface);
  rect = rect.inset(unit * 0.025f, unit * 0.02f);
  const auto shown = shown_queues(wall);
  ui::Rect title = rect.cut_top(title_height(wall));
  const auto rows = std::max<std::size_t>(1, static_cast<std::size_t>(rect.h / line_height(wall)));
  const std::size_t pages = std::max<std::size_t>(1, (shown.size() + rows - 1) / rows);
  // Pages of equal length look alike as they turn.
  const std::size_t a_page = (shown.size() + pages - 1) / pages;
  const std::size_t page = wall.page_of(pages);
  if (pages > 1) {
    const std::string where = std::to_string(page + 1) + "/" + std::to_string(pages);
    const ui::Rect at =
        title.cut_end(width_of(wall, where, wall.figures.word_px, ui::Weight::medium) + 4, wall.way());
    title.cut_end(wall.gap(), wall.way());
    write(wall, "queues-page", where, at,
          {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .cap_max_px = wall.figures.word_px});
  }
  write_title(wall, "queues", "Waiting", title);
  if (shown.empty()) return;
  const float height =
      std::min(rect.h / static_cast<float>(a_page), std::max(line_height(wall), unit * 0.16f));
  for (std::size_t i = page * a_page; i < std::min(shown.size(), (page + 1) * a_page); ++i) {
    ui::Rect line = rect.cut_top(height);
    if (i + 1 < std::min(shown.size(), (page + 1) * a_page))
      wall.ui.painter().fill({line.x, line.bottom() - 2, line.w, 2}, c.line);
    draw_queue(wall, line, *shown[i]);
  }
}

SlideNow slide_at(const std::vector<const Announcement*>& all, MonoTime now) {
  if (all.empty()) return {};
  std::int64_t round = 0;
  for (const Announcement* one : all) round += seconds_of(*one) * 1000;
  std::int64_t into = now.time_since_epoch().count() % round;
  for (const Announcement* one : all) {
    const std::int64_t length = seconds_of(*one) * 1000;
    if (into < length) return {one, Millis(length - into)};
    into -= length;
  }
  return {all.back(), Millis(1)};
}

void draw_slide(Wall& wall, const ui::Rect& rect, const Announcement& slide, Pictures* pictures) {
  const auto& c = wall.colours();
  const bool warns = slide.severity == Severity::warning;
  const std::string text = wall.lobby.in(slide.text);
  const float radius = wall.unit() * 0.03f;
  const ui::Rect frame = rect.inset(radius * 0.5f);
  const ui::ImagePtr picture =
      pictures != nullptr && slide.picture_id
          ? pictures->picture(*slide.picture_id, static_cast<int>(frame.w), static_cast<int>(frame.h))
          : nullptr;
  if (picture && picture->width > 0 && picture->height > 0) {
    wall.ui.painter().fill_round(rect, radius, c.surface);
    const ui::Rect at =
        frame.centred(static_cast<float>(picture->width), static_cast<float>(picture->height));
    wall.ui.painter().picture(wall.ui.texture(picture), at);
    ui::Node node;
    node.role = ui::Role::image;
    node.label = text;
    node.live = ui::Live::polite;
    node.rect = at;
    wall.ui.add("slide", std::move(node));
    return;
  }
  wall.ui.painter().fill_round(rect, radius, warns ? c.warning_soft : c.info_soft);
  ui::Rect inner = rect.inset(wall.unit() * 0.04f);
  const float sign = std::min(wall.unit() * 0.1f, inner.h * 0.2f);
  const ui::Rect head = inner.cut_top(sign);
  wall.ui.painter().icon(warns ? ui::Icon::warning : ui::Icon::info, {head.x, head.y, sign, sign},
                         warns ? c.warning : c.info);
  inner.cut_top(wall.gap());
  write_lines(wall, "slide", text, inner,
              {.live = ui::Live::polite, .cap_max_px = std::max(wall.figures.word_px, wall.unit() * 0.05f)});
}

namespace {

/// "Last updated at 9.15"; of another day with its date.
std::string age_in_words(const Lobby& lobby, WallTime since) {
  const Language& l = lobby.l();
  const LocalDateTime at = lobby.local(since);
  std::string when = l.at_time(at.time);
  if (at.date != lobby.today()) when = l.day_and_month(at.date) + " " + when;
  return l.t("Last updated {when}", {{"when", when}});
}

float age_height(const Wall& wall) {
  return std::max(wall.unit() * 0.05f, word_box(wall.figures.word_px) * 1.2f);
}

/// Beside an announcement there is room for it on a wide screen only.
bool is_age_below(const Wall& wall) {
  return wall.ui.screen().h > wall.ui.screen().w;
}

}  // namespace

float foot_height(const Wall& wall, const Announcement* one, const Age& age) {
  if (one == nullptr) return age.stale ? age_height(wall) : 0;
  const float words = std::max(wall.unit() * 0.115f, word_box(wall.figures.word_px) * 1.9f);
  return age.stale && is_age_below(wall) ? words + age_height(wall) : words;
}

void draw_foot(Wall& wall, const ui::Rect& rect, const Announcement* one, const Age& age) {
  const auto& c = wall.colours();
  const bool warns = one != nullptr && one->severity == Severity::warning;
  // The colour goes on to the screen's edges while the words keep their distance from them.
  const ui::Rect screen = wall.ui.screen();
  wall.ui.painter().fill({0, rect.y, screen.w, screen.bottom() - rect.y}, one == nullptr ? c.surface_sunken
                                                                          : warns        ? c.warning_soft
                                                                                         : c.info_soft);
  ui::Rect inner = rect.inset(wall.unit() * 0.025f, rect.h * 0.08f);
  if (age.stale) {
    // Calm, and as large as other words: whoever waits must not take old calls for new ones.
    const float cap = std::max(wall.unit() * 0.016f, wall.figures.word_px);
    const std::string words = age_in_words(wall.lobby, age.since);
    const float width = width_of(wall, words, cap, ui::Weight::medium);
    const bool below = one != nullptr && is_age_below(wall);
    ui::Rect row = below ? inner.cut_bottom(age_height(wall)) : inner;
    ui::Rect place = row.cut_end(std::min(below ? row.w : row.w * 0.5f, width + cap * 3.2f), wall.way());
    if (!below) inner.cut_end(place.w + wall.gap(), wall.way());
    const ui::Rect sign = place.cut_start(cap * 2.4f, wall.way());
    wall.ui.painter().icon(ui::Icon::no_network, sign.centred(cap * 1.9f, cap * 1.9f), c.ink_soft);
    ui::TextRequest request;
    request.text = words;
    request.size_px = cap / ui::k_cap_share;
    request.weight = ui::Weight::medium;
    request.language = wall.ui.view().language;
    request.direction = wall.way();
    request.width = place.w;
    const ui::TextLayout& layout = wall.ui.text().layout(request);
    wall.ui.painter().text(layout, {place.x, place.y + (place.h - layout.height) / 2}, c.ink_soft);
    ui::Node node;
    node.role = ui::Role::status;
    node.label = words;
    node.rect = place;
    wall.ui.note_fit(wall.ui.add("age", std::move(node)), !layout.clipped);
  }
  if (one == nullptr) return;
  const ui::Rect sign = inner.cut_start(std::min(inner.h, wall.unit() * 0.08f), wall.way());
  wall.ui.painter().icon(warns ? ui::Icon::warning : ui::Icon::info,
                         sign.centred(sign.w * 0.75f, sign.w * 0.75f), warns ? c.warning : c.info);
  inner.cut_start(wall.gap(), wall.way());
  write_lines(wall, "announcement", wall.lobby.in(one->text), inner,
              {.live = ui::Live::polite, .cap_max_px = std::max(wall.figures.word_px, wall.unit() * 0.03f)});
}

}  // namespace vuoro::kiosk
