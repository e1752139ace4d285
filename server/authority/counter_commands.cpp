// Counters: who sits where, who is away, what is served there.

#include <fmt/format.h>

#include <array>
#include <set>

#include "core/lobby/profiles.h"
#include "server/authority/command_table.h"
#include "server/authority/counter_acts.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

Result<Counter> counter_for(Command& command, const Uuid& id) {
  VUORO_ASSIGN(auto counter, load<Counter>(command.context.tx, id));
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(command.staff, counter.site_id));
  VUORO_TRY(begin_day(command.context, counter.site_id));
  return counter;
}

Result<json::value> answer_with(const Counter& counter) {
  return json::value(json::object{{"counter", encode(counter)}});
}

/// A supervisor, or whoever sits there.
Result<void> need_own_or_supervisor(const Command& command, const Counter& counter) {
  if (has_role(command.staff, k_supervisor)) return {};
  if (counter.open && counter.staff_id == command.staff.id) return {};
  return fail(Errc::conflict, counter.staff_id
                                  ? "counter " + counter.name + " is taken by " + counter.staff_name
                                  : "take the counter first: " + counter.name + " is not yours");
}

/// The answer of a seat that changed hands names who sat there.
Result<json::value> seated(const Counter& before, const Counter& after) {
  json::object answer{{"counter", encode(after)}};
  if (before.staff_id && before.staff_id != after.staff_id) {
    answer["taken_from"] =
        json::object{{"staff_id", before.staff_id->to_string()}, {"staff_name", before.staff_name}};
  }
  return json::value(std::move(answer));
}

Result<json::value> take_counter(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  const bool take_over = command.fields.boolean_or("take_over", false);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, counter_for(command, counter_id));
  const bool others = counter.open && counter.staff_id && counter.staff_id != command.staff.id;
  if (others && !take_over) {
    return fail(Errc::conflict, "counter " + counter.name + " is taken by " + counter.staff_name);
  }
  VUORO_ASSIGN(const bool serves, may_serve(command.context, command.staff, counter));
  if (!serves) return fail(Errc::forbidden, "the counter serves other organisations");
  VUORO_ASSIGN(const Counter taken, seat(command.context, counter, command.staff,
                                         others ? "take_over" : "take", command.staff.id));
  return seated(counter, taken);
}

Result<json::value> leave_counter(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, counter_for(command, counter_id));
  if (!counter.open) return json::value(json::object());
  VUORO_TRY(need_own_or_supervisor(command, counter));
  VUORO_TRY(close_counter(command.context, counter, command.staff.id));
  return json::value(json::object());
}

/// A supervisor opens a counter: for a colleague who sits down there, or for whoever comes.
Result<json::value> open_counter(Command& command) {
  auto& context = command.context;
  const Uuid counter_id = command.fields.uuid("counter_id");
  const auto staff_id = command.fields.uuid_if("staff_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(Counter counter, counter_for(command, counter_id));
  VUORO_TRY(need_role(command.staff, {k_supervisor}));
  if (!staff_id) {
    if (counter.open) return answer_with(counter);
    counter.open = true;
    counter.paused_at.reset();
    VUORO_TRY(write_counter(context, counter, "open", command.staff.id));
    return answer_with(counter);
  }
  VUORO_ASSIGN(const auto clerk, context.tx.staff(*staff_id));
  if (!clerk || clerk->disabled || !need_site(*clerk, counter.site_id) ||
      !need_role(*clerk, {k_clerk, k_supervisor})) {
    return fail(Errc::not_found, "staff_id: nobody who serves at this site");
  }
  if (counter.open && counter.staff_id == clerk->id) return answer_with(counter);
  VUORO_ASSIGN(const bool serves, may_serve(context, *clerk, counter));
  if (!serves) {
    return fail(Errc::conflict,
                fmt::format("{} serves none of the queues of counter {}", clerk->display_name, counter.name));
  }
  VUORO_ASSIGN(const Counter opened, seat(context, counter, *clerk, "open", command.staff.id));
  return seated(counter, opened);
}

Result<json::value> close_for_other(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Counter counter, counter_for(command, counter_id));
  VUORO_TRY(need_role(command.staff, {k_supervisor}));
  VUORO_TRY(close_counter(command.context, counter, command.staff.id));
  VUORO_ASSIGN(const Counter closed, load<Counter>(command.context.tx, counter_id));
  return answer_with(closed);
}

