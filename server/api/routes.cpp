#include "server/api/routes.h"

#include <array>

namespace vuoro::api {
namespace {

constexpr auto k_routes = std::to_array<Route>({
    {"GET", "/healthz", Doors::both, Entry::anyone, Action::healthz},
    {"GET", "/metrics", Doors::both, Entry::loopback, Action::metrics},
    {"GET", "/api/v1/changes", Doors::both, Entry::either, Action::changes},
    {"POST", "/api/v1/events", Doors::device, Entry::device, Action::events},
    {"POST", "/api/v1/leases", Doors::device, Entry::device, Action::leases},
    {"POST", "/api/v1/leases/return", Doors::device, Entry::device, Action::leases_return},
    {"POST", "/api/v1/status", Doors::device, Entry::device, Action::status},
    {"POST", "/api/v1/renew", Doors::device, Entry::device, Action::renew},
    {"POST", "/api/v1/enrol", Doors::open, Entry::anyone, Action::enrol},
    {"POST", "/api/v1/login", Doors::open, Entry::anyone, Action::login},
    {"GET", "/api/v1/session", Doors::open, Entry::session, Action::session},
    {"POST", "/api/v1/logout", Doors::open, Entry::session, Action::logout},
    {"POST", "/api/v1/commands", Doors::open, Entry::session, Action::commands},
    {"GET", "/api/v1/tickets/notes", Doors::open, Entry::session, Action::notes},
    {"GET", "/api/v1/feedback", Doors::open, Entry::session, Action::feedback},
    {"GET", "/api/v1/devices/status", Doors::open, Entry::session, Action::devices},
    {"GET", "/api/v1/follow/{token}", Doors::open, Entry::anyone, Action::follow},
    {"POST", "/api/v1/follow/{token}/delay", Doors::open, Entry::anyone, Action::phone_delay},
    {"POST", "/api/v1/follow/{token}/leave", Doors::open, Entry::anyone, Action::phone_leave},
    {"GET", "/api/v1/join/{code}", Doors::open, Entry::anyone, Action::join_options},
    {"POST", "/api/v1/join", Doors::open, Entry::anyone, Action::join},
    {"POST", "/api/v1/pictures", Doors::open, Entry::session, Action::put_picture},
    {"GET", "/api/v1/pictures/{id}", Doors::both, Entry::either, Action::get_picture},
    {"GET", "/api/v1/site/people", Doors::device, Entry::device, Action::site_people},
    {"GET", "/api/v1/site/handover", Doors::device, Entry::device, Action::site_handover},
    {"POST", "/api/v1/site/picture", Doors::device, Entry::device, Action::site_picture},
    {"POST", "/api/v1/display-picture", Doors::device, Entry::device, Action::put_shown},
    {"GET", "/api/v1/display-pictures/{id}", Doors::open, Entry::session, Action::get_shown},
    {"GET", "/", Doors::open, Entry::anyone, Action::page_console},
    {"GET", "/t/{token}", Doors::open, Entry::anyone, Action::page_follow},
    {"GET", "/j/{code}", Doors::open, Entry::anyone, Action::page_join},
    {"GET", "/{path}", Doors::open, Entry::anyone, Action::page_asset},
});

bool is_open_at(Doors doors, http::Port port) {
  return doors == Doors::both || (doors == Doors::device) == (port == http::Port::device);
}

/// Whether the pattern fits; what stood for the braces.
bool fits(std::string_view pattern, std::string_view path, std::string& parameter) {
  const std::size_t brace = pattern.find('{');
  if (brace == std::string_view::npos) return pattern == path;
  if (path.size() <= brace || path.substr(0, brace) != pattern.substr(0, brace)) return false;
  std::string_view rest = path.substr(brace);
  const std::string_view after = pattern.substr(pattern.find('}') + 1);
  if (rest.size() <= after.size() || rest.substr(rest.size() - after.size()) != after) return false;
  rest.remove_suffix(after.size());
  const bool takes_rest = pattern.substr(brace) == "{path}";
  // Files of the console may lie in folders; the API's own addresses are never files.
  if (takes_rest ? path.substr(0, 5) == "/api/" : rest.find('/') != std::string_view::npos) return false;
  parameter = rest;
  return true;
}

}  // namespace

std::span<const Route> routes() {
  return k_routes;
}

Match match(std::string_view method, std::string_view path, http::Port port) {
  Match out;
  const std::string_view wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (const auto& route : k_routes) {
    std::string parameter;
    if (!is_open_at(route.doors, port) || !fits(route.pattern, path, parameter)) continue;
    // The catch-all for files says nothing about an address that another route knows.
    if (route.action == Action::page_asset && !out.allowed.empty()) continue;
    if (route.method == wanted) {
      out.route = &route;
      out.parameter = std::move(parameter);
      return out;
    }
    if (!out.allowed.empty()) out.allowed += ", ";
    out.allowed += route.method == "GET" ? std::string("GET, HEAD") : std::string(route.method);
  }
  return out;
}

}  // namespace vuoro::api
