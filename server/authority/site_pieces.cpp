#include "server/authority/site_pieces.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "server/authority/digest.h"
#include "server/authority/number_stock.h"
#include "server/authority/site_news.h"

namespace vuoro::authority {
namespace {

using protocol::SiteNews;

constexpr std::size_t k_records_a_piece = 60;
constexpr std::size_t k_lines_a_piece = 300;
/// Today's report is whole at once, and a week of it can be looked back at.
constexpr int k_days_handed_over = 7;
/// Visitors who came while the clock was ahead have numbers of those days.
constexpr int k_days_ahead = 2;
constexpr auto k_counter_lines_age = std::chrono::hours(7 * 24);
constexpr std::size_t k_counter_lines_page = 1000;
/// Longer than a device repeats an event whose answer was lost, unless it was switched off in between.
constexpr auto k_events_age = std::chrono::hours(3 * 24);

/// Puts `all` into pieces of at most `most`.
template <class Entry, class Member>
void spread(std::vector<Entry> all, Member member, std::size_t most, std::vector<SiteNews>& pieces) {
  for (std::size_t i = 0; i < all.size(); i += most) {
    SiteNews piece;
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), i + most));
    (piece.*member)
        .assign(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(i)),
                std::make_move_iterator(end));
    pieces.push_back(std::move(piece));
  }
}

Result<void> add_ticket_lines(Context& context, const Uuid& site_id, std::vector<SiteNews>& pieces) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const auto today = std::chrono::sys_days(service_day(*zone, context.now));
  std::vector<store::TicketLogRow> rows;
  for (int back = k_days_handed_over - 1; back >= -k_days_ahead; --back) {
    const LocalDate day(today - std::chrono::days(back));
    VUORO_ASSIGN(auto of_day, context.tx.ticket_log_of_day(site_id, to_iso(day)));
    std::move(of_day.begin(), of_day.end(), std::back_inserter(rows));
  }
  // As they were written: readers of the log meet a ticket's lines amid others', also those of the days
  // ahead.
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.entry < b.entry; });
  std::vector<protocol::SiteTicketLine> lines;
  lines.reserve(rows.size());
  for (const auto& row : rows) lines.push_back(wire_form(row));
  spread(std::move(lines), &SiteNews::ticket_lines, k_lines_a_piece, pieces);
  return {};
}

Result<void> add_counter_lines(Context& context, const Uuid& site_id, std::vector<SiteNews>& pieces) {
  VUORO_ASSIGN(std::int64_t entry, context.tx.counter_log_entry_before(context.now - k_counter_lines_age));
  std::vector<protocol::SiteCounterLine> lines;
  for (;;) {
    VUORO_ASSIGN(const auto rows, context.tx.counter_log_after(entry, k_counter_lines_page));
    for (const auto& row : rows) {
      entry = row.entry;
      if (row.site_id == site_id) lines.push_back(wire_form(row));
    }
    if (rows.size() < k_counter_lines_page) break;
  }
  spread(std::move(lines), &SiteNews::counter_lines, k_lines_a_piece, pieces);
  return {};
}

Result<void> add_notes(Context& context, const Uuid& site_id, std::vector<SiteNews>& pieces) {
  VUORO_ASSIGN(auto rows, context.tx.notes_of_site(site_id));
  std::reverse(rows.begin(), rows.end());
  std::vector<protocol::SiteNote> notes;
  notes.reserve(rows.size());
  for (const auto& row : rows) notes.push_back(wire_form(row));
  spread(std::move(notes), &SiteNews::notes, k_lines_a_piece, pieces);
  return {};
}

/// @return corrupt
Result<json::value> own_record(const store::RecordRow& row) {
  auto value = parse_json(row.json);
  if (!value) return unreadable(row.collection, row.id, value.error());
  if (!value->is_object()) return unreadable(row.collection, row.id, Error{Errc::parse, "no object"});
  return *std::move(value);
}

Result<void> add_read(store::Reader& reader, const store::RecordRow& row, json::value value, SiteNews& news) {
  if (row.collection == collection_of<Ticket>()) {
    VUORO_ASSIGN(const auto tokens, reader.tokens_of_ticket(row.id));
    for (const auto& hash : tokens) news.tokens.push_back({row.id, to_hex(hash)});
  }
  news.records.push_back({row.collection, row.id, false, std::move(value)});
  return {};
}

Result<void> add_cursors_of(Context& context, const Uuid& queue_id, std::span<const std::string> days,
                            SiteNews& news) {
  for (const auto& day : days) {
    VUORO_ASSIGN(const auto cursor, context.tx.number_cursor(queue_id, day));
    if (cursor) news.cursors.push_back(wire_form(queue_id, day, *cursor));
  }
  return {};
}

}  // namespace

protocol::SiteTicketLine wire_form(const store::TicketLogRow& row) {
  return {row.ticket_id,  row.queue_id,   row.act,       row.from_state, row.to_state,
          row.counter_id, row.staff_id,   row.device_id, row.time,       row.device_time,
          row.due,        row.service_id, row.reason,    row.service_day};
}

