#include "server/authority/day_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/object_reader.h"
#include "core/base/text.h"
#include "server/authority/rights.h"
#include "server/store/ticket_intervals.h"

namespace vuoro::authority {
namespace {

constexpr std::string_view k_report = "day.report";

/// Every visit has one end, so that the counts add up to the arrivals. Whoever is moved to another queue arrives twice
/// with one errand, and whoever has two errands is one person all the same.
struct Figures {
  std::int64_t arrived = 0;
  std::set<Uuid> people;
  std::map<std::string_view, std::int64_t> ends;
  std::vector<Millis> waits;
  std::vector<Millis> services;

  void add(const Uuid& ticket_id, const store::TicketVisit& visit) {
    ++arrived;
    people.insert(ticket_id);
    ++ends[end_of(visit)];
    if (visit.waited) waits.push_back(*visit.waited);
    if (visit.served) services.push_back(*visit.served);
  }

  static std::string_view end_of(const store::TicketVisit& visit) {
    static constexpr auto k_ends = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"finish", "served"},
        {"next_errand", "served"},
        {"no_show", "no_show"},
        {"cancel", "cancelled"},
        {"close_day", "closed"},
    });
    if (visit.ended_by.empty()) return "open";
    for (const auto& [act, end] : k_ends) {
      if (act == visit.ended_by) return end;
    }
    return "moved";
  }
};

/// The smallest of the values that is not below this share of them, in seconds.
std::int64_t share_of(std::vector<Millis>& values, std::size_t percent) {
  const std::size_t rank = (values.size() * percent + 99) / 100;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), place, values.end());
  return std::chrono::round<std::chrono::seconds>(*place).count();
}

json::object told(Figures& figures) {
  json::object out{{"arrived", figures.arrived},
                   {"people", static_cast<std::int64_t>(figures.people.size())},
                   {"errands", figures.arrived - figures.ends["moved"]}};
  for (const std::string_view end : {"served", "no_show", "cancelled", "closed", "moved", "open"}) {
    out[end] = figures.ends[end];
  }
  if (!figures.waits.empty()) {
    out["wait_median_s"] = share_of(figures.waits, 50);
    out["wait_p90_s"] = share_of(figures.waits, 90);
  }
  if (!figures.services.empty()) out["service_median_s"] = share_of(figures.services, 50);
  return out;
}

struct QueueFigures {
  Figures all;
  std::map<std::optional<Uuid>, Figures> services;
};

}  // namespace

bool is_question(const json::value& body) {
  const auto* fields = body.if_object();
  const auto* type = fields != nullptr ? fields->if_contains("type") : nullptr;
  return type != nullptr && type->is_string() && type->get_string() == k_report;
}

Result<json::object> day_report(store::Reader& reader, const Uuid& site_id, std::string_view day) {
  VUORO_ASSIGN(const auto log, reader.ticket_log_of_day(site_id, day));
  Figures total;
  std::map<Uuid, QueueFigures> queues;
  for (auto begin = log.begin(); begin != log.end();) {
    const auto end = std::find_if(begin, log.end(), [&](const store::TicketLogRow& line) {
      return line.ticket_id != begin->ticket_id;
    });
    for (const auto& visit : store::visits_of(store::intervals_of({begin, end}))) {
      total.add(begin->ticket_id, visit);
      auto& queue = queues[visit.queue_id];
      queue.all.add(begin->ticket_id, visit);
      queue.services[visit.service_id].add(begin->ticket_id, visit);
    }
    begin = end;
  }
  json::array lines;
  for (auto& [queue_id, queue] : queues) {
    json::object line = told(queue.all);
    line["queue_id"] = queue_id.to_string();
    json::array services;
    for (auto& [service_id, figures] : queue.services) {
      json::object service = told(figures);
      if (service_id) service["service_id"] = service_id->to_string();
      services.push_back(std::move(service));
    }
    line["services"] = std::move(services);
    lines.push_back(std::move(line));
  }
  return json::object{
      {"site_id", site_id.to_string()}, {"day", day}, {"total", told(total)}, {"queues", std::move(lines)}};
}

Result<json::value> answer_question(store::Reader& reader, const store::StaffRow& staff,
                                    const json::value& body, WallTime now) {
  ObjectReader fields(body, "");
  fields.uuid("id");
  fields.text("type", 40);
  const Uuid site_id = fields.uuid("site_id");
  const auto asked = fields.text_if("day", 10);
  VUORO_TRY(fields.finish());
  VUORO_TRY(need_role(staff, {k_supervisor, k_manager}));
  VUORO_TRY(need_site(staff, site_id));
  VUORO_ASSIGN(const auto site, load<Site>(reader, site_id));
  VUORO_ASSIGN(const auto zone, TimeZone::create(site.time_zone));
  const std::string day = asked ? *asked : to_iso(service_day(zone, now));
  if (!parse_iso_date(day)) return fail(Errc::invalid_argument, "day: expected YYYY-MM-DD");
  VUORO_ASSIGN(auto report, day_report(reader, site_id, day));
  return json::value(json::object{{"report", std::move(report)}});
}

}  // namespace vuoro::authority
