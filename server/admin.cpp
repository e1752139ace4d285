#include "server/admin.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/content/demo.h"
#include "server/authority/site_authority.h"
#include "server/limits.h"

namespace vuoro {
namespace {

Result<std::string> checked_hash(const std::string& password) {
  if (password.size() < limits::k_password_bytes_min || password.size() > limits::k_password_bytes_max) {
    return fail(Errc::invalid_argument, "the password must have 10 to 256 bytes");
  }
  return authority::hash_password(password);
}

/// The date in the demo's own zone. Its zone stands in the site record, so the date is taken in two steps.
Result<LocalDate> today_in(const std::string& zone_name, WallTime now) {
  VUORO_ASSIGN(const auto zone, TimeZone::create(zone_name));
  return service_day(zone, now);
}

Result<Uuid> named_site(State& state, const std::string& site_id) {
  if (!site_id.empty()) {
    auto parsed = Uuid::parse(site_id);
    if (!parsed) return fail(parsed.error().with("--site"));
    return *parsed;
  }
  // With one site there is nothing to choose.
  VUORO_ASSIGN(const auto sites, state.store->read_value<std::vector<Uuid>>(
                                     [](store::Reader& reader) { return reader.site_ids(); }));
  if (sites.size() == 1) return sites[0];
  return fail(Errc::invalid_argument,
              sites.empty() ? "there is no site yet; bring it in with vuoroctl import --format demo FOLDER"
                            : "there are several sites; name one with --site");
}

bool is_called(const Organization& organization, const std::string& word) {
  const auto in_a_language = [&](const LocalizedText& text) {
    return std::ranges::any_of(text, [&](const auto& said) { return said.second == word; });
  };
  return organization.source_key == word || organization.id.to_string() == word ||
         in_a_language(organization.name) || in_a_language(organization.short_name);
}

Result<std::vector<Uuid>> named_organizations(State& state, const std::vector<std::string>& words) {
  if (words.empty()) return std::vector<Uuid>{};
  VUORO_ASSIGN(const auto rows,
               state.store->read_value<std::vector<store::RecordRow>>([](store::Reader& reader) {
                 return reader.records(protocol::k_global_scope, collection_of<Organization>());
               }));
  std::vector<Organization> all;
  for (const auto& row : rows) {
    VUORO_ASSIGN(const auto value, parse_json(row.json));
    VUORO_ASSIGN(auto one, decode<Organization>(value));
    all.push_back(std::move(one));
  }
  std::vector<Uuid> out;
  for (const std::string& word : words) {
    const auto found =
        std::ranges::find_if(all, [&](const Organization& one) { return is_called(one, word); });
    if (found == all.end()) {
      std::string known;
      for (const Organization& one : all) known += (known.empty() ? "" : ", ") + one.source_key;
      return fail(Errc::invalid_argument,
                  "--organizations: there is no \"" + word + "\"" + (known.empty() ? "" : ", but " + known));
    }
    out.push_back(found->id);
  }
  return out;
}

}  // namespace

Result<json::value> add_staff(State& state, const StaffSeed& seed) {
  authority::NewStaff staff;
  staff.username = seed.username;
  staff.display_name = seed.display_name;
  staff.roles = seed.roles;
  if (!seed.site_id.empty()) {
    VUORO_ASSIGN(staff.site_id, named_site(state, seed.site_id));
  }
  VUORO_ASSIGN(staff.organizations, named_organizations(state, seed.organizations));
  VUORO_ASSIGN(staff.password_hash, checked_hash(seed.password));
  VUORO_ASSIGN(const Uuid id, state.authority->act_now<Uuid>([&](authority::Context& context) {
    return authority::put_staff_member(context, staff);
  }));
  return json::value(json::object{{"id", id.to_string()}});
}

Result<json::value> make_device_code(State& state, const std::string& site_id, const std::string& role,
                                     const std::string& name) {
  VUORO_ASSIGN(const Uuid site, named_site(state, site_id));
  VUORO_ASSIGN(const auto code,
               state.authority->act_now<authority::EnrolCode>([&](authority::Context& context) {
                 return authority::make_enrol_code(context, site, role, name);
               }));
  return json::value(json::object{{"code", code.code}, {"expires_at", to_unix_ms(code.expires_at)}});
}

Result<json::value> join_upstream(State& state, const ServerConfig& config, const std::string& public_url,
                                  const std::string& code) {
  if (config.upstream.empty()) return fail(Errc::invalid_argument, "the configuration names no upstream");
  VUORO_ASSIGN(const auto identity,
               upstream::join(upstream_config(config), public_url, code, *state.authority));
  return json::value(json::object{{"device_id", identity.device_id.to_string()},
                                  {"site_id", identity.site_id.to_string()},
                                  {"name", identity.name}});
}

Result<json::value> move_site(State& state, const SiteMove& move) {
  VUORO_ASSIGN(const Uuid site, named_site(state, move.site_id));
  std::optional<Uuid> device;
  if (!move.device_id.empty()) {
    VUORO_ASSIGN(device, Uuid::parse(move.device_id));
  }
  using Moved = SiteAuthority;
  std::string holder;
  VUORO_ASSIGN(
      const auto moved, state.authority->act_now<Moved>([&](authority::Context& context) -> Result<Moved> {
        VUORO_ASSIGN(const auto before, authority::authority_row(context.tx, site));
        holder = before.holder_name;
        if (device) {
          VUORO_TRY(authority::give_site(context, site, *device, move.all_the_same));
        } else if (move.box_is_lost) {
          VUORO_TRY(authority::declare_box_lost(context, site, move.although_heard));
        } else {
          VUORO_TRY(authority::want_site_back(context, site));
        }
        VUORO_TRY(
            context.tx.audit({context.now, std::nullopt, "site.move", "site_id " + site.to_string(), true}));
        return authority::load<SiteAuthority>(context.tx, site);
      }));
  auto said = encode(moved);
  // With `vuoroctl site` a technician is told the same.
  const std::string central = protocol::k_central_server;
  said.as_object()["next"] = device ? protocol::said_of_turning(central, moved.holder_name)
                                    : protocol::said_of_turning(holder, central);
  return said;
}

Result<json::value> trust_clock(State& state) {
  return state.authority->act_now<json::value>([](authority::Context& context) -> Result<json::value> {
    VUORO_ASSIGN(const auto newest, authority::newest_time(context.tx));
    VUORO_TRY(authority::trust_clock(context.tx, context.now));
    VUORO_TRY(context.tx.audit({context.now, std::nullopt, "clock.trust", "", true}));
    return json::object{{"books_went_on_to", to_unix_ms(newest.value_or(context.now))},
                        {"time", to_unix_ms(context.now)}};
  });
}

Result<json::value> seed_demo(State& state, const DemoSeed& seed) {
  VUORO_ASSIGN(const LocalDate today, today_in("Europe/Helsinki", state.authority->clock().wall()));
  content::DemoOptions options;
  options.always_open = seed.always_open;
  VUORO_ASSIGN(auto demo, content::load_demo(seed.folder, today, options));
  for (const auto& problem : demo.content.problems) {
    log::warn("demo_problem",
              {{"record", problem.source_id}, {"place", problem.place}, {"what", problem.what}});
  }
  VUORO_ASSIGN(const std::string hash, checked_hash(seed.password));
  std::vector<authority::ImportRecord> records;
  records.reserve(demo.content.records.size());
  for (auto& record : demo.content.records) {
    if (record.collection == collection_of<Site>() && !seed.follow_url.empty()) {
      record.record.as_object()["follow_url"] = seed.follow_url;
    }
    records.push_back({record.collection, std::move(record.record)});
  }
  VUORO_ASSIGN(const auto counts,
               state.authority->act_now<authority::ImportCounts>(
                   [&](authority::Context& context) -> Result<authority::ImportCounts> {
                     VUORO_ASSIGN(auto imported, authority::import_records(context, "demo", records, true));
                     for (const auto& member : demo.staff) {
                       authority::NewStaff staff{member.username, member.display_name,     hash,
                                                 member.roles,    member.organization_ids, {}};
                       VUORO_TRY(authority::put_staff_member(context, staff));
                     }
                     return imported;
                   }));
  json::array staff;
  for (const auto& member : demo.staff) staff.emplace_back(member.username);
  json::array displays;
  for (const auto& display : demo.displays) {
    displays.push_back(json::object{{"key", display.key}, {"name", display.name}});
  }
  return json::value(json::object{{"site_id", demo.site_id.to_string()},
                                  {"created", counts.created},
                                  {"changed", counts.changed},
                                  {"unchanged", counts.unchanged},
                                  {"removed", counts.removed},
                                  {"problems", demo.content.problems.size()},
                                  {"staff", std::move(staff)},
                                  {"displays", std::move(displays)}});
}

}  // namespace vuoro
