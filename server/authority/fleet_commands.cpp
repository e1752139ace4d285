// Displays, devices, content.

#include <array>

#include "server/authority/command_table.h"
#include "server/authority/content_import.h"
#include "server/authority/enrolment.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<Device> device_for(Command& command, const Uuid& id) {
  VUORO_ASSIGN(auto device, load<Device>(command.context.tx, id));
  VUORO_TRY(need_site(command.staff, device.site_id));
  return device;
}

Result<void> check_settings(Command& command, const Uuid& site_id, const DisplaySettings& settings) {
  if (settings.volume < 0 || settings.volume > 100)
    return fail(Errc::invalid_argument, "settings.volume: 0 to 100");
  const double distance = settings.viewing_distance_m.value_or(limits::k_viewing_distance_min_m);
  if (!(distance >= limits::k_viewing_distance_min_m && distance <= limits::k_viewing_distance_max_m))
    return fail(Errc::invalid_argument, "settings.viewing_distance_m: 1 to 40");
  if (settings.quiet.size() > limits::k_quiet_spans_max)
    return fail(Errc::invalid_argument, "settings.quiet: too many spans");
  for (const DaySpan& span : settings.quiet) {
    if (!parse_clock(span.from) || !parse_clock(span.to) || span.from == span.to)
      return fail(Errc::invalid_argument, "settings.quiet: from and to are different times, HH:MM");
  }
  for (const Uuid& id : settings.counter_ids) {
    VUORO_ASSIGN(const auto counter, find<Counter>(command.context.tx, id));
    if (!counter || counter->site_id != site_id)
      return fail(Errc::invalid_argument, "settings.counter_ids: no counter of this site");
  }
  return {};
}

Result<json::value> configure_display(Command& command) {
  const Uuid device_id = command.fields.uuid("device_id");
  json::value value = command.fields.any("settings");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor, k_technician}));
  VUORO_ASSIGN(Device device, device_for(command, device_id));
  VUORO_TRY(need_authority(command.context, device.site_id));
  // The counters of asks are no settings: only display.test and display.picture move them.
  if (auto* object = value.if_object()) {
    (*object)["chime_tests"] = device.display.chime_tests;
    object->erase("picture_asks");
  }
  VUORO_ASSIGN(const auto settings, decode<DisplaySettings>(value, RecordMode::strict, "settings"));
  VUORO_TRY(check_settings(command, device.site_id, settings));
  const auto asks = device.display.picture_asks;
  device.display = settings;
  device.display.picture_asks = asks;
  VUORO_TRY(save(command.context, device));
  return json::value(json::object{{"device", encode(device)}});
}

Result<json::value> test_display(Command& command) {
  const Uuid device_id = command.fields.uuid("device_id");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor, k_technician}));
  VUORO_ASSIGN(Device device, device_for(command, device_id));
  VUORO_TRY(need_authority(command.context, device.site_id));
  ++device.display.chime_tests;
  VUORO_TRY(save(command.context, device));
  return json::value(json::object());
}

Result<json::value> ask_picture(Command& command) {
  const Uuid device_id = command.fields.uuid("device_id");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor, k_technician}));
  VUORO_ASSIGN(Device device, device_for(command, device_id));
  if (device.role != DeviceRole::display) return fail(Errc::invalid_argument, "device_id: not a display");
  VUORO_TRY(need_authority(command.context, device.site_id));
  device.display.picture_asks = device.display.picture_asks.value_or(0) + 1;
  VUORO_TRY(save(command.context, device));
  return json::value(json::object());
}

Result<json::value> make_code(Command& command) {
  const Uuid site_id = command.fields.uuid("site_id");
  const std::string role = command.fields.text("role", 20);
  const std::string name = command.fields.text("name", limits::k_device_name_bytes_max);
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_technician}));
  VUORO_TRY(need_site(command.staff, site_id));
  VUORO_ASSIGN(const auto code, make_enrol_code(command.context, site_id, role, name));
  return json::value(json::object{{"code", code.code}, {"expires_at", to_unix_ms(code.expires_at)}});
}

