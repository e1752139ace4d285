#include "core/lobby/call_order.h"

#include <algorithm>
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
  std::sort(waiting.begin(), waiting.end(), [](const Ticket* a, const Ticket* b) { return called_before(*a, *b); });
  return waiting;
}

std::size_t people_ahead(std::span<const Ticket> tickets, const Uuid& queue_id, WallTime due) {
  return static_cast<std::size_t>(std::count_if(tickets.begin(), tickets.end(), [&](const Ticket& ticket) {
    return ticket.state == TicketState::waiting && ticket.queue_id == queue_id && ticket.due <= due;
  }));
}

std::optional<WaitRange> expected_wait(std::size_t ahead, std::int32_t pace_low_s, std::int32_t pace_high_s) {
  if (pace_low_s <= 0 || pace_high_s < pace_low_s) return std::nullopt;
  const auto people = static_cast<std::int64_t>(std::min<std::size_t>(ahead, 10'000));
  // The next call may come at once, or a whole interval from now: one interval is added only at the upper end.
  const std::int64_t low = people * pace_low_s / 60;
  const std::int64_t high = ((people + 1) * pace_high_s + 59) / 60;
  constexpr std::int64_t k_step = 5;
  WaitRange range;
  range.low_minutes = static_cast<std::int32_t>(low < 10 ? low : low / k_step * k_step);
  range.high_minutes = static_cast<std::int32_t>(high <= 10 ? high : (high + k_step - 1) / k_step * k_step);
  return range;
}

}  // namespace vuoro
