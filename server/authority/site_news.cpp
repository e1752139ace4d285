#include "server/authority/site_news.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "core/base/log.h"
#include "server/authority/lost_box.h"
#include "server/authority/site_adopt.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_pieces.h"

namespace vuoro::authority {
namespace {

using protocol::SiteNews;

constexpr std::size_t k_records_an_event = 60;
constexpr std::size_t k_lines_an_event = 200;
constexpr std::size_t k_changes_an_event = 40;
/// A batch of events must fit the central server's limit of a body many times over.
constexpr std::size_t k_bytes_an_event = 200 * 1024;
constexpr std::size_t k_events_at_once = 64;

/// While what was told before is told again.
constexpr std::string_view k_again = "again";
/// The central server's history in which that was asked for last.
constexpr std::string_view k_put_back = "put_back";

constexpr auto k_central = std::to_array<std::string_view>(
    {collection_of<Site>(), collection_of<Queue>(), collection_of<SegmentRule>()});

Result<void> put_event(Context& context, const SiteNews& news) {
  VUORO_ASSIGN(const auto sequence, context.tx.up_mark("sequence"));
  VUORO_TRY(context.tx.set_up_mark("sequence", sequence + 1));
  return context.tx.put_up_event({context.new_id(), sequence + 1, std::string(protocol::k_site_news),
                                  context.now, json::serialize(protocol::encode(news))});
}

/// @return whether records are left
Result<bool> add_records_since(Context& context, const Uuid& site_id, SiteNews& news) {
  VUORO_ASSIGN(auto mark, context.tx.up_mark("records"));
  VUORO_ASSIGN(const auto rows, context.tx.changes(scope_of_site(site_id), mark, k_records_an_event));
  std::size_t bytes = 0;
  std::size_t taken = 0;
  for (const auto& row : rows) {
    if (bytes > k_bytes_an_event) break;
    ++taken;
    mark = row.revision;
    if (!is_lobby_collection(row.collection)) continue;
    bytes += row.json.size();
    // Mended, it has a new revision and is told then.
    VUORO_TRY(pass_over_fault(context, add_record(context.tx, row, news)));
  }
  if (taken > 0) VUORO_TRY(context.tx.set_up_mark("records", mark));
  return taken < rows.size() || rows.size() == k_records_an_event;
}

Result<void> add_history_since(Context& context, SiteNews& news) {
  VUORO_ASSIGN(auto mark, context.tx.up_mark("ticket_log"));
  VUORO_ASSIGN(const auto ticket_lines, context.tx.ticket_log_after(mark, k_lines_an_event));
  for (const auto& row : ticket_lines) news.ticket_lines.push_back(wire_form(row));
  if (!ticket_lines.empty()) VUORO_TRY(context.tx.set_up_mark("ticket_log", ticket_lines.back().entry));
  VUORO_ASSIGN(mark, context.tx.up_mark("counter_log"));
  VUORO_ASSIGN(const auto counter_lines, context.tx.counter_log_after(mark, k_lines_an_event));
  for (const auto& row : counter_lines) news.counter_lines.push_back(wire_form(row));
  if (!counter_lines.empty()) VUORO_TRY(context.tx.set_up_mark("counter_log", counter_lines.back().entry));
  VUORO_ASSIGN(mark, context.tx.up_mark("notes"));
  VUORO_ASSIGN(const auto notes, context.tx.notes_after(mark, k_lines_an_event));
  for (const auto& [entry, note] : notes) news.notes.push_back(wire_form(note));
  if (!notes.empty()) VUORO_TRY(context.tx.set_up_mark("notes", notes.back().first));
  return {};
}

/// Feedback, contacts, and where the numbers stand. @return whether there were any; what is gone adds nothing
Result<bool> add_changes(Context& context, const Uuid& site_id, SiteNews& news) {
  VUORO_ASSIGN(const auto changes, context.tx.up_changes(k_changes_an_event));
  std::set<Uuid> blocks_of;
  for (const auto& change : changes) {
    if (change.kind == "cursor") {
      blocks_of.insert(change.id);
    } else if (change.kind == "feedback") {
      VUORO_ASSIGN(const auto row, context.tx.feedback(change.id));
      if (row) news.feedback.push_back(wire_form(*row));
    } else {
      VUORO_ASSIGN(const auto row, context.tx.contact(change.id));
      if (!row) continue;
      news.contacts.push_back({row->id, row->kind, row->json, row->expires_at});
      // It is in the event now, and nobody asks for it here.
      VUORO_TRY(context.tx.remove_contact(row->id));
    }
  }
  if (!changes.empty()) VUORO_TRY(context.tx.set_up_mark("changes", changes.back().entry));
  if (!blocks_of.empty() || !news.ticket_lines.empty())
    VUORO_TRY(add_cursors(context, site_id, blocks_of, news));
  return !changes.empty();
}

bool is_empty(const SiteNews& news) {
  return news.records.empty() && news.ticket_lines.empty() && news.counter_lines.empty() &&
         news.notes.empty() && news.feedback.empty() && news.contacts.empty() && news.cursors.empty();
}

/// What came with a handover is known at the other side.
Result<void> skip_what_is_there(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto state, context.tx.scope_state(scope_of_site(site_id)));
  VUORO_TRY(context.tx.set_up_mark("records", state.revision));
  VUORO_ASSIGN(const auto newest, context.tx.newest_log_entry());
  VUORO_TRY(context.tx.set_up_mark("ticket_log", newest));
  for (SiteNews rest;;) {
    VUORO_TRY(add_history_since(context, rest));
    if (rest.counter_lines.empty() && rest.notes.empty()) return {};
    rest = {};
  }
}

/// Where something that was refused is not known at the other side, all records go.
Result<std::vector<SiteNews>> pieces_of_release(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto counts, context.tx.up_counts());
  std::vector<SiteNews> pieces;
  if (counts.set_aside > 0) {
    VUORO_TRY(tell_again(context, site_id));
    VUORO_ASSIGN(pieces, record_pieces(context, site_id));
    VUORO_TRY(context.tx.forget_set_aside(std::nullopt));
  }
  VUORO_ASSIGN(auto own, private_pieces(context, site_id));
  std::move(own.begin(), own.end(), std::back_inserter(pieces));
  for (auto& piece : pieces) piece.unread.clear();
  VUORO_ASSIGN(pieces.back().unread, unread_records(context, site_id));
  return pieces;
}

}  // namespace

