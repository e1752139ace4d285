#include "kiosk/terminal/number_brake.h"

#include <algorithm>

namespace vuoro::kiosk {

void NumberBrake::given(const Uuid& queue_id, std::string number, MonoTime now) {
  std::erase_if(given_, [&](const Given& one) { return now - one.at > k_within; });
  given_.push_back({queue_id, std::move(number), now});
}

void NumberBrake::left(MonoTime now) {
  if (!given_.empty() && now - given_.back().at >= k_read) given_.clear();
}

std::optional<std::string> NumberBrake::doubt(const Uuid& queue_id, MonoTime now) const {
  const Given* last = nullptr;
  std::size_t count = 0;
  for (const Given& one : given_) {
    if (one.queue_id != queue_id || now - one.at > k_within) continue;
    ++count;
    last = &one;
  }
  if (count < k_tickets) return std::nullopt;
  return last->number;
}

}  // namespace vuoro::kiosk
