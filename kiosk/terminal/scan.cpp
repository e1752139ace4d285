// A code held before the scanner, whatever page is shown.
#include "core/base/text.h"
#include "core/lobby/check_in.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {

ScreenPtr screen_for_scan(Terminal& t, const std::string& payload) {
  const Language& l = t.language();
  const std::string text(trim(payload));
  if (const std::string code = normal_code(text); !code.empty()) return make_check_in_screen(code);
  const std::string& follow = t.view().site.follow_url;
  if (!follow.empty() && text.starts_with(follow)) {
    if (const auto ticket = t.port().ticket_of_follow_url(text)) return make_ticket_state_screen(*ticket);
    Trouble trouble;
    trouble.title = l.t("This number was taken elsewhere");
    trouble.text = l.t("This machine does not know its place in the queue.");
    trouble.instead = l.t("Look at the display, or open the code with your phone's camera.");
    return make_trouble_screen(std::move(trouble));
  }
  Trouble trouble;
  trouble.title = l.t("This code is not for this machine");
  trouble.text = l.t("The machine reads the code of a booking and the code of a queue number.");
  trouble.instead = l.t("You can also type the booking code by hand.");
  trouble.action_label = l.t("Type the booking code");
  trouble.action = [](Terminal& terminal) { terminal.replace(make_code_screen(false)); };
  return make_trouble_screen(std::move(trouble));
}

}  // namespace vuoro::kiosk
