#include "kiosk/display/board.h"

#include <algorithm>

namespace vuoro::kiosk {
namespace {

template <class List>
bool holds(const List& list, const Uuid& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

CallOnBoard described(const LobbyView& view, const Ticket& ticket) {
  CallOnBoard call;
  call.ticket_id = ticket.id;
  call.queue_id = ticket.queue_id;
  call.number = ticket.number;
  call.called_at = *ticket.called_at;
  call.calls = ticket.calls;
  call.ambiguous = is_ambiguous(view, ticket);
  for (const Queue& queue : view.queues) {
    if (queue.id == ticket.queue_id) call.organization_id = queue.organization_id;
  }
  for (const Counter& counter : view.counters) {
    if (counter.id != *ticket.counter_id) continue;
    call.counter = counter.name;
    call.counter_location = counter.location;
  }
  return call;
}

}  // namespace

bool shows_queue(const DisplaySettings& settings, const Uuid& queue_id) {
  return settings.queue_ids.empty() || holds(settings.queue_ids, queue_id);
}

bool shows_counter(const DisplaySettings& settings, const std::optional<Uuid>& counter_id) {
  return settings.counter_ids.empty() || (counter_id && holds(settings.counter_ids, *counter_id));
}

bool taken_back(const Ticket& ticket) {
  return ticket.state == TicketState::waiting || ticket.state == TicketState::parked ||
         ticket.state == TicketState::cancelled || ticket.state == TicketState::expired;
}

bool is_ambiguous(const LobbyView& view, const Ticket& ticket) {
  return std::any_of(view.tickets.begin(), view.tickets.end(), [&](const Ticket& other) {
    return other.number == ticket.number && other.id != ticket.id && other.queue_id != ticket.queue_id &&
           other.service_day == ticket.service_day;
  });
}

Board make_board(const LobbyView& view, const DisplaySettings& settings, WallTime now, const BoardRoom& room,
                 std::chrono::seconds shown_for) {
  std::vector<const Ticket*> called;
  for (const Ticket& ticket : view.tickets) {
    if (ticket.called_at && ticket.counter_id && !taken_back(ticket) &&
        shows_queue(settings, ticket.queue_id) && shows_counter(settings, ticket.counter_id))
      called.push_back(&ticket);
  }
  const auto ahead = [&](const Ticket& ticket) { return *ticket.called_at > now + k_call_ahead_at_most; };
  std::sort(called.begin(), called.end(), [&](const Ticket* a, const Ticket* b) {
    if (ahead(*a) != ahead(*b)) return ahead(*b);
    return a->called_at != b->called_at ? *a->called_at > *b->called_at : a->id < b->id;
  });
  Board out;
  for (const Ticket* ticket : called) {
    // Who did not come may still look for the number: it stands among the last ones, not as a call.
    const bool fresh =
        ticket->state == TicketState::called ||
        (ticket->state != TicketState::no_show && !ahead(*ticket) && now < *ticket->called_at + shown_for);
    if (fresh && out.current.size() < room.current) {
      out.current.push_back(described(view, *ticket));
    } else if (out.last.size() < room.last) {
      out.last.push_back(described(view, *ticket));
    }
  }
  return out;
}

std::optional<WallTime> board_changes_at(const Board& board, WallTime now, std::chrono::seconds shown_for) {
  std::optional<WallTime> first;
  for (const CallOnBoard& call : board.current) {
    const WallTime ends = call.called_at + shown_for;
    if (ends > now && (!first || ends < *first)) first = ends;
  }
  return first;
}

}  // namespace vuoro::kiosk