Result<json::value> pause_or_resume(Command& command) {
  const bool pause = command.type == "counter.pause";
  const Uuid counter_id = command.fields.uuid("counter_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(Counter counter, counter_for(command, counter_id));
  VUORO_TRY(need_own_or_supervisor(command, counter));
  if (!counter.open) return fail(Errc::conflict, "counter " + counter.name + " is closed");
  if (counter.paused_at.has_value() == pause) return answer_with(counter);
  counter.paused_at = pause ? std::optional(command.context.now) : std::nullopt;
  VUORO_TRY(write_counter(command.context, counter, pause ? "pause" : "resume", command.staff.id));
  return answer_with(counter);
}

/// A clerk chooses among what serves the own organisations only; a supervisor of the site among all.
Result<void> need_profile(Command& command, const Counter& counter, const CounterProfile& profile) {
  if (profile.site_id != counter.site_id) {
    return fail(Errc::invalid_argument, "profile_id: of another site");
  }
  for (const auto& line : profile.queues) {
    const auto queue = queue_of(command.context, line.queue_id);
    if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
    if (queue) VUORO_TRY(need_queue(command.staff, **queue));
  }
  return {};
}

Result<json::value> set_profile(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  const auto profile_id = command.fields.uuid_if("profile_id");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(Counter counter, counter_for(command, counter_id));
  VUORO_TRY(need_own_or_supervisor(command, counter));
  if (profile_id) {
    VUORO_ASSIGN(const auto profile, load<CounterProfile>(command.context.tx, *profile_id));
    VUORO_TRY(need_profile(command, counter, profile));
  }
  if (counter.profile_id == profile_id) return answer_with(counter);
  counter.profile_id = profile_id;
  VUORO_TRY(write_counter(command.context, counter, "profile", command.staff.id));
  return answer_with(counter);
}

/// The queue is there, at this site.
Result<void> need_queue_of_site(Command& command, const Uuid& queue_id, const Uuid& site_id,
                                std::string_view path) {
  const auto queue = queue_of(command.context, queue_id);
  if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
  if (queue && (*queue)->site_id == site_id) return {};
  return fail(Errc::invalid_argument, fmt::format("{}: no such queue at this site", path));
}

Result<json::value> set_queues(Command& command) {
  const Uuid counter_id = command.fields.uuid("counter_id");
  const auto queue_ids = command.fields.uuids("queue_ids", k_profile_queues_max);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(Counter counter, counter_for(command, counter_id));
  VUORO_TRY(need_role(command.staff, {k_supervisor}));
  if (queue_ids.empty()) return fail(Errc::invalid_argument, "queue_ids: empty");
  std::set<Uuid> seen;
  for (std::size_t i = 0; i < queue_ids.size(); ++i) {
    const std::string path = fmt::format("queue_ids[{}]", i);
    if (!seen.insert(queue_ids[i]).second) return fail(Errc::invalid_argument, path + ": named twice");
    VUORO_TRY(need_queue_of_site(command, queue_ids[i], counter.site_id, path));
  }
  if (counter.queue_ids == queue_ids && !counter.profile_id) return answer_with(counter);
  counter.queue_ids = queue_ids;
  counter.profile_id.reset();
  VUORO_TRY(write_counter(command.context, counter, "queues", command.staff.id));
  return answer_with(counter);
}

Result<json::value> put_profile(Command& command) {
  auto& context = command.context;
  const json::value& value = command.fields.any("profile");
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const auto profile, decode<CounterProfile>(value, RecordMode::strict, "profile"));
  VUORO_TRY(need_role(command.staff, {k_supervisor}));
  VUORO_TRY(need_site(command.staff, profile.site_id));
  VUORO_TRY(site_of(context, profile.site_id));
  if (profile.id.is_nil()) return fail(Errc::invalid_argument, "profile.id: nil");
  VUORO_TRY(validate(profile, "profile"));
  for (std::size_t i = 0; i < profile.queues.size(); ++i) {
    VUORO_TRY(need_queue_of_site(command, profile.queues[i].queue_id, profile.site_id,
                                 fmt::format("profile.queues[{}].queue_id", i)));
  }
  VUORO_ASSIGN(const auto earlier, find<CounterProfile>(context.tx, profile.id));
  if (earlier && earlier->site_id != profile.site_id) {
    return fail(Errc::conflict, "profile.id: of another site");
  }
  if (earlier) {
    for (const auto& line : earlier->queues) context.memory.stale_queues.insert(line.queue_id);
  }
  VUORO_TRY(save(context, profile));
  VUORO_ASSIGN(const auto* known, counters_of(context, profile.site_id));
  const std::vector<Counter> counters = *known;
  for (const auto& counter : counters) {
    if (counter.profile_id == profile.id) {
      VUORO_TRY(write_counter(context, counter, "profile", command.staff.id));
    }
  }
  return json::value(json::object{{"profile", encode(profile)}});
}

Result<json::value> delete_profile(Command& command) {
  auto& context = command.context;
  const Uuid id = command.fields.uuid("profile_id");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_supervisor}));
  VUORO_ASSIGN(const auto profile, load<CounterProfile>(context.tx, id));
  VUORO_TRY(need_site(command.staff, profile.site_id));
  VUORO_TRY(need_authority(context, profile.site_id));
  VUORO_ASSIGN(const auto* known, counters_of(context, profile.site_id));
  const std::vector<Counter> counters = *known;
  for (auto counter : counters) {
    if (counter.profile_id != id) continue;
    counter.profile_id.reset();
    VUORO_TRY(write_counter(context, counter, "profile", command.staff.id));
  }
  VUORO_TRY(context.tx.remove_record(scope_of_site(profile.site_id), collection_of<CounterProfile>(), id));
  context.memory.profiles.erase(profile.site_id);
  return json::value(json::object());
}

constexpr auto k_counter_entries = std::to_array<CommandEntry>({
    {"counter.take", take_counter},
    {"counter.leave", leave_counter},
    {"counter.open", open_counter},
    {"counter.close", close_for_other},
    {"counter.pause", pause_or_resume},
    {"counter.resume", pause_or_resume},
    {"counter.set_profile", set_profile},
    {"counter.set_queues", set_queues},
    {"profile.put", put_profile},
    {"profile.delete", delete_profile},
});

}  // namespace

std::span<const CommandEntry> counter_commands() {
  return k_counter_entries;
}

}  // namespace vuoro::authority
