// The home screen: four jobs, languages, how the lobby stands.
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/service_door.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// From this text size on the jobs stand one below another.
constexpr float k_large_above = 1.3f;
/// A job that stands across the page below the others.
constexpr float k_low_job_mm = 62;

class HomeScreen final : public Screen {
 public:
  [[nodiscard]] bool is_home() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const bool wide = Terminal::wide(ui);
    const float bar = Terminal::footer_height(ui, wide ? 1 : 2);
    const bool large = ui.view().text_scale > k_large_above;
    const std::string site = lobby.in(t.view().site.name);
    const std::string hours = lobby.opening(t.view().site.hours);
    auto page = ui::page(ui, "home",
                         {.title = large ? site : l.t("Welcome. How can we help?"),
                          .subtitle = hours,
                          .footer_height = bar,
                          .hero = !large,
                          .eyebrow = large ? "" : site,
                          .corner = lobby.clock(t.now()),
                          .narrow = false});
    tick(ui, t);
    {
      auto content = page.content(ui::Space::l);
      judge(ui, t, lobby);
      if (large || scrolls_) {
        // Large letters, a small panel or long news: what is here scrolls, and the jobs come first.
        auto room = ui::scroll(ui, "all", {.gap = ui::Space::l});
        for (const Job job : t.view().site.jobs)
          draw_job(ui, t, lobby, job, job == t.view().site.jobs.front(), true);
        draw_announcements(ui, lobby);
      } else {
        draw_announcements(ui, lobby);
        draw_jobs(ui, t, lobby, wide);
        const ui::Rect last = ui.node(ui.last_index()).rect;
        const ui::Rect room = page.content_rect();
        if (ui::remaining_height(ui) < 0 || last.y + last.h > room.y + room.h + 1) {
          scrolls_ = true;
          ui.redraw_now();
        }
      }
    }
    {
      auto footer = page.footer(ui::Space::m);
      draw_footer(ui, t, wide);
    }
    if (door_.draw(ui, t)) t.go(make_pin_screen());
  }

 private:
  /// The clock in the corner changes on the minute.
  static void tick(ui::Context& ui, const Terminal& t) {
    const auto into_minute = t.now().time_since_epoch() % std::chrono::minutes(1);
    ui.redraw_at(ui.clock().mono() + std::chrono::minutes(1) - into_minute);
  }

  /// Whether all fits is found out once for each language, size and news.
  void judge(ui::Context& ui, const Terminal& t, const Lobby& lobby) {
    std::string now = t.language().tag() + " " + std::to_string(ui::remaining_height(ui)) + " " +
                      std::to_string(ui.view().px_per_mm) + " " + std::to_string(t.view().site.jobs.size());
    for (const Announcement* one : lobby.announcements()) now += " " + lobby.in(one->text);
    if (std::exchange(judged_, now) != now) scrolls_ = false;
  }

  static void draw_announcements(ui::Context& ui, const Lobby& lobby) {
    int shown = 0;
    for (const Announcement* one : lobby.announcements()) {
      if (++shown > 2) break;
      const bool warns = one->severity == Severity::warning;
      ui::banner(
          ui, "announcement-" + std::to_string(shown),
          {.kind = warns ? ui::BannerKind::warning : ui::BannerKind::info, .title = lobby.in(one->text)});
    }
  }

  static void draw_jobs(ui::Context& ui, Terminal& t, const Lobby& lobby, bool wide) {
    const auto& jobs = t.view().site.jobs;
    if (jobs.empty()) return;
    const std::size_t count = jobs.size();
    const float gap = ui.space(ui::Space::l);
    if (wide) {
      const float height = ui::remaining_height(ui);
      if (count > 2 && ui.view().text_scale <= 1) {
        // The first job beside the others, which stand one below another.
        auto halves = ui::row(ui, {.parts = {1, 1}, .gap = ui::Space::l});
        draw_part(ui, t, lobby, {jobs.data(), 1}, height);
        auto others = ui::column(ui, {.gap = ui::Space::l});
        const auto rest = static_cast<float>(count - 1);
        for (std::size_t i = 1; i < count; ++i) {
          draw_part(ui, t, lobby, {jobs.data() + i, 1}, std::floor((height - gap * (rest - 1)) / rest));
        }
        return;
      }
      auto line =
          ui::grid(ui, {.columns = static_cast<int>(count), .gap = ui::Space::l, .cell_height = height});
      for (const Job job : jobs) draw_job(ui, t, lobby, job, job == jobs.front(), false);
      return;
    }
    // The first job has the whole width, the others stand two and two; an odd one ends them across the page.
    const std::size_t pairs = (count - 1) / 2;
    const bool odd = (count - 1) % 2 == 1;
    const float free = ui::remaining_height(ui) - gap * static_cast<float>(pairs + (odd ? 1 : 0));
    const float low = odd ? ui.mm(k_low_job_mm) : 0;
    const float high = (free - low) / static_cast<float>(pairs + 1);
    draw_part(ui, t, lobby, {jobs.data(), 1}, high);
    for (std::size_t i = 0; i < pairs; ++i) {
      draw_part(ui, t, lobby, {jobs.data() + 1 + 2 * i, 2}, high);
    }
    if (odd) draw_part(ui, t, lobby, {jobs.data() + count - 1, 1}, low);
  }

  static void draw_part(ui::Context& ui, Terminal& t, const Lobby& lobby, std::span<const Job> jobs,
                        float height) {
    auto grid =
        ui::grid(ui, {.columns = static_cast<int>(jobs.size()), .gap = ui::Space::l, .cell_height = height});
    for (const Job job : jobs) draw_job(ui, t, lobby, job, job == t.view().site.jobs.front(), false);
  }

  static void draw_job(ui::Context& ui, Terminal& t, const Lobby& lobby, Job job, bool first, bool stacked) {
    const Language& l = t.language();
    switch (job) {
      case Job::ticket:
        if (ui::tile(ui, "ticket",
                     {.icon = ui::Icon::ticket,
                      .title = l.t("Take a queue number"),
                      .subtitle = l.t("For service at a counter today"),
                      .status =
                          gives_no_number(t) ? l.t("No number can be given just now") : lobby.lobby_waiting(),
                      .primary = first,
                      .wide = stacked})) {
          t.go(make_ticket_start(t));
        }
        break;
      case Job::appointment:
        if (ui::tile(ui, "appointment",
                     {.icon = ui::Icon::calendar,
                      .title = l.t("Appointment"),
                      .subtitle = l.t("Book a time, or say that you have come"),
                      .primary = first,
                      .wide = stacked})) {
          t.go(make_appointment_screen());
        }
        break;
      case Job::guidance:
        if (ui::tile(ui, "guidance",
                     {.icon = ui::Icon::guidance,
                      .title = l.t("Advice"),
                      .subtitle = l.t("Find the right service and instructions"),
                      .primary = first,
                      .wide = stacked})) {
          t.go(make_guidance_screen());
        }
        break;
      case Job::feedback:
        if (ui::tile(ui, "feedback",
                     {.icon = ui::Icon::feedback,
                      .title = l.t("Give feedback"),
                      .subtitle = l.t("One touch is enough"),
                      .primary = first,
                      .wide = stacked})) {
          t.go(make_feedback_screen());
        }
        break;
    }
  }

  static void draw_footer(ui::Context& ui, Terminal& t, bool wide) {
    const Language& l = t.language();
    const auto draw_access = [&] {
      if (ui::button(ui, "accessibility",
                     {.label = l.t("Accessibility"),
                      .icon = ui::Icon::accessibility,
                      .kind = ui::ButtonKind::secondary})) {
        t.go(make_accessibility_screen());
      }
    };
    std::vector<ui::ChoiceSpec> choices;
    int selected = -1;
    for (const std::string& tag : t.site_languages()) {
      if (tag == l.tag()) selected = static_cast<int>(choices.size());
      choices.push_back({.key = tag, .label = t.languages().of(tag).own_name(), .language = tag});
    }
    const auto draw_languages = [&] {
      const int chosen = ui::language_bar(ui, "languages", choices, selected);
      if (chosen >= 0) {
        t.set_language(choices[static_cast<std::size_t>(chosen)].key);
        ui.redraw_now();
      }
    };
    if (wide) {
      auto row = ui::row(ui, {.parts = {3, 2}});
      draw_languages();
      draw_access();
    } else {
      draw_access();
      draw_languages();
    }
  }

  ServiceDoor door_;
  std::string judged_;    ///< what was looked at when it was found whether all fits
  bool scrolls_ = false;  ///< it does not
};

}  // namespace

ScreenPtr make_home_screen() {
  return std::make_unique<HomeScreen>();
}

}  // namespace vuoro::kiosk
