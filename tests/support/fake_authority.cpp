#include "tests/support/fake_authority.h"

#include <fmt/format.h>

#include "core/lobby/call_order.h"
#include "core/lobby/time_zone.h"

namespace vuoro::test {

using protocol::EventStatus;
using protocol::LeaseKind;

namespace {

sync::Response ok(const json::value& body) {
  return {200, json::serialize(body), std::nullopt, {}};
}

sync::Response failure(int status, std::string_view code) {
  return {status,
          fmt::format(R"({{"error":{{"code":"{}","message":"said by the test"}}}})", code),
          std::nullopt,
          {}};
}

std::string query_of(const std::string& target, std::string_view name) {
  const auto at = target.find(fmt::format("{}=", name));
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 1;
  return target.substr(from, target.find('&', from) - from);
}

}  // namespace

// ---- Records and their feed
// -------------------------------------------------------------------------------------

std::optional<json::value> FakeAuthority::find_json(const std::string& collection, const Uuid& id) const {
  for (const auto& [name, scope] : scopes_) {
    const auto found = scope.latest.find({collection, id});
    if (found == scope.latest.end()) continue;
    const auto& change = scope.changes.at(found->second);
    if (!change.deleted) return change.record;
  }
  return std::nullopt;
}

void FakeAuthority::put_json(const std::string& collection, const Uuid& id, json::value record,
                             bool deleted) {
  std::string name(protocol::k_global_scope);
  for (const auto& info : k_collections) {
    if (info.name != collection || info.scope != ScopeKind::site) continue;
    // One site: that of the first site record.
    name = collection == "site" ? protocol::site_scope(id) : name;
    for (const auto& [other, scope] : scopes_) {
      if (other != protocol::k_global_scope) name = other;
    }
  }
  auto& scope = scopes_[name];
  if (const auto found = scope.latest.find({collection, id}); found != scope.latest.end())
    scope.changes.erase(found->second);
  const std::int64_t revision = ++scope.revision;
  scope.latest[{collection, id}] = revision;
  scope.changes[revision] = {collection, id, revision, deleted, deleted ? json::value() : std::move(record)};
  changed_ = true;
}

void FakeAuthority::remove(std::string_view collection, const Uuid& id) {
  {
    const std::lock_guard lock(mutex_);
    put_json(std::string(collection), id, {}, true);
  }
  tell();
}

void FakeAuthority::tell() {
  std::function<void()> call;
  {
    const std::lock_guard lock(mutex_);
    call = on_change_;
  }
  if (call) call();
}

std::optional<sync::Response> FakeAuthority::changes(const std::string& target, bool may_wait) {
  const std::string name = query_of(target, "scope");
  const std::int64_t since = std::strtoll(query_of(target, "since").c_str(), nullptr, 10);
  const bool wait = query_of(target, "wait") != "0";
  const auto& scope = scopes_[name];
  if (since > scope.revision ||
      (since > 0 && since < scope.forgotten && target.find("&snapshot=1") == std::string::npos))
    return failure(410, "resync");
  protocol::ChangesPage page{name, since, since, false, clock_.wall(), {}};
  for (auto at = scope.changes.upper_bound(since); at != scope.changes.end(); ++at) {
    if (page.changes.size() == page_max_) {
      page.more = true;
      break;
    }
    page.revision = at->first;
    page.changes.push_back(at->second);
  }
  if (page.changes.empty() && wait && may_wait) return std::nullopt;
  return ok(protocol::encode(page));
}

// ---- Requests
// ---------------------------------------------------------------------------------------------------

std::optional<sync::Response> FakeAuthority::handle(const Uuid& device_id, const sync::Request& request,
                                                    bool may_wait) {
  std::optional<sync::Response> answer;
  std::function<void()> tell;
  {
    const std::lock_guard lock(mutex_);
    const std::string path = request.target.substr(0, request.target.find('?'));
    ++requests_[path];
    if (forced_status_ != 0) {
      auto forced = failure(forced_status_, "unavailable");
      forced.retry_after = forced_retry_;
      return forced;
    }
    end_old_holds();
    changed_ = false;
    const auto body =
        request.method == "POST" ? parse_json(request.body) : Result<json::value>(json::value());
    if (!body) return failure(400, "parse");
    if (path == "/api/v1/changes") {
      answer = changes(request.target, may_wait);
    } else if (path == "/api/v1/events") {
      answer = events(device_id, *body);
    } else if (path == "/api/v1/leases") {
      answer = leases(*body);
    } else if (path == "/api/v1/leases/return") {
      const auto message = protocol::decode<protocol::LeaseReturn>(*body, RecordMode::strict);
      if (!message) return failure(400, "invalid_argument");
      for (const auto& id : message->lease_ids) {
        returned_.push_back(id);
        end_hold(id);
      }
      answer = sync::Response{204, "", std::nullopt, {}};
    } else if (path == "/api/v1/status") {
      const auto status = protocol::decode<protocol::DeviceStatus>(*body, RecordMode::strict);
      if (!status) return failure(400, "invalid_argument");
      statuses_[device_id] = *status;
      answer = ok(protocol::encode(protocol::StatusAnswer{clock_.wall()}));
    } else {
      answer = failure(404, "not_found");
    }
    if (changed_) tell = on_change_;
  }
  if (tell) tell();
  return answer;
}

void FakeAuthority::forget_history() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, scope] : scopes_) scope.forgotten = scope.revision + 1;
  // A moment later there is something after it.
  for (auto& [name, scope] : scopes_) ++scope.revision;
}

