#pragma once
// Every screen by the name of the visitor's job. Each is one file; nothing else is known of them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/lobby_port.h"
#include "kiosk/terminal/screen.h"

namespace vuoro::kiosk {

class Languages;

using ScreenPtr = std::unique_ptr<Screen>;

ScreenPtr make_home_screen();
ScreenPtr make_accessibility_screen();

// Ticket
/// The first page of taking a number: the choice, or at once the queue when the site has only one.
ScreenPtr make_ticket_start(Terminal& t);
/// One queue: how long it is, and "take".
ScreenPtr make_queue_screen(const Uuid& queue_id, std::optional<Uuid> service_id);
/// One more matter on the same number: what is chosen is put at the end of `matters`, and the way leads back.
/// @param first  the queue of the first matter; a queue is on a number once.
ScreenPtr make_matter_screen(const Uuid& first, std::shared_ptr<std::vector<Errand>> matters);
/// Whether there is another queue that could be added, and room for it.
[[nodiscard]] bool has_other_matters(const Terminal& t, const Uuid& first,
                                     const std::vector<Errand>& matters);
/// The number, on the screen and on paper.
/// @param print  false when nothing is to be printed (a number said again).
/// @param note   said above all else: "you are late, but …".
ScreenPtr make_number_screen(const IssuedTicket& issued, bool print, std::string note = {});
/// Where a ticket stands, found by its follow address or id.
ScreenPtr make_ticket_state_screen(const Uuid& ticket_id);

// Appointment
ScreenPtr make_appointment_screen();
/// @param service_id  already chosen (from guidance).
ScreenPtr make_booking_screen(std::optional<Uuid> service_id);
/// @param cancel  the code is asked for cancelling instead of checking in.
ScreenPtr make_code_screen(bool cancel);
/// Checks in at once with a code that was read.
ScreenPtr make_check_in_screen(const std::string& code);
ScreenPtr make_cancel_booking_screen(const Appointment& appointment);

// Guidance
ScreenPtr make_guidance_screen();
ScreenPtr make_answer_screen(const Uuid& service_id);

// Feedback
ScreenPtr make_feedback_screen();

// Trouble
/// What went wrong in plain words, and what to do instead. Never a dead end.
struct Trouble {
  std::string title;
  std::string text;
  std::string instead = {};        ///< what to do
  ui::Icon icon = ui::Icon::info;  ///< what it is about, as a drawing
  std::optional<std::string> action_label = std::nullopt;
  std::function<void(Terminal&)> action = {};  ///< "try again", "take a number"
};
ScreenPtr make_trouble_screen(Trouble trouble);
/// The whole terminal cannot serve: it has no picture of the lobby yet, or was taken out of use.
void draw_out_of_service(ui::Context& ui, Terminal& t);
/// Before the lobby is known: where to go, in every language, as nobody can choose one; and small what keeps the
/// machine from being used.
/// @param technician  English, for whoever mends it. @param wall  a wall display stands in nobody's way.
void draw_not_in_use(ui::Context& ui, const Languages& languages, bool wall, const std::string& technician);

// Service
ScreenPtr make_pin_screen();

/// What a code held before the scanner leads to; nothing when it means nothing here (then a page saying so).
ScreenPtr screen_for_scan(Terminal& t, const std::string& payload);

}  // namespace vuoro::kiosk