Result<json::value> revoke_device(Command& command) {
  const Uuid device_id = command.fields.uuid("device_id");
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_technician}));
  VUORO_ASSIGN(Device device, device_for(command, device_id));
  VUORO_ASSIGN(auto row, command.context.tx.device(device_id));
  if (!row) return fail(Errc::not_found, "device " + device_id.to_string());
  device.revoked = true;
  row->revoked = true;
  VUORO_TRY(command.context.tx.put_device(*row));
  VUORO_TRY(save(command.context, device));
  return json::value(json::object());
}

Result<json::value> import_content(Command& command) {
  const std::string source = command.fields.text("source", 64);
  const json::array& list = command.fields.array("records", limits::k_import_records_max);
  const bool prune = command.fields.boolean_or("prune", false);
  std::vector<ImportRecord> records;
  records.reserve(list.size());
  for (std::size_t i = 0; i < list.size() && command.fields.ok(); ++i) {
    ObjectReader entry(list[i], command.fields.path_of("records") + "[" + std::to_string(i) + "]");
    ImportRecord record;
    record.collection = entry.text("collection", 40);
    record.record = entry.any("record");
    command.fields.take(entry.finish());
    records.push_back(std::move(record));
  }
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_editor}));
  if (command.staff.site_id) return fail(Errc::forbidden, "content belongs to every site");
  VUORO_ASSIGN(const auto counts, import_records(command.context, source, records, prune));
  json::object answer{{"created", counts.created},
                      {"changed", counts.changed},
                      {"unchanged", counts.unchanged},
                      {"removed", counts.removed}};
  json::array kept;
  for (const auto& one : counts.kept)
    kept.push_back(json::object{{"queue_id", one.queue_id.to_string()}, {"prefix", one.prefix}});
  if (!kept.empty()) answer["kept"] = std::move(kept);
  json::array counters;
  for (const auto& one : counts.kept_counters)
    counters.push_back(json::object{{"counter_id", one.counter_id.to_string()}, {"name", one.name}});
  if (!counters.empty()) answer["kept_counters"] = std::move(counters);
  return json::value(std::move(answer));
}

/// The site goes to its site server, is asked back from it, or the box is given up.
Result<json::value> move_site(Command& command) {
  const Uuid site_id = command.fields.uuid("site_id");
  const auto device_id = command.fields.uuid_if("device_id");
  const bool lost = command.fields.boolean_or("box_is_lost", false);
  const bool forget_lost = command.fields.boolean_or("forget_lost", false);
  const bool silent = command.fields.boolean_or("silent", false);
  const bool although_heard = command.fields.boolean_or("although_heard", false);
  VUORO_TRY(command.fields.finish());
  VUORO_TRY(need_role(command.staff, {k_technician}));
  VUORO_TRY(need_site(command.staff, site_id));
  if (device_id && lost) return fail(Errc::invalid_argument, "device_id or box_is_lost, and not both");
  if (forget_lost && !device_id) return fail(Errc::invalid_argument, "forget_lost: with device_id only");
  if (silent && !device_id) return fail(Errc::invalid_argument, "silent: with device_id only");
  if (although_heard && !lost) return fail(Errc::invalid_argument, "although_heard: with box_is_lost only");
  if (device_id) {
    VUORO_TRY(give_site(command.context, site_id, *device_id, {forget_lost, silent}));
  } else if (lost) {
    VUORO_TRY(declare_box_lost(command.context, site_id, although_heard));
  } else {
    VUORO_TRY(want_site_back(command.context, site_id));
  }
  VUORO_ASSIGN(const auto authority, load<SiteAuthority>(command.context.tx, site_id));
  return json::value(json::object{{"authority", encode(authority)}});
}

constexpr auto k_fleet_entries = std::to_array<CommandEntry>({
    {"display.configure", configure_display},
    {"display.test", test_display},
    {"display.picture", ask_picture},
    {"device.code", make_code},
    {"device.revoke", revoke_device},
    {"content.import", import_content},
    {"site.move", move_site},
});

}  // namespace

std::span<const CommandEntry> fleet_commands() {
  return k_fleet_entries;
}

}  // namespace vuoro::authority
