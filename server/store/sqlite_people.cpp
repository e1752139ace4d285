// Staff, sessions, enrolment codes, devices, the audit log, and forgetting.

#include "server/store/sqlite_lists.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

StaffRow staff_row(const sqlite::Statement& row) {
  StaffRow staff;
  staff.id = row.uuid(0);
  staff.username = row.text(1);
  staff.display_name = row.text(2);
  staff.password_hash = row.text(3);
  staff.roles = texts_from(row.view(4));
  staff.organizations = uuids_from(row.view(5));
  staff.site_id = row.uuid_if(6);
  staff.disabled = row.integer(7) != 0;
  return staff;
}

DeviceRow device_row(const sqlite::Statement& row) {
  DeviceRow device;
  device.id = row.uuid(0);
  device.site_id = row.uuid(1);
  device.revoked = row.integer(2) != 0;
  device.status = row.text(3);
  device.status_time = row.time_if(4);
  device.sequence_max = row.integer(5);
  device.out_of_order = row.integer(6);
  device.heard_until = row.integer_if(7);
  return device;
}

}  // namespace

Result<std::optional<StaffRow>> SqliteSession::staff(const Uuid& id) {
  return one<StaffRow>(
      "SELECT id, username, display_name, password_hash, roles, organizations, site_id, disabled FROM staff"
      " WHERE id = ?",
      staff_row, id);
}

Result<std::optional<StaffRow>> SqliteSession::staff_named(std::string_view username) {
  return one<StaffRow>(
      "SELECT id, username, display_name, password_hash, roles, organizations, site_id, disabled FROM staff"
      " WHERE username = ?",
      staff_row, username);
}

Result<std::vector<StaffRow>> SqliteSession::all_staff() {
  return all<StaffRow>(
      "SELECT id, username, display_name, password_hash, roles, organizations, site_id, disabled FROM staff"
      " ORDER BY id",
      staff_row);
}

Result<void> SqliteSession::put_staff(const StaffRow& row) {
  return db_.run(
      "INSERT INTO staff (id, username, display_name, password_hash, roles, organizations, site_id, disabled)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name,"
      " password_hash = excluded.password_hash, roles = excluded.roles, organizations = "
      "excluded.organizations,"
      " site_id = excluded.site_id, disabled = excluded.disabled",
      row.id, row.username, row.display_name, row.password_hash, texts_to(row.roles),
      uuids_to(row.organizations), row.site_id, row.disabled);
}

Result<std::optional<SessionRow>> SqliteSession::session(std::string_view token_hash) {
  VUORO_ASSIGN(
      auto statement,
      db_.prepare("SELECT token_hash, staff_id, created, expires_at FROM session WHERE token_hash = ?"));
  statement.bind_blob(token_hash);
  VUORO_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<SessionRow>();
  return std::optional<SessionRow>(
      SessionRow{statement.text(0), statement.uuid(1), statement.time(2), statement.time(3)});
}

Result<void> SqliteSession::put_session(const SessionRow& row) {
  VUORO_ASSIGN(
      auto statement,
      db_.prepare("INSERT INTO session (token_hash, staff_id, created, expires_at) VALUES (?, ?, ?, ?)"));
  statement.bind_blob(row.token_hash).bind(row.staff_id).bind(row.created).bind(row.expires_at);
  return statement.run();
}

Result<void> SqliteSession::remove_session(std::string_view token_hash) {
  VUORO_ASSIGN(auto statement, db_.prepare("DELETE FROM session WHERE token_hash = ?"));
  statement.bind_blob(token_hash);
  return statement.run();
}

Result<std::optional<EnrolCodeRow>> SqliteSession::enrol_code(std::string_view code_hash) {
  VUORO_ASSIGN(auto statement, db_.prepare("SELECT code_hash, site_id, role, name, expires_at, used_at"
                                           " FROM enrol_code WHERE code_hash = ?"));
  statement.bind_blob(code_hash);
  VUORO_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<EnrolCodeRow>();
  return std::optional<EnrolCodeRow>(EnrolCodeRow{statement.text(0), statement.uuid(1), statement.text(2),
                                                  statement.text(3), statement.time(4),
                                                  statement.time_if(5)});
}

Result<void> SqliteSession::put_enrol_code(const EnrolCodeRow& row) {
  VUORO_ASSIGN(auto statement,
               db_.prepare("INSERT INTO enrol_code (code_hash, site_id, role, name, expires_at, used_at)"
                           " VALUES (?, ?, ?, ?, ?, ?)"
                           " ON CONFLICT (code_hash) DO UPDATE SET used_at = excluded.used_at"));
  statement.bind_blob(row.code_hash).bind(row.site_id).bind(row.role).bind(row.name);
  statement.bind(row.expires_at).bind(row.used_at);
  return statement.run();
}

Result<std::optional<DeviceRow>> SqliteSession::device(const Uuid& id) {
  return one<DeviceRow>(
      "SELECT id, site_id, revoked, status, status_time, sequence_max, out_of_order, heard_until FROM device"
      " WHERE id = ?",
      device_row, id);
}

Result<std::vector<DeviceRow>> SqliteSession::devices() {
  return all<DeviceRow>(
      "SELECT id, site_id, revoked, status, status_time, sequence_max, out_of_order, heard_until FROM device"
      " ORDER BY id",
      device_row);
}

Result<void> SqliteSession::put_device(const DeviceRow& row) {
  return db_.run(
      "INSERT INTO device (id, site_id, revoked, status, status_time, sequence_max, out_of_order)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET revoked = excluded.revoked, status = excluded.status,"
      " status_time = excluded.status_time, sequence_max = excluded.sequence_max,"
      " out_of_order = excluded.out_of_order",
      row.id, row.site_id, row.revoked, row.status, row.status_time, row.sequence_max, row.out_of_order);
}

Result<void> SqliteSession::audit(const AuditRow& row) {
  return db_.run("INSERT INTO audit (time, staff_id, act, subject, allowed) VALUES (?, ?, ?, ?, ?)", row.time,
                 row.staff_id, row.act, row.subject, row.allowed);
}

Result<std::string> SqliteSession::current_day(const Uuid& site_id) {
  VUORO_ASSIGN(const auto day, one<std::string>(
                                   "SELECT day FROM service_day WHERE site_id = ?",
                                   [](const auto& row) { return row.text(0); }, site_id));
  return day.value_or("");
}

Result<void> SqliteSession::set_current_day(const Uuid& site_id, std::string_view day) {
  return db_.run(
      "INSERT INTO service_day (site_id, day) VALUES (?, ?)"
      " ON CONFLICT (site_id) DO UPDATE SET day = excluded.day",
      site_id, day);
}

Result<std::int64_t> SqliteSession::forget_expired(WallTime now, WallTime answers_before) {
  std::int64_t forgotten = 0;
  VUORO_TRY(db_.run("DELETE FROM contact WHERE expires_at <= ?", now));
  forgotten += db_.changes();
  VUORO_TRY(db_.run("DELETE FROM session WHERE expires_at <= ?", now));
  forgotten += db_.changes();
  VUORO_TRY(db_.run("DELETE FROM enrol_code WHERE expires_at <= ?", now));
  forgotten += db_.changes();
  VUORO_TRY(db_.run("DELETE FROM answer WHERE time <= ?", answers_before));
  forgotten += db_.changes();
  VUORO_TRY(db_.run("DELETE FROM lease WHERE state <> 'open' AND expires_at <= ?", answers_before));
  forgotten += db_.changes();
  return forgotten;
}

}  // namespace vuoro::store
