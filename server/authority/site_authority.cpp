#include "server/authority/site_authority.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/base/log.h"
#include "core/base/span_text.h"
#include "server/authority/digest.h"
#include "server/authority/enrolment.h"
#include "server/authority/kept_places.h"
#include "server/authority/lost_box.h"
#include "server/authority/number_stock.h"
#include "server/authority/rights.h"
#include "server/authority/site_adopt.h"
#include "server/authority/site_news.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::string_view k_people_mark = "people";

AuthorityState state_named(std::string_view name) {
  for (const auto state : {AuthorityState::given, AuthorityState::away, AuthorityState::wanted_back,
                           AuthorityState::releasing}) {
    if (name_of(state) == name) return state;
  }
  return AuthorityState::here;
}

std::string who_holds(const store::SiteAuthorityRow& row) {
  return row.holder_id ? fmt::format("the site server {} ({})", row.holder_name, row.holder_id->to_string())
                       : std::string("the central server");
}

std::string mark_of_staff(const Uuid& id) {
  return "staff " + id.to_string();
}

bool is_desk_role(const std::string& role) {
  return role == k_clerk || role == k_supervisor;
}

bool goes_to_site(const store::StaffRow& staff, const Uuid& site_id) {
  if (staff.disabled) return false;
  if (staff.site_id) return *staff.site_id == site_id;
  return std::all_of(staff.roles.begin(), staff.roles.end(), is_desk_role);
}

/// What this server had promised to devices is for whoever acts to keep; nothing is given back here when its
/// time is up.
Result<void> end_leases(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto leases, context.tx.open_leases_of_site(site_id));
  for (const auto& lease : leases)
    VUORO_TRY(context.tx.set_lease_state(lease.id, store::LeaseState::returned));
  return {};
}

/// From the moment in which the site is given nobody acts until the box takes over.
Result<void> need_ready(Context& context, const Device& box) {
  constexpr std::string_view k_way_out =
      "look to it first, or say that it is to have the site all the same (silent; --although-silent)";
  VUORO_ASSIGN(const auto row, context.tx.device(box.id));
  if (!row || !row->status_time)
    return fail(Errc::conflict, fmt::format("{} has never been heard of: {}", box.name, k_way_out));
  const auto silence = context.now - *row->status_time;
  if (silence > limits::k_box_silence_max) {
    return fail(Errc::conflict,
                fmt::format("{} has not been heard of for {} min: {}", box.name,
                            std::chrono::duration_cast<std::chrono::minutes>(silence).count(), k_way_out));
  }
  VUORO_ASSIGN(const auto said, parse_json(row->status));
  VUORO_ASSIGN(const auto status, protocol::decode<protocol::DeviceStatus>(said, RecordMode::lenient));
  for (std::size_t i = 0; i < std::min(status.troubles.size(), status.trouble_codes.size()); ++i) {
    if (status.trouble_codes[i].code.starts_with(protocol::k_clock_trouble))
      return fail(Errc::conflict, fmt::format("{} says: {}; {}", box.name, status.troubles[i], k_way_out));
  }
  return {};
}

/// Whatever runs is heard of once a minute, and two servers would call people at once.
Result<void> need_silent(Context& context, const store::SiteAuthorityRow& row) {
  VUORO_ASSIGN(const auto box, context.tx.device(*row.holder_id));
  if (!box || !box->status_time) return {};
  const Millis silence = std::max(context.now - *box->status_time, Millis(0));
  if (silence > limits::k_box_silence_max) return {};
  return fail(Errc::alive,
              fmt::format("{} was heard of {} ago: it runs. Go and look at it, and switch it off "
                          "first; when it is off, say so (although_heard; --although-heard)",
                          row.holder_name, span_text(silence)));
}

/// A lobby's own server is told of moves and makes none.
Result<void> need_central(Context& context) {
  VUORO_ASSIGN(const auto at_box, context.tx.up_mark("site_server"));
  if (at_box == 0) return {};
  return fail(Errc::conflict,
              "this is the lobby's own server; the central server decides about moves: ask there");
}

}  // namespace

Result<store::SiteAuthorityRow> authority_row(store::Reader& reader, const Uuid& site_id) {
  VUORO_ASSIGN(auto row, reader.site_authority(site_id));
  if (row) return std::move(*row);
  store::SiteAuthorityRow here;
  here.site_id = site_id;
  return here;
}

Result<bool> acts_here(Context& context, const Uuid& site_id) {
  if (context.memory.waits_for_word) return false;
  if (const auto clock = context.memory.clock.check(context.tx, context.now); !clock) {
    if (clock.error().code != Errc::unavailable) return fail(clock.error());
    return false;
  }
  VUORO_ASSIGN(const auto row, context.tx.site_authority(site_id));
  return !row || row->here;
}

Result<void> need_authority(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const bool here, acts_here(context, site_id));
  if (here) return {};
  if (context.memory.waits_for_word)
    return fail(Errc::unavailable, "this site server asks first whether the site is still its own");
  VUORO_TRY(context.memory.clock.check(context.tx, context.now));
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  return fail(Errc::unavailable, fmt::format("this server does not act for the site: {} does (epoch {}, {})",
                                             who_holds(row), row.epoch, row.state));
}

