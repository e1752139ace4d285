// Trouble in plain words, with something to do instead.
#include <optional>

#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// From this text size on what is said may be more than the screen holds.
constexpr float k_scrolls_above = 1.3f;

class TroubleScreen final : public Screen {
 public:
  explicit TroubleScreen(Trouble trouble) : trouble_(std::move(trouble)) {}

  [[nodiscard]] bool answers_scan() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(trouble_.title);
    head.home.clear();  // the way home stands in the footer, large
    head.art = {.main = trouble_.icon};
    head.footer_height = Terminal::footer_height(ui, trouble_.action ? 2 : 1);
    head.reading = true;
    auto page = ui::page(ui, "trouble", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "words");
      auto card = ui::card(ui, "card", {.padding = ui::Space::xl, .gap = ui::Space::l});
      ui::text(ui, "what", trouble_.text, {.style = ui::TextStyle::subtitle, .live = ui::Live::assertive});
      if (!trouble_.instead.empty()) {
        ui::text(ui, "instead", trouble_.instead,
                 {.style = ui::TextStyle::title, .tone = ui::Tone::primary, .live = ui::Live::polite});
      }
    }
    auto footer = page.footer();
    if (trouble_.action &&
        ui::button(ui, "action", {.label = trouble_.action_label.value_or(l.t("Try again"))})) {
      trouble_.action(t);
    }
    if (ui::button(ui, "home",
                   {.label = l.t("To the start"),
                    .icon = ui::Icon::home,
                    .kind = trouble_.action ? ui::ButtonKind::secondary : ui::ButtonKind::primary})) {
      t.home();
    }
  }

 private:
  Trouble trouble_;
};

}  // namespace

ScreenPtr make_trouble_screen(Trouble trouble) {
  return std::make_unique<TroubleScreen>(std::move(trouble));
}

void draw_out_of_service(ui::Context& ui, Terminal& t) {
  const Language& l = t.language();
  const bool for_long = t.view().device.revoked || t.view().out_of_order;
  auto page =
      ui::page(ui, "out-of-service",
               {.title = for_long ? l.t("This machine is not in use") : l.t("One moment"), .hero = true});
  auto content = page.content(ui::Space::l);
  // Large letters: what does not fit is not cut off.
  std::optional<ui::ScrollScope> room;
  if (ui.view().text_scale > k_scrolls_above) room.emplace(ui, "all", ui::ScrollSpec{.gap = ui::Space::l});
  ui::space(ui, ui::Space::l);
  if (for_long) {
    ui::icon(ui, "sign", ui::Icon::warning, ui.mm(ui.theme().size.disc), ui::Tone::warning);
  } else {
    ui::space_px(ui, ui::remaining_height(ui) / 12);
    ui::spinner(ui, "starting", l.t("This machine is starting"));
    ui::space(ui, ui::Space::l);
  }
  const auto words = [&](const std::string& key, const Language& in, bool first) {
    const std::string text = for_long ? in.t("Please go to the information desk, or use another machine.")
                                      : in.t("If this takes long, please go to the information desk.");
    ui::text(ui, key, text,
             {.style = for_long && first ? ui::TextStyle::title : ui::TextStyle::subtitle,
              .align = ui::Align::centre,
              .live = for_long && first ? ui::Live::assertive : ui::Live::off,
              .language = in.tag()});
  };
  words("words", l, true);
  // Nobody can choose a language here.
  for (const std::string& tag : t.site_languages()) {
    const Language& theirs = t.languages().of(tag);
    if (&theirs != &l) words("words-" + theirs.tag(), theirs, false);
  }
}

void draw_not_in_use(ui::Context& ui, const Languages& languages, bool wall, const std::string& technician) {
  auto page = ui::page(ui, "not-in-use", {.title = "Vuoro", .hero = true});
  auto content = page.content();
  const ui::ScrollScope room(ui, "all", ui::ScrollSpec{.gap = ui::Space::s});
  const bool tall = ui.view().height_px > ui.view().width_px;
  if (tall) ui::space(ui, ui::Space::xl);
  for (const auto& language : languages.all()) {
    ui::text(ui, language->tag(), language->t("This machine is not in use"),
             {.style = tall || wall ? ui::TextStyle::title : ui::TextStyle::subtitle,
              .align = ui::Align::centre,
              .language = language->tag()});
    if (wall) continue;
    ui::text(ui, "where-" + language->tag(),
             language->t("Please go to the information desk, or use another machine."),
             {.align = ui::Align::centre, .language = language->tag()});
    ui::space(ui, tall ? ui::Space::l : ui::Space::s);
  }
  ui::text(ui, "technician", technician,
           {.style = ui::TextStyle::caption,
            .tone = ui::Tone::soft,
            .align = ui::Align::centre,
            .language = "en"});
}

}  // namespace vuoro::kiosk
