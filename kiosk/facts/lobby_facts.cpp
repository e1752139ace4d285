#include "kiosk/facts/lobby_facts.h"

#include <algorithm>
#include <array>

namespace vuoro::kiosk {
namespace {

template <class Record>
const Record* by_id(const std::vector<Record>& records, const Uuid& id) {
  const auto found =
      std::find_if(records.begin(), records.end(), [&](const Record& r) { return r.id == id; });
  return found == records.end() ? nullptr : &*found;
}

template <class Record>
const Record* by_id(const std::unordered_map<Uuid, Record>& records, const Uuid& id) {
  const auto found = records.find(id);
  return found == records.end() ? nullptr : &found->second;
}

/// Any Monday; weekday names are asked by date.
constexpr LocalDate k_a_monday{std::chrono::year(2026), std::chrono::month(3), std::chrono::day(2)};

}  // namespace

std::string Lobby::in(const LocalizedText& text) const {
  const ChosenText chosen = choose(text, l_.tag());
  if (foreign_ != nullptr && !chosen.text.empty() && chosen.language != l_.tag())
    foreign_->emplace(chosen.text, chosen.language);
  return std::string(chosen.text);
}

const Queue* Lobby::queue(const Uuid& id) const {
  return by_id(view_.queues, id);
}
const Ticket* Lobby::ticket(const Uuid& id) const {
  return by_id(view_.tickets, id);
}
const Counter* Lobby::counter(const Uuid& id) const {
  return by_id(view_.counters, id);
}
const Service* Lobby::service(const Uuid& id) const {
  return view_.content ? by_id(view_.content->services, id) : nullptr;
}
const Organization* Lobby::organization(const std::optional<Uuid>& id) const {
  return id && view_.content ? by_id(view_.content->organizations, *id) : nullptr;
}

LocalDateTime Lobby::local(WallTime time) const {
  if (view_.zone) return view_.zone->to_local(time);
  const auto days = std::chrono::floor<std::chrono::days>(time);
  return {LocalDate(days), std::chrono::floor<std::chrono::minutes>(time - days), {}};
}

const OpeningHours& Lobby::hours_of(const Queue& queue) const {
  return hours_known(queue.hours) ? queue.hours : view_.site.hours;
}

QueueNow Lobby::queue_now(const Queue& queue) const {
  QueueNow out;
  const QueueStatus* status = by_id(view_.queue_status, queue.id);
  if (status != nullptr && status->closed_today && status->closed_day == to_iso(today())) {
    out.door = QueueNow::Door::closed_today;
  } else if (view_.zone && hours_known(hours_of(queue)) && !open_at(hours_of(queue), *view_.zone, now_)) {
    out.door = QueueNow::Door::closed_hours;
  } else if (status != nullptr && status->full && status->closed_day == to_iso(today())) {
    out.door = QueueNow::Door::full;
  }
  out.ahead = people_ahead(view_.tickets, queue.id, due_time(queue, now_, std::nullopt));
  if (status != nullptr) out.wait = expected_wait(out.ahead, status->waits);
  return out;
}

bool Lobby::gives_number(SegmentAsk ask) const {
  const ConnectionView& link = view_.connection;
  if (link.online || !link.numbers_held || std::chrono::abs(now_ - link.since) < k_flicker) return true;
  // The site's rules may lead to another queue.
  name_organization(ask, ask.service_id ? service(*ask.service_id) : nullptr, queue(ask.queue_id));
  const Segment place = segment(view_.rules, ask, [&](const Uuid& id) {
    const Queue* to = queue(id);
    return to != nullptr && queue_now(*to).open();
  });
  return std::any_of(link.held_numbers.begin(), link.held_numbers.end(), [&](const HeldNumbersView& held) {
    return held.queue_id == place.queue_id && held.later_day.empty() && held.until > now_;
  });
}

bool Lobby::knows_waiting() const {
  const ConnectionView& link = view_.connection;
  return link.online || (link.last_sync && std::chrono::abs(now_ - *link.last_sync) < k_waiting_known_for);
}

std::optional<WallTime> Lobby::away_changes_at() const {
  const ConnectionView& link = view_.connection;
  if (link.online) return std::nullopt;
  std::optional<WallTime> first;
  const auto look = [&](WallTime at) {
    if (at > now_) first = std::min(first.value_or(at), at);
  };
  look(link.since + k_flicker);
  if (link.last_sync) look(*link.last_sync + k_waiting_known_for);
  for (const HeldNumbersView& held : link.held_numbers) look(held.until);
  return first;
}

std::string Lobby::open_words(const Queue& queue, const QueueNow& now) const {
  return knows_waiting() ? waiting(now) : opening(hours_of(queue));
}

std::string Lobby::waiting(const QueueNow& now) const {
  if (now.ahead == 0) return l_.t("Nobody is waiting");
  std::string words =
      l_.n("{count} person is waiting", "{count} people are waiting", static_cast<std::int64_t>(now.ahead));
  if (now.wait) words.append(l_.comma()).append(l_.wait(*now.wait));
  return words;
}

std::string Lobby::closed_words(const Queue& queue, const QueueNow& now) const {
  std::string words = l_.t("Closed now.");
  if (now.door == QueueNow::Door::closed_today) words = l_.t("No more numbers are given today.");
  if (now.door == QueueNow::Door::full) {
    words = l_.t("Many people are waiting. There is no time to serve more before closing.");
  }
  if (!view_.zone) return words;
  auto from = now_;
  if (now.door != QueueNow::Door::closed_hours) from = view_.zone->to_utc(today(), std::chrono::hours(24));
  std::optional<OpenSpan> next;
  if (auto open = open_at(hours_of(queue), *view_.zone, from); open && from != now_) next = open;
  if (!next) next = next_opening(hours_of(queue), *view_.zone, from);
  if (next) words += " " + l_.t("Opens {when}.", {{"when", when(next->from)}});
  return words;
}

std::string Lobby::opening(const OpeningHours& hours) const {
  if (!view_.zone || !hours_known(hours)) return {};
  if (const auto open = open_at(hours, *view_.zone, now_)) {
    const auto from = local(open->from).time;
    auto to = local(open->to).time;
    if (to.count() == 0) to = std::chrono::hours(24);  // midnight belongs to the day that ends
    if (to - from >= std::chrono::hours(24)) return l_.t("Open all day");
    return l_.t("Open today {hours}", {{"hours", l_.time_range(from, to)}});
  }
  const auto next = next_opening(hours, *view_.zone, now_);
  if (!next) return l_.t("Closed now");
  return l_.t("Closed now. Opens {when}", {{"when", when(next->from)}});
}

std::string Lobby::weekly(const OpeningHours& hours) const {
  std::array<std::string, 7> days;
  for (const WeeklyHours& rule : hours.weekly) {
    const auto from = parse_clock(rule.from);
    const auto to = parse_clock(rule.to);
    if (!from || !to) continue;
    for (const Weekday day : rule.days) {
      std::string& text = days[static_cast<std::size_t>(day)];
      text.append(text.empty() ? "" : l_.comma()).append(l_.time_range(*from, *to));
    }
  }
  std::string out;
  for (std::size_t i = 0; i < 7;) {
    std::size_t end = i + 1;
    while (end < 7 && days[end] == days[i]) ++end;
    if (!days[i].empty()) {
      const auto name = [&](std::size_t at) {
        return l_.weekday_short(LocalDate(std::chrono::sys_days(k_a_monday) + std::chrono::days(at)));
      };
      out += (out.empty() ? "" : "\n") + name(i) + (end - i > 1 ? "–" + name(end - 1) : "") + " " + days[i];
    }
    i = end;
  }
  return out;
}

std::string Lobby::lobby_waiting() const {
  std::size_t all = 0;
  std::optional<WaitRange> range;
  bool any_open = false;
  for (const Queue& queue : view_.queues) {
    const QueueNow now = queue_now(queue);
    if (!now.open()) continue;
    any_open = true;
    all += now.ahead;
    if (!now.wait || now.ahead == 0) continue;
    if (!range) range = now.wait;
    range->low_minutes = std::min(range->low_minutes, now.wait->low_minutes);
    range->high_minutes = std::max(range->high_minutes, now.wait->high_minutes);
  }
  if (!any_open) return l_.t("No queue is open now");
  return knows_waiting() ? waiting({QueueNow::Door::open, all, range}) : "";
}

std::vector<const Announcement*> Lobby::announcements() const {
  std::vector<const Announcement*> out;
  for (const Announcement& one : view_.announcements) {
    const bool here = one.display_ids.empty() || std::find(one.display_ids.begin(), one.display_ids.end(),
                                                           view_.device_id) != one.display_ids.end();
    if (here && (!one.from || *one.from <= now_) && (!one.to || now_ < *one.to)) out.push_back(&one);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Announcement* a, const Announcement* b) { return a->severity > b->severity; });
  return out;
}

