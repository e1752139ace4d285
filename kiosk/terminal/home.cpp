// The home screen: four jobs, languages, how the lobby stands.
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/service_door.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// From this text size on the jobs stand one below another.
constexpr float k_large = 1.3f;

class HomeScreen final : public Screen {
 public:
  [[nodiscard]] bool is_home() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const bool wide = Terminal::wide(ui);
    const float bar = Terminal::footer_height(ui, wide ? 1 : 2);
    const bool large = ui.view().text_scale > k_large;
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
      if (large) {
        // A long announcement in large letters may be higher than the screen: it scrolls with the jobs.
        auto room = ui::scroll(ui, "all", {.gap = ui::Space::l});
        draw_announcements(ui, lobby);
        draw_jobs(ui, t, lobby, wide);
      } else {
        draw_announcements(ui, lobby);
        draw_jobs(ui, t, lobby, wide);
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
    if (ui.view().text_scale > k_large) {
      // Large letters want the whole width: one job below another.
      for (const Job job : jobs) draw_job(ui, t, lobby, job, job == jobs.front());
      return;
    }
    const int columns = jobs.size() == 1 ? 1
                        : wide           ? static_cast<int>(std::min<std::size_t>(jobs.size(), 4))
                                         : 2;
    const int lines = (static_cast<int>(jobs.size()) + columns - 1) / columns;
    const float gap = ui.space(ui::Space::l);
    const float free = ui::remaining_height(ui) - static_cast<float>(lines - 1) * gap;
    const float height = std::min(free / static_cast<float>(lines), ui.mm(wide ? 180 : 215));
    auto grid = ui::grid(ui, {.columns = columns, .gap = ui::Space::l, .cell_height = height});
    bool first = true;
    for (const Job job : jobs) {
      draw_job(ui, t, lobby, job, first);
      first = false;
    }
  }

  static void draw_job(ui::Context& ui, Terminal& t, const Lobby& lobby, Job job, bool first) {
    const Language& l = t.language();
    switch (job) {
      case Job::ticket:
        if (ui::tile(ui, "ticket",
                     {.icon = ui::Icon::ticket,
                      .title = l.t("Take a queue number"),
                      .subtitle = l.t("For service at a counter today"),
                      .status = lobby.lobby_waiting(),
                      .primary = first,
                      .wide = ui.view().text_scale > k_large})) {
          t.go(make_ticket_start(t));
        }
        break;
      case Job::appointment:
        if (ui::tile(ui, "appointment",
                     {.icon = ui::Icon::calendar,
                      .title = l.t("Appointment"),
                      .subtitle = l.t("Book a time, or say that you have come"),
                      .primary = first,
                      .wide = ui.view().text_scale > k_large})) {
          t.go(make_appointment_screen());
        }
        break;
      case Job::guidance:
        if (ui::tile(ui, "guidance",
                     {.icon = ui::Icon::guidance,
                      .title = l.t("Advice"),
                      .subtitle = l.t("Find the right service and instructions"),
                      .primary = first,
                      .wide = ui.view().text_scale > k_large})) {
          t.go(make_guidance_screen());
        }
        break;
      case Job::feedback:
        if (ui::tile(ui, "feedback",
                     {.icon = ui::Icon::feedback,
                      .title = l.t("Give feedback"),
                      .subtitle = l.t("One touch is enough"),
                      .primary = first,
                      .wide = ui.view().text_scale > k_large})) {
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
};

}  // namespace

ScreenPtr make_home_screen() {
  return std::make_unique<HomeScreen>();
}

}  // namespace vuoro::kiosk
