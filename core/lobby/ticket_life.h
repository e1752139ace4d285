#pragma once
// The life of a ticket as one literal table. Nothing else in Vuoro decides what may follow what.

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "core/lobby/lobby_records.h"

namespace vuoro {

enum class TicketAct {
  call,    ///< to a counter
  recall,  ///< the same call once more
  start,   ///< the visitor has come
  finish,
  no_show,        ///< called, and nobody came
  requeue,        ///< the call is taken back; the place is kept
  park,           ///< waits aside, is never offered by "call next"
  bring_back,     ///< from parked, or after a no-show
  transfer,       ///< to another queue; the first arrival is kept
  next_errand,    ///< this matter is done; the same number waits for its next one, first arrival kept
  add_errand,     ///< one more matter, after those known
  remove_errand,  ///< a matter that was still to come is not needed
  reserve,        ///< kept for one counter or colleague
  release,        ///< offered to everybody again
  prioritise,     ///< due earlier, or as by the plain rule again
  delay,          ///< the visitor lets others pass
  cancel,         ///< the visitor leaves the queue
  close_day,      ///< the service day ended
};

struct TicketTransition {
  TicketState from;
  TicketAct act;
  TicketState to;
};

inline constexpr auto k_ticket_life = std::to_array<TicketTransition>({
    {TicketState::waiting, TicketAct::call, TicketState::called},
    {TicketState::waiting, TicketAct::park, TicketState::parked},
    {TicketState::waiting, TicketAct::transfer, TicketState::waiting},
    {TicketState::waiting, TicketAct::add_errand, TicketState::waiting},
    {TicketState::waiting, TicketAct::remove_errand, TicketState::waiting},
    {TicketState::waiting, TicketAct::reserve, TicketState::waiting},
    {TicketState::waiting, TicketAct::release, TicketState::waiting},
    {TicketState::waiting, TicketAct::prioritise, TicketState::waiting},
    {TicketState::waiting, TicketAct::delay, TicketState::waiting},
    {TicketState::waiting, TicketAct::cancel, TicketState::cancelled},
    {TicketState::waiting, TicketAct::close_day, TicketState::expired},
    {TicketState::called, TicketAct::recall, TicketState::called},
    {TicketState::called, TicketAct::start, TicketState::serving},
    {TicketState::called, TicketAct::finish, TicketState::finished},
    {TicketState::called, TicketAct::no_show, TicketState::no_show},
    {TicketState::called, TicketAct::requeue, TicketState::waiting},
    {TicketState::called, TicketAct::park, TicketState::parked},
    {TicketState::called, TicketAct::transfer, TicketState::waiting},
    {TicketState::called, TicketAct::next_errand, TicketState::waiting},
    {TicketState::called, TicketAct::add_errand, TicketState::called},
    {TicketState::called, TicketAct::remove_errand, TicketState::called},
    {TicketState::called, TicketAct::release, TicketState::called},
    {TicketState::called, TicketAct::cancel, TicketState::cancelled},
    {TicketState::called, TicketAct::close_day, TicketState::expired},
    {TicketState::serving, TicketAct::finish, TicketState::finished},
    {TicketState::serving, TicketAct::park, TicketState::parked},
    {TicketState::serving, TicketAct::transfer, TicketState::waiting},
    {TicketState::serving, TicketAct::next_errand, TicketState::waiting},
    {TicketState::serving, TicketAct::add_errand, TicketState::serving},
    {TicketState::serving, TicketAct::remove_errand, TicketState::serving},
    {TicketState::serving, TicketAct::close_day, TicketState::expired},
    {TicketState::parked, TicketAct::call, TicketState::called},
    {TicketState::parked, TicketAct::bring_back, TicketState::waiting},
    {TicketState::parked, TicketAct::add_errand, TicketState::parked},
    {TicketState::parked, TicketAct::remove_errand, TicketState::parked},
    {TicketState::parked, TicketAct::reserve, TicketState::parked},
    {TicketState::parked, TicketAct::release, TicketState::parked},
    {TicketState::parked, TicketAct::prioritise, TicketState::parked},
    {TicketState::parked, TicketAct::cancel, TicketState::cancelled},
    {TicketState::parked, TicketAct::close_day, TicketState::expired},
    // Who was not there, and stands at the desk now.
    {TicketState::no_show, TicketAct::call, TicketState::called},
    {TicketState::no_show, TicketAct::bring_back, TicketState::waiting},
});

/// The state after `act`, or nothing when the act is not allowed in this state.
[[nodiscard]] constexpr std::optional<TicketState> after(TicketState from, TicketAct act) {
  for (const auto& transition : k_ticket_life) {
    if (transition.from == from && transition.act == act) return transition.to;
  }
  return std::nullopt;
}

/// A clerk takes back the own latest act up to this long after it; the desk's button lives as long.
inline constexpr std::chrono::seconds k_undo_window{30};
/// Its name in a ticket's history: no act of the table, but one backwards.
inline constexpr std::string_view k_undo_name = "undo";

/// Whether an act can be taken back. A recall was heard in the whole lobby and changed nothing else; the end
/// of a day is nobody's slip.
[[nodiscard]] constexpr bool can_be_undone(TicketAct act) {
  return act != TicketAct::recall && act != TicketAct::close_day;
}

/// Whether a ticket that is `now` goes back to `from` when `act` is undone: the table read backwards.
[[nodiscard]] constexpr bool undoes(TicketState now, TicketAct act, TicketState from) {
  return can_be_undone(act) && after(from, act) == now;
}

[[nodiscard]] constexpr bool is_over(TicketState state) {
  return state == TicketState::finished || state == TicketState::no_show || state == TicketState::cancelled ||
         state == TicketState::expired;
}

[[nodiscard]] constexpr std::string_view name_of(TicketAct act) {
  switch (act) {
    case TicketAct::call:
      return "call";
    case TicketAct::recall:
      return "recall";
    case TicketAct::start:
      return "start";
    case TicketAct::finish:
      return "finish";
    case TicketAct::no_show:
      return "no_show";
    case TicketAct::requeue:
      return "requeue";
    case TicketAct::park:
      return "park";
    case TicketAct::bring_back:
      return "bring_back";
    case TicketAct::transfer:
      return "transfer";
    case TicketAct::next_errand:
      return "next_errand";
    case TicketAct::add_errand:
      return "add_errand";
    case TicketAct::remove_errand:
      return "remove_errand";
    case TicketAct::reserve:
      return "reserve";
    case TicketAct::release:
      return "release";
    case TicketAct::prioritise:
      return "prioritise";
    case TicketAct::delay:
      return "delay";
    case TicketAct::cancel:
      return "cancel";
    case TicketAct::close_day:
      return "close_day";
  }
  return "";
}

inline constexpr auto k_ticket_acts = std::to_array({
    TicketAct::call,
    TicketAct::recall,
    TicketAct::start,
    TicketAct::finish,
    TicketAct::no_show,
    TicketAct::requeue,
    TicketAct::park,
    TicketAct::bring_back,
    TicketAct::transfer,
    TicketAct::next_errand,
    TicketAct::add_errand,
    TicketAct::remove_errand,
    TicketAct::reserve,
    TicketAct::release,
    TicketAct::prioritise,
    TicketAct::delay,
    TicketAct::cancel,
    TicketAct::close_day,
});

inline constexpr auto k_ticket_states = std::to_array({
    TicketState::waiting,
    TicketState::called,
    TicketState::serving,
    TicketState::parked,
    TicketState::finished,
    TicketState::no_show,
    TicketState::cancelled,
    TicketState::expired,
});

/// The act of this name, as in a ticket's history.
[[nodiscard]] constexpr std::optional<TicketAct> ticket_act_named(std::string_view name) {
  for (const auto act : k_ticket_acts) {
    if (name_of(act) == name) return act;
  }
  return std::nullopt;
}

}  // namespace vuoro
