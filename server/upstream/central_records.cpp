#include "server/upstream/central_records.h"

#include <algorithm>

#include "server/authority/site_authority.h"
#include "server/authority/site_news.h"
#include "server/upstream/site_pictures.h"

namespace vuoro::upstream {
namespace {

using authority::Context;
using protocol::Change;

constexpr std::string_view k_word_collection = "central_authority";
constexpr std::string_view k_global_collections =
    " organization topic service service_channel feedback_question ";
constexpr std::string_view k_site_collections = " queue segment_rule ";

Result<bool> put(Context& context, std::string_view scope, std::string_view collection, const Uuid& id,
                 const std::string& text) {
  VUORO_ASSIGN(const auto stored, context.tx.record(collection, id));
  if (stored && *stored == text) return false;
  auto revision = context.tx.put_record(scope, collection, id, text);
  if (!revision) return fail(revision.error());
  return true;
}

template <class Record>
Result<bool> put(Context& context, const Uuid& site_id, const Record& record) {
  return put(context, authority::scope_of_site(site_id), collection_of<Record>(), record.id,
             json::serialize(encode(record)));
}

Result<void> take_site(Context& context, const CentralRecords& of, const Change& change) {
  VUORO_ASSIGN(auto site, decode<Site>(change.record, RecordMode::lenient, "site"));
  if (site.id != of.site_id) return {};
  if (!of.follow_url.empty()) {
    site.follow_url = of.follow_url;
  } else {
    // The wall's code is good at the server that made it only, and phones go to the other one.
    site.phone_join.reset();
  }
  VUORO_ASSIGN(const bool changed, put(context, of.site_id, site));
  if (changed) context.memory.forget_records();
  return {};
}

/// Also of a box that was just started and still asks whether the site is its own: until it hears that it is
/// not, its own counts are the newer ones.
Result<bool> holds_site(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, authority::authority_row(context.tx, site_id));
  return row.here;
}

Result<void> take_slot(Context& context, const CentralRecords& of, const Change& change) {
  if (change.deleted) {
    VUORO_TRY(
        context.tx.remove_record(authority::scope_of_site(of.site_id), collection_of<Slot>(), change.id));
    return context.tx.unindex_time(collection_of<Slot>(), change.id);
  }
  VUORO_ASSIGN(auto slot, decode<Slot>(change.record, RecordMode::lenient, "slot"));
  VUORO_ASSIGN(const bool here, holds_site(context, of.site_id));
  VUORO_ASSIGN(const auto ours, authority::find<Slot>(context.tx, slot.id));
  if (here) {
    slot.taken = ours ? ours->taken : 0;
    slot.leased = ours ? ours->leased : 0;
  }
  VUORO_TRY(put(context, of.site_id, slot));
  return context.tx.index_time(collection_of<Slot>(), slot.id, of.site_id, slot.start, "");
}

Result<void> take_counter(Context& context, const CentralRecords& of, const Change& change) {
  VUORO_ASSIGN(const bool here, holds_site(context, of.site_id));
  VUORO_ASSIGN(const auto ours, authority::find<Counter>(context.tx, change.id));
  if (change.deleted) {
    if (ours && here && ours->open) return {};  // somebody sits there: it goes when the day is over
    VUORO_TRY(
        context.tx.remove_record(authority::scope_of_site(of.site_id), collection_of<Counter>(), change.id));
    context.memory.counters.erase(of.site_id);
    return {};
  }
  VUORO_ASSIGN(auto counter, decode<Counter>(change.record, RecordMode::lenient, "counter"));
  if (here && ours) {
    const Counter theirs = counter;
    counter = *ours;
    counter.name = theirs.name;
    counter.location = theirs.location;
    counter.source_key = theirs.source_key;
  }
  VUORO_ASSIGN(const bool changed, put(context, of.site_id, counter));
  if (changed) context.memory.counters.erase(of.site_id);
  return {};
}

/// A device that was enrolled at the central server and that nobody here has set up yet.
Result<void> take_device(Context& context, const CentralRecords& of, const Change& change) {
  if (change.deleted) return {};
  VUORO_ASSIGN(const auto ours, authority::find<Device>(context.tx, change.id));
  VUORO_ASSIGN(auto device, decode<Device>(change.record, RecordMode::lenient, "device"));
  if (ours) {
    device.display = ours->display;
    device.revoked = device.revoked || ours->revoked;
  }
  VUORO_TRY(put(context, of.site_id, device));
  return {};
}

Result<void> take_site_change(Context& context, const CentralRecords& of, const Change& change) {
  const std::string scope = authority::scope_of_site(of.site_id);
  if (change.collection == collection_of<SiteAuthority>()) {
    if (change.deleted) return {};
    VUORO_TRY(put(context, k_central_scope, k_word_collection, change.id, json::serialize(change.record)));
    return {};
  }
  if (change.collection == collection_of<Announcement>()) {
    // Of the lobby's own records nothing is taken from here, but their pictures are fetched before they are
    // needed.
    if (change.deleted) return context.tx.remove_record(k_central_scope, k_central_announcement, change.id);
    VUORO_TRY(
        put(context, k_central_scope, k_central_announcement, change.id, json::serialize(change.record)));
    return {};
  }
  if (change.collection == collection_of<Slot>()) return take_slot(context, of, change);
  if (change.collection == collection_of<Counter>()) return take_counter(context, of, change);
  if (change.collection == collection_of<Device>()) return take_device(context, of, change);
  if (!authority::is_central_collection(change.collection)) return {};
  if (change.deleted) {
    VUORO_TRY(context.tx.remove_record(scope, change.collection, change.id));
    if (change.collection == collection_of<Queue>())
      VUORO_TRY(context.tx.remove_record(scope, collection_of<QueueStatus>(), change.id));
  } else if (change.collection == collection_of<Site>()) {
    return take_site(context, of, change);
  } else {
    VUORO_ASSIGN(const bool changed,
                 put(context, scope, change.collection, change.id, json::serialize(change.record)));
    if (!changed) return {};
  }
  context.memory.forget_records();
  context.memory.rules.erase(of.site_id);
  if (change.collection == collection_of<Queue>()) context.memory.stale_queues.insert(change.id);
  return {};
}

}  // namespace