bool is_central_collection(std::string_view collection) {
  return std::find(k_central.begin(), k_central.end(), collection) != k_central.end();
}

bool is_lobby_collection(std::string_view collection) {
  // Each server has its own word of who acts, and its own code on the wall.
  if (collection == collection_of<SiteAuthority>() || collection == collection_of<JoinCode>()) return false;
  return !is_central_collection(collection) &&
         std::any_of(k_collections.begin(), k_collections.end(), [&](const CollectionInfo& info) {
           return info.name == collection && info.scope == ScopeKind::site;
         });
}

Result<bool> has_news(store::Reader& reader, const Uuid& site_id) {
  VUORO_ASSIGN(const auto state, reader.scope_state(scope_of_site(site_id)));
  VUORO_ASSIGN(const auto records, reader.up_mark("records"));
  VUORO_ASSIGN(const auto newest, reader.newest_log_entry());
  VUORO_ASSIGN(const auto ticket_log, reader.up_mark("ticket_log"));
  if (state.revision > records || newest > ticket_log) return true;
  VUORO_ASSIGN(const auto counter_log, reader.up_mark("counter_log"));
  VUORO_ASSIGN(const auto counter_lines, reader.counter_log_after(counter_log, 1));
  VUORO_ASSIGN(const auto notes_mark, reader.up_mark("notes"));
  VUORO_ASSIGN(const auto notes, reader.notes_after(notes_mark, 1));
  VUORO_ASSIGN(const auto changes, reader.up_changes(1));
  return !counter_lines.empty() || !notes.empty() || !changes.empty();
}

Result<std::int64_t> untold_acts(store::Reader& reader, const Uuid& site_id) {
  VUORO_ASSIGN(const auto in_events, reader.up_acts());
  VUORO_ASSIGN(const auto newest, reader.newest_log_entry());
  VUORO_ASSIGN(const auto mark, reader.up_mark("ticket_log"));
  VUORO_ASSIGN(const auto row, authority_row(reader, site_id));
  const std::int64_t acts = in_events + (row.here ? std::max<std::int64_t>(0, newest - mark) : 0);
  if (acts > 0 || !row.here) return acts;
  VUORO_ASSIGN(const bool news, has_news(reader, site_id));
  return news ? 1 : 0;
}

