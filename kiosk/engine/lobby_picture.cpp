#include "kiosk/engine/lobby_picture.h"

#include <algorithm>
#include <tuple>

#include "core/base/log.h"
#include "core/lobby/call_order.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"

namespace vuoro::kiosk {
namespace {

/// A call stays on the wall's list of last calls at most this long.
constexpr std::chrono::hours k_called_lately{2};
/// What was called further ahead was called by a clock that was wrong.
constexpr std::chrono::minutes k_called_ahead{1};

template <class Map>
const typename Map::mapped_type* find(const Map& map, const Uuid& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

template <class Record>
std::vector<Record> by_order(const std::map<Uuid, Record>& records) {
  std::vector<Record> out;
  out.reserve(records.size());
  for (const auto& [id, record] : records) out.push_back(record);
  std::stable_sort(out.begin(), out.end(),
                   [](const Record& a, const Record& b) { return a.order < b.order; });
  return out;
}

}  // namespace

// ---- Taking records in
// ------------------------------------------------------------------------------------------

template <class Record, class Map>
bool LobbyPicture::take(Map& map, const protocol::Change& change) {
  if (change.collection != collection_of<Record>()) return false;
  if (change.deleted) {
    map.erase(change.id);
    return true;
  }
  auto record = decode<Record>(change.record, RecordMode::lenient, change.collection);
  if (!record) {
    log::warn("record_unreadable", {{"collection", change.collection.c_str()},
                                    {"id", change.id.to_string().c_str()},
                                    {"why", record.error().message.c_str()}});
    return true;
  }
  map.insert_or_assign(change.id, std::move(*record));
  return true;
}

void LobbyPicture::take_change(const protocol::Change& change) {
  if (take<Ticket>(tickets_, change) || take<QueueStatus>(statuses_, change) || take<Slot>(slots_, change) ||
      take<Appointment>(appointments_, change) || take<Counter>(counters_, change) ||
      take<Queue>(queues_, change) || take<Announcement>(announcements_, change) ||
      take<Device>(devices_, change) || take<JoinCode>(join_codes_, change) ||
      take<SiteAuthority>(authorities_, change) || take<PrintJob>(print_jobs_, change) ||
      take<SegmentRule>(rules_, change)) {
    return;
  }
  if (take<Site>(sites_, change)) {
    zone_.reset();
    if (const Site* here = site()) {
      auto zone = TimeZone::create(here->time_zone);
      if (zone) zone_ = std::move(*zone);
    }
    return;
  }
  if (take<Organization>(content_source_.organizations, change) ||
      take<Service>(content_source_.services, change) ||
      take<ServiceChannel>(content_source_.channels, change) || take<Topic>(topics_, change) ||
      take<FeedbackQuestion>(questions_, change)) {
    content_changed_ = true;
  }  // else: a collection of a newer authority; kept in the store, of no use here
}

void LobbyPicture::apply(const protocol::ChangesPage& page) {
  for (const auto& change : page.changes) take_change(change);
}

Result<void> LobbyPicture::load(Store& store) {
  LobbyPicture fresh(device_id_, site_id_);
  for (const auto& collection : k_collections) {
    protocol::Change change;
    change.collection = std::string(collection.name);
    VUORO_TRY(store.each_record(collection.name, [&](const Uuid& id, json::value record) {
      change.id = id;
      change.record = std::move(record);
      fresh.take_change(change);
    }));
  }
  VUORO_TRY(fresh.load_local(store));
  *this = std::move(fresh);
  return {};
}

Result<void> LobbyPicture::load_local(Store& store) {
  VUORO_ASSIGN(const auto records, store.local_records());
  local_tickets_.clear();
  local_appointments_.clear();
  for (const auto& record : records) put_local(record);
  return {};
}

void LobbyPicture::put_local(const LocalRecord& record) {
  const protocol::Change change{record.collection, record.id, 0, false, record.record};
  if (!take<Ticket>(local_tickets_, change)) (void)take<Appointment>(local_appointments_, change);
}

// ---- Looking up
// -------------------------------------------------------------------------------------------------

const Site* LobbyPicture::site() const {
  return find(sites_, site_id_);
}
const Queue* LobbyPicture::queue(const Uuid& id) const {
  return find(queues_, id);
}
const PrintJob* LobbyPicture::print_job(const Uuid& id) const {
  return find(print_jobs_, id);
}
const Slot* LobbyPicture::slot(const Uuid& id) const {
  return find(slots_, id);
}

const Service* LobbyPicture::service(const Uuid& id) const {
  const auto found = content_source_.services.find(id);
  return found == content_source_.services.end() ? nullptr : &found->second;
}

const Ticket* LobbyPicture::ticket(const Uuid& id) const {
  const Ticket* local = find(local_tickets_, id);
  return local != nullptr ? local : find(tickets_, id);
}

const Appointment* LobbyPicture::appointment(const Uuid& id) const {
  const Appointment* local = find(local_appointments_, id);
  return local != nullptr ? local : find(appointments_, id);
}

const Appointment* LobbyPicture::appointment_by_code(std::string_view code) const {
  for (const auto* map : {&local_appointments_, &appointments_}) {
    for (const auto& [id, appointment] : *map) {
      if (appointment.code == code) return &appointment;
    }
  }
  return nullptr;
}

const SiteAuthority* LobbyPicture::who_else_acts() const {
  const SiteAuthority* known = find(authorities_, site_id_);
  return known != nullptr && known->state != AuthorityState::here ? known : nullptr;
}

std::string LobbyPicture::service_day_at(WallTime now) const {
  return zone_ ? to_iso(service_day(*zone_, now)) : std::string();
}

const OpeningHours* LobbyPicture::hours_of(const Queue& queue) const {
  if (hours_known(queue.hours)) return &queue.hours;
  const Site* here = site();
  return here != nullptr && hours_known(here->hours) ? &here->hours : nullptr;
}

bool LobbyPicture::closed_for_today(const Queue& queue, WallTime now) const {
  const QueueStatus* status = find(statuses_, queue.id);
  return status != nullptr && status->closed_today && status->closed_day == service_day_at(now);
}

bool LobbyPicture::full_now(const Queue& queue, WallTime now) const {
  const QueueStatus* status = find(statuses_, queue.id);
  return status != nullptr && status->full && status->closed_day == service_day_at(now);
}

bool LobbyPicture::is_open(const Queue& queue, WallTime now) const {
  if (!zone_ || closed_for_today(queue, now) || full_now(queue, now)) return false;
  const OpeningHours* hours = hours_of(queue);
  return hours == nullptr || open_at(*hours, *zone_, now).has_value();
}

Segment LobbyPicture::segment(SegmentAsk ask, WallTime now) const {
  name_organization(ask, ask.service_id ? service(*ask.service_id) : nullptr, queue(ask.queue_id));
  std::vector<SegmentRule> rules;
  for (const auto& [id, rule] : rules_) rules.push_back(rule);
  return vuoro::segment(rules, ask, [&](const Uuid& id) {
    const Queue* to = queue(id);
    return to != nullptr && is_open(*to, now);
  });
}

bool LobbyPicture::opens_on(const Queue& queue, WallTime now) const {
  if (!zone_ || closed_for_today(queue, now)) return false;
  const OpeningHours* hours = hours_of(queue);
  return hours == nullptr || !spans_on(*hours, *zone_, service_day(*zone_, now)).empty();
}

std::size_t LobbyPicture::ahead_of(const Ticket& ticket) const {
  const auto waits_before = [&](const Ticket& other) {
    return other.id != ticket.id && other.state == TicketState::waiting &&
           other.queue_id == ticket.queue_id && other.service_day == ticket.service_day &&
           called_before(other, ticket);
  };
  std::size_t count = 0;
  for (const auto& [id, other] : tickets_) {
    if (!local_tickets_.contains(id) && waits_before(other)) ++count;
  }
  for (const auto& [id, other] : local_tickets_) {
    if (waits_before(other)) ++count;
  }
  return count;
}

// ---- The view
// ---------------------------------------------------------------------------------------------------

void LobbyPicture::refresh_content() {
  if (content_ && !content_changed_) return;
  auto content = std::make_shared<ContentView>(content_source_);
  content->topics = by_order(topics_);
  content->questions = by_order(questions_);
  content_ = std::move(content);
  content_changed_ = false;
}

LobbyViewPtr LobbyPicture::view(WallTime now, const ConnectionView& connection, bool store_fails) {
  refresh_content();
  auto view = std::make_shared<LobbyView>();
  view->device_id = device_id_;
  if (const Device* device = find(devices_, device_id_)) view->device = *device;
  if (const Site* here = site()) view->site = *here;
  view->zone = zone_;
  view->content = content_;
  view->queues = by_order(queues_);
  view->queue_status = {statuses_.begin(), statuses_.end()};
  for (const auto& [id, rule] : rules_) view->rules.push_back(rule);
  for (const auto& [id, counter] : counters_) view->counters.push_back(counter);
  std::sort(view->counters.begin(), view->counters.end(), [](const Counter& a, const Counter& b) {
    return std::make_tuple(a.name.size(), std::cref(a.name)) <
           std::make_tuple(b.name.size(), std::cref(b.name));
  });
  for (const auto& [id, job] : print_jobs_) {
    if (job.device_id == device_id_ && job.state == PrintJobState::waiting) view->print_jobs.push_back(job);
  }
  const std::string today = service_day_at(now);
  const auto shown = [&](const Ticket& ticket) {
    // Who came while the server's clock said another day is called all the same, and looks for the number. A
    // call of a time that is to come is in the picture from the start, while it lasts: it comes to nobody as
    // a new one when that time is near.
    if (ticket.service_day != today) {
      if (!ticket.called_at) return false;
      const Millis ago = now - *ticket.called_at;
      return ago < k_called_lately && (!is_over(ticket.state) || ago >= -k_called_ahead);
    }
    return !is_over(ticket.state) || (ticket.called_at && *ticket.called_at + k_called_lately > now);
  };
  for (const auto& [id, ticket] : tickets_) {
    if (!local_tickets_.contains(id) && shown(ticket)) view->tickets.push_back(ticket);
  }
  for (const auto& [id, ticket] : local_tickets_) {
    if (shown(ticket)) view->tickets.push_back(ticket);
  }
  for (const auto& [id, slot] : slots_) {
    if (slot.start >= now) view->slots.push_back(slot);
  }
  std::sort(view->slots.begin(), view->slots.end(),
            [](const Slot& a, const Slot& b) { return std::tie(a.start, a.id) < std::tie(b.start, b.id); });
  for (const auto& [id, appointment] : appointments_) {
    if (!local_appointments_.contains(id)) view->appointments.push_back(appointment);
  }
  for (const auto& [id, appointment] : local_appointments_) view->appointments.push_back(appointment);
  for (const auto& [id, announcement] : announcements_) view->announcements.push_back(announcement);
  const auto code = join_codes_.find(site_id_);
  if (code != join_codes_.end() && code->second.until > now) view->join_code = code->second;
  view->connection = connection;
  view->ready = zone_.has_value();
  view->out_of_order = store_fails && !view->ready;
  return view;
}

}  // namespace vuoro::kiosk
