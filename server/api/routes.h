#pragma once
// Every address of the server, once. openapi.yaml must say the same; a test holds it to that.

#include <span>
#include <string>
#include <string_view>

#include "server/http/http.h"

namespace vuoro::api {

enum class Doors { open, device, both };
/// Who may come in.
enum class Entry {
  anyone,
  session,   ///< a staff session; POST needs its CSRF token too
  device,    ///< a device that is not revoked
  either,    ///< on the public port a session, on the device port a device
  loopback,  ///< from this machine, or any device
};

enum class Action {
  healthz,
  metrics,
  changes,
  events,
  leases,
  leases_return,
  enrol,
  status,
  renew,
  login,
  session,
  logout,
  commands,
  notes,
  feedback,
  devices,
  follow,
  phone_delay,
  phone_leave,
  join_options,
  join,
  put_picture,
  get_picture,
  site_people,
  site_handover,
  site_picture,
  put_shown,
  get_shown,
  page_console,
  page_follow,
  page_join,
  page_asset,
};

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "{token}" stands for one segment, also amid others; "{path}" at the end for the rest
  Doors doors;
  Entry entry;
  Action action;
};

[[nodiscard]] std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  std::string parameter;  ///< what stood for "{…}"
  std::string allowed;    ///< methods of this path when none matched: for 405 and OPTIONS; empty: 404
};

/// @param method  HEAD counts as GET.
[[nodiscard]] Match match(std::string_view method, std::string_view path, http::Port port);

}  // namespace vuoro::api
