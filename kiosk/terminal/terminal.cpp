#include "kiosk/terminal/terminal.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/log.h"
#include "kiosk/terminal/screens.h"
#include "ui/text/text.h"

namespace vuoro::kiosk {
namespace {
constexpr std::size_t k_foreign_texts_max = 2000;   ///< more than any one visitor sees
constexpr std::chrono::seconds k_last_warning{10};  ///< before the end, the warning is given once more
}  // namespace

Terminal::Terminal(TerminalParts parts, TerminalSettings settings)
    : parts_(std::move(parts)), settings_(std::move(settings)), view_(parts_.lobby.view()) {
  settings_.warning = std::max(settings_.warning, std::chrono::seconds(20));
  home();
  take_step();
}

Terminal::~Terminal() = default;

WallTime Terminal::now() const {
  return parts_.clock.wall() + view_->connection.clock_offset;
}

std::vector<std::string> Terminal::site_languages() const {
  std::vector<std::string> out;
  const auto& wanted = settings_.languages.empty() ? view_->site.languages : settings_.languages;
  for (const std::string& tag : wanted) {
    if (parts_.languages.has(tag)) {
      out.push_back(tag);
    } else if (told_missing_.insert(tag).second) {
      log::warn("language_without_catalogue", {{"language", tag}});
    }
  }
  if (out.empty()) {
    for (const auto& language : parts_.languages.all()) out.push_back(language->tag());
  }
  return out;
}

const Language& Terminal::language() const {
  return parts_.languages.of(visit_.language.empty() ? site_languages().front() : visit_.language);
}

void Terminal::set_language(const std::string& tag) {
  visit_.language = tag;
}

const ui::Theme* Terminal::theme() const {
  const ui::Theme* wanted = visit_.palette == Palette::high_contrast ? parts_.contrast
                            : visit_.palette == Palette::dark        ? parts_.dark
                                                                     : parts_.standard;
  return wanted != nullptr ? wanted : parts_.standard;
}

float low_reach_top_px(int height_px, float px_per_mm, float lower_edge_mm) {
  constexpr float k_reach_mm = 1200;  // issue 3; ISO 21542 allows 1200 mm to the side without an obstacle
  const auto height = static_cast<float>(height_px);
  if (lower_edge_mm <= 0) return std::round(height / 2);
  const float in_reach = std::max((k_reach_mm - lower_edge_mm) * px_per_mm, height / 3);
  return std::max(0.0f, std::ceil(height - in_reach));
}

bool Terminal::prepare(ui::View& view) const {
  const Language& l = language();
  view.foreign_texts = &foreign_;
  if (view.language != l.tag() || foreign_.size() > k_foreign_texts_max) foreign_.clear();
  const ui::Theme* theme = this->theme();
  const float reach_top =
      visit_.low_reach ? low_reach_top_px(view.height_px, view.px_per_mm, settings_.lower_edge_mm) : 0;
  const auto direction = l.right_to_left() ? ui::Direction::right_to_left : ui::Direction::left_to_right;
  if (view.language == l.tag() && view.theme == theme && view.text_scale == visit_.text_scale &&
      view.direction == direction && view.words.back == l.t("Back") && view.reach_top_px == reach_top &&
      view.reduced_motion == visit_.reduced_motion) {
    return false;
  }
  view.language = l.tag();
  view.theme = theme;
  view.text_scale = visit_.text_scale;
  view.direction = direction;
  view.reach_top_px = reach_top;
  view.reduced_motion = visit_.reduced_motion;
  view.words = {.back = l.t("Back"),
                .close = l.t("Close"),
                .page_up = l.t("Scroll up"),
                .page_down = l.t("Scroll down"),
                .keyboard = l.t("Keyboard"),
                .backspace = l.t("Delete"),
                .shift = l.t("Capital letters"),
                .space = l.t("Space"),
                .enter = l.t("Done"),
                .digits = "123",
                .letters = l.t("ABC"),
                .clear = l.t("Clear"),
                .choose_language = l.t("Language"),
                .accents = l.t("More letters"),
                .keyboard_language = l.t("Letters of the keyboard")};
  return true;
}

void Terminal::go(std::unique_ptr<Screen> next) {
  step_ = Step::go;
  next_ = std::move(next);
}
void Terminal::replace(std::unique_ptr<Screen> next) {
  step_ = Step::replace;
  next_ = std::move(next);
}
void Terminal::back() {
  step_ = Step::back;
}
void Terminal::home() {
  step_ = Step::home;
}

void Terminal::take_step() {
  const Step step = std::exchange(step_, Step::none);
  const auto drop = [this] {
    way_.back()->leave(*this);
    way_.pop_back();
  };
  switch (step) {
    case Step::none:
      return;
    case Step::go:
      way_.push_back(std::move(next_));
      break;
    case Step::replace:
      drop();
      way_.push_back(std::move(next_));
      break;
    case Step::back:
      if (way_.size() > 1) drop();
      break;
    case Step::home:
      visit_ = {};
      ++visits_;
      [[fallthrough]];
    case Step::start_over:
      while (!way_.empty()) drop();
      warned_at_.reset();
      way_.push_back(make_home_screen());
      break;
  }
  step_ = Step::none;  // a screen that leaves asks for nothing more
}

void Terminal::frame(ui::Context& ui) {
  view_ = parts_.lobby.view();
  active_at_ = std::max(active_at_, ui.last_input_at());
  if (step_ != Step::none) take_step();
  const bool serves = view_->ready && !view_->device.revoked;
  if (!serves && !way_.back()->is_for_technician()) {
    draw_out_of_service(ui, *this);
    if (door_.draw(ui, *this)) go(make_pin_screen());
    end_unseen(ui);
  } else {
    way_.back()->draw(ui, *this);
    if (const auto at = lobby().away_changes_at()) ui.redraw_at(parts_.clock.mono() + (*at - now()));
    guard_idle(ui);
  }
  if (step_ != Step::none) {
    take_step();
    ui.redraw_now();
  }
}

void Terminal::scan(const std::string& payload) {
  active_at_ = parts_.clock.mono();
  if (!view_->ready || way_.back()->busy()) return;
  warned_at_.reset();
  if (auto next = screen_for_scan(*this, payload)) {
    // What was begun stays behind it: the way back leads there.
    way_.back()->answers_scan() ? replace(std::move(next)) : go(std::move(next));
  }
  wake();
}

ui::PageSpec Terminal::head(std::string title) const {
  ui::PageSpec spec = last_head(std::move(title));
  if (way_.size() > 1) {
    spec.back = language().t("Back");
    spec.home = language().t("Home");
  }
  return spec;
}

ui::PageSpec Terminal::last_head(std::string title) const {
  ui::PageSpec spec;
  spec.title = std::move(title);
  spec.access = language().t("Accessibility");
  // A way that would not be taken does not look as if it would.
  spec.busy = way_.back()->busy();
  return spec;
}

void Terminal::follow(const ui::PageScope& page) {
  if (way_.back()->busy()) return;
  if (page.access()) return go(make_accessibility_screen());
  if (page.home()) {
    step_ = Step::start_over;
  } else if (page.back()) {
    back();
  }
}

float Terminal::footer_height(ui::Context& ui, int buttons, bool large) {
  // Letters grow with the visitor's choice, and buttons with them; see draw::control_height.
  const auto height_of = [&](ui::TextStyle style) {
    const ui::TypeToken& type = ui.theme().type_of(style);
    const float line = type.cap_mm / ui::k_cap_share * type.line_height * ui.view().text_scale;
    return std::max(ui.mm(ui.theme().button_mm), ui.mm(line) + ui.space(ui::Space::s));
  };
  const float main = large ? height_of(ui::TextStyle::subtitle) + ui.mm(ui.theme().size.button_extra)
                           : height_of(ui::TextStyle::strong);
  const auto others = static_cast<float>(buttons - 1);
  return main + others * (height_of(ui::TextStyle::strong) + ui.space(ui::Space::m));
}

bool Terminal::wide(const ui::Context& ui) {
  return ui.screen().w > ui.screen().h;
}

/// Whoever had begun cannot go on, and walks away: their page does not come back with the lobby.
void Terminal::end_unseen(ui::Context& ui) {
  if (way_.size() == 1 && visit_ == Visit{}) return;
  const MonoTime ends = active_at_ + settings_.idle + settings_.warning;
  if (parts_.clock.mono() >= ends) return home();
  ui.redraw_at(ends);
}

void Terminal::guard_idle(ui::Context& ui) {
  const bool nothing_to_forget = way_.size() == 1 && visit_ == Visit{};
  if (nothing_to_forget || way_.back()->busy()) {
    warned_at_.reset();
    return;
  }
  const MonoTime now = parts_.clock.mono();
  if (!warned_at_) {
    const MonoTime due = active_at_ + settings_.idle;
    if (now < due) return ui.redraw_at(due);
    if (way_.size() == 1) return home();  // only a language or a text size was chosen: no need to ask
    warned_at_ = now;
    warned_again_ = false;
    if (parts_.warn) parts_.warn();  // seen and heard: not everyone looks, not everyone hears
  }
  const MonoTime ends = *warned_at_ + settings_.warning;
  if (now >= ends) return home();
  if (ends - now <= k_last_warning && !std::exchange(warned_again_, true) && parts_.warn) parts_.warn();
  draw_idle_warning(ui, ends);
  ui.redraw_at(std::min(ends, now + std::chrono::seconds(1)));
}

void Terminal::draw_idle_warning(ui::Context& ui, MonoTime ends) {
  const Language& l = language();
  const auto left = std::chrono::ceil<std::chrono::seconds>(ends - parts_.clock.mono());
  // Said when the warning comes, and once more near the end: words that change every second could not be
  // heard.
  const auto within = warned_again_ ? k_last_warning : settings_.warning;
  auto dialog = ui::dialog(
      ui, "idle",
      {.icon = ui::Icon::clock,
       .title = l.t("Are you still there?"),
       .message =
           l.n("Otherwise this page closes within {count} second and what you have done here is cleared.",
               "Otherwise this page closes within {count} seconds and what you have done here is cleared.",
               within.count())});
  ui::progress(ui, "left", l.t("Time left"),
               static_cast<float>(left.count()) / static_cast<float>(settings_.warning.count()));
  const ui::Response stay = ui::button(ui, "stay", {.label = l.t("Continue"), .large = true});
  const ui::Response end =
      ui::button(ui, "end", {.label = l.t("I am done"), .kind = ui::ButtonKind::secondary});
  const bool touched_elsewhere = active_at_ > *warned_at_ && !stay.pressed && !end.pressed;
  if (end) {
    home();
  } else if (stay || dialog.dismissed() || touched_elsewhere) {
    warned_at_.reset();
    active_at_ = parts_.clock.mono();
    ui.redraw_now();
  }
}

}  // namespace vuoro::kiosk
