#include "server/authority/phone.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/object_reader.h"
#include "server/authority/digest.h"
#include "server/authority/phone_view.h"
#include "server/authority/queue_door.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/authority/ticket_delay.h"
#include "server/authority/ticket_issue.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

/// Runs the act once for its id; its repeat with the same content gets the same answer.
/// @param actor  what the id belongs to: a ticket, or a site
Result<json::value> once(Context& context, const Uuid& id, const Uuid& actor, std::string_view kind,
                         const json::value& body, const std::function<Result<json::value>()>& act) {
  const std::string hash = digest(kind, canonical_json(body));
  VUORO_ASSIGN(const auto stored, context.tx.answer(id));
  if (stored) {
    if (stored->actor_id != actor || stored->hash != hash) {
      return fail(Errc::conflict, "id: used before with another content");
    }
    return stored_answer(*stored);
  }
  VUORO_ASSIGN(auto answer, act());
  VUORO_TRY(context.tx.put_answer({id, actor, hash, json::serialize(answer), context.now}));
  return answer;
}

json::value state_of(const Ticket& ticket) {
  return json::object{{"number", ticket.number}, {"state", name_of(ticket.state)}};
}

/// The ticket as it is after the day has begun.
Result<Ticket> own_ticket(Context& context, std::string_view token) {
  VUORO_ASSIGN(const Uuid site, site_of_token(context.tx, token));
  VUORO_TRY(begin_day(context, site));
  VUORO_ASSIGN(const Uuid id, ticket_of_token(context.tx, token));
  return load<Ticket>(context.tx, id);
}

Result<void> check_token(const std::string& token) {
  if (token.size() < limits::k_token_bytes_min || token.size() > limits::k_token_bytes_max ||
      token.find_first_not_of(k_url_alphabet) != std::string::npos) {
    return fail(Errc::invalid_argument, fmt::format("follow_token: {} to {} letters, digits, - and _",
                                                    limits::k_token_bytes_min, limits::k_token_bytes_max));
  }
  return {};
}

Result<void> check_wish(const NewTicket& wish) {
  VUORO_TRY(check_token(wish.follow_token));
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (wish.language.size() < 2 || !std::all_of(wish.language.begin(), wish.language.end(), is_letter)) {
    return fail(Errc::invalid_argument, "language: two or three small letters");
  }
  for (const auto& need : wish.needs) {
    const auto known = visitor_needs();
    if (std::find(known.begin(), known.end(), need) == known.end())
      return fail(Errc::invalid_argument, "needs: not one of the known needs");
  }
  return {};
}

/// The queue that was chosen, or the one of the chosen service.
Result<Uuid> chosen_queue(Context& context, const std::optional<Uuid>& queue_id,
                          const std::optional<Uuid>& service_id) {
  if (queue_id.has_value() == service_id.has_value())
    return fail(Errc::invalid_argument, "queue_id or service_id, and not both");
  if (queue_id) return *queue_id;
  VUORO_ASSIGN(const auto service, load<Service>(context.tx, *service_id));
  if (!service.queue_id) return fail(Errc::not_found, "service_id: no queue serves it");
  return *service.queue_id;
}

/// The wall's address of a site now; empty where phones may not join, or nobody knows the server's address.
std::string wall_url(const Site& site, const WallCodes& codes, WallTime now) {
  constexpr std::string_view k_tickets = "/t/";
  const std::string& follow = site.follow_url;
  if (!site.phone_join.value_or(false) || !follow.ends_with(k_tickets)) return "";
  return follow.substr(0, follow.size() - k_tickets.size()) + "/j/" + codes.code(site.id, now);
}

Result<void> show_code(Context& context, const WallCodes& codes, const Uuid& id) {
  VUORO_ASSIGN(const bool here, acts_here(context, id));
  if (!here) return {};
  VUORO_ASSIGN(const Site* site, site_of(context, id));
  const std::string url = wall_url(*site, codes, context.now);
  const auto shown = context.memory.wall_shows.find(id);
  if (shown != context.memory.wall_shows.end() && shown->second == url) return {};
  if (url.empty()) {
    VUORO_TRY(context.tx.remove_record(scope_of_site(id), collection_of<JoinCode>(), id));
  } else {
    // A display that hears of the next one late still shows a code that works.
    const WallTime until = WallCodes::changes_at(context.now) + limits::k_wall_code_step;
    VUORO_TRY(save(context, JoinCode{id, id, url, until}));
  }
  context.memory.wall_shows[id] = url;
  return {};
}

}  // namespace

