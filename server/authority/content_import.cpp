#include "server/authority/content_import.h"

#include <fmt/format.h>

#include "core/lobby/opening_hours.h"
#include "core/lobby/profiles.h"
#include "core/lobby/segmentation.h"
#include "server/authority/numbers_apart.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<void> check(const Queue& queue, const std::string& path) {
  if (queue.number_first < 0 || queue.number_last < queue.number_first) {
    return fail(Errc::invalid_argument, path + ".number_last: less than number_first");
  }
  if (queue.number_last > limits::k_ticket_number_value_max) {
    return fail(Errc::invalid_argument,
                fmt::format("{}.number_last: over {}", path, limits::k_ticket_number_value_max));
  }
  if (auto hours = validate(queue.hours); !hours) return fail(hours.error().with(path + ".hours"));
  return {};
}
Result<void> check(const Site& site, const std::string& path) {
  if (!TimeZone::create(site.time_zone))
    return fail(Errc::invalid_argument, path + ".time_zone: no such zone");
  if (auto hours = validate(site.hours); !hours) return fail(hours.error().with(path + ".hours"));
  return {};
}
Result<void> check(const ServiceChannel& channel, const std::string& path) {
  if (auto hours = validate(channel.hours); !hours) return fail(hours.error().with(path + ".hours"));
  return {};
}
Result<void> check(const Slot& slot, const std::string& path) {
  if (slot.capacity < 0 || slot.minutes <= 0)
    return fail(Errc::invalid_argument, path + ": capacity or minutes out of range");
  return {};
}
Result<void> check(const SegmentRule& rule, const std::string& path) {
  return validate(rule, path);
}
Result<void> check(const CounterProfile& profile, const std::string& path) {
  return validate(profile, path);
}
template <class Record>
Result<void> check(const Record&, const std::string&) {
  return {};
}

void keep(const Counter& stored, Counter& incoming) {
  incoming.open = stored.open;
  incoming.staff_id = stored.staff_id;
  incoming.staff_name = stored.staff_name;
  incoming.paused_at = stored.paused_at;
  if (!stored.id.is_nil()) incoming.profile_id = stored.profile_id;
}
void keep(const Slot& stored, Slot& incoming) {
  incoming.taken = stored.taken;
  incoming.leased = stored.leased;
}
template <class Record>
void keep(const Record&, Record&) {}

void keep_new(Counter& incoming) {
  keep(Counter{}, incoming);
}
void keep_new(Slot& incoming) {
  keep(Slot{}, incoming);
}
template <class Record>
void keep_new(Record&) {}

Result<void> index(Context& context, const Slot& slot) {
  return context.tx.index_time(collection_of<Slot>(), slot.id, slot.site_id, slot.start, "");
}
template <class Record>
Result<void> index(Context&, const Record&) {
  return {};
}

template <class Record>
std::string scope_of(const Record& record) {
  if constexpr (std::is_same_v<Record, Site>) {
    return scope_of_site(record.id);
  } else if constexpr (requires { record.site_id; }) {
    return scope_of_site(record.site_id);
  } else {
    return std::string(protocol::k_global_scope);
  }
}

/// What is about to be something else, or to go.
Result<void> leave(Context& context, const Queue& queue) {
  return note_numbers_given(context, queue);
}
template <class Record>
Result<void> leave(Context&, const Record&) {
  return {};
}

enum class Put { created, changed, unchanged };

template <class Record>
Result<std::pair<Uuid, Put>> put(Context& context, const json::value& value, const std::string& path) {
  // Lenient as to missing fields, which have their defaults; what is there must be right.
  VUORO_ASSIGN(auto record, decode<Record>(value, RecordMode::lenient, path));
  if (record.id.is_nil()) return fail(Errc::invalid_argument, path + ".id: missing");
  if constexpr (!std::is_same_v<Record, Site> && requires { record.site_id; }) {
    if (record.site_id.is_nil()) return fail(Errc::invalid_argument, path + ".site_id: missing");
  }
  VUORO_TRY(check(record, path));
  VUORO_ASSIGN(const auto stored_text, context.tx.record(collection_of<Record>(), record.id));
  // One that cannot be read any more is mended by bringing it in again.
  const auto stored = stored_text ? stored_record<Record>(*stored_text, record.id)
                                  : Result<Record>(fail(Errc::not_found, ""));
  if (stored) {
    keep(*stored, record);
  } else {
    keep_new(record);
  }
  const std::string text = json::serialize(encode(record));
  if (stored_text && *stored_text == text) return std::pair(record.id, Put::unchanged);
  if constexpr (std::is_same_v<Record, CounterProfile> || std::is_same_v<Record, Announcement>) {
    // Those are the lobby's own, and the lobby is served elsewhere.
    VUORO_ASSIGN(const bool here, acts_here(context, record.site_id));
    if (!here) return std::pair(record.id, Put::unchanged);
  }
  if (stored) VUORO_TRY(leave(context, *stored));
  auto revision = context.tx.put_record(scope_of(record), collection_of<Record>(), record.id, text);
  if (!revision) return fail(revision.error());
  VUORO_TRY(index(context, record));
  return std::pair(record.id, stored_text ? Put::changed : Put::created);
}

