#pragma once
// What goes on paper: a queue number, a booking, an answer. In the visitor's language.

#include "drivers/printer/receipt.h"
#include "kiosk/facts/lobby_facts.h"
#include "kiosk/lobby_port.h"

namespace vuoro::kiosk {

[[nodiscard]] drivers::Receipt ticket_slip(const Lobby& lobby, const IssuedTicket& issued);
[[nodiscard]] drivers::Receipt appointment_slip(const Lobby& lobby, const Appointment& appointment);
/// What to do, where, when and at what number, of one service.
[[nodiscard]] drivers::Receipt answer_slip(const Lobby& lobby, const Service& service);
/// For the technician: what the head, the code table and the cutter make of it.
[[nodiscard]] drivers::Receipt test_slip(const Lobby& lobby);

/// Why nothing was printed, as one sentence for the visitor.
[[nodiscard]] std::string paper_trouble_words(const Language& l, Errc why);

}  // namespace vuoro::kiosk
