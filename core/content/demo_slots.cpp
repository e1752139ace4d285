#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/content/demo.h"

namespace vuoro::content {
namespace {

/// Days that are open round the clock with always_open; the rest keep the rules, so that a day stays
/// readable.
constexpr int k_round_the_clock_days = 2;

bool holds(const std::vector<OpenSpan>& spans, WallTime from, WallTime to) {
  return std::any_of(spans.begin(), spans.end(),
                     [&](const OpenSpan& span) { return span.from <= from && to <= span.to; });
}

const OpeningHours* queue_hours(const Uuid& service_id, const std::vector<Service>& services,
                                const std::vector<Queue>& queues) {
  for (const auto& service : services) {
    if (service.id != service_id || !service.queue_id) continue;
    for (const auto& queue : queues) {
      if (queue.id == *service.queue_id && hours_known(queue.hours)) return &queue.hours;
    }
  }
  return nullptr;
}

}  // namespace

Result<std::vector<Slot>> expand_slots(const Site& site, const std::vector<Queue>& queues,
                                       const std::vector<Service>& services,
                                       const std::vector<SlotRule>& rules, LocalDate today,
                                       const DemoOptions& options) {
  VUORO_ASSIGN(const TimeZone zone, TimeZone::create(site.time_zone));
  std::map<std::tuple<WallTime, Uuid, std::int32_t>, Slot> slots;
  for (const auto& rule : rules) {
    VUORO_ASSIGN(const auto rule_from, parse_clock(rule.from));
    VUORO_ASSIGN(const auto rule_to, parse_clock(rule.to));
    if (rule.minutes < 5 || rule.minutes > 480 || rule.capacity < 1 || rule.capacity > 100) {
      return fail(Errc::invalid_argument, "slots: minutes must be 5–480 and capacity 1–100");
    }
    const std::chrono::minutes step(rule.minutes);
    const OpeningHours* of_queue = queue_hours(rule.service_id, services, queues);
    for (int ahead = 0; ahead < options.slot_days; ++ahead) {
      const LocalDate day(std::chrono::sys_days(today) + std::chrono::days(ahead));
      const bool round_the_clock = options.always_open && ahead < k_round_the_clock_days;
      const auto weekday =
          static_cast<Weekday>(std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding() - 1);
      if (!round_the_clock &&
          std::find(rule.weekdays.begin(), rule.weekdays.end(), weekday) == rule.weekdays.end()) {
        continue;
      }
      const auto of_site = spans_on(site.hours, zone, day);
      const auto open = of_queue == nullptr ? of_site : spans_on(*of_queue, zone, day);
      const auto begin = round_the_clock ? std::chrono::minutes(0) : rule_from;
      const auto end = round_the_clock ? std::chrono::minutes(24 * 60) : rule_to;
      for (auto at = begin; at + step <= end; at += step) {
        const WallTime start = zone.to_utc(day, at);
        if (!holds(of_site, start, start + step) || !holds(open, start, start + step)) continue;
        Slot& slot = slots[{start, rule.service_id, rule.minutes}];
        if (slot.id.is_nil()) {
          slot.id =
              id_of("demo", "slot",
                    fmt::format("{}:{}:{}", rule.service_id.to_string(), to_unix_ms(start), rule.minutes));
          slot.site_id = site.id;
          slot.service_id = rule.service_id;
          slot.start = start;
          slot.minutes = rule.minutes;
          slot.capacity = 0;
        }
        slot.capacity += rule.capacity;
      }
    }
  }
  std::vector<Slot> out;
  out.reserve(slots.size());
  for (auto& [key, slot] : slots) out.push_back(std::move(slot));
  return out;
}

}  // namespace vuoro::content
