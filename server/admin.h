#pragma once
// What an administrator does on the state folder itself, before or while the server runs. Answers are JSON.

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "server/authority/site_authority.h"
#include "server/state.h"

namespace vuoro {

/// Whom add_staff() adds.
struct StaffSeed {
  std::string username;
  std::string display_name;
  std::vector<std::string> roles;
  std::vector<std::string> organizations;  ///< keys ("kela"), names in any language, or ids; none: all
  std::string site_id;                     ///< empty: every site
  std::string password;
};

/// Adds or changes a staff member. @return {"id"}; invalid_argument says which organisations there are.
[[nodiscard]] Result<json::value> add_staff(State& state, const StaffSeed& seed);

/// A one-time code. @return {"code", "expires_at"}.
[[nodiscard]] Result<json::value> make_device_code(State& state, const std::string& site_id,
                                                   const std::string& role, const std::string& name);

/// Enrols this server at its upstream as the server of one site. @return {"device_id", "site_id", "name"}.
[[nodiscard]] Result<json::value> join_upstream(State& state, const ServerConfig& config,
                                                const std::string& public_url, const std::string& code);

/// Where a site's authority goes: to a device of the role site_server, back from it, or (lost) without it.
struct SiteMove {
  std::string site_id;    ///< empty: the only one
  std::string device_id;  ///< empty: to this server
  bool box_is_lost = false;
  bool although_heard = false;             ///< with box_is_lost: see declare_box_lost()
  authority::GiveAllTheSame all_the_same;  ///< with a device: what keeps a site from it, and does not now
};

/// @return the site's authority as it is now.
[[nodiscard]] Result<json::value> move_site(State& state, const SiteMove& move);

/// A technician says that the clock is right, although the books are ahead of it: the server acts again.
/// @return {"books_went_on_to", "time"}, in milliseconds
[[nodiscard]] Result<json::value> trust_clock(State& state);

struct DemoSeed {
  std::filesystem::path folder;
  bool always_open = false;
  std::string password;    ///< of every demo staff member
  std::string follow_url;  ///< "https://host:port/t/"
};

/// Brings in the demo content; again changes only what changed. @return {"site_id", "created", …, "staff"}.
[[nodiscard]] Result<json::value> seed_demo(State& state, const DemoSeed& seed);

}  // namespace vuoro
