#include "server/authority/phone_view.h"

#include <algorithm>
#include <array>

#include "core/lobby/call_order.h"
#include "core/lobby/ticket_life.h"
#include "core/lobby/time_zone.h"
#include "server/authority/context.h"
#include "server/authority/digest.h"
#include "server/authority/queue_door.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_delay.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr auto k_needs = std::to_array<std::string_view>(
    {"wheelchair", "vision", "hearing", "sign_language", "interpreter", "quiet", "assistance"});

json::object texts_of(const LocalizedText& text) {
  json::object out;
  for (const auto& [language, words] : text) out[language] = words;
  return out;
}

std::string_view name_of(QueueDoor door) {
  switch (door) {
    case QueueDoor::open:
      return "open";
    case QueueDoor::closed:
      return "closed";
    case QueueDoor::full:
      return "full";
  }
  return "";
}

json::object encode_range(const WaitRange& range) {
  return {{"low_minutes", range.low_minutes}, {"high_minutes", range.high_minutes}};
}

/// The ticket, also of a day that is over.
Result<Ticket> any_ticket_of(store::Reader& reader, std::string_view token) {
  if (token.size() < limits::k_token_bytes_min || token.size() > limits::k_token_bytes_max) {
    return fail(Errc::not_found, "no such ticket");
  }
  VUORO_ASSIGN(const auto id, reader.ticket_of_token(digest("follow", token)));
  if (!id) return fail(Errc::not_found, "no such ticket");
  return load<Ticket>(reader, *id);
}

Result<Ticket> todays_ticket_of(store::Reader& reader, std::string_view token) {
  VUORO_ASSIGN(auto ticket, any_ticket_of(reader, token));
  VUORO_ASSIGN(const auto today, reader.current_day(ticket.site_id));
  if (ticket.service_day < today) return fail(Errc::expired, "the ticket's service day is over");
  return ticket;
}

Result<void> describe_waiting(store::Reader& reader, const Ticket& ticket, json::object& view) {
  VUORO_ASSIGN(const auto until, reader.waiting_until(ticket.queue_id, ticket.due));
  VUORO_ASSIGN(const auto waiting, reader.waiting_count(ticket.queue_id));
  const std::int64_t position = std::max<std::int64_t>(1, until);
  view["position"] = position;
  view["behind"] = std::max<std::int64_t>(0, waiting - position);
  VUORO_ASSIGN(const auto delays, reader.delay_count(ticket.id));
  view["delays_left"] = std::max<std::int64_t>(0, k_delays_max - delays);
  VUORO_ASSIGN(const auto status, find<QueueStatus>(reader, ticket.queue_id));
  if (!status) return {};
  if (status->counters_open == 0) {
    // Being next means little while nobody calls.
    view["unserved"] = true;
    return {};
  }
  const auto wait = expected_wait(static_cast<std::size_t>(position - 1), status->waits);
  if (wait) view["expected_wait"] = encode_range(*wait);
  return {};
}

Result<void> describe_counter(store::Reader& reader, const Uuid& id, json::object& view) {
  VUORO_ASSIGN(const auto counter, find<Counter>(reader, id));
  if (!counter) return {};
  view["counter"] = counter->name;
  view["counter_location"] = texts_of(counter->location);
  return {};
}

/// The errands still to come, by the names of their queues.
Result<json::array> errands_of(store::Reader& reader, const Ticket& ticket) {
  json::array out;
  for (const auto& errand : ticket.errands) {
    VUORO_ASSIGN(const auto queue, find<Queue>(reader, errand.queue_id));
    if (queue) out.push_back(json::object{{"queue", texts_of(queue->name)}});
  }
  return out;
}

}  // namespace

std::span<const std::string_view> visitor_needs() {
  return k_needs;
}

Result<Uuid> ticket_of_token(store::Reader& reader, std::string_view token) {
  VUORO_ASSIGN(const auto ticket, todays_ticket_of(reader, token));
  return ticket.id;
}

Result<Uuid> site_of_token(store::Reader& reader, std::string_view token) {
  VUORO_ASSIGN(const auto ticket, any_ticket_of(reader, token));
  return ticket.site_id;
}

