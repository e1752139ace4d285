#include "kiosk/terminal/check_in_words.h"

#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

void offer_number(Trouble& trouble, const Language& l) {
  trouble.action_label = l.t("Take a queue number");
  trouble.action = [](Terminal& terminal) { terminal.replace(make_ticket_start(terminal)); };
}

void offer_booking(Trouble& trouble, const Language& l, const Uuid& service_id) {
  trouble.action_label = l.t("Book a new time");
  trouble.action = [service_id](Terminal& terminal) { terminal.replace(make_booking_screen(service_id)); };
}

}  // namespace

Trouble check_in_answer(const Terminal& t, const CheckedIn& checked) {
  const Language& l = t.language();
  const Lobby lobby = t.lobby();
  const Appointment& booking = checked.appointment;
  const std::string when = lobby.when(booking.start);
  Trouble out;
  out.icon = ui::Icon::calendar;
  switch (checked.verdict) {
    case CheckIn::too_early: {
      const std::string from = l.at_time(lobby.local(booking.start - k_check_in_early).time);
      out.title = l.t("You are early");
      out.text = l.t("Your appointment is {when}.", {{"when", when}});
      out.instead = l.t("Come back to this machine {from} or later.", {{"from", from}});
      break;
    }
    case CheckIn::too_late:
      out.title = l.t("Your time has passed");
      out.text = l.t("Your appointment was {when}.", {{"when", when}});
      out.instead = l.t("You can take a queue number and be served today.");
      offer_number(out, l);
      break;
    case CheckIn::another_day:
      out.title = l.t("Your appointment is on another day");
      out.text = l.t("Your appointment is {when}.", {{"when", when}});
      out.instead = l.t("Come back then. If you need help today, take a queue number.");
      offer_number(out, l);
      break;
    case CheckIn::past_day:
      out.title = l.t("Your appointment has already been");
      out.text = l.t("Your appointment was {when}.", {{"when", when}});
      out.instead = l.t("You can book a new time.");
      offer_booking(out, l, booking.service_id);
      break;
    case CheckIn::another_site:
      out.title = l.t("Your appointment is in another place");
      out.text = l.t("This booking is not for this service point.");
      out.instead = l.t("Check the address in your booking, or ask at the information desk.");
      break;
    case CheckIn::cancelled:
      out.title = l.t("This appointment has been cancelled");
      out.text = l.t("The time was {when}.", {{"when", when}});
      out.instead = l.t("You can book a new time.");
      offer_booking(out, l, booking.service_id);
      break;
    case CheckIn::already_done:
    case CheckIn::on_time:
    case CheckIn::late:
      out.title = l.t("You have already checked in");
      out.text = l.t("Your number is on the paper or on the phone you used then.");
      out.instead = l.t("Watch the display. If you have lost your number, ask at the information desk.");
      break;
  }
  return out;
}

std::string check_in_note(const Terminal& t, CheckIn verdict) {
  const Language& l = t.language();
  if (verdict == CheckIn::late) return l.t("You are a little late. You will be served as soon as possible.");
  if (verdict == CheckIn::already_done) return l.t("You have already checked in. This is your number.");
  return {};
}

Trouble check_in_error(const Terminal& t, Errc code) {
  const Language& l = t.language();
  if (is_no_number(code)) return no_number_trouble(t, code);
  Trouble out;
  if (code == Errc::not_found) {
    out.icon = ui::Icon::search;
    out.title = l.t("The booking was not found");
    out.text = l.t("No booking with this code is known here.");
    out.instead = l.t("Please check the code. You can also take a queue number.");
  } else {
    out.title = l.t("Checking in did not succeed");
    out.text = l.t("The fault is in this machine, not in anything you did.");
    out.instead = l.t("Take a queue number, or go to the information desk.");
  }
  offer_number(out, l);
  return out;
}

}  // namespace vuoro::kiosk