Result<std::optional<WallTime>> told_at(store::Reader& reader, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, reader.site_authority(site_id));
  if (!row || row->here) return std::optional<WallTime>();
  WallTime heard = std::max(row->since, row->heard_at.value_or(row->since));
  if (row->holder_id) {
    VUORO_ASSIGN(const auto device, reader.device(*row->holder_id));
    if (device && device->status_time) heard = std::max(heard, *device->status_time);
  }
  return std::optional<WallTime>(heard);
}

void leave_behind(store::SiteAuthorityRow& row, const std::vector<protocol::UnreadRecord>& unread) {
  constexpr std::size_t k_named_max = 100;
  auto& names = row.left_behind;
  names.clear();
  for (const auto& one : unread) {
    if (names.size() == k_named_max) {
      names.push_back(fmt::format("… {}", unread.size() - k_named_max));
      break;
    }
    names.push_back(fmt::format("{} {}", one.collection, one.id.to_string()));
  }
  if (names.empty()) return;
  log::error("handover_left_behind", {{"site_id", row.site_id.to_string()},
                                      {"count", unread.size()},
                                      {"records", fmt::format("{}", fmt::join(names, ", "))}});
}

Result<void> put_authority(Context& context, const store::SiteAuthorityRow& row) {
  VUORO_TRY(context.tx.put_site_authority(row));
  SiteAuthority record;
  record.id = row.site_id;
  record.site_id = row.site_id;
  record.holder_id = row.holder_id;
  record.holder_name = row.holder_name;
  record.epoch = row.epoch;
  record.state = state_named(row.state);
  // At a lobby's own server that rests: who uses it is to be told so, and its own row has no word for it.
  if (!row.here && record.state == AuthorityState::here) record.state = AuthorityState::away;
  record.since = row.since;
  if (row.untold_id) record.untold_by = row.untold_by;
  if (row.state == name_of(AuthorityState::wanted_back) && !row.heard_at) record.unheard = true;
  record.left_behind = row.left_behind;
  log::info("site_authority", {{"site_id", row.site_id.to_string()},
                               {"here", row.here},
                               {"holder", who_holds(row)},
                               {"epoch", row.epoch},
                               {"state", row.state}});
  return save(context, record);
}

Result<void> tell_moved(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, context.tx.site_authority(site_id));
  if (!row) return {};
  auto& told = context.memory.authorities_told[site_id];
  const std::pair now(row->epoch, row->state);
  if (told == now) return {};
  VUORO_TRY(put_authority(context, *row));
  told = now;
  return {};
}

Result<void> give_site(Context& context, const Uuid& site_id, const Uuid& device_id,
                       GiveAllTheSame all_the_same) {
  VUORO_TRY(need_central(context));
  // What is handed over is of the days around today.
  VUORO_TRY(context.memory.clock.check(context.tx, context.now));
  VUORO_TRY(site_of(context, site_id));
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (!row.here) return fail(Errc::conflict, "the site is at " + who_holds(row) + " already");
  auto device = living_site_server(context.tx, device_id);
  if (!device || device->site_id != site_id)
    return fail(Errc::invalid_argument, "device_id: no living site server of this site");
  VUORO_TRY(need_heard_of(context, row, all_the_same.forget_lost));
  if (!all_the_same.silent) VUORO_TRY(need_ready(context, *device));
  row.here = false;
  row.holder_id = device_id;
  row.holder_name = device->name;
  ++row.epoch;
  row.state = name_of(AuthorityState::given);
  row.since = context.now;
  row.heard_at.reset();
  VUORO_ASSIGN(const auto unread, lay_out_handover(context, site_id, row.epoch));
  leave_behind(row, unread);
  return put_authority(context, row);
}

Result<void> take_site_back(Context& context, store::SiteAuthorityRow row) {
  row.here = true;
  row.holder_id.reset();
  row.holder_name.clear();
  ++row.epoch;
  row.state = name_of(AuthorityState::here);
  row.since = context.now;
  VUORO_TRY(put_authority(context, row));
  return look_anew(context, row.site_id);
}

Result<void> want_site_back(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  VUORO_TRY(need_central(context));
  if (row.here) return fail(Errc::conflict, "the central server serves the site already");
  if (!row.holder_id) return fail(Errc::conflict, "ask the central server");
  if (row.state == name_of(AuthorityState::wanted_back)) return {};
  row.state = name_of(AuthorityState::wanted_back);
  return put_authority(context, row);
}

Result<void> declare_box_lost(Context& context, const Uuid& site_id, bool although_heard) {
  VUORO_TRY(context.memory.clock.check(context.tx, context.now));
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  VUORO_TRY(need_central(context));
  if (row.here) return fail(Errc::conflict, "the central server serves the site already");
  if (!row.holder_id) return fail(Errc::conflict, "a site server takes nothing back: ask the central server");
  if (!although_heard) VUORO_TRY(need_silent(context, row));
  note_lost(row);
  row.left_behind.clear();
  VUORO_TRY(take_site_back(context, row));
  VUORO_TRY(keep_promised_places(context, site_id, *row.holder_id));
  return step_over_numbers(context, site_id);
}

