// Counters, queues of today, announcements.

#include <array>

#include "server/authority/command_table.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

json::value nothing() {
  return json::object();
}

Result<Counter> counter_for(Command& command, const Uuid& id) {
  VUORO_ASSIGN(auto counter, load<Counter>(command.context.tx, id));
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(command.staff, counter.site_id));
  VUORO_TRY(begin_day(command.context, counter.site_id));
  return counter;
}

Result<void> close_counter(Context& context, Counter counter) {
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  if (!there.empty()) return fail(Errc::conflict, "counter " + counter.name + " still has a visitor");
  counter.open = false;
  counter.staff_id.reset();
  counter.staff_name.clear();
  return save(context, counter);
}

Result<json::value> take_counter(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  const bool take_over = command.fields.boolean_or("take_over", false);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(Counter counter, counter_for(command, counter_id));
  if (counter.open && counter.staff_id != command.staff.id && !take_over) {
    return fail(Errc::conflict, "counter " + counter.name + " is taken by " + counter.staff_name);
  }
  bool serves = counter.queue_ids.empty();
  for (const auto& queue_id : counter.queue_ids) {
    VUORO_ASSIGN(const Queue* queue, queue_of(command.context, queue_id));
    serves = serves || need_queue(command.staff, *queue).has_value();
  }
  if (!serves) return fail(Errc::forbidden, "the counter serves other organisations");
  // Nobody sits in two places.
  VUORO_ASSIGN(const auto* known, counters_of(command.context, counter.site_id));
  const std::vector<Counter> counters = *known;
  for (const auto& other : counters) {
    if (other.id != counter.id && other.staff_id == command.staff.id) {
      VUORO_TRY(close_counter(command.context, other));
    }
  }
  counter.open = true;
  counter.staff_id = command.staff.id;
  counter.staff_name = command.staff.display_name;
  VUORO_TRY(save(command.context, counter));
  return json::value(json::object{{"counter", encode(counter)}});
}

Result<json::value> leave_counter(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, counter_for(command, counter_id));
  if (!counter.open) return nothing();
  if (counter.staff_id != command.staff.id && !has_role(command.staff, k_supervisor)) {
    return fail(Errc::conflict, "counter " + counter.name + " is taken by " + counter.staff_name);
  }
  VUORO_TRY(close_counter(command.context, counter));
  return nothing();
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
  status.closed_today = command.type == "queue.close_today";
  status.closed_day.clear();
  if (status.closed_today) {
    VUORO_ASSIGN(status.closed_day, today_at(context, queue->site_id));
  }
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
  VUORO_TRY(command.context.tx.remove_record(scope_of_site(announcement.site_id),
                                             collection_of<Announcement>(), id));
  return nothing();
}

constexpr auto k_entries = std::to_array<CommandEntry>({
    {"counter.take", take_counter},
    {"counter.leave", leave_counter},
    {"queue.close_today", set_closed_today},
    {"queue.reopen", set_closed_today},
    {"announcement.put", put_announcement},
    {"announcement.delete", delete_announcement},
});

}  // namespace

std::span<const CommandEntry> desk_commands() {
  return k_entries;
}

}  // namespace vuoro::authority