Result<void> take_change(Context& context, const CentralRecords& of, const Change& change) {
  const auto* known =
      std::find_if(k_collections.begin(), k_collections.end(),
                   [&](const CollectionInfo& info) { return info.name == change.collection; });
  if (known == k_collections.end()) return {};
  if (known->scope == ScopeKind::site) return take_site_change(context, of, change);
  if (change.deleted) return context.tx.remove_record(protocol::k_global_scope, change.collection, change.id);
  VUORO_TRY(
      put(context, protocol::k_global_scope, change.collection, change.id, json::serialize(change.record)));
  return {};
}

std::string_view replaced_by_snapshot(std::string_view scope) {
  return scope == protocol::k_global_scope ? k_global_collections : k_site_collections;
}

Result<void> forget_announcements(Context& context) {
  VUORO_ASSIGN(const auto rows, context.tx.records(k_central_scope, k_central_announcement));
  for (const auto& row : rows)
    VUORO_TRY(context.tx.remove_record(k_central_scope, k_central_announcement, row.id));
  return {};
}

Result<std::optional<SiteAuthority>> central_word(store::Reader& reader, const Uuid& site_id) {
  VUORO_ASSIGN(const auto text, reader.record(k_word_collection, site_id));
  if (!text) return std::optional<SiteAuthority>();
  VUORO_ASSIGN(const auto value, parse_json(*text));
  VUORO_ASSIGN(auto word, decode<SiteAuthority>(value));
  return std::optional<SiteAuthority>(std::move(word));
}

}  // namespace vuoro::upstream
