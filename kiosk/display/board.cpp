#include "kiosk/display/board.h"

#include <algorithm>

namespace vuoro::kiosk {

bool shows_queue(const DisplaySettings& settings, const Uuid& queue_id) {
  return settings.queue_ids.empty() || std::find(settings.queue_ids.begin(), settings.queue_ids.end(),
                                                 queue_id) != settings.queue_ids.end();
}

Board make_board(const LobbyView& view, const DisplaySettings& settings, WallTime now) {
  std::vector<const Ticket*> called;
  for (const Ticket& ticket : view.tickets) {
    // Back in the queue, or set aside: nobody is to come now.
    const bool back = ticket.state == TicketState::waiting || ticket.state == TicketState::parked ||
                      ticket.state == TicketState::cancelled || ticket.state == TicketState::expired;
    if (ticket.called_at && ticket.counter_id && !back && shows_queue(settings, ticket.queue_id))
      called.push_back(&ticket);
  }
  std::sort(called.begin(), called.end(), [](const Ticket* a, const Ticket* b) {
    return a->called_at != b->called_at ? *a->called_at > *b->called_at : a->id < b->id;
  });
  Board out;
  for (const Ticket* ticket : called) {
    CallOnBoard call{ticket->id, ticket->number, {}, {}, *ticket->called_at, ticket->calls};
    for (const Counter& counter : view.counters) {
      if (counter.id != *ticket->counter_id) continue;
      call.counter = counter.name;
      call.counter_location = counter.location;
    }
    // Who did not come may still look for the number: it stands among the last ones, not as a call.
    const bool fresh = ticket->state == TicketState::called ||
                       (ticket->state != TicketState::no_show && now < *ticket->called_at + k_call_shown_at_least);
    if (fresh && out.current.size() < k_current_calls) {
      out.current.push_back(std::move(call));
    } else if (out.last.size() < k_last_calls) {
      out.last.push_back(std::move(call));
    }
  }
  return out;
}

std::optional<WallTime> board_changes_at(const Board& board, WallTime now) {
  std::optional<WallTime> first;
  for (const CallOnBoard& call : board.current) {
    const WallTime ends = call.called_at + k_call_shown_at_least;
    if (ends > now && (!first || ends < *first)) first = ends;
  }
  return first;
}

}  // namespace vuoro::kiosk