Result<json::value> delay_by_phone(Context& context, std::string_view token, const json::value& body) {
  ObjectReader fields(body, "");
  const Uuid id = fields.uuid("id");
  const auto people = fields.integer("people", 1, k_delay_people_max);
  VUORO_TRY(fields.finish());
  VUORO_ASSIGN(const Ticket ticket, own_ticket(context, token));
  return once(context, id, ticket.id, "phone_delay", body, [&]() -> Result<json::value> {
    VUORO_ASSIGN(const Ticket later, delay(context, ticket, static_cast<std::int32_t>(people), {}));
    return state_of(later);
  });
}

Result<json::value> join_by_phone(Context& context, const WallCodes& codes, const json::value& body) {
  ObjectReader fields(body, "");
  const Uuid id = fields.uuid("id");
  const std::string code = fields.text("code", limits::k_token_bytes_max);
  const auto queue_id = fields.uuid_if("queue_id");
  const auto service_id = fields.uuid_if("service_id");
  NewTicket wish;
  wish.language = fields.text("language", limits::k_language_bytes_max);
  wish.needs = fields.texts("needs", limits::k_needs_max, limits::k_need_bytes_max, false);
  wish.follow_token = fields.text("follow_token", limits::k_token_bytes_max);
  VUORO_TRY(fields.finish());
  VUORO_TRY(check_wish(wish));
  // The token is in the content, so that nobody but the same phone can repeat it. A repeat may come when the
  // wall has gone on: the number was given all the same.
  return once(context, id, Uuid(), "phone_join", body, [&]() -> Result<json::value> {
    VUORO_ASSIGN(const auto sites, context.tx.site_ids());
    const auto here = codes.site_of(code, sites, context.now);
    if (!here) return fail(Errc::expired, "the wall shows another code now");
    VUORO_ASSIGN(const Site* site, site_of(context, *here));
    if (!site->phone_join.value_or(false)) return fail(Errc::expired, "not by phone here");
    VUORO_TRY(begin_day(context, *here));
    VUORO_ASSIGN(wish.queue_id, chosen_queue(context, queue_id, service_id));
    wish.service_id = service_id;
    wish.origin = TicketOrigin::phone;
    VUORO_ASSIGN(const Queue* queue, queue_of(context, wish.queue_id));
    if (queue->site_id != *here) return fail(Errc::not_found, "queue_id: no such queue at this site");
    VUORO_ASSIGN(const QueueDoor door, door_of(context, *queue));
    if (door == QueueDoor::full)
      return fail(Errc::exhausted, "nobody more can be served in this queue today");
    if (door == QueueDoor::closed) return fail(Errc::closed, "the queue is closed");
    VUORO_ASSIGN(const auto given, give_ticket(context, wish, {}));
    return state_of(given.ticket);
  });
}

Result<json::value> leave_by_phone(Context& context, std::string_view token, const json::value& body) {
  ObjectReader fields(body, "");
  const Uuid id = fields.uuid("id");
  VUORO_TRY(fields.finish());
  VUORO_ASSIGN(const Ticket ticket, own_ticket(context, token));
  return once(context, id, ticket.id, "phone_leave", body, [&]() -> Result<json::value> {
    TicketChange change;
    change.act = TicketAct::cancel;
    change.reason = "by phone";
    VUORO_ASSIGN(const Ticket left, apply(context, ticket, change, {}));
    return state_of(left);
  });
}

Result<void> show_wall_codes(Context& context, const WallCodes& codes) {
  VUORO_ASSIGN(const auto sites, context.tx.site_ids());
  for (const auto& id : sites) VUORO_TRY(each_alone(context, [&] { return show_code(context, codes, id); }));
  return {};
}

}  // namespace vuoro::authority