protocol::SiteCounterLine wire_form(const store::CounterLogRow& row) {
  return {row.counter_id, row.act,        row.staff_id, row.clerk_id, row.serving,
          row.queue_ids,  row.profile_id, row.time,     row.reason};
}

protocol::SiteNote wire_form(const store::TicketNote& row) {
  return {row.ticket_id, row.text, row.staff_name, row.time};
}

protocol::SiteFeedback wire_form(const store::FeedbackRow& row) {
  return {row.id,   row.device_id, row.question_id, row.score,    row.choices,
          row.text, row.latitude,  row.longitude,   row.language, row.time};
}

Result<json::value> parse_own_json(std::string_view text) {
  JsonLimits within;
  within.bytes_max = text.size() + 1;
  return parse_json(text, within);
}

Result<void> add_record(store::Reader& reader, const store::RecordRow& row, SiteNews& news) {
  if (row.deleted) {
    news.records.push_back({row.collection, row.id, true, json::value()});
    return {};
  }
  VUORO_ASSIGN(auto value, own_record(row));
  return add_read(reader, row, std::move(value), news);
}

Result<void> add_cursors(Context& context, const Uuid& site_id, const std::set<Uuid>& blocks_of,
                         SiteNews& news) {
  VUORO_ASSIGN(const auto days, number_days(context, site_id));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) {
    const std::span told = days.leased();
    VUORO_TRY(add_cursors_of(context, queue.id, blocks_of.contains(queue.id) ? told : told.first(1), news));
  }
  return {};
}

Result<void> add_all_cursors(Context& context, const Uuid& site_id, SiteNews& news) {
  VUORO_ASSIGN(const auto days, number_days(context, site_id));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) VUORO_TRY(add_cursors_of(context, queue.id, days.all, news));
  return {};
}

Result<std::vector<protocol::UnreadRecord>> unread_records(Context& context, const Uuid& site_id) {
  std::vector<protocol::UnreadRecord> unread;
  for (const auto& collection : k_collections) {
    if (!is_lobby_collection(collection.name)) continue;
    VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection.name));
    for (const auto& row : rows) {
      const auto value = own_record(row);
      if (value) continue;
      VUORO_TRY(pass_over_fault(context, fail(value.error())));
      unread.push_back({row.collection, row.id});
    }
  }
  return unread;
}

Result<std::vector<SiteNews>> record_pieces(Context& context, const Uuid& site_id) {
  std::vector<SiteNews> pieces;
  for (const auto& collection : k_collections) {
    if (!is_lobby_collection(collection.name)) continue;
    VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection.name));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % k_records_a_piece == 0) pieces.emplace_back();
      auto value = own_record(rows[i]);
      if (!value) {
        VUORO_TRY(pass_over_fault(context, fail(value.error())));
        pieces.back().unread.push_back({rows[i].collection, rows[i].id});
        continue;
      }
      VUORO_TRY(add_read(context.tx, rows[i], *std::move(value), pieces.back()));
    }
  }
  return pieces;
}

Result<std::vector<SiteNews>> private_pieces(Context& context, const Uuid& site_id) {
  std::vector<SiteNews> pieces(1);
  VUORO_TRY(add_all_cursors(context, site_id, pieces.front()));
  VUORO_ASSIGN(pieces.front().current_day, context.tx.current_day(site_id));
  VUORO_ASSIGN(const auto leases, context.tx.open_leases_of_site(site_id));
  std::vector<protocol::SiteLease> out;
  for (const auto& row : leases) {
    out.push_back({row.id, row.device_id, row.kind, row.queue_id, row.slot_id, row.service_day, row.first,
                   row.last, row.expires_at});
    VUORO_TRY(context.tx.set_lease_state(row.id, store::LeaseState::returned));
  }
  spread(std::move(out), &SiteNews::leases, k_lines_a_piece, pieces);
  VUORO_ASSIGN(const auto events, context.tx.events_of_site(site_id, context.now - k_events_age));
  std::vector<protocol::SiteEvent> answered;
  for (const auto& row : events) {
    answered.push_back({row.id, row.device_id, row.sequence, row.type, to_hex(row.hash), row.accepted,
                        row.code, row.message, row.device_time, row.time});
  }
  spread(std::move(answered), &SiteNews::events, k_lines_a_piece, pieces);
  return pieces;
}

Result<std::vector<SiteNews>> all_pieces(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(auto pieces, record_pieces(context, site_id));
  VUORO_TRY(add_ticket_lines(context, site_id, pieces));
  VUORO_TRY(add_counter_lines(context, site_id, pieces));
  VUORO_TRY(add_notes(context, site_id, pieces));
  VUORO_ASSIGN(auto more, private_pieces(context, site_id));
  for (auto& piece : more) pieces.push_back(std::move(piece));
  return pieces;
}

}  // namespace vuoro::authority
