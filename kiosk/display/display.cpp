#include "kiosk/display/display.h"

#include <algorithm>

#include "ui/paint/painter.h"
#include "ui/text/text.h"
#include "ui/widgets/art.h"

namespace vuoro::kiosk {
namespace {

constexpr std::chrono::seconds k_turn{12};  ///< how long one language's queue names stand
/// How much of a call's width its counter has.
constexpr float k_counter_share = 0.28f;
constexpr std::chrono::seconds k_stale{30};  ///< an absence shorter than this is not worth a word

MonoTime next_turn(MonoTime now) {
  const auto since = now.time_since_epoch();
  return MonoTime(std::chrono::duration_cast<Millis>((since / k_turn + 1) * k_turn));
}

/// One line, as large as its rectangle and its greatest height allow. Letters are relatively wider when
/// small, so the width is measured at the size itself.
void fit(ui::Context& ui, std::string_view key, std::string_view words, const ui::Rect& rect,
         ui::FitSpec spec = {}) {
  ui::TextRequest line;
  line.text = words;
  line.weight = spec.weight;
  line.language = ui.view().language;
  const float tallest = std::min(rect.h, spec.height_max > 0 ? spec.height_max : rect.h);
  line.size_px = tallest / 1.1f;
  for (int tries = 0; tries < 3; ++tries) {
    const float width = ui.text().layout(line).width;
    if (width <= rect.w - 4) break;
    line.size_px *= (rect.w - 4) / width * 0.98f;
  }
  spec.height_max = line.size_px * 1.1f;
  ui::fit_text(ui, key, words, rect, spec);
}

/// Lines in the middle of a rectangle; a long text becomes smaller, to six tenths, before any of it is left
/// out.
void fit_lines(ui::Context& ui, std::string_view key, const std::string& words, const ui::Rect& rect,
               float height) {
  ui::TextRequest request;
  request.text = words;
  request.weight = ui::Weight::semibold;
  request.language = ui.view().language;
  request.direction = ui.view().direction;
  request.width = rect.w;
  const float largest = height / 1.1f;
  request.size_px = largest;
  while (ui.text().layout(request).height > rect.h && request.size_px > largest * 0.6f) {
    request.size_px *= 0.94f;
  }
  request.lines_max = std::max(1, static_cast<int>(rect.h / (request.size_px * request.line_height)));
  const ui::TextLayout& layout = ui.text().layout(request);
  ui.painter().text(layout, {rect.x, rect.y + (rect.h - layout.height) / 2}, ui.theme().colours.ink);
  ui::Node node;
  node.role = ui::Role::text;
  node.label = words;
  node.live = ui::Live::polite;
  node.rect = rect;
  ui.note_fit(ui.add(key, std::move(node)), !layout.clipped);
}

/// A queue's name: one line; a long one takes two where there is room rather than become small.
void fit_name(ui::Context& ui, const std::string& key, const std::string& name, ui::Rect rect, float height,
              bool room_for_two) {
  ui::FitSpec spec{.weight = ui::Weight::semibold, .align = ui::Align::start, .height_max = height};
  ui::TextRequest line;
  line.text = name;
  line.weight = spec.weight;
  line.language = ui.view().language;
  line.size_px = height / 1.1f;
  const bool narrow = ui.text().layout(line).width * 0.8f > rect.w;
  const std::size_t half = name.size() / 2, after = name.find(' ', half), before = name.rfind(' ', half);
  std::size_t gap = after;
  if (before != std::string::npos && (after == std::string::npos || half - before < after - half))
    gap = before;
  if (!narrow || !room_for_two || gap == std::string::npos) return fit(ui, key, name, rect, spec);
  rect = rect.centred(rect.w, std::min(rect.h, height * 2.1f));
  fit(ui, key, name.substr(0, gap), rect.cut_top(rect.h / 2), spec);
  fit(ui, key + "-rest", name.substr(gap + 1), rect, spec);
}

}  // namespace

Display::Display(DisplayParts parts)
    : parts_(parts),
      view_(parts.lobby.view()),
      announcer_(parts.speaker, parts.audio, parts.languages, parts.clock) {}

WallTime Display::now() const {
  return parts_.clock.wall() + view_->connection.clock_offset;
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
  view.theme = parts_.theme;
  return true;
}

void Display::frame(ui::Context& ui) {
  view_ = parts_.lobby.view();
  settings_ = view_->device.display;
  if (!view_->ready) return draw_waiting_for_data(ui);
  announcer_.look(*view_, settings_, languages());
  announcer_.step();

  const MonoTime mono = ui.clock().mono();
  const auto tags = languages();
  const auto turn = static_cast<std::size_t>(mono.time_since_epoch() / k_turn) % tags.size();
  const Lobby lobby(*view_, parts_.languages.of(tags[turn]), now());
  const Board board = make_board(*view_, settings_, now());

  ui::Rect rest = ui.screen();
  ui.painter().fill(rest, ui.theme().colours.background);
  ui::Node window;
  window.role = ui::Role::page;
  window.label = lobby.in(view_->site.name);
  window.rect = rest;
  ui.open("display", window);
  const bool wide = rest.w > rest.h;
  const float unit = std::min(rest.w, rest.h);
  draw_head(ui, rest.cut_top(unit * (wide ? 0.10f : 0.09f)), lobby);
  ui::Rect foot, queues, last;
  const ui::Direction way = ui.view().direction;
  if (!lobby.announcements().empty() || is_stale()) foot = rest.cut_bottom(unit * 0.125f);
  rest = rest.inset(unit * 0.025f);
  if (settings_.layout == DisplayLayout::calls_and_queues) {
    queues = wide ? rest.cut_end(rest.w * 0.36f, way) : rest.cut_bottom(rest.h * 0.40f);
    if (wide) {
      rest.cut_end(unit * 0.03f, way);
    } else {
      rest.cut_bottom(unit * 0.02f);
    }
  }
  if (!board.last.empty()) {
    last = rest.cut_bottom(unit * 0.15f);
    rest.cut_bottom(unit * 0.02f);
  }
  draw_calls(ui, rest, board, lobby);
  if (!last.empty()) draw_last(ui, last, board);
  if (!queues.empty()) draw_queues(ui, queues, lobby);
  if (!foot.empty()) draw_foot(ui, foot, lobby);
  ui.close();

  const auto into_minute = now().time_since_epoch() % std::chrono::minutes(1);
  ui.redraw_at(mono + std::chrono::minutes(1) - into_minute);
  if (tags.size() > 1) ui.redraw_at(next_turn(mono));
  if (announcer_.next_at() != MonoTime::max()) ui.redraw_at(announcer_.next_at());
  if (const auto at = board_changes_at(board, now())) ui.redraw_at(mono + (*at - now()));
  if (!view_->connection.online) ui.redraw_at(mono + k_stale);
}

bool Display::is_stale() const {
  const ConnectionView& link = view_->connection;
  return !link.online && link.last_sync && now() - *link.last_sync > k_stale;
}

void Display::draw_head(ui::Context& ui, const ui::Rect& rect, const Lobby& lobby) const {
  ui.painter().fill(rect, ui.theme().colours.hero);
  ui::Rect inner = rect.inset(std::min(ui.screen().w, ui.screen().h) * 0.025f, rect.h * 0.22f);
  const ui::Rect clock = inner.cut_end(rect.h * 2.0f, ui.view().direction);
  const float letters = inner.h * 0.85f;
  fit(ui, "site", lobby.in(view_->site.name), inner,
      {.tone = ui::Tone::on_hero,
       .align = ui::Align::start,
       .role = ui::Role::heading,
       .height_max = letters});
  fit(ui, "clock", lobby.clock(now()), clock,
      {.tone = ui::Tone::on_hero, .align = ui::Align::end, .height_max = letters});
}

void Display::draw_calls(ui::Context& ui, ui::Rect rect, const Board& board, const Lobby& lobby) const {
  const float unit = std::min(ui.screen().w, ui.screen().h);
  ui::Rect title = rect.cut_top(unit * 0.065f);
  if (!board.current.empty()) {
    // One word over all counters instead of one in every call: the figures get the height.
    const ui::Rect over = title.cut_end(title.w * k_counter_share, ui.view().direction);
    fit(ui, "counter-label", in_all("Counter"), over,
        {.weight = ui::Weight::semibold, .tone = ui::Tone::soft, .height_max = title.h * 0.72f});
  }
  fit(ui, "now", in_all("Now serving"), title,
      {.weight = ui::Weight::semibold,
       .tone = ui::Tone::soft,
       .align = ui::Align::start,
       .role = ui::Role::heading,
       .height_max = title.h * 0.72f});
  if (board.current.empty()) {
    rect.cut_top(unit * 0.01f);
    const ui::Rect words = rect.cut_bottom(unit * 0.12f);
    ui::draw::art(ui, rect,
                  {.main = ui::Icon::people, .before = ui::Icon::ticket, .after = ui::Icon::counter});
    fit(ui, "nobody", lobby.l().t("Nobody is called just now"), words,
        {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .height_max = unit * 0.06f});
    return;
  }
  const float gap = unit * 0.02f;
  const auto shown = static_cast<float>(std::max<std::size_t>(board.current.size(), 2));
  const float height = std::min((rect.h - (shown - 1) * gap) / shown, rect.w * 0.42f);
  const auto speaking = announcer_.speaking();
  for (std::size_t i = 0; i < board.current.size(); ++i) {
    const CallOnBoard& call = board.current[i];
    const bool fresh =
        speaking ? *speaking == call.ticket_id : now() < call.called_at + k_call_shown_at_least;
    draw_call(ui, rect.cut_top(height), call, fresh, static_cast<int>(i) + 1);
    rect.cut_top(gap);
  }
}

void Display::draw_call(ui::Context& ui, const ui::Rect& rect, const CallOnBoard& call, bool fresh,
                        int index) const {
  const auto& c = ui.theme().colours;
  const Language& l = parts_.languages.of(languages().front());
  ui::Node node;
  node.role = ui::Role::list_item;
  node.label =
      l.t("Number {number}, counter {counter}", {{"number", call.number}, {"counter", call.counter}});
  node.state.set(ui::State::selected, fresh);
  node.live = ui::Live::assertive;
  node.rect = rect;
  ui.open("call-" + std::to_string(index), node);
  const float radius = rect.h * 0.12f;
  ui.painter().fill_round(rect, radius, fresh ? c.primary : c.surface);
  if (!fresh) ui.painter().ring(rect, radius, std::max(2.0f, rect.h * 0.012f), c.line);
  const ui::Tone tone = fresh ? ui::Tone::on_primary : ui::Tone::ink;
  const ui::Direction way = ui.view().direction;
  ui::Rect inner = rect.inset(0, rect.h * 0.06f);
  const ui::Rect counter = inner.cut_end(rect.w * k_counter_share, way);
  inner.cut_start(rect.w * 0.03f, way);
  // The newest is marked by a sign as well as by its colour.
  const ui::Rect mark = inner.cut_start(rect.w * 0.09f, way);
  const float sign = std::min(mark.w * 0.86f, rect.h * 0.4f);
  if (fresh) ui.painter().icon(ui::Icon::announcement, mark.centred(sign, sign), c.accent);
  inner.cut_start(rect.w * 0.02f, way);
  const ui::Rect arrow = inner.cut_end(rect.w * 0.08f, way);
  const float head = std::min(arrow.w, rect.h * 0.32f);
  fit(ui, "number", call.number, inner,
      {.tone = tone, .align = ui::Align::start, .height_max = rect.h * 0.86f});
  ui.painter().icon(ui::Icon::forward, arrow.centred(head, head), fresh ? c.on_primary : c.primary);
  fit(ui, "counter", call.counter, counter.inset(rect.w * 0.02f, 0),
      {.tone = tone, .height_max = rect.h * 0.86f});
  ui.close();
}

void Display::draw_last(ui::Context& ui, ui::Rect rect, const Board& board) const {
  const auto& c = ui.theme().colours;
  ui::Rect title = rect.cut_top(rect.h * 0.32f);
  fit(ui, "last", in_all("Last calls"), title,
      {.weight = ui::Weight::semibold,
       .tone = ui::Tone::soft,
       .align = ui::Align::start,
       .role = ui::Role::heading,
       .height_max = title.h * 0.75f});
  const float gap = rect.h * 0.12f;
  const float each = std::min(rect.h * 2.6f, rect.w / 3);
  for (std::size_t i = 0; i < board.last.size() && rect.w >= each; ++i) {
    const ui::Rect cell = rect.cut_start(each - gap, ui.view().direction);
    rect.cut_start(gap, ui.view().direction);
    ui.painter().fill_round(cell, cell.h * 0.2f, c.surface_sunken);
    fit(ui, "last-" + std::to_string(i + 1), board.last[i].number + " → " + board.last[i].counter,
        cell.inset(cell.h * 0.18f, cell.h * 0.12f),
        {.weight = ui::Weight::semibold, .height_max = cell.h * 0.46f});
  }
}

void Display::draw_queues(ui::Context& ui, ui::Rect rect, const Lobby& lobby) const {
  const auto& c = ui.theme().colours;
  const float unit = std::min(ui.screen().w, ui.screen().h);
  ui.painter().fill_round(rect, unit * 0.03f, c.surface);
  rect = rect.inset(unit * 0.03f, unit * 0.02f);
  ui::Rect title = rect.cut_top(unit * 0.06f);
  fit(ui, "queues", in_all("Waiting"), title,
      {.weight = ui::Weight::semibold,
       .tone = ui::Tone::soft,
       .align = ui::Align::start,
       .role = ui::Role::heading,
       .height_max = title.h * 0.75f});
  std::vector<const Queue*> shown;
  for (const Queue& queue : view_->queues) {
    if (shows_queue(settings_, queue.id)) shown.push_back(&queue);
  }
  if (shown.empty()) return;
  const float height = std::min(rect.h / static_cast<float>(shown.size()), unit * 0.15f);
  const Language& l = lobby.l();
  for (const Queue* queue : shown) {
    const QueueNow now = lobby.queue_now(*queue);
    ui::Rect line = rect.cut_top(height);
    if (queue != shown.back()) ui.painter().fill({line.x, line.bottom() - 2, line.w, 2}, c.line);
    line = line.inset(0, height * 0.10f);
    ui::Rect count = line.cut_end(height * 0.85f, ui.view().direction);
    line.cut_end(height * 0.12f, ui.view().direction);
    // The figure says how many wait; what is not known beyond that leaves the line to the name.
    const std::string said = !now.open() ? l.t("Closed now")
                             : now.wait  ? l.t("wait {wait}", {{"wait", l.wait(*now.wait)}})
                                         : "";
    const ui::Rect name = said.empty() ? line : line.cut_top(line.h * 0.52f);
    const std::string key = "queue-" + queue->prefix;
    fit_name(ui, key, lobby.in(queue->name), name, unit * 0.036f, said.empty());
    if (!said.empty()) {
      fit(ui, key + "-wait", said, line,
          {.weight = ui::Weight::medium,
           .tone = ui::Tone::soft,
           .align = ui::Align::start,
           .height_max = unit * 0.028f});
    }
    if (now.open()) {
      fit(ui, key + "-count", std::to_string(now.ahead), count,
          {.tone = ui::Tone::primary, .align = ui::Align::end, .height_max = height * 0.62f});
    }
  }
}

void Display::draw_foot(ui::Context& ui, ui::Rect rect, const Lobby& lobby) const {
  const auto& c = ui.theme().colours;
  const auto announcements = lobby.announcements();
  const ConnectionView& link = view_->connection;
  const Announcement* one = nullptr;
  if (!announcements.empty()) {
    const auto turn = static_cast<std::size_t>(ui.clock().mono().time_since_epoch() / k_turn) /
                      std::max<std::size_t>(1, languages().size());
    one = announcements[turn % announcements.size()];
  }
  const bool warns = one != nullptr && one->severity == Severity::warning;
  ui.painter().fill(rect, one == nullptr ? c.surface_sunken : warns ? c.warning_soft : c.info_soft);
  ui::Rect inner = rect.inset(rect.h * 0.25f, rect.h * 0.10f);
  if (is_stale()) {
    const ui::Rect age = inner.cut_end(std::min(inner.w * 0.36f, rect.h * 5), ui.view().direction);
    inner.cut_end(rect.h * 0.2f, ui.view().direction);
    fit(ui, "age",
        lobby.l().t("As it was {when}", {{"when", lobby.l().at_time(lobby.local(*link.last_sync).time)}}),
        age,
        {.weight = ui::Weight::medium,
         .tone = ui::Tone::soft,
         .align = ui::Align::end,
         .height_max = rect.h * 0.28f});
  }
  if (one == nullptr) return;
  const ui::Rect sign = inner.cut_start(inner.h * 0.8f, ui.view().direction);
  ui.painter().icon(warns ? ui::Icon::warning : ui::Icon::info,
                    sign.centred(inner.h * 0.55f, inner.h * 0.55f), warns ? c.warning : c.info);
  inner.cut_start(rect.h * 0.2f, ui.view().direction);
  fit_lines(ui, "announcement", lobby.in(one->text), inner, rect.h * 0.29f);
}

void Display::draw_waiting_for_data(ui::Context& ui) const {
  ui.painter().fill(ui.screen(), ui.theme().colours.hero);
  const ui::Rect middle = ui.screen().centred(ui.screen().w * 0.8f, ui.screen().h * 0.1f);
  fit(ui, "starting", in_all("The display is starting"), middle,
      {.tone = ui::Tone::on_hero, .height_max = middle.h * 0.6f});
}

}  // namespace vuoro::kiosk
