// Queues of today, announcements.

#include <array>

#include "server/authority/command_table.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

json::value nothing() {
  return json::object();
}

Result<json::value> set_closed_today(Command& command) {
  const Uuid queue_id = command.fields.uuid("queue_id");
  VUORO_TRY(command.fields.finish());
  auto& context = command.context;
  VUORO_ASSIGN(const Queue* queue, queue_of(context, queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  VUORO_TRY(begin_day(context, queue->site_id));
  VUORO_ASSIGN(const auto stored, find<QueueStatus>(context.tx, queue_id));
  QueueStatus status = stored.value_or(QueueStatus{});
  status.id = queue_id;
  VUORO_ASSIGN(const std::string today, today_at(context, queue->site_id));
  const bool closes = command.type == "queue.close_today";
  const bool lifts = !closes && status.full && status.closed_day == today;
  // More visitors than can be served before closing: whoever answers for the lobby decides that.
  if (lifts && !(status.closed_today && !has_role(command.staff, k_supervisor))) {
    VUORO_TRY(need_role(command.staff, {k_supervisor}));
    status.full = false;
    status.full_lifted_day = today;
  }
  if (closes) status.full_lifted_day.clear();
  status.closed_today = closes;
  status.closed_day = closes || status.full ? today : "";
  VUORO_TRY(save(context, status, queue->site_id));
  context.memory.stale_queues.insert(queue_id);
  return nothing();
}

Result<json::value> put_announcement(Command& command) {
  const json::value& value = command.fields.any("announcement");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const auto announcement, decode<Announcement>(value, RecordMode::strict, "announcement"));
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor, k_editor}));
  VUORO_TRY(need_site(command.staff, announcement.site_id));
  VUORO_TRY(site_of(command.context, announcement.site_id));
  if (announcement.id.is_nil()) return fail(Errc::invalid_argument, "announcement.id: nil");
  if (announcement.text.empty()) return fail(Errc::invalid_argument, "announcement.text: missing");
  for (const auto& [language, text] : announcement.text) {
    if (text.size() > limits::k_announcement_bytes_max) {
      return fail(Errc::invalid_argument, "announcement.text." + language + ": text too long");
    }
  }
  if (announcement.seconds && (*announcement.seconds < limits::k_slide_seconds_min ||
                               *announcement.seconds > limits::k_slide_seconds_max)) {
    return fail(Errc::invalid_argument, "announcement.seconds: 5 to 120");
  }
  if (announcement.picture_id) {
    VUORO_ASSIGN(const auto picture, command.context.tx.picture(*announcement.picture_id));
    if (!picture || picture->site_id != announcement.site_id)
      return fail(Errc::invalid_argument, "announcement.picture_id: no picture of this site");
  }
  VUORO_ASSIGN(const auto earlier, find<Announcement>(command.context.tx, announcement.id));
  if (earlier && earlier->site_id != announcement.site_id) {
    return fail(Errc::conflict, "announcement.id: of another site");
  }
  VUORO_TRY(save(command.context, announcement));
  return json::value(json::object{{"announcement", encode(announcement)}});
}

Result<json::value> delete_announcement(Command& command) {
  const Uuid id = command.fields.uuid("announcement_id");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor, k_editor}));
  VUORO_ASSIGN(const auto announcement, load<Announcement>(command.context.tx, id));
  VUORO_TRY(need_site(command.staff, announcement.site_id));
  VUORO_TRY(need_authority(command.context, announcement.site_id));
  VUORO_TRY(command.context.tx.remove_record(scope_of_site(announcement.site_id),
                                             collection_of<Announcement>(), id));
  return nothing();
}

constexpr auto k_desk_entries = std::to_array<CommandEntry>({
    {"queue.close_today", set_closed_today},
    {"queue.reopen", set_closed_today},
    {"announcement.put", put_announcement},
    {"announcement.delete", delete_announcement},
});

}  // namespace

std::span<const CommandEntry> desk_commands() {
  return k_desk_entries;
}

}  // namespace vuoro::authority
