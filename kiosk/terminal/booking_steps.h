#pragma once
// What a booking carries from page to page.

#include "kiosk/terminal/screens.h"

namespace vuoro::kiosk {

/// A place of a slot, held for this visitor for some minutes.
struct HeldTime {
  Uuid service_id;
  Slot slot;
  Uuid hold_id;
};

/// Asks for a phone number (optional), then confirms. Gives the hold back when it is left without a booking.
ScreenPtr make_contact_screen(const HeldTime& held);
ScreenPtr make_booked_screen(const Appointment& appointment);

}  // namespace vuoro::kiosk
