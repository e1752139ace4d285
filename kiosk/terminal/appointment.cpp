// Appointment: book, say that one has come, or cancel.
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class AppointmentScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("Do you have an appointment?"));
    head.art = {.main = ui::Icon::calendar, .before = ui::Icon::scan, .after = ui::Icon::clock};
    auto page = ui::page(ui, "appointment", head);
    t.follow(page);
    auto content = page.content(ui::Space::l);
    auto room = ui::scroll(ui, "choices", {.gap = ui::Space::l});
    if (ui::tile(ui, "check-in",
                 {.icon = ui::Icon::check,
                  .title = l.t("I have come to my appointment"),
                  .subtitle = l.t("Show the code to the scanner, or type it"),
                  .primary = true,
                  .wide = true})) {
      t.go(make_code_screen(false));
    }
    if (ui::tile(ui, "book",
                 {.icon = ui::Icon::calendar,
                  .title = l.t("Book a time"),
                  .subtitle = l.t("Choose the service, the day and the time"),
                  .wide = true})) {
      t.go(make_booking_screen(std::nullopt));
    }
    if (ui::tile(ui, "cancel",
                 {.icon = ui::Icon::close,
                  .title = l.t("Cancel my appointment"),
                  .subtitle = l.t("You need your booking code"),
                  .wide = true})) {
      t.go(make_code_screen(true));
    }
  }
};

}  // namespace

ScreenPtr make_appointment_screen() {
  return std::make_unique<AppointmentScreen>();
}

}  // namespace vuoro::kiosk
