#include "core/lobby/segmentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace vuoro {
namespace {

template <class Value>
bool holds(const std::vector<Value>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// An empty condition fits everybody; one that is there wants something known.
bool fits(const std::vector<Uuid>& condition, const std::optional<Uuid>& value) {
  return condition.empty() || (value && holds(condition, *value));
}

bool speaks(const std::vector<std::string>& condition, const std::string& language) {
  return condition.empty() || holds(condition, language) ||
         holds(condition, language.substr(0, language.find('-')));
}

bool needs_one_of(const std::vector<std::string>& condition, const std::vector<std::string>& needs) {
  return condition.empty() || std::any_of(needs.begin(), needs.end(),
                                          [&](const std::string& need) { return holds(condition, need); });
}

bool fits(const SegmentRule& rule, const SegmentAsk& ask) {
  return fits(rule.service_ids, ask.service_id) && fits(rule.organization_ids, ask.organization_id) &&
         fits(rule.from_queue_ids, ask.queue_id) && speaks(rule.languages, ask.language) &&
         needs_one_of(rule.needs, ask.needs) && (!rule.booked || *rule.booked == ask.booked);
}

}  // namespace

void name_organization(SegmentAsk& ask, const Service* service, const Queue* chosen) {
  ask.organization_id = service != nullptr ? service->organization_id : std::nullopt;
  if (!ask.organization_id && chosen != nullptr) ask.organization_id = chosen->organization_id;
}

Segment segment(std::span<const SegmentRule> rules, const SegmentAsk& ask,
                const std::function<bool(const Uuid&)>& may_enter) {
  const SegmentRule* best = nullptr;
  for (const auto& rule : rules) {
    if (best != nullptr && std::tie(best->order, best->id) < std::tie(rule.order, rule.id)) continue;
    if (!fits(rule, ask)) continue;
    if (rule.queue_id && *rule.queue_id != ask.queue_id && !may_enter(*rule.queue_id)) continue;
    best = &rule;
  }
  if (best == nullptr) return {ask.queue_id, 0, std::nullopt};
  return {best->queue_id.value_or(ask.queue_id), best->priority_minutes.value_or(0), best->id};
}

Result<void> validate(const SegmentRule& rule, const std::string& path) {
  const auto refuse = [&](std::string_view what) {
    return fail(Errc::invalid_argument, fmt::format("{}.{}", path, what));
  };
  if (!rule.queue_id && !rule.priority_minutes) return refuse("queue_id: neither a queue nor a priority");
  if (rule.priority_minutes &&
      (*rule.priority_minutes < 0 || *rule.priority_minutes > k_priority_minutes_max)) {
    return refuse(fmt::format("priority_minutes: 0 to {}", k_priority_minutes_max));
  }
  for (const auto* list : {&rule.service_ids, &rule.organization_ids, &rule.from_queue_ids}) {
    if (list->size() > k_segment_conditions_max) return refuse("service_ids: too many conditions");
  }
  const auto empty = [](const std::string& text) { return text.empty() || text.size() > 40; };
  for (std::size_t i = 0; i < rule.languages.size(); ++i) {
    if (empty(rule.languages[i])) return refuse(fmt::format("languages[{}]: 1 to 40 bytes", i));
  }
  for (std::size_t i = 0; i < rule.needs.size(); ++i) {
    if (empty(rule.needs[i])) return refuse(fmt::format("needs[{}]: 1 to 40 bytes", i));
  }
  return {};
}

}  // namespace vuoro
