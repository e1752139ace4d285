#include "kiosk/display/display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kiosk/display/house_hours.h"
#include "kiosk/display/join_corner.h"

namespace vuoro::kiosk {
namespace {

constexpr std::chrono::seconds k_turn{12};   ///< how long one language's queue names stand
constexpr std::chrono::seconds k_stale{30};  ///< an absence shorter than this is not worth a word

/// A pixel that gives no light.
constexpr ui::Colour k_panel_off{};

MonoTime next_step(MonoTime now, Millis every) {
  return MonoTime((now.time_since_epoch() / every + 1) * every);
}

}  // namespace

Display::Display(DisplayParts parts)
    : parts_(parts),
      view_(parts.lobby.view()),
      announcer_(parts.speaker, parts.audio, parts.languages, parts.clock),
      began_(parts.clock.mono()) {}

WallTime Display::now() const {
  return parts_.clock.wall() + view_->connection.clock_offset;
}

std::int32_t Display::picture_asks() const {
  return parts_.lobby.view()->device.display.picture_asks.value_or(0);
}

std::vector<std::string> Display::languages() const {
  std::vector<std::string> out;
  for (const std::string& tag : settings_.languages.empty() ? view_->site.languages : settings_.languages) {
    if (parts_.languages.has(tag)) out.push_back(tag);
  }
  if (out.empty()) out.push_back(parts_.languages.all().front()->tag());
  return out;
}

std::string Display::in_all(const char* id) const {
  std::string out;
  for (const std::string& tag : languages())
    out += (out.empty() ? "" : " · ") + parts_.languages.of(tag).t(id);
  return out;
}

bool Display::prepare(ui::View& view) const {
  const std::string first = languages().front();
  if (view.language == first && view.theme == parts_.theme) return false;
  view.language = first;
  view.direction = parts_.languages.of(first).right_to_left() ? ui::Direction::right_to_left
                                                              : ui::Direction::left_to_right;
  view.theme = parts_.theme;
  return true;
}

DisplaySettings Display::effective_settings() const {
  DisplaySettings out = view_->device.display;
  if (out.layout != DisplayLayout::one_queue) return out;
  for (const Queue& queue : view_->queues) {
    if (!shows_queue(out, queue.id)) continue;
    out.queue_ids = {queue.id};
    break;
  }
  return out;
}

Age Display::age() const {
  const ConnectionView& link = view_->connection;
  // After a start the line has its time too. A clock that stands before the last contact is wrong, not young.
  if (link.online || !link.last_sync || parts_.clock.mono() - began_ <= k_stale ||
      std::chrono::abs(now() - *link.last_sync) <= k_stale) {
    return {};
  }
  return {true, *link.last_sync};
}

void Display::frame(ui::Context& ui) {
  view_ = parts_.lobby.view();
  settings_ = effective_settings();
  if (!view_->ready) return view_->out_of_order ? draw_out_of_order(ui) : draw_waiting_for_data(ui);
  announcer_.look(*view_, settings_, languages(), now());
  announcer_.step();
  const MonoTime mono = ui.clock().mono();
  if (announcer_.next_at() != MonoTime::max()) ui.redraw_at(announcer_.next_at());
  const auto into_minute = now().time_since_epoch() % std::chrono::minutes(1);
  ui.redraw_at(mono + std::chrono::minutes(1) - into_minute);
  if (is_dark(settings_, *view_, now()) && !announcer_.speaking()) return draw_dark(ui);
  draw_lobby(ui);
  ui.redraw_at(next_step(mono, k_turn));
  ui.redraw_at(next_step(mono, k_shift_every));
  if (!view_->connection.online) ui.redraw_at(mono + k_stale);
}

void Display::draw_lobby(ui::Context& ui) {
  const auto tags = languages();
  const MonoTime mono = ui.clock().mono();
  const auto turn = static_cast<std::size_t>(mono.time_since_epoch() / k_turn);
  const Lobby lobby(*view_, parts_.languages.of(tags[turn % tags.size()]), now());
  const auto shown_for =
      is_quiet(settings_, *view_, now()) ? k_call_shown_when_silent : k_call_shown_at_least;
  too_small_ = {};
  Wall wall{ui,
            lobby,
            parts_.languages,
            tags,
            settings_,
            drawn_figures(figures_for(viewing_distance_m(settings_), ui.view().px_per_mm)),
            {},
            announcer_.speaking(),
            shown_for,
            turn,
            std::chrono::ceil<std::chrono::milliseconds>(next_step(mono, k_turn) - mono),
            k_turn,
            too_small_};
  BodyParts parts;
  parts.pictures = parts_.pictures;
  parts.board = [&](const BoardRoom& room) { return make_board(*view_, settings_, now(), room, shown_for); };
  const auto announcements = lobby.announcements();
  const SlideNow slide = slide_at(announcements, mono);
  parts.slide = slide.slide;
  if (slide.slide != nullptr) ui.redraw_at(mono + slide.left);

  ui.painter().fill(ui.screen(), ui.theme().colours.background);
  ui::Rect rest = shifted(ui.screen(), mono);
  ui::Node window;
  window.role = ui::Role::page;
  window.label = lobby.in(view_->site.name);
  window.rect = ui.screen();
  ui.open("display", window);
  const float unit = wall.unit();
  draw_head(wall,
            rest.cut_top(std::max(unit * (rest.w > rest.h ? 0.09f : 0.08f), word_box(wall.figures.word_px))));
  const Age how_old = age();
  const float margin = unit * 0.025f;
  // The slides have a part of their own in that layout; only when it finds no room do they stand in the foot.
  const bool slides = settings_.layout == DisplayLayout::calls_and_announcements &&
                      !side_of(wall, rest.inset(margin), parts).empty();
  const Announcement* in_foot = slides ? nullptr : slide.slide;
  const float foot_h = foot_height(wall, in_foot, how_old);
  const ui::Rect foot = foot_h > 0 ? rest.cut_bottom(foot_h) : ui::Rect{};
  rest = rest.inset(margin);
  if (view_->join_code && view_->join_code->until > now()) {
    const auto calls = [&](float code) {
      ui::Rect body = rest;
      body.cut_bottom(code + wall.gap());
      const ui::Rect side = side_of(wall, body, parts);
      return side.empty() || body.w > body.h ? body.h : body.h - side.h - wall.gap();
    };
    const ui::Rect card = join_place(wall, rest, parts);
    const float strip = join_height(wall, rest, calls);
    if (!card.empty() && join_card_code(wall, card) > strip) {
      parts.card = card;
      draw_join_card(wall, card, *view_->join_code);
    } else {
      draw_join(wall, rest.cut_bottom(strip), *view_->join_code);
      rest.cut_bottom(wall.gap());
    }
    ui.redraw_at(mono + (view_->join_code->until - now()));
  }
  draw_body(wall, rest, side_of(wall, rest, parts), parts);
  if (!foot.empty()) draw_foot(wall, foot, in_foot, how_old);
  ui.close();
  if (const auto at = board_changes_at(wall.board, now(), shown_for)) ui.redraw_at(mono + (*at - now()));
  note_panel(ui);
}

void Display::note_panel(const ui::Context& ui) {
  if (too_small_.numbers == 0) {
    panel_too_small_.clear();
    return;
  }
  const double mm = 1.0 / static_cast<double>(ui.view().px_per_mm);
  panel_too_small_ = fmt::format("{:.3g} m, {:.0f} x {:.0f} mm", viewing_distance_m(settings_),
                                 ui.view().width_px * mm, ui.view().height_px * mm);
}

void Display::draw_head(Wall& wall, const ui::Rect& rect) const {
  // The colour goes on to the screen's edges; only the words and the lower edge walk.
  wall.ui.painter().fill({0, 0, wall.ui.screen().w, rect.bottom()}, wall.colours().hero);
  ui::Rect inner = rect.inset(wall.unit() * 0.025f, 0);
  const float cap = std::max(rect.h * 0.36f, wall.figures.word_px);
  const std::string time = wall.lobby.clock(wall.lobby.now());
  const ui::Rect clock =
      inner.cut_end(width_of(wall, "88.88", cap, ui::Weight::bold) + cap * 0.2f, wall.way());
  inner.cut_end(wall.gap(), wall.way());
  write(
      wall, "site", wall.lobby.in(view_->site.name), inner,
      {.weight = ui::Weight::bold, .tone = ui::Tone::on_hero, .role = ui::Role::heading, .cap_max_px = cap});
  write(wall, "clock", time, clock,
        {.weight = ui::Weight::bold, .tone = ui::Tone::on_hero, .align = ui::Align::end, .cap_max_px = cap});
}

void Display::draw_dark(ui::Context& ui) const {
  const ui::Rect screen = ui.screen();
  ui.painter().fill(screen, k_panel_off);
  const ui::Colour dim = ui::mix(k_panel_off, ui.theme().colours.on_hero, 0.28f);
  const float unit = std::min(screen.w, screen.h), cap = unit * 0.02f;
  const Lobby lobby(*view_, parts_.languages.of(languages().front()), now());
  ui::Node window;
  window.role = ui::Role::page;
  window.label = lobby.l().t("Closed now");
  window.rect = screen;
  ui.open("dark", window);
  // A dim clock that is elsewhere every minute: a technician sees that the display lives.
  const auto minute = static_cast<std::uint32_t>(now().time_since_epoch() / std::chrono::minutes(1));
  const auto share = [&](std::uint32_t step) {
    return 0.1f + 0.8f * static_cast<float>((minute * step) % 97) / 97.0f;
  };
  ui::TextRequest request;
  const std::string time = lobby.clock(now());
  request.text = time;
  request.size_px = cap / ui::k_cap_share;
  const ui::TextLayout& layout = ui.text().layout(request);
  const ui::Rect at{std::round((screen.w - layout.width) * share(38)),
                    std::round((screen.h - layout.height) * share(23)), layout.width, layout.height};
  ui.painter().text(layout, {at.x, at.y}, dim);
  ui.painter().disc({at.x - cap, at.y + layout.baseline - cap * 0.5f}, cap * 0.25f, dim);
  ui::Node node;
  node.role = ui::Role::text;
  node.label = time;
  node.rect = at;
  ui.add("clock", std::move(node));
  ui.close();
}

void Display::draw_waiting_for_data(ui::Context& ui) const {
  ui.painter().fill(ui.screen(), ui.theme().colours.hero);
  const ui::Rect middle = ui.screen().centred(ui.screen().w * 0.8f, ui.screen().h * 0.1f);
  ui::fit_text(ui, "starting", in_all("The display is starting"), middle,
               {.tone = ui::Tone::on_hero, .height_max = middle.h * 0.6f});
}

/// It has no service panel: what is the matter stands here too, small.
void Display::draw_out_of_order(ui::Context& ui) const {
  ui.painter().fill(ui.screen(), ui.theme().colours.hero);
  // Without a picture of the lobby nobody knows its languages.
  auto tags = languages();
  if (view_->site.languages.empty() && settings_.languages.empty()) {
    tags.clear();
    for (const auto& language : parts_.languages.all()) tags.push_back(language->tag());
  }
  constexpr float k_lines_per_language = 2.0f;
  ui::Rect rest = ui.screen().centred(ui.screen().w * 0.8f, ui.screen().h * 0.8f);
  const float line = rest.h / (k_lines_per_language * static_cast<float>(tags.size()));
  const auto say = [&](const std::string& key, const std::string& words, float share) {
    ui::fit_text(ui, key, words, rest.cut_top(line),
                 {.tone = ui::Tone::on_hero, .align = ui::Align::centre, .height_max = line * share});
  };
  for (const std::string& tag : tags) {
    const Language& l = parts_.languages.of(tag);
    say("not-in-use-" + tag, l.t("This display is not in use"), 0.8f);
    say("why-" + tag, l.t("The disk is full or broken."), 0.3f);
  }
}

}  // namespace vuoro::kiosk
