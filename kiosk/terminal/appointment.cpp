// Appointment: book, say that one has come, or cancel.
#include "kiosk/terminal/no_number.h"
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
    // In half a screen the largest letters leave room for what is touched, and for little that explains it.
    const bool tight = ui.view().reach_top_px > 0 && ui.view().text_scale >= 1.5f;
    const auto gap = tight ? ui::Space::m : ui::Space::l;
    const auto more = [&](std::string words) { return tight ? std::string() : words; };
    auto content = page.content(gap);
    auto room = ui::scroll(ui, "choices", {.gap = gap});
    if (ui::tile(ui, "check-in",
                 {.icon = ui::Icon::check,
                  .title = l.t("I have come to my appointment"),
                  .subtitle = more(l.t("Show the code to the scanner, or type it")),
                  .status = gives_no_number(t) ? l.t("No number can be given just now") : "",
                  .primary = true,
                  .wide = true})) {
      t.go(make_code_screen(false));
    }
    const bool possible = t.view().connection.online || !t.lobby().bookable().empty();
    if (ui::tile(ui, "book",
                 {.icon = ui::Icon::calendar,
                  .title = l.t("Book a time"),
                  .subtitle = more(l.t("Choose the service, the day and the time")),
                  .status = possible ? "" : l.t("Not possible just now: the connection is down"),
                  .wide = true})) {
      t.go(make_booking_screen(std::nullopt));
    }
    if (ui::tile(ui, "cancel",
                 {.icon = ui::Icon::close,
                  .title = l.t("Cancel my appointment"),
                  .subtitle = more(l.t("You need your booking code")),
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
