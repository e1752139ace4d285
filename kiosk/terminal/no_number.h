#pragma once
// No number can be given now: whether that is so, how it is said, and what can be done instead.

#include "kiosk/facts/lobby_facts.h"
#include "kiosk/terminal/screens.h"

namespace vuoro::kiosk {

/// Whether the terminal can give this visitor a number of what is chosen: false where the authority is away
/// and none is held.
[[nodiscard]] bool gives_number(const Terminal& t, const Uuid& queue_id,
                                const std::optional<Uuid>& service_id);
/// There are open queues, and it can give a number of none of them.
[[nodiscard]] bool gives_no_number(const Terminal& t);
/// How a queue stands for this visitor, in a line: who waits, why it is closed, or that it gives no number.
[[nodiscard]] std::string queue_words(const Terminal& t, const Lobby& lobby, const Queue& queue,
                                      const QueueNow& now, const std::optional<Uuid>& service_id);

/// The queue's numbers have all been given, or nobody can be asked for one.
[[nodiscard]] bool is_no_number(Errc code);
/// What a visitor reads who was refused for it; what "try again" does is for the page to say.
[[nodiscard]] Trouble no_number_trouble(const Terminal& t, Errc code);

/// The same as a part of a page, before anything was asked for.
void draw_no_number(ui::Context& ui, const Terminal& t);
/// In the footer of that page: to book where a time can be had, and phone and online service.
/// @param service_id  the visitor's errand, when it was chosen.
void draw_other_ways(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id);
/// How many buttons those are.
[[nodiscard]] int count_other_ways(const Terminal& t, const std::optional<Uuid>& service_id);
void draw_booking_way(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id);
void draw_advice_way(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id,
                     ui::ButtonKind kind);

}  // namespace vuoro::kiosk
