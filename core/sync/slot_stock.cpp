#include "core/sync/slot_stock.h"

#include <algorithm>

#include "core/sync/limits.h"

namespace vuoro::sync {
namespace {

/// First, last, middle, then the rest in order: the first few of a day are far from each other.
std::vector<const Slot*> spread_over(const std::vector<const Slot*>& day) {
  std::vector<std::size_t> order;
  for (const std::size_t at : {std::size_t{0}, day.size() - 1, day.size() / 2}) {
    if (std::find(order.begin(), order.end(), at) == order.end()) order.push_back(at);
  }
  for (std::size_t at = 0; at < day.size(); ++at) {
    if (std::find(order.begin(), order.begin() + std::min<std::ptrdiff_t>(3, std::ssize(order)), at) ==
        order.begin() + std::min<std::ptrdiff_t>(3, std::ssize(order)))
      order.push_back(at);
  }
  std::vector<const Slot*> out;
  out.reserve(order.size());
  for (const std::size_t at : order) out.push_back(day[at]);
  return out;
}

/// The times of a service in the order in which they are wanted: one of each day, then another of each day.
std::vector<const Slot*> by_want(const SlotStockAsk& ask, const std::vector<const Slot*>& slots) {
  std::vector<std::vector<const Slot*>> days;
  std::optional<LocalDate> last;
  for (const Slot* slot : slots) {
    const LocalDate day = ask.zone->to_local(slot->start).date;
    if (!last || *last != day) {
      if (days.size() == k_places_days) break;
      days.emplace_back();
      last = day;
    }
    days.back().push_back(slot);
  }
  std::size_t most = 0;
  for (auto& day : days) {
    day = spread_over(day);
    most = std::max(most, day.size());
  }
  std::vector<const Slot*> out;
  for (std::size_t round = 0; round < most; ++round) {
    for (const auto& day : days) {
      if (round < day.size()) out.push_back(day[round]);
    }
  }
  return out;
}

std::int32_t free_places(const Slot& slot) {
  return slot.capacity - slot.taken - slot.leased;
}

/// One place an entry; the same slot may come several times.
std::vector<Uuid> of_service(const SlotStockAsk& ask, const ServiceDemand& service) {
  const std::int32_t target = std::clamp(k_places_least + service.booked, k_places_least, k_places_most);
  std::vector<Uuid> out;
  std::vector<const Slot*> free;
  for (const Slot* slot : ask.slots) {
    if (slot->service_id != service.service_id || slot->start <= ask.now + k_places_lead) continue;
    if (const auto held = ask.held.find(slot->id); held != ask.held.end()) {
      for (std::int32_t i = 0; i < held->second && std::ssize(out) < target; ++i) out.push_back(slot->id);
    }
    if (free_places(*slot) > 0 && !ask.refused.contains(slot->id)) free.push_back(slot);
  }
  if (std::ssize(out) * 100 > std::int64_t{target} * k_places_low_water_percent) return out;
  const auto wanted = by_want(ask, free);
  const std::set<Uuid> known(out.begin(), out.end());
  // Different times first; several places of one time only when there are too few times.
  for (std::int32_t round = 0; std::ssize(out) < target; ++round) {
    const auto before = out.size();
    for (const Slot* slot : wanted) {
      if (std::ssize(out) == target) break;
      if (round == 0 && known.contains(slot->id)) continue;
      if (free_places(*slot) > round) out.push_back(slot->id);
    }
    if (round > 0 && out.size() == before) break;
  }
  return out;
}

}  // namespace

std::vector<SlotWish> wanted_places(const SlotStockAsk& ask) {
  auto services = ask.services;
  std::stable_sort(services.begin(), services.end(),
                   [](const auto& a, const auto& b) { return a.booked > b.booked; });
  std::vector<std::vector<Uuid>> lines;
  std::size_t most = 0;
  for (const auto& service : services) {
    lines.push_back(of_service(ask, service));
    most = std::max(most, lines.back().size());
  }
  std::vector<SlotWish> wishes;
  std::map<Uuid, std::size_t> at;
  std::int32_t places = 0;
  for (std::size_t round = 0; round < most; ++round) {
    for (const auto& line : lines) {
      if (round >= line.size()) continue;
      if (places++ == k_places_of_device_most) return wishes;
      if (const auto [known, fresh] = at.emplace(line[round], wishes.size()); !fresh) {
        ++wishes[known->second].places;
      } else {
        wishes.push_back({line[round], 1});
      }
    }
  }
  return wishes;
}

}  // namespace vuoro::sync