void FakeAuthority::answer_everything_with(int status, std::optional<Millis> retry_after) {
  const std::lock_guard lock(mutex_);
  forced_status_ = status;
  forced_retry_ = retry_after;
}

void FakeAuthority::reject_type(std::string type) {
  const std::lock_guard lock(mutex_);
  rejected_types_.insert(std::move(type));
}

void FakeAuthority::on_change(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  on_change_ = std::move(call);
}

// ---- Events
// -----------------------------------------------------------------------------------------------------

sync::Response FakeAuthority::events(const Uuid& device_id, const json::value& body) {
  const auto batch = protocol::decode<protocol::EventBatch>(body, RecordMode::strict);
  if (!batch || batch->events.size() > 100) return failure(400, "invalid_argument");
  protocol::EventAnswers answers;
  for (const auto& event : batch->events) answers.answers.push_back(take_event(device_id, event));
  answers.server_time = clock_.wall();
  return ok(protocol::encode(answers));
}

protocol::EventAnswer FakeAuthority::take_event(const Uuid& device_id, const protocol::Event& event) {
  const std::string content = event.type + canonical_json(event.payload);
  if (const auto found = known_.find(event.id); found != known_.end()) {
    if (found->second.content != content) return {event.id, EventStatus::conflict, "conflict", std::nullopt};
    auto answer = found->second.answer;
    if (answer.status == EventStatus::accepted) answer.status = EventStatus::repeated;
    return answer;
  }
  protocol::EventAnswer answer{event.id, EventStatus::accepted, std::nullopt, std::nullopt};
  const auto done = rejected_types_.contains(event.type) ? Result<void>(fail(Errc::forbidden, ""))
                                                         : effect(device_id, event);
  if (!done)
    answer = {event.id, EventStatus::rejected, std::string(name_of(done.error().code)), done.error().message};
  known_[event.id] = {content, answer};
  order_.push_back(event.id);
  return answer;
}

Result<void> FakeAuthority::effect(const Uuid& device_id, const protocol::Event& event) {
  if (event.type == "ticket.issued") return adopt(device_id, event);
  if (event.type == "ticket.cancelled") {
    VUORO_ASSIGN(const auto message,
                 protocol::decode<protocol::TicketCancelled>(event.payload, RecordMode::strict));
    auto ticket = find<Ticket>(message.ticket_id);
    if (!ticket) return fail(Errc::not_found, "ticket");
    ticket->state = TicketState::cancelled;
    put_json("ticket", ticket->id, encode(*ticket));
    return {};
  }
  if (event.type == "ticket.printed") {
    VUORO_ASSIGN(const auto message,
                 protocol::decode<protocol::TicketPrinted>(event.payload, RecordMode::strict));
    auto job = find<PrintJob>(message.print_job_id);
    if (!job) return fail(Errc::not_found, "print job");
    job->state = message.outcome;
    job->why = message.why;
    put_json("print_job", job->id, encode(*job));
    return {};
  }
  if (event.type == "appointment.booked") {
    VUORO_ASSIGN(const auto message,
                 protocol::decode<protocol::AppointmentBooked>(event.payload, RecordMode::strict));
    return book(message);
  }
  if (event.type == "appointment.cancelled") {
    VUORO_ASSIGN(const auto message,
                 protocol::decode<protocol::AppointmentCancelled>(event.payload, RecordMode::strict));
    auto appointment = find<Appointment>(message.appointment_id);
    if (!appointment) return fail(Errc::not_found, "appointment");
    appointment->state = AppointmentState::cancelled;
    put_json("appointment", appointment->id, encode(*appointment));
    return {};
  }
  VUORO_ASSIGN(auto message, protocol::decode<protocol::FeedbackGiven>(event.payload, RecordMode::strict));
  feedback_.push_back(std::move(message));
  return {};
}

