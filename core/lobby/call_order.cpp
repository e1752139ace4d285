#include "core/lobby/call_order.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace vuoro {

WallTime due_time(const Queue& queue, WallTime arrival, std::optional<WallTime> slot_start) {
  if (slot_start && arrival <= *slot_start + k_late_grace) return *slot_start;
  return arrival + std::chrono::minutes(queue.target_wait_minutes);
}

bool called_before(const Ticket& a, const Ticket& b) {
  return std::tie(a.due, a.issued_at, a.id) < std::tie(b.due, b.issued_at, b.id);
}

std::vector<const Ticket*> in_call_order(std::span<const Ticket> tickets, std::span<const Uuid> queue_ids) {
  std::vector<const Ticket*> waiting;
  for (const auto& ticket : tickets) {
    if (ticket.state == TicketState::waiting &&
        std::find(queue_ids.begin(), queue_ids.end(), ticket.queue_id) != queue_ids.end()) {
      waiting.push_back(&ticket);
    }
  }
  std::sort(waiting.begin(), waiting.end(),
            [](const Ticket* a, const Ticket* b) { return called_before(*a, *b); });
  return waiting;
}

std::size_t people_ahead(std::span<const Ticket> tickets, const Uuid& queue_id, WallTime due) {
  return static_cast<std::size_t>(std::count_if(tickets.begin(), tickets.end(), [&](const Ticket& ticket) {
    return ticket.state == TicketState::waiting && ticket.queue_id == queue_id && ticket.due <= due;
  }));
}

std::optional<WaitRange> expected_wait(std::size_t ahead, std::span<const QueueWait> waits) {
  if (waits.empty()) return std::nullopt;
  const auto people = static_cast<double>(std::min<std::size_t>(ahead, 10'000));
  const auto next =
      std::find_if(waits.begin(), waits.end(), [&](const QueueWait& one) { return one.ahead >= people; });
  if (next == waits.end()) {
    // More than the authority knew of: they joined since, or a device without a connection gave them numbers.
    const QueueWait& last = waits.back();
    const double longer = (people + 1) / (std::max(0, last.ahead) + 1.0);
    return shown_wait(last.low_s * longer, last.high_s * longer);
  }
  if (next == waits.begin() || next->ahead == people) return shown_wait(next->low_s, next->high_s);
  const QueueWait& before = *std::prev(next);
  const double part = (people - before.ahead) / std::max(1, next->ahead - before.ahead);
  return shown_wait(before.low_s + (next->low_s - before.low_s) * part,
                    before.high_s + (next->high_s - before.high_s) * part);
}

}  // namespace vuoro