std::vector<const Service*> Lobby::services_of(const Queue& queue) const {
  std::vector<const Service*> out;
  if (!view_.content) return out;
  for (const auto& [id, service] : view_.content->services) {
    if (service.queue_id == queue.id) out.push_back(&service);
  }
  std::sort(out.begin(), out.end(),
            [&](const Service* a, const Service* b) { return in(a->name) < in(b->name); });
  return out;
}

bool Lobby::bookable_now(const Slot& slot) const {
  if (slot.start <= now_) return false;
  if (view_.connection.online && slot.taken + slot.leased < slot.capacity) return true;
  // What is held here stays ours, also when every other place is gone.
  const auto& held = view_.connection.held_slots;
  return std::any_of(held.begin(), held.end(),
                     [&](const HeldSlotView& one) { return one.slot_id == slot.id && one.places > 0; });
}

bool Lobby::times_withheld(const std::optional<Uuid>& service) const {
  if (view_.connection.online) return false;
  return std::any_of(view_.slots.begin(), view_.slots.end(), [&](const Slot& slot) {
    if (slot.start <= now_ || slot.taken + slot.leased >= slot.capacity || bookable_now(slot)) return false;
    const Service* about = this->service(slot.service_id);
    return service ? slot.service_id == *service : about != nullptr && about->appointment;
  });
}