Result<void> FakeAuthority::adopt(const Uuid& device_id, const protocol::Event& event) {
  VUORO_ASSIGN(const auto message,
               protocol::decode<protocol::TicketIssued>(event.payload, RecordMode::strict));
  const auto queue = find<Queue>(message.queue_id);
  if (!queue) return fail(Errc::not_found, "queue");
  if (!given_.emplace(message.queue_id, message.service_day, message.number_value).second) {
    violations_.push_back("the number " + message.number + " was given twice on " + message.service_day);
  }
  tickets_.push_back({message.ticket_id, device_id, message.queue_id, message.appointment_id,
                      message.service_day, message.number_value, message.follow_token});
  Ticket ticket;
  ticket.id = message.ticket_id;
  ticket.site_id = queue->site_id;
  ticket.number = message.number;
  ticket.service_day = message.service_day;
  ticket.queue_id = message.queue_id;
  ticket.service_id = message.service_id;
  ticket.appointment_id = message.appointment_id;
  ticket.language = message.language;
  ticket.needs = message.needs;
  ticket.errands = message.errands;
  ticket.issued_at = ticket.first_arrival = event.time;
  ticket.due = due_time(*queue, event.time, std::nullopt);
  put_json("ticket", ticket.id, encode(ticket));
  if (message.appointment_id) {
    if (auto appointment = find<Appointment>(*message.appointment_id)) {
      // Two terminals without a connection can; one terminal must not.
      if (!checked_in_.emplace(device_id, appointment->id).second)
        violations_.push_back("checked in twice at one terminal");
      appointment->state = AppointmentState::checked_in;
      appointment->ticket_id = message.ticket_id;
      put_json("appointment", appointment->id, encode(*appointment));
    }
  }
  return {};
}

Result<void> FakeAuthority::book(const protocol::AppointmentBooked& message) {
  auto slot = find<Slot>(message.slot_id);
  if (!slot) return fail(Errc::not_found, "slot");
  if (message.lease_id) end_hold(*message.lease_id);
  slot = find<Slot>(message.slot_id);
  if (++slot->taken > slot->capacity) violations_.push_back("a slot was overbooked");
  put_json("slot", slot->id, encode(*slot));
  Appointment appointment;
  appointment.id = message.appointment_id;
  appointment.site_id = slot->site_id;
  appointment.service_id = message.service_id;
  appointment.slot_id = slot->id;
  appointment.start = slot->start;
  appointment.minutes = slot->minutes;
  appointment.code = message.code;
  appointment.language = message.language;
  put_json("appointment", appointment.id, encode(appointment));
  bookings_.push_back(message);
  return {};
}

// ---- Leases
// -----------------------------------------------------------------------------------------------------

sync::Response FakeAuthority::leases(const json::value& body) {
  const auto request = protocol::decode<protocol::LeaseRequest>(body, RecordMode::strict);
  if (!request) return failure(400, "invalid_argument");
  auto& remembered = lease_answers_[request->request_id];
  if (remembered.empty()) {
    protocol::LeaseAnswer answer;
    for (const auto& ask : request->asks) answer.outcomes.push_back(lease(ask));
    answer.server_time = clock_.wall();
    remembered = json::serialize(protocol::encode(answer));
  }
  return {200, remembered, std::nullopt, {}};
}

std::string FakeAuthority::today(const Queue& queue) const {
  const auto site = find<Site>(queue.site_id);
  const auto zone = TimeZone::create(site ? site->time_zone : "Europe/Helsinki");
  return to_iso(service_day(*zone, clock_.wall()));
}

