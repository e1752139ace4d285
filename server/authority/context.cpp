#include "server/authority/context.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/lobby/profiles.h"
#include "server/authority/site_authority.h"

namespace vuoro::authority {
namespace {

template <class Record>
Result<void> put(Context& context, const Uuid& site_id, const Record& record) {
  auto revision = context.tx.put_record(scope_of_site(site_id), collection_of<Record>(), record.id,
                                        json::serialize(encode(record)));
  if (!revision) return fail(revision.error());
  return {};
}

/// Every record of a type at a site, read once.
template <class Record>
Result<const std::vector<Record>*> all_of(Context& context, const Uuid& site_id,
                                          std::unordered_map<Uuid, std::vector<Record>>& memory) {
  const auto known = memory.find(site_id);
  if (known != memory.end()) return &known->second;
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Record>()));
  std::vector<Record> records;
  for (const auto& row : rows) {
    VUORO_ASSIGN(auto record, stored_record<Record>(row.json, row.id));
    records.push_back(std::move(record));
  }
  return &memory.emplace(site_id, std::move(records)).first->second;
}

}  // namespace

tl::unexpected<Error> unreadable(std::string_view what, const Uuid& id, const Error& why) {
  return fail(Errc::corrupt, fmt::format("{} {} cannot be read: {}", what, id.to_string(), why.message));
}

Result<json::value> stored_answer(const store::AnswerRow& row) {
  auto answer = parse_json(row.answer);
  if (!answer) return unreadable("answer", row.id, answer.error());
  return answer;
}

Result<void> pass_over_fault(Context& context, Result<void> done) {
  if (done || !is_own_fault(done.error())) return done;
  context.memory.troubles.note(done.error(), context.clock.mono());
  return {};
}

Result<void> each_alone(Context& context, const std::function<Result<void>()>& work) {
  auto done = context.tx.nested(work);
  // What was read in there may never have been.
  if (!done) context.memory.forget_records();
  return pass_over_fault(context, std::move(done));
}

Result<const Queue*> queue_of(Context& context, const Uuid& id) {
  const auto known = context.memory.queues.find(id);
  if (known != context.memory.queues.end()) return &known->second;
  VUORO_ASSIGN(auto queue, load<Queue>(context.tx, id));
  return &context.memory.queues.emplace(id, std::move(queue)).first->second;
}

Result<const Site*> site_of(Context& context, const Uuid& id) {
  const auto known = context.memory.sites.find(id);
  if (known != context.memory.sites.end()) return &known->second;
  VUORO_ASSIGN(auto site, load<Site>(context.tx, id));
  return &context.memory.sites.emplace(id, std::move(site)).first->second;
}

Result<const TimeZone*> zone_of(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const Site* site, site_of(context, site_id));
  const auto known = context.memory.zones.find(site->time_zone);
  if (known != context.memory.zones.end()) return &known->second;
  auto zone = TimeZone::create(site->time_zone);
  if (!zone) return unreadable("time zone of site", site_id, zone.error());
  return &context.memory.zones.emplace(site->time_zone, std::move(*zone)).first->second;
}

Result<const std::vector<Counter>*> counters_of(Context& context, const Uuid& site_id) {
  return all_of<Counter>(context, site_id, context.memory.counters);
}

Result<const std::vector<CounterProfile>*> profiles_of(Context& context, const Uuid& site_id) {
  return all_of<CounterProfile>(context, site_id, context.memory.profiles);
}

Result<const std::vector<SegmentRule>*> rules_of(Context& context, const Uuid& site_id) {
  const bool known = context.memory.rules.contains(site_id);
  VUORO_ASSIGN(const auto* rules, all_of<SegmentRule>(context, site_id, context.memory.rules));
  if (known) return rules;
  auto& sorted = context.memory.rules.at(site_id);
  std::stable_sort(sorted.begin(), sorted.end(), [](const SegmentRule& a, const SegmentRule& b) {
    return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  });
  return &sorted;
}

Result<std::string> today_at(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  return to_iso(service_day(*zone, context.now));
}

Result<void> save(Context& context, const Ticket& ticket) {
  VUORO_TRY(need_authority(context, ticket.site_id));
  VUORO_TRY(put(context, ticket.site_id, ticket));
  context.memory.stale_queues.insert(ticket.queue_id);
  return context.tx.index_ticket(ticket);
}

Result<void> save(Context& context, const Slot& slot) {
  VUORO_TRY(need_authority(context, slot.site_id));
  VUORO_TRY(put(context, slot.site_id, slot));
  return context.tx.index_time(collection_of<Slot>(), slot.id, slot.site_id, slot.start, "");
}

Result<void> save(Context& context, const Appointment& appointment) {
  VUORO_TRY(need_authority(context, appointment.site_id));
  VUORO_TRY(put(context, appointment.site_id, appointment));
  context.memory.waits.booking_changed(appointment.id);
  return context.tx.index_time(collection_of<Appointment>(), appointment.id, appointment.site_id,
                               appointment.start, name_of(appointment.state));
}

Result<void> save(Context& context, const Counter& counter) {
  VUORO_TRY(need_authority(context, counter.site_id));
  VUORO_ASSIGN(const auto before, find<Counter>(context.tx, counter.id));
  if (!counter.open) context.memory.counters_left[counter.id] = counter.site_id;
  if (before && before->staff_id && before->staff_id != counter.staff_id) {
    context.memory.staff_left[*before->staff_id] = counter.site_id;
  }
  VUORO_TRY(put(context, counter.site_id, counter));
  context.memory.counters.erase(counter.site_id);
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, counter.site_id));
  for (const auto& line : work_of(counter, *profiles).queues)
    context.memory.stale_queues.insert(line.queue_id);
  return {};
}

Result<void> save(Context& context, const CounterProfile& profile) {
  VUORO_TRY(need_authority(context, profile.site_id));
  VUORO_TRY(put(context, profile.site_id, profile));
  context.memory.profiles.erase(profile.site_id);
  for (const auto& line : profile.queues) context.memory.stale_queues.insert(line.queue_id);
  return {};
}

Result<void> save(Context& context, const Announcement& announcement) {
  VUORO_TRY(need_authority(context, announcement.site_id));
  return put(context, announcement.site_id, announcement);
}
Result<void> save(Context& context, const Device& device) {
  return put(context, device.site_id, device);
}
Result<void> save(Context& context, const SiteAuthority& authority) {
  return put(context, authority.site_id, authority);
}
Result<void> save(Context& context, const JoinCode& code) {
  VUORO_TRY(need_authority(context, code.site_id));
  return put(context, code.site_id, code);
}
Result<void> save(Context& context, const QueueStatus& status, const Uuid& site_id) {
  VUORO_TRY(need_authority(context, site_id));
  return put(context, site_id, status);
}

}  // namespace vuoro::authority