Result<std::pair<Uuid, Put>> put_any(Context& context, const ImportRecord& record, const std::string& path) {
  const std::string& name = record.collection;
  if (name == collection_of<Organization>()) return put<Organization>(context, record.record, path);
  if (name == collection_of<Topic>()) return put<Topic>(context, record.record, path);
  if (name == collection_of<Service>()) return put<Service>(context, record.record, path);
  if (name == collection_of<ServiceChannel>()) return put<ServiceChannel>(context, record.record, path);
  if (name == collection_of<FeedbackQuestion>()) return put<FeedbackQuestion>(context, record.record, path);
  if (name == collection_of<Site>()) return put<Site>(context, record.record, path);
  if (name == collection_of<Queue>()) return put<Queue>(context, record.record, path);
  if (name == collection_of<SegmentRule>()) return put<SegmentRule>(context, record.record, path);
  if (name == collection_of<CounterProfile>()) return put<CounterProfile>(context, record.record, path);
  if (name == collection_of<Counter>()) return put<Counter>(context, record.record, path);
  if (name == collection_of<Slot>()) return put<Slot>(context, record.record, path);
  if (name == collection_of<Announcement>()) return put<Announcement>(context, record.record, path);
  return fail(Errc::invalid_argument,
              path + ": the collection " + name.substr(0, 40) + " cannot be imported");
}

Result<bool> remove(Context& context, std::string_view source, const std::string& collection,
                    const Uuid& id) {
  VUORO_TRY(context.tx.unmark_imported(source, collection, id));
  VUORO_ASSIGN(const auto text, context.tx.record(collection, id));
  if (!text) return false;
  if (collection == collection_of<Queue>()) {
    if (const auto queue = stored_record<Queue>(*text, id)) VUORO_TRY(leave(context, *queue));
  }
  VUORO_ASSIGN(const auto value, parse_json(*text));
  std::string scope(protocol::k_global_scope);
  if (const auto* object = value.if_object()) {
    const auto* site = object->if_contains(collection == collection_of<Site>() ? "id" : "site_id");
    if (site != nullptr && site->is_string()) scope = "site:" + std::string(site->get_string());
  }
  VUORO_TRY(context.tx.remove_record(scope, collection, id));
  if (collection == collection_of<Slot>()) VUORO_TRY(context.tx.unindex_time(collection, id));
  if (collection == collection_of<Queue>())
    VUORO_TRY(context.tx.remove_record(scope, collection_of<QueueStatus>(), id));
  return true;
}

using Marked = std::set<std::pair<std::string, Uuid>>;

/// Terminals hold numbers of today and of days ahead for as long as there is the queue: those keep it on the
/// first day only.
Result<bool> is_used(Context& context, std::string_view source, const Queue& queue, ImportCounts& counts) {
  VUORO_ASSIGN(const std::string today, today_at(context, queue.site_id));
  VUORO_ASSIGN(const std::string since,
               context.tx.left_out_since(source, collection_of<Queue>(), queue.id, today));
  const bool first_day = since == today;
  VUORO_ASSIGN(const bool used,
               context.tx.queue_in_use(queue.id, first_day ? std::optional(today) : std::nullopt));
  if (used) counts.kept.push_back({queue.id, queue.prefix});
  return used;
}
Result<bool> is_used(Context& context, std::string_view /*source*/, const Counter& counter,
                     ImportCounts& counts) {
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  const bool used = counter.open || !there.empty();
  if (used) counts.kept_counters.push_back({counter.id, counter.name});
  return used;
}

