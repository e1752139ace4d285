#include "ctl/site_named.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/ids.h"

namespace vuoro::ctl {
namespace {

bool is_named(const json::value& site, const std::string& named, const std::string& id) {
  if (site.at("id").as_string() == id) return true;
  const auto& names = site.at("name").as_object();
  return std::ranges::any_of(names, [&](const auto& name) { return name.value().as_string() == named; });
}

std::string listed(const json::array& sites) {
  std::string out;
  for (const auto& site : sites) {
    const auto& names = site.at("name").as_object();
    const std::string name = names.empty() ? "?" : std::string(names.begin()->value().as_string());
    out +=
        fmt::format("{}\"{}\" ({})", out.empty() ? "" : ", ", name, std::string(site.at("id").as_string()));
  }
  return out.empty() ? "none" : out;
}

}  // namespace

Result<std::string> site_meant(StaffClient& client, const std::string& named) {
  const auto parsed = Uuid::parse(named);
  const std::string id = parsed ? parsed->to_string() : std::string();
  VUORO_ASSIGN(const auto session, client.get("/api/v1/session"));
  const auto* object = session.body.if_object();
  const auto* sites = object == nullptr ? nullptr : object->if_contains("sites");
  if (session.status != 200 || sites == nullptr || !sites->is_array()) {
    if (parsed) return id;  // what is asked next says what is the matter
    return fail(Errc::unavailable, "the server does not tell its sites");
  }
  std::vector<std::string> meant;
  for (const auto& site : sites->get_array())
    if (named.empty() || is_named(site, named, id)) meant.emplace_back(site.at("id").as_string());
  if (meant.size() == 1) return meant.front();
  const std::string all = listed(sites->get_array());
  if (named.empty()) return fail(Errc::invalid_argument, "say which site with --site: " + all);
  if (meant.empty())
    return fail(Errc::not_found, fmt::format("--site: no site \"{}\" here; there are: {}", named, all));
  return fail(Errc::invalid_argument,
              fmt::format("--site: several are called \"{}\"; give the id: {}", named, all));
}

}  // namespace vuoro::ctl