protocol::LeaseOutcome FakeAuthority::lease(const protocol::LeaseAsk& ask) {
  if (ask.kind == LeaseKind::slot || ask.kind == LeaseKind::slot_share) return lease_slot(ask);
  const auto queue = find<Queue>(ask.queue_id.value_or(Uuid()));
  if (!queue) return {std::nullopt, "not_found"};
  const bool block = ask.kind == LeaseKind::number_block;
  if (!block && closed_.contains(queue->id)) return {std::nullopt, "closed"};
  const NumberRange range = block ? block_range(*queue) : single_range(*queue);
  const std::string of_today = today(*queue);
  const std::string day = days_ahead_ ? ask.service_day.value_or(of_today) : of_today;
  auto& numbers = numbers_[{queue->id, day}];
  auto& next = block ? numbers.next_block : numbers.next_single;
  next = std::max(next, range.first);
  if (next > range.last) return {std::nullopt, "exhausted"};
  protocol::Lease lease{Uuid::v7(clock_, random_), ask.kind, queue->id, std::nullopt, day, next, 0,
                        block_ttl_.count()};
  const auto ahead =
      std::chrono::sys_days(*parse_iso_date(day)) - std::chrono::sys_days(*parse_iso_date(of_today));
  lease.ttl_ms += Millis(ahead).count();
  lease.last = std::min(range.last, next + std::max(1, block ? ask.count : 1) - 1);
  next = lease.last + 1;
  ++leases_given_;
  return {lease, std::nullopt};
}

protocol::LeaseOutcome FakeAuthority::lease_slot(const protocol::LeaseAsk& ask) {
  const Uuid slot_id = ask.slot_id.value_or(Uuid());
  const bool share = ask.kind == LeaseKind::slot_share;
  const Millis ttl = share ? share_ttl_ : hold_ttl_;
  auto slot = find<Slot>(slot_id);
  if (!slot) return {std::nullopt, "not_found"};
  if (share && !shares_given_) return {std::nullopt, "exhausted"};
  if (ask.lease_id) {
    const auto held = holds_.find(*ask.lease_id);
    if (held == holds_.end()) return {std::nullopt, "expired"};
    held->second.expires = clock_.mono() + ttl;
    return {protocol::Lease{held->first, ask.kind, std::nullopt, slot_id, std::nullopt, 0, -1, ttl.count()},
            std::nullopt};
  }
  if (slot->taken + slot->leased >= slot->capacity) return {std::nullopt, "exhausted"};
  ++slot->leased;
  put_json("slot", slot->id, encode(*slot));
  const Uuid id = Uuid::v7(clock_, random_);
  holds_[id] = {slot_id, clock_.mono() + ttl};
  ++leases_given_;
  return {protocol::Lease{id, ask.kind, std::nullopt, slot_id, std::nullopt, 0, -1, ttl.count()},
          std::nullopt};
}

void FakeAuthority::end_hold(const Uuid& lease_id) {
  const auto found = holds_.find(lease_id);
  if (found == holds_.end()) return;
  if (auto slot = find<Slot>(found->second.slot_id)) {
    --slot->leased;
    put_json("slot", slot->id, encode(*slot));
  }
  holds_.erase(found);
}

void FakeAuthority::end_old_holds() {
  // A little longer than the device counts, as an authority must be.
  const auto holds = holds_;
  for (const auto& [id, hold] : holds) {
    if (clock_.mono() > hold.expires + std::chrono::minutes(2)) end_hold(id);
  }
}

// ---- What happened
// ----------------------------------------------------------------------------------------------

#define VUORO_LOCKED_COPY(Type, name, member) \
  Type FakeAuthority::name() const {          \
    const std::lock_guard lock(mutex_);       \
    return member;                            \
  }
VUORO_LOCKED_COPY(std::vector<AdoptedTicket>, tickets, tickets_)
VUORO_LOCKED_COPY(std::vector<protocol::AppointmentBooked>, bookings, bookings_)
VUORO_LOCKED_COPY(std::vector<protocol::FeedbackGiven>, feedback, feedback_)
VUORO_LOCKED_COPY(std::vector<Uuid>, event_order, order_)
VUORO_LOCKED_COPY(std::int64_t, leases_given, leases_given_)
VUORO_LOCKED_COPY(std::vector<Uuid>, returned, returned_)
VUORO_LOCKED_COPY(std::vector<std::string>, violations, violations_)
#undef VUORO_LOCKED_COPY

std::optional<protocol::DeviceStatus> FakeAuthority::status_of(const Uuid& device_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = statuses_.find(device_id);
  return found == statuses_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t FakeAuthority::requests(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(path);
  return found == requests_.end() ? 0 : found->second;
}

}  // namespace vuoro::test