std::vector<const Slot*> Lobby::free_slots(const Uuid& service) const {
  std::vector<const Slot*> out;
  for (const Slot& slot : view_.slots) {
    if (slot.service_id == service && bookable_now(slot)) out.push_back(&slot);
  }
  std::sort(out.begin(), out.end(), [](const Slot* a, const Slot* b) { return a->start < b->start; });
  return out;
}

std::vector<const Service*> Lobby::bookable() const {
  std::vector<const Service*> out;
  if (!view_.content) return out;
  for (const auto& entry : view_.content->services) {
    const Service& service = entry.second;  // clang 14 takes no binding into a lambda
    if (!service.appointment) continue;
    const bool free = std::any_of(view_.slots.begin(), view_.slots.end(), [&](const Slot& slot) {
      return slot.service_id == service.id && bookable_now(slot);
    });
    if (free) out.push_back(&service);
  }
  std::sort(out.begin(), out.end(),
            [&](const Service* a, const Service* b) { return in(a->name) < in(b->name); });
  return out;
}

std::string Lobby::when(WallTime time) const {
  const LocalDateTime then = local(time);
  const auto days = std::chrono::sys_days(then.date) - std::chrono::sys_days(today());
  const std::string at = l_.at_time(then.time);
  if (days.count() == 0) return l_.t("today {at}", {{"at", at}});
  if (days.count() == 1) return l_.t("tomorrow {at}", {{"at", at}});
  if (days.count() > 1 && days.count() < 7) return l_.on_weekday(then.date) + " " + at;
  return l_.on_weekday(then.date) + " " + l_.day_and_month(then.date) + " " + at;
}

std::string Lobby::languages(const std::vector<std::string>& tags) const {
  std::string out;
  for (const std::string& tag : tags)
    out.append(out.empty() ? "" : l_.comma()).append(l_.name_of_language(tag));
  return out;
}

std::string spaced_code(const std::string& code) {
  return code.size() == 8 ? code.substr(0, 4) + " " + code.substr(4) : code;
}

}  // namespace vuoro::kiosk
