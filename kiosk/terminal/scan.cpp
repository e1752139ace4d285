// A code held before the scanner, whatever page is shown.
#include "core/base/text.h"
#include "core/lobby/check_in.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// Whoever comes with a code chose a language when getting it; a choice made at this visit goes before it.
void speak(Terminal& t, const std::string& language) {
  if (t.visit().language.empty() && t.languages().has(language)) t.set_language(language);
}

}  // namespace

ScreenPtr screen_for_scan(Terminal& t, const std::string& payload) {
  const std::string text(trim(payload));
  if (const std::string code = normal_code(text); !code.empty()) {
    for (const Appointment& booking : t.view().appointments) {
      if (booking.code == code) speak(t, booking.language);
    }
    return make_check_in_screen(code);
  }
  const std::string& follow = t.view().site.follow_url;
  if (!follow.empty() && text.starts_with(follow)) {
    if (const auto id = t.port().ticket_of_follow_url(text)) {
      if (const Ticket* ticket = t.lobby().ticket(*id)) speak(t, ticket->language);
      return make_ticket_state_screen(*id);
    }
    const Language& l = t.language();
    Trouble trouble;
    trouble.icon = ui::Icon::scan;
    trouble.title = l.t("This number was taken elsewhere");
    trouble.text = l.t("This machine does not know its place in the queue.");
    trouble.instead = l.t("Look at the display, or open the code with your phone's camera.");
    return make_trouble_screen(std::move(trouble));
  }
  const Language& l = t.language();
  Trouble trouble;
  trouble.icon = ui::Icon::scan;
  trouble.title = l.t("This code is not for this machine");
  trouble.text = l.t("The machine reads the code of a booking and the code of a queue number.");
  trouble.instead = l.t("You can also type the booking code by hand.");
  trouble.action_label = l.t("Type the booking code");
  trouble.action = [](Terminal& terminal) { terminal.replace(make_code_screen(false)); };
  return make_trouble_screen(std::move(trouble));
}

}  // namespace vuoro::kiosk
