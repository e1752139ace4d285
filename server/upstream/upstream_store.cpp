#include "server/upstream/upstream_store.h"

#include "core/base/log.h"
#include "server/authority/site_news.h"
#include "server/authority/site_pieces.h"

namespace vuoro::upstream {
namespace {

using authority::Context;

/// Of what the central server refused: some hours of a busy lobby.
constexpr std::size_t k_aside_bytes = 4 * 1024 * 1024;
/// The central server takes a body of 1 MiB.
constexpr std::size_t k_batch_bytes = 600 * 1024;
constexpr std::size_t k_events_cut = 8;
constexpr std::size_t k_staged_page = 500;
/// In the place of a record that the central server cannot read.
constexpr std::string_view k_stays_as_it_is = "";

std::string feed_mark(std::string_view scope) {
  return "feed " + std::string(scope);
}

/// Records are told again from the store; lines are in this event only. Counted as they lie there: an event
/// that is refused may be one that cannot be read as news either.
void tell_lost(Context& context, const Uuid& event_id, const std::string& content) {
  const auto news = authority::parse_own_json(content);
  const auto* fields = news ? news->if_object() : nullptr;
  const auto count = [&](std::string_view name) {
    const auto* field = fields == nullptr ? nullptr : fields->if_contains(name);
    const auto lines = static_cast<std::int64_t>(
        field == nullptr || !field->is_array() ? std::size_t{0} : field->get_array().size());
    context.memory.news_lines_lost += lines;
    return lines;
  };
  log::error("news_lost", {{"event_id", event_id.to_string()},
                           {"bytes", static_cast<std::int64_t>(content.size())},
                           {"ticket_lines", count("ticket_lines")},
                           {"counter_lines", count("counter_lines")},
                           {"notes", count("notes")},
                           {"feedback", count("feedback")},
                           {"contacts", count("contacts")}});
}

}  // namespace

Result<std::vector<protocol::Event>> UpstreamStore::events_after(std::int64_t sequence, std::size_t count) {
  return authority_.store().read_value<std::vector<protocol::Event>>(
      [&](store::Reader& reader) -> Result<std::vector<protocol::Event>> {
        VUORO_ASSIGN(const auto rows, reader.up_events(sequence, count, k_batch_bytes));
        std::vector<protocol::Event> events;
        for (const auto& row : rows) {
          VUORO_ASSIGN(auto payload, authority::parse_own_json(row.payload));
          events.push_back({row.id, row.sequence, row.type, row.time, std::move(payload)});
        }
        return events;
      });
}

Result<std::vector<protocol::Event>> UpstreamStore::oldest_events(std::size_t count) {
  VUORO_ASSIGN(auto stored, events_after(0, count));
  if (!stored.empty()) return stored;
  VUORO_ASSIGN(const bool news, authority_.store().read_value<bool>([this](store::Reader& reader) {
    return authority::has_news(reader, of_.site_id);
  }));
  if (!news) return stored;
  // Only when the last ones have arrived: so many acts share one event while the line is slow.
  const auto cut = act([this](Context& context) -> Result<void> {
    VUORO_TRY(authority::cut_news(context, of_.site_id, k_events_cut));
    return {};
  });
  if (!cut) return fail(cut.error());
  return events_after(0, count);
}

Result<void> UpstreamStore::settle_events(std::span<const protocol::EventAnswer> answers) {
  return act([answers](Context& context) -> Result<void> {
    for (const auto& answer : answers) {
      if (answer.status == protocol::EventStatus::accepted ||
          answer.status == protocol::EventStatus::repeated) {
        VUORO_TRY(context.tx.remove_up_event(answer.id));
        continue;
      }
      log::error("news_set_aside", {{"event_id", answer.id.to_string()},
                                    {"code", answer.code.value_or("")},
                                    {"message", answer.message.value_or("")}});
      VUORO_ASSIGN(const auto lost,
                   context.tx.set_aside_up_event(answer.id, answer.code.value_or("rejected"),
                                                 answer.message.value_or(""), k_aside_bytes));
      if (lost) tell_lost(context, answer.id, *lost);
    }
    return {};
  });
}

Result<sync::OutboxCounts> UpstreamStore::outbox_counts() {
  return authority_.store().read_value<sync::OutboxCounts>(
      [this](store::Reader& reader) -> Result<sync::OutboxCounts> {
        VUORO_ASSIGN(const auto counts, reader.up_counts());
        VUORO_ASSIGN(const auto waiting, authority::untold_acts(reader, of_.site_id));
        return sync::OutboxCounts{waiting, counts.set_aside};
      });
}

Result<std::int64_t> UpstreamStore::revision(std::string_view scope) {
  return authority_.store().read_value<std::int64_t>(
      [&](store::Reader& reader) { return reader.up_mark(feed_mark(scope)); });
}

Result<void> UpstreamStore::apply(const protocol::ChangesPage& page) {
  return act([this, &page](Context& context) -> Result<void> {
    for (const auto& change : page.changes) VUORO_TRY(take_change(context, of_, change));
    return context.tx.set_up_mark(feed_mark(page.scope), page.revision);
  });
}

Result<void> UpstreamStore::begin_staging(std::string_view scope) {
  return act([scope](Context& context) { return context.tx.clear_staged(scope); });
}

Result<void> UpstreamStore::stage(const protocol::ChangesPage& page) {
  return act([&page](Context& context) -> Result<void> {
    for (const auto& change : page.changes) {
      VUORO_TRY(context.tx.stage_record(page.scope,
                                        {change.collection, change.id, change.revision, change.deleted,
                                         change.deleted ? std::string() : json::serialize(change.record)}));
    }
    for (const auto& unread : page.unread) {
      VUORO_TRY(context.tx.stage_record(
          page.scope, {unread.collection, unread.id, 0, false, std::string(k_stays_as_it_is)}));
    }
    return {};
  });
}

Result<void> UpstreamStore::switch_to_staged(std::string_view scope, std::int64_t revision) {
  return act([this, scope, revision](Context& context) -> Result<void> {
    if (scope != protocol::k_global_scope) VUORO_TRY(forget_announcements(context));
    for (std::int64_t after = 0;;) {
      VUORO_ASSIGN(const auto rows, context.tx.staged_records(scope, after, k_staged_page));
      for (const auto& row : rows) {
        after = row.revision;
        if (row.json == k_stays_as_it_is) continue;
        VUORO_ASSIGN(auto record, authority::parse_own_json(row.json));
        VUORO_TRY(take_change(context, of_, {row.collection, row.id, 0, false, std::move(record)}));
      }
      if (rows.size() < k_staged_page) break;
    }
    VUORO_ASSIGN(const auto gone, context.tx.not_staged(scope, replaced_by_snapshot(scope)));
    for (const auto& [collection, id] : gone) {
      VUORO_TRY(take_change(context, of_, {collection, id, 0, true, json::value()}));
    }
    VUORO_TRY(context.tx.clear_staged(scope));
    return context.tx.set_up_mark(feed_mark(scope), revision);
  });
}

}  // namespace vuoro::upstream