Result<void> begin_as_site_server(Context& context, const Uuid& site_id) {
  VUORO_TRY(context.tx.set_up_mark("site_server", 1));
  VUORO_ASSIGN(const auto known, context.tx.site_authority(site_id));
  if (known) return {};
  store::SiteAuthorityRow row;
  row.site_id = site_id;
  row.here = false;
  row.since = context.now;
  return put_authority(context, row);
}

Result<void> lose_site(Context& context, const Uuid& site_id, std::int64_t epoch) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (row.epoch >= epoch) return {};
  if (row.here) log::warn("site_taken_away", {{"site_id", site_id.to_string()}, {"epoch", epoch}});
  // What happened until now happened under the epoch that is over.
  VUORO_TRY(cut_last_news(context, site_id, epoch));
  VUORO_TRY(end_leases(context, site_id));
  row.here = false;
  row.holder_id.reset();
  row.holder_name.clear();
  row.left_behind.clear();
  row.epoch = epoch;
  row.state = name_of(AuthorityState::here);
  row.since = context.now;
  return put_authority(context, row);
}

Result<void> stop_acting(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  if (!row.here) return {};
  VUORO_TRY(end_leases(context, site_id));
  row.here = false;
  row.holder_id.reset();
  row.holder_name.clear();
  row.since = context.now;
  return put_authority(context, row);
}

Result<Device> living_site_server(store::Reader& reader, const Uuid& device_id) {
  VUORO_TRY(living_device(reader, device_id));
  VUORO_ASSIGN(const auto device, find<Device>(reader, device_id));
  if (!device || device->role != DeviceRole::site_server)
    return fail(Errc::forbidden, "this device is no site server");
  return *device;
}

Result<std::optional<protocol::PutBack>> put_back_for(store::Reader& reader, const Uuid& device_id) {
  VUORO_ASSIGN(const auto row, reader.device(device_id));
  if (!row || !row->heard_until) return std::nullopt;
  VUORO_ASSIGN(const auto state, reader.scope_state(scope_of_site(row->site_id)));
  return std::optional(protocol::PutBack{state.began, *row->heard_until});
}

Result<protocol::SitePeople> people_of_site(store::Reader& reader, const Uuid& site_id,
                                            std::string_view device_ca_pem) {
  protocol::SitePeople people;
  people.device_ca_pem = device_ca_pem;
  VUORO_ASSIGN(const auto staff, reader.all_staff());
  for (const auto& row : staff) {
    if (!goes_to_site(row, site_id)) continue;
    people.staff.push_back({row.id, row.username, row.display_name, row.password_hash, row.roles,
                            row.organizations, row.site_id});
  }
  VUORO_ASSIGN(const auto devices, reader.devices());
  for (const auto& row : devices) {
    if (row.site_id == site_id) people.devices.push_back({row.id, row.revoked});
  }
  people.digest = to_hex(digest("site_people", canonical_json(protocol::encode(people))));
  return people;
}

Result<void> take_people(Context& context, const Uuid& site_id, const protocol::SitePeople& people) {
  std::set<Uuid> named;
  for (const auto& member : people.staff) {
    named.insert(member.id);
    // A name that another account has here would stand in the way of everybody else's.
    VUORO_ASSIGN(const auto same_name, context.tx.staff_named(member.username));
    if (same_name && same_name->id != member.id) {
      log::warn("staff_name_twice", {{"staff_id", member.id.to_string()}});
      continue;
    }
    VUORO_TRY(context.tx.put_staff({member.id, member.username, member.display_name, member.password_hash,
                                    member.roles, member.organizations, member.site_id, false}));
    VUORO_TRY(context.tx.set_up_mark(mark_of_staff(member.id), 1));
  }
  VUORO_ASSIGN(const auto all, context.tx.all_staff());
  for (auto row : all) {
    if (named.contains(row.id) || row.disabled) continue;
    // A technician's account that was made here is this server's own.
    VUORO_ASSIGN(const auto from_central, context.tx.up_mark(mark_of_staff(row.id)));
    if (from_central == 0) continue;
    row.disabled = true;
    VUORO_TRY(context.tx.put_staff(row));
  }
  for (const auto& device : people.devices) {
    VUORO_ASSIGN(const auto known, context.tx.device(device.id));
    if (known && (known->revoked || !device.revoked)) continue;
    store::DeviceRow row = known.value_or(store::DeviceRow{});
    row.id = device.id;
    row.site_id = site_id;
    row.revoked = device.revoked;
    VUORO_TRY(context.tx.put_device(row));
  }
  return context.tx.set_up_mark(k_people_mark, to_unix_ms(context.now));
}

}  // namespace vuoro::authority
