// enrol, status and device-code: a machine becomes a device, and says how it is.
#include <fmt/format.h>

#include <ostream>

#include "core/base/file.h"
#include "core/base/object_reader.h"
#include "core/base/sqlite.h"
#include "core/lobby/time_zone.h"
#include "core/net/enrolment.h"
#include "ctl/commands.h"
#include "ctl/site_named.h"
#include "ctl/staff_client.h"
#include "ctl/utc_text.h"
#include "kiosk/store/store_facts.h"

namespace vuoro::ctl {
namespace {

constexpr std::size_t k_key_bytes_max = 64 * 1024;

json::object describe(const net::Identity& identity) {
  return {{"device_id", json::string(identity.device_id.to_string())},
          {"site_id", json::string(identity.site_id.to_string())},
          {"role", json::string(identity.role)},
          {"name", json::string(identity.name)}};
}

Result<std::string> fingerprint_of(const net::Identity& identity) {
  VUORO_ASSIGN(const std::string key, read_file(identity.key, k_key_bytes_max));
  return net::key_fingerprint(key);
}

void print(const json::object& fields, bool as_json, std::ostream& out) {
  if (as_json) {
    out << json::serialize(fields) << "\n";
    return;
  }
  for (const auto& field : fields) {
    const std::string value =
        field.value().is_string() ? std::string(field.value().as_string()) : json::serialize(field.value());
    out << fmt::format("{:<24}{}\n", std::string(field.key()), value);
  }
}

}  // namespace

Result<std::filesystem::path> database_in(const std::filesystem::path& state_dir) {
  for (const char* name : {"kiosk.db", "vuoro.db"}) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(state_dir / name, ignored)) return state_dir / name;
  }
  return fail(Errc::not_found, state_dir.string() + ": neither kiosk.db nor vuoro.db");
}

Result<Exit> run_enrol(const EnrolOptions& options, std::ostream& out) {
  VUORO_ASSIGN(const auto identity,
               net::enrol({options.server, options.ca_file, options.state_dir}, options.code));
  json::object fields = describe(identity);
  VUORO_ASSIGN(const std::string fingerprint, fingerprint_of(identity));
  fields["key_fingerprint"] = json::string(fingerprint);
  print(fields, false, out);
  return Exit::done;
}

Result<Exit> run_status(const StatusOptions& options, std::ostream& out) {
  json::object fields;
  if (auto identity = net::load_identity(options.state_dir)) {
    fields = describe(*identity);
    if (auto fingerprint = fingerprint_of(*identity)) fields["key_fingerprint"] = json::string(*fingerprint);
    if (auto ends = net::certificate_ends(identity->certificate)) {
      fields["certificate_ends"] = json::string(utc_text(*ends));
    }
  } else if (identity.error().code == Errc::not_found) {
    fields["device_id"] = "not enrolled";
  } else {
    return fail(identity.error().with("identity"));
  }
  if (const auto path = database_in(options.state_dir)) {
    fields["database"] = json::string(path->string());
    VUORO_ASSIGN(auto database, sqlite::Database::open(*path, {.read_only = true, .create = false}));
    // A server's database has other tables: then there is nothing to add.
    if (const auto facts = kiosk::read_store_facts(database)) {
      fields["outbox_waiting"] = facts->outbox;
      fields["set_aside"] = facts->set_aside;
      fields["leases"] = facts->leases;
      fields["numbers_left"] = facts->numbers_left;
      fields["places_left"] = facts->places_left;
      if (facts->numbers_left > 0) fields["numbers_until"] = json::string(utc_text(facts->numbers_until));
      if (facts->places_left > 0) fields["places_until"] = json::string(utc_text(facts->places_until));
      fields["records"] = facts->records;
    }
  } else {
    fields["database"] = "none";
  }
  print(fields, options.as_json, out);
  return Exit::done;
}

Result<Exit> run_device_code(const DeviceCodeOptions& options, std::ostream& out) {
  const SystemClock clock;
  SystemRandom random;
  VUORO_ASSIGN(auto client, StaffClient::log_in(options.login, clock, random));
  VUORO_ASSIGN(const std::string site, site_meant(client, options.site));
  VUORO_ASSIGN(const auto answer, client.command("device.code", {{"site_id", json::string(site)},
                                                                 {"role", json::string(options.role)},
                                                                 {"name", json::string(options.name)}}));
  const json::value* result = answer.is_object() ? answer.as_object().if_contains("result") : nullptr;
  ObjectReader reader(result != nullptr ? *result : answer, "device.code", UnknownFields::ignore);
  const std::string code = reader.text("code", 64);
  const WallTime expires = reader.time("expires_at");
  VUORO_TRY(reader.finish());
  print({{"code", json::string(code)}, {"expires_at", json::string(utc_text(expires))}}, options.as_json,
        out);
  return Exit::done;
}

}  // namespace vuoro::ctl