Result<std::size_t> cut_news(Context& context, const Uuid& site_id, std::size_t count_max) {
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  VUORO_ASSIGN(const auto again, context.tx.up_mark(k_again));
  std::size_t made = 0;
  while (made < count_max) {
    SiteNews news;
    news.epoch = row.epoch;
    if (again != 0) news.again = true;
    VUORO_ASSIGN(const bool more, add_records_since(context, site_id, news));
    // The history speaks of tickets: those are told first.
    if (!more) {
      VUORO_TRY(add_history_since(context, news));
      VUORO_ASSIGN(const bool changes, add_changes(context, site_id, news));
      if (is_empty(news)) {
        if (changes) continue;
        if (again != 0) VUORO_TRY(context.tx.set_up_mark(k_again, 0));
        break;
      }
    } else if (is_empty(news)) {
      continue;
    }
    VUORO_TRY(put_event(context, news));
    ++made;
  }
  return made;
}

Result<void> cut_all_news(Context& context, const Uuid& site_id) {
  for (;;) {
    VUORO_ASSIGN(const auto made, cut_news(context, site_id, k_events_at_once));
    if (made == 0) return {};
  }
}

Result<void> cut_last_news(Context& context, const Uuid& site_id, std::int64_t epoch) {
  VUORO_TRY(cut_all_news(context, site_id));
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  SiteNews news;
  news.epoch = row.epoch;
  news.told_until = epoch;
  VUORO_TRY(add_all_cursors(context, site_id, news));
  return put_event(context, news);
}

Result<void> say_epoch(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  if (!row.here) return {};
  SiteNews news;
  news.epoch = row.epoch;
  return put_event(context, news);
}

Result<void> tell_since_backup(Context& context, const Uuid& site_id, const protocol::PutBack& put_back) {
  VUORO_ASSIGN(const auto answered, context.tx.up_mark(k_put_back));
  if (answered == put_back.history) return {};
  VUORO_TRY(context.tx.set_up_mark(k_put_back, put_back.history));
  VUORO_TRY(context.tx.go_back_to_up_event(put_back.heard_until));
  VUORO_TRY(context.tx.set_up_mark(k_again, 1));
  log::info("told_since_backup", {{"site_id", site_id.to_string()}, {"heard_until", put_back.heard_until}});
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  if (!row.here) return {};
  VUORO_TRY(context.tx.set_up_mark("records", 0));
  SiteNews news;
  news.epoch = row.epoch;
  VUORO_TRY(add_all_cursors(context, site_id, news));
  return put_event(context, news);
}

Result<void> tell_again(Context& context, const Uuid& site_id) {
  for (;;) {
    VUORO_ASSIGN(const auto row, context.tx.oldest_set_aside());
    if (!row) return {};
    VUORO_TRY(context.tx.forget_set_aside(row->id));
    const auto payload = parse_own_json(row->payload);
    auto read = payload ? protocol::decode<SiteNews>(*payload, RecordMode::lenient)
                        : Result<SiteNews>(fail(payload.error()));
    if (!read) {  // an older program's, or damaged: the box starts all the same
      log::error("news_lost", {{"event_id", row->id.to_string()}, {"error", read.error().to_string()}});
      continue;
    }
    SiteNews& news = *read;
    news.again = true;  // where all was told again since, with these
    const auto records = std::exchange(news.records, {});
    for (const auto& told : records) {
      VUORO_ASSIGN(const auto text, context.tx.record(told.collection, told.id));
      const store::RecordRow stored{told.collection, told.id, 0, !text, text.value_or(std::string())};
      VUORO_TRY(pass_over_fault(context, add_record(context.tx, stored, news)));
    }
    news.cursors.clear();
    VUORO_TRY(add_all_cursors(context, site_id, news));
    log::info("news_told_again", {{"event_id", row->id.to_string()}});
    VUORO_TRY(put_event(context, news));
  }
}

Result<void> release_site(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (!row.here) return fail(Errc::conflict, "the site is not here");
  VUORO_TRY(cut_all_news(context, site_id));
  VUORO_ASSIGN(auto pieces, pieces_of_release(context, site_id));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i].epoch = row.epoch;
    pieces[i].last = i + 1 == pieces.size();
    VUORO_TRY(put_event(context, pieces[i]));
  }
  row.here = false;
  leave_behind(row, pieces.back().unread);
  row.state = name_of(AuthorityState::releasing);
  row.since = context.now;
  return put_authority(context, row);
}

