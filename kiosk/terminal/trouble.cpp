// Trouble in plain words, with something to do instead.
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/service_door.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

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
  const bool revoked = t.view().device.revoked;
  auto page =
      ui::page(ui, "out-of-service",
               {.title = revoked ? l.t("This machine is not in use") : l.t("One moment"), .hero = true});
  auto content = page.content(ui::Space::l);
  ui::space(ui, ui::Space::l);
  if (revoked) {
    ui::icon(ui, "sign", ui::Icon::warning, ui.mm(ui.theme().size.disc), ui::Tone::warning);
    ui::text(ui, "words", l.t("Please go to the information desk, or use another machine."),
             {.style = ui::TextStyle::title, .live = ui::Live::assertive});
  } else {
    ui::space_px(ui, ui::remaining_height(ui) / 4);
    ui::spinner(ui, "starting", l.t("This machine is starting"));
    ui::space(ui, ui::Space::l);
    ui::text(ui, "words", l.t("If this takes long, please go to the information desk."),
             {.style = ui::TextStyle::subtitle, .align = ui::Align::centre});
  }
}

}  // namespace vuoro::kiosk