template <class Record>
Result<void> keep_used(Context& context, std::string_view source, const Uuid& id, Marked& stay,
                       ImportCounts& counts) {
  VUORO_ASSIGN(auto record, find<Record>(context.tx, id));
  if (!record) return {};
  VUORO_TRY(begin_day(context, record->site_id));  // what was left open yesterday is over
  VUORO_ASSIGN(record, find<Record>(context.tx, id));
  VUORO_ASSIGN(const bool used, is_used(context, source, *record, counts));
  if (!used) return {};
  stay.emplace(collection_of<Record>(), id);
  stay.emplace(collection_of<Site>(), record->site_id);
  return {};
}

/// A number on paper needs its queue: what somebody waits in, or a device may give numbers of without asking,
/// stays for today, and as long as somebody waits in it; so do a counter at which somebody works, and their
/// site.
Result<Marked> in_use(Context& context, std::string_view source, const Marked& to_go, ImportCounts& counts) {
  Marked stay;
  for (const auto& [collection, id] : to_go) {
    if (collection == collection_of<Queue>()) VUORO_TRY(keep_used<Queue>(context, source, id, stay, counts));
    if (collection == collection_of<Counter>())
      VUORO_TRY(keep_used<Counter>(context, source, id, stay, counts));
  }
  return stay;
}

/// What this source brought before and no longer does goes, but for what is in use.
Result<void> prune_earlier(Context& context, std::string_view source, const Marked& brought,
                           ImportCounts& counts) {
  VUORO_ASSIGN(const auto earlier, context.tx.imported(source));
  Marked to_go(earlier.begin(), earlier.end());
  for (const auto& one : brought) to_go.erase(one);
  VUORO_ASSIGN(const Marked stay, in_use(context, source, to_go, counts));
  for (const auto& [collection, id] : to_go) {
    if (stay.contains({collection, id})) continue;
    VUORO_ASSIGN(const bool removed, remove(context, source, collection, id));
    if (removed) ++counts.removed;
  }
  return {};
}

Result<void> count_all_queues(Context& context) {
  VUORO_ASSIGN(const auto sites, context.tx.site_ids());
  for (const auto& site : sites) {
    VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site), collection_of<Queue>()));
    for (const auto& queue : queues) context.memory.stale_queues.insert(queue.id);
  }
  return {};
}

}  // namespace

Result<ImportCounts> import_records(Context& context, std::string_view source,
                                    std::span<const ImportRecord> records, bool prune) {
  if (source.empty() || source.size() > 64) return fail(Errc::invalid_argument, "source: 1 to 64 bytes");
  if (records.size() > limits::k_import_records_max) {
    return fail(Errc::too_large, fmt::format("records: at most {}", limits::k_import_records_max));
  }
  struct Forget {
    Memory& memory;
    ~Forget() { memory.forget_records(); }
  } const forget_at_end{context.memory};
  ImportCounts counts;
  Marked brought;
  std::set<Uuid> renumbered;  // sites in which a queue changed
  bool served = false;        // something changed what counters serve
  for (std::size_t i = 0; i < records.size(); ++i) {
    VUORO_ASSIGN(const auto put, put_any(context, records[i], fmt::format("records[{}].record", i)));
    const auto& [id, how] = put;
    ++(how == Put::created ? counts.created : how == Put::changed ? counts.changed : counts.unchanged);
    VUORO_TRY(context.tx.mark_imported(source, records[i].collection, id));
    brought.emplace(records[i].collection, id);
    // Every queue has its status from the start; a counter's or a queue's change may change what it says.
    if (records[i].collection == collection_of<Queue>() && how != Put::unchanged) {
      context.memory.stale_queues.insert(id);
      VUORO_ASSIGN(const auto queue, find<Queue>(context.tx, id));
      if (queue) renumbered.insert(queue->site_id);
    }
    served = served || (how != Put::unchanged && (records[i].collection == collection_of<Counter>() ||
                                                  records[i].collection == collection_of<CounterProfile>()));
  }
  if (served) VUORO_TRY(count_all_queues(context));
  if (prune) VUORO_TRY(prune_earlier(context, source, brought, counts));
  VUORO_TRY(numbers_apart(context, renumbered));
  return counts;
}

}  // namespace vuoro::authority