Result<void> take_over_site(Context& context, const Uuid& site_id, std::int64_t epoch, const Uuid& device_id,
                            const std::string& name) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (row.epoch >= epoch) return {};
  VUORO_TRY(cut_last_news(context, site_id, epoch));
  VUORO_ASSIGN(const auto parts, context.tx.handover_parts(site_id, epoch));
  std::vector<protocol::UnreadRecord> unread;
  for (std::int64_t i = 0; i < parts; ++i) {
    VUORO_ASSIGN(const auto text, context.tx.handover_part(site_id, epoch, i));
    if (!text) return fail(Errc::corrupt, "a piece of the handover is missing");
    VUORO_ASSIGN(const auto value, parse_own_json(*text));
    VUORO_ASSIGN(const auto part, protocol::decode<protocol::HandoverPart>(value, RecordMode::newer));
    if (part.epoch != epoch || part.parts != parts) return fail(Errc::corrupt, "a piece of another handover");
    VUORO_TRY(adopt(context, site_id, part.news, Adoption::whole));
    unread.insert(unread.end(), part.news.unread.begin(), part.news.unread.end());
  }
  row.here = true;
  row.holder_id = device_id;
  row.holder_name = name;
  leave_behind(row, unread);
  row.epoch = epoch;
  row.state = name_of(AuthorityState::here);
  row.since = context.now;
  VUORO_TRY(put_authority(context, row));
  VUORO_TRY(skip_what_is_there(context, site_id));
  VUORO_TRY(context.tx.forget_handovers(site_id, epoch + 1));
  SiteNews begun;
  begun.epoch = epoch;
  VUORO_TRY(put_event(context, begun));
  return look_anew(context, site_id);
}

Result<std::vector<protocol::UnreadRecord>> lay_out_handover(Context& context, const Uuid& site_id,
                                                             std::int64_t epoch) {
  std::vector<protocol::UnreadRecord> unread;
  VUORO_ASSIGN(auto pieces, all_pieces(context, site_id));
  VUORO_TRY(context.tx.forget_handovers(site_id, epoch + 1));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    protocol::HandoverPart part;
    part.epoch = epoch;
    part.part = static_cast<std::int32_t>(i);
    part.parts = static_cast<std::int32_t>(pieces.size());
    part.news = std::move(pieces[i]);
    unread.insert(unread.end(), part.news.unread.begin(), part.news.unread.end());
    VUORO_TRY(
        context.tx.put_handover_part(site_id, epoch, part.part, json::serialize(protocol::encode(part))));
  }
  return unread;
}

Result<void> take_news(Context& context, const store::DeviceRow& device, const protocol::Event& event,
                       RecordMode reading) {
  VUORO_ASSIGN(const Device box, living_site_server(context.tx, device.id));
  VUORO_ASSIGN(const auto news, protocol::decode<SiteNews>(event.payload, reading, "payload"));
  const Uuid site_id = device.site_id;
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (news.epoch > row.epoch) {
    // This server was put back to an older backup: the box knows better who was given the site.
    log::error("site_authority_forgotten",
               {{"site_id", site_id.to_string()}, {"epoch_here", row.epoch}, {"epoch_there", news.epoch}});
    row.here = false;
    row.holder_id = device.id;
    row.holder_name = box.name;
    row.epoch = news.epoch;
    row.state = name_of(AuthorityState::away);
    row.since = context.now;
    VUORO_TRY(stop_acting(context, site_id));
    VUORO_TRY(put_authority(context, row));
  }
  const bool live = !row.here && row.holder_id == device.id && row.epoch == news.epoch;
  VUORO_TRY(adopt(context, site_id, news, live ? Adoption::live : Adoption::history));
  if (news.told_until) VUORO_TRY(hear_last(context, site_id, device.id, news));
  if (!live) return {};
  const bool first_heard = !row.heard_at.has_value();
  row.heard_at = context.now;
  if (news.last) {
    leave_behind(row, news.unread);
    return take_site_back(context, std::move(row));
  }
  if (row.state != name_of(AuthorityState::given))
    return first_heard ? put_authority(context, row) : context.tx.put_site_authority(row);
  row.state = name_of(AuthorityState::away);
  return put_authority(context, row);
}

}  // namespace vuoro::authority
