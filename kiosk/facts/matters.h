#pragma once
// Several matters of one visitor on one number, in the visitor's words.

#include <string>
#include <vector>

#include "kiosk/facts/lobby_facts.h"

namespace vuoro::kiosk {

/// "Kela", or "Passport (Police)" when the service is known.
[[nodiscard]] std::string matter_name(const Lobby& lobby, const Uuid& queue_id,
                                      const std::optional<Uuid>& service_id);

/// "Passport, at 10.30": the appointment that this number is for. @return empty when there is none, or it is
/// not known here
[[nodiscard]] std::string appointment_of(const Lobby& lobby, const Ticket& ticket);

/// "First: Kela", "Then: Police", and that the number stays the same. @return empty for a single matter
[[nodiscard]] std::vector<std::string> matter_lines(const Lobby& lobby, const Ticket& ticket);

}  // namespace vuoro::kiosk