Result<json::object> follow_view(store::Reader& reader, std::string_view token) {
  VUORO_ASSIGN(const auto ticket, todays_ticket_of(reader, token));
  VUORO_ASSIGN(const auto queue, find<Queue>(reader, ticket.queue_id));
  VUORO_ASSIGN(const auto site, find<Site>(reader, ticket.site_id));
  VUORO_ASSIGN(auto errands, errands_of(reader, ticket));
  json::object view{{"number", ticket.number},
                    {"queue", queue ? texts_of(queue->name) : json::object()},
                    {"waiting_area", queue ? texts_of(queue->waiting_area) : json::object()},
                    {"site", site ? texts_of(site->name) : json::object()},
                    {"state", name_of(ticket.state)},
                    {"language", ticket.language},
                    {"calls", ticket.calls},
                    {"errands", std::move(errands)}};
  const bool reserved = ticket.reserved_counter_id || ticket.reserved_staff_id;
  switch (ticket.state) {
    case TicketState::waiting:
      VUORO_TRY(describe_waiting(reader, ticket, view));
      if (reserved) view["reserved"] = true;
      if (ticket.reserved_counter_id) VUORO_TRY(describe_counter(reader, *ticket.reserved_counter_id, view));
      break;
    case TicketState::called:
    case TicketState::serving:
      if (ticket.counter_id) VUORO_TRY(describe_counter(reader, *ticket.counter_id, view));
      break;
    case TicketState::parked:
      if (ticket.parked_until) view["parked_until"] = to_unix_ms(*ticket.parked_until);
      break;
    case TicketState::finished:
      // Feedback is given at the terminal: there it is anonymous beyond doubt.
      view["feedback"] =
          site && std::find(site->jobs.begin(), site->jobs.end(), Job::feedback) != site->jobs.end();
      break;
    case TicketState::no_show:
    case TicketState::cancelled:
    case TicketState::expired:
      break;
  }
  // A fingerprint rather than a count: the view depends on others' tickets too. 48 bits fit a browser's
  // number.
  std::int64_t revision = 0;
  for (const char byte : digest("follow_view", canonical_json(view)).substr(0, 6)) {
    revision = revision * 256 + static_cast<unsigned char>(byte);
  }
  view["revision"] = revision + 1;
  // Beside the fingerprint: that time passes is no news.
  VUORO_ASSIGN(const auto as_of, told_at(reader, ticket.site_id));
  if (as_of) view["as_of"] = to_unix_ms(*as_of);
  return view;
}

Result<json::object> join_view(store::Reader& reader, const Uuid& site_id, WallTime now) {
  VUORO_ASSIGN(const auto site, load<Site>(reader, site_id));
  VUORO_ASSIGN(const auto rows, reader.records(scope_of_site(site_id), collection_of<Queue>()));
  std::vector<Queue> queues;
  for (const auto& row : rows) {
    VUORO_ASSIGN(auto queue, stored_record<Queue>(row.json, row.id));
    queues.push_back(std::move(queue));
  }
  std::sort(queues.begin(), queues.end(),
            [](const Queue& a, const Queue& b) { return std::tie(a.order, a.id) < std::tie(b.order, b.id); });
  VUORO_ASSIGN(const auto zone, TimeZone::create(site.time_zone));
  json::array list;
  for (const auto& queue : queues) {
    VUORO_ASSIGN(const auto status, find<QueueStatus>(reader, queue.id));
    const QueueDoor door = door_at(hours_known(queue.hours) ? queue.hours : site.hours, zone, status, now);
    json::object entry{{"id", queue.id.to_string()},
                       {"name", texts_of(queue.name)},
                       {"description", texts_of(queue.description)},
                       {"state", name_of(door)}};
    if (door == QueueDoor::open && status) {
      entry["waiting"] = status->waiting;
      const auto wait = status->counters_open > 0
                            ? expected_wait(static_cast<std::size_t>(status->waiting), status->waits)
                            : std::nullopt;
      if (wait) entry["expected_wait"] = encode_range(*wait);
    }
    list.push_back(std::move(entry));
  }
  json::array needs;
  for (const auto need : k_needs) needs.push_back(json::string(need));
  json::array languages;
  for (const auto& language : site.languages) languages.push_back(json::string(language));
  return json::object{{"site", texts_of(site.name)},
                      {"languages", std::move(languages)},
                      {"queues", std::move(list)},
                      {"needs", std::move(needs)}};
}

}  // namespace vuoro::authority
