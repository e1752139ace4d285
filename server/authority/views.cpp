#include "server/authority/views.h"

#include <fmt/format.h>

#include "core/lobby/call_order.h"
#include "server/authority/digest.h"
#include "server/authority/rights.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

/// Whether it arrives as a record, or as a deletion. @return corrupt: neither, for it cannot be read.
Result<bool> is_shown(const store::RecordRow& row, Sight* sight) {
  if (row.deleted) return false;
  const auto record = parse_json(row.json);
  if (!record) return unreadable(row.collection, row.id, record.error());
  if (!record->is_object()) return unreadable(row.collection, row.id, Error{Errc::parse, "no object"});
  return sight == nullptr ? true : sight->sees(row);
}

constexpr std::size_t k_feedback_page = 500;

json::object feedback_entry(const store::FeedbackRow& row) {
  json::array choices;
  for (const auto& choice : row.choices) choices.emplace_back(choice);
  json::object entry{{"id", row.id.to_string()},
                     {"site_id", row.site_id.to_string()},
                     {"choices", std::move(choices)},
                     {"language", row.language},
                     {"time", to_unix_ms(row.time)}};
  if (row.question_id) entry["question_id"] = row.question_id->to_string();
  if (row.score) entry["score"] = *row.score;
  if (row.text) entry["text"] = *row.text;
  if (row.latitude && row.longitude)
    entry["place"] = json::object{{"latitude", *row.latitude}, {"longitude", *row.longitude}};
  return entry;
}

}  // namespace

Result<FeedPage> feed_page(store::Reader& reader, std::string_view scope, std::int64_t since, bool snapshot,
                           WallTime now, Sight* sight) {
  VUORO_ASSIGN(const auto state, reader.scope_state(scope));
  const std::int64_t remembered = snapshot ? state.began : state.floor;
  if (since > 0 && since < remembered) {
    return fail(Errc::resync,
                fmt::format("revision {} is older than what is remembered ({})", since, remembered));
  }
  if (since > state.revision) {
    return fail(Errc::resync,
                fmt::format("revision {} has never been: the newest is {}", since, state.revision));
  }
  std::vector<store::RecordRow> rows;
  if (since < state.revision) {
    VUORO_ASSIGN(rows, reader.changes(scope, since, limits::k_changes_page_max + 1));
  }
  const bool more = rows.size() > limits::k_changes_page_max;
  if (more) rows.pop_back();
  FeedPage page;
  page.empty = rows.empty();
  // Stored records are JSON text already: they are looked at and copied, not written again.
  const std::int64_t revision = more ? rows.back().revision : state.revision;
  page.body = fmt::format(R"({{"scope":"{}","since":{},"revision":{},"more":{},"server_time":{},"changes":[)",
                          scope, since, revision, more, to_unix_ms(now));
  std::string unread;
  bool first = true;
  for (const auto& row : rows) {
    const auto shown = is_shown(row, sight);
    if (!shown && !is_own_fault(shown.error())) return fail(shown.error());
    if (!shown) {
      page.faults.push_back(shown.error());
      fmt::format_to(std::back_inserter(unread), R"({}{{"collection":"{}","id":"{}"}})",
                     unread.empty() ? "" : ",", row.collection, row.id.to_string());
      continue;
    }
    if (!first) page.body += ',';
    first = false;
    fmt::format_to(std::back_inserter(page.body),
                   R"({{"collection":"{}","id":"{}","revision":{},"deleted":{},"record":)", row.collection,
                   row.id.to_string(), row.revision, !*shown);
    page.body += *shown ? row.json : "null";
    page.body += '}';
  }
  page.body += unread.empty() ? "]}" : fmt::format(R"(],"unread":[{}]}})", unread);
  return page;
}

namespace {

json::object localized(const LocalizedText& text) {
  json::object out;
  for (const auto& [language, words] : text) out[language] = words;
  return out;
}

}  // namespace

Result<json::value> session_view(store::Reader& reader, const Session& session) {
  VUORO_ASSIGN(const auto ids, reader.site_ids());
  json::array sites;
  for (const auto& id : ids) {
    if (session.staff.site_id && *session.staff.site_id != id) continue;
    VUORO_ASSIGN(const auto site, find<Site>(reader, id));
    if (site) sites.push_back(json::object{{"id", id.to_string()}, {"name", localized(site->name)}});
  }
  json::value view = describe(session);
  view.as_object()["sites"] = std::move(sites);
  return view;
}

Result<json::value> notes_view(store::Reader& reader, const Session& session, const Uuid& site_id) {
  VUORO_TRY(need_role(session.staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(session.staff, site_id));
  VUORO_ASSIGN(const auto notes, reader.notes_of_site(site_id));
  Sight sight(reader, session.staff);
  json::array out;
  for (const auto& note : notes) {
    VUORO_ASSIGN(const bool seen, sight.sees_ticket(note.ticket_id));
    if (!seen) continue;
    out.push_back(json::object{{"ticket_id", note.ticket_id.to_string()},
                               {"text", note.text},
                               {"staff_name", note.staff_name},
                               {"time", to_unix_ms(note.time)}});
  }
  return json::value(json::object{{"notes", std::move(out)}});
}

Result<json::value> feedback_view(store::Reader& reader, const Session& session, WallTime since) {
  VUORO_TRY(need_role(session.staff, {k_manager, k_supervisor}));
  VUORO_ASSIGN(const auto rows, reader.feedback_since(session.staff.site_id, since, k_feedback_page));
  json::array out;
  for (const auto& row : rows) out.push_back(feedback_entry(row));
  return json::value(json::object{{"feedback", std::move(out)}, {"more", rows.size() >= k_feedback_page}});
}

Result<json::value> arrived_feedback_view(store::Reader& reader, const Session& session, std::int64_t after) {
  VUORO_TRY(need_role(session.staff, {k_manager, k_supervisor}));
  VUORO_ASSIGN(const std::int64_t last, reader.last_arrival());
  if (after > last) return fail(Errc::expired, "after: this server has given no such place; begin with 0");
  VUORO_ASSIGN(const auto arrived, reader.feedback_arrived(session.staff.site_id, after, k_feedback_page));
  json::array out;
  for (const auto& one : arrived) out.push_back(feedback_entry(one.row));
  return json::value(json::object{{"feedback", std::move(out)},
                                  {"more", arrived.size() >= k_feedback_page},
                                  {"next", arrived.empty() ? after : arrived.back().arrival}});
}

Result<json::value> devices_view(store::Reader& reader, const Session& session) {
  VUORO_TRY(need_role(session.staff, {k_technician, k_clerk, k_supervisor, k_manager}));
  VUORO_ASSIGN(const auto devices, reader.devices());
  json::array out;
  for (const auto& device : devices) {
    if (session.staff.site_id && *session.staff.site_id != device.site_id) continue;
    json::object entry{{"device_id", device.id.to_string()},
                       {"site_id", device.site_id.to_string()},
                       {"revoked", device.revoked},
                       {"sequence_max", device.sequence_max},
                       {"out_of_order", device.out_of_order}};
    if (device.status_time) {
      entry["status_time"] = to_unix_ms(*device.status_time);
      if (auto status = parse_json(device.status)) entry["status"] = std::move(*status);
    }
    out.push_back(std::move(entry));
  }
  return json::value(json::object{{"devices", std::move(out)}});
}

}  // namespace vuoro::authority
