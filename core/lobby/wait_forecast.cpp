// What will come: the lobby of this moment is set up as a scene, played, and told.
#include <algorithm>
#include <cmath>
#include <set>

#include "core/lobby/wait_model.h"

namespace vuoro {
namespace {

/// Rounds of a scene: the tenth of them is the low end.
constexpr std::uint32_t k_rounds = 100;
/// Fewer served visitors than these say nothing yet: of the queue itself, or of the whole site.
constexpr std::size_t k_known_of_queue = 4;
constexpr std::size_t k_known_of_site = 8;
/// Nothing lasts longer than this at a counter, whatever the clock says.
constexpr double k_since_max_s = 4 * 3600.0;
/// A counter that lets people wait this long is not reacting but pausing.
constexpr double k_reaction_max_s = 60;
/// Two absences on two days that begin this near each other are the same habit (lunch).
constexpr double k_same_habit_s = 75 * 60.0;
/// An absence that was due some time ago begins within this.
constexpr double k_overdue_s = 300;
constexpr std::size_t k_booked_played_max = 40;

}  // namespace

/// A scene and whose line is which.
struct WaitModel::Cast {
  WaitScene scene;
  std::map<Uuid, std::uint32_t> lines;
  std::map<Uuid, std::uint32_t> services;
};

std::uint32_t WaitModel::service_in(Cast& cast, const Uuid& service, const Uuid& queue) const {
  const auto [found, made] =
      cast.services.emplace(service, static_cast<std::uint32_t>(cast.scene.services.size()));
  if (made) cast.scene.services.push_back(&times_.service_time(service, queue));
  return found->second;
}

std::vector<std::vector<WaitScene::Desk::Away>> WaitModel::habits(WallTime now, const Desk& desk) const {
  const auto [today, second] = day_and_second(now);
  const bool known_today = !desk.days.empty() && desk.days.back().number == today;
  const auto* today_away = known_today ? &desk.days.back().away : nullptr;
  const auto had_already = [&](const AwaySpan& span) {
    return today_away != nullptr &&
           std::any_of(today_away->begin(), today_away->end(),
                       [&](const AwaySpan& one) { return std::abs(one.from - span.from) < k_same_habit_s; });
  };
  std::vector<std::vector<WaitScene::Desk::Away>> out;
  for (const auto& day : desk.days) {
    if (day.number == today) continue;
    std::vector<WaitScene::Desk::Away> news;
    if (!desk.open) {
      double back = 0;
      if (today_away != nullptr && !today_away->empty()) {
        const AwaySpan& left = today_away->back();
        for (const auto& span : day.away) {
          if (std::abs(span.from - left.from) < k_same_habit_s && span.to > 0) {
            back = std::max(60.0, left.from + span.to - span.from - second);
            break;
          }
        }
      } else if (day.first_opened < second - k_overdue_s * 4) {
        // By now it was open that day: today is no such day.
        continue;
      } else if (day.first_opened < k_not_opened) {
        back = std::max(k_overdue_s / 2, day.first_opened - second);
      }
      news.push_back({0, back});
    }
    for (const auto& span : day.away) {
      const double lasts = span.to - span.from;
      if (span.from > second) {
        if (desk.open && had_already(span)) continue;
        news.push_back({span.from - second, span.to > 0 ? span.to - second : 0});
      } else if (desk.open && !had_already(span)) {
        // It was away by now that day, and today not yet.
        if (span.to > second) news.push_back({k_overdue_s, k_overdue_s + lasts});
        if (span.to <= 0 && second - span.from < 4 * k_overdue_s) news.push_back({k_overdue_s, 0});
      }
    }
    out.push_back(std::move(news));
  }
  return out;
}

void WaitModel::add_lines(WallTime now, Cast& cast) const {
  for (const auto& [queue_id, index] : cast.lines) {
    auto& out = cast.scene.lines[index];
    out.share_vain = times_.share_not_served(queue_id);
    out.gives_up = gave_up_ / std::max(1.0, waited_s_);
    out.usual_service = service_in(cast, queue_id, queue_id);
    const auto found = lines_.find(queue_id);
    if (found == lines_.end()) continue;
    const Line& line = found->second;
    out.target = static_cast<double>(line.target.count());
    const double passed = std::max(0.0, seconds_between(line.arrivals_at, now));
    out.arrivals = line.arrivals * std::exp(-passed / k_arrivals_memory_s) / k_arrivals_memory_s;
    const std::size_t count = std::min(line.waiting.size(), k_wait_played_max);
    out.waiting.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto visitor = visitors_.find(line.waiting[i].ticket_id);
      const Uuid& service = visitor == visitors_.end() ? queue_id : visitor->second.service;
      out.waiting.push_back(
          {seconds_between(now, line.waiting[i].due), service_in(cast, service, queue_id), 0, 1});
    }
  }
  for (const auto& [id, booking] : bookings_) {
    const auto line = cast.lines.find(booking.queue_id);
    if (line == cast.lines.end()) continue;
    const double start = seconds_between(now, booking.start);
    auto& booked = cast.scene.lines[line->second].booked;
    // Whoever is more than a quarter of an hour late is hardly coming.
    if (start < -900 || booked.size() >= k_booked_played_max) continue;
    const double comes = booked_came_ / booked_all_ * (start < 0 ? 0.5 : 1);
    booked.push_back(
        {start, service_in(cast, booking.service, booking.queue_id), std::max(0.0, start), comes});
  }
}

void WaitModel::add_desks(WallTime now, Cast& cast) const {
  using State = WaitScene::Desk::State;
  for (const auto& [id, desk] : desks_) {
    WaitScene::Desk out;
    for (const auto& queue : desk.queue_ids) {
      const auto line = cast.lines.find(queue);
      if (line == cast.lines.end()) continue;
      out.lines.push_back(line->second);
      const auto help = std::find_if(desk.helped.begin(), desk.helped.end(),
                                     [&](const ProfileQueue& one) { return one.queue_id == queue; });
      const auto after = help == desk.helped.end() ? std::nullopt : help->help_after_minutes;
      out.help_after.push_back(after ? *after * 60.0 : WaitScene::Desk::k_own);
    }
    if (out.lines.empty()) continue;
    out.days = habits(now, desk);
    if (!desk.open && out.days.empty()) continue;
    out.key = std::hash<Uuid>{}(id);
    out.habit = times_.habit(id);
    const auto since = [&](WallTime from) {
      return std::clamp(seconds_between(from, now), 0.0, k_since_max_s);
    };
    const auto visitor = desk.ticket_id ? visitors_.find(*desk.ticket_id) : visitors_.end();
    if (!desk.open) {
      out.state = State::closed;
    } else if (visitor != visitors_.end()) {
      out.state = State::busy;
      out.since = since(visitor->second.called_at);
      const auto wanted = wanted_since(desk);
      const bool watched = wanted && seconds_between(*wanted, now) > k_reaction_max_s / 2;
      out.surely = desk.by_next > 0.4 && !watched ? 0 : out.since;
      out.service = service_in(cast, visitor->second.service, visitor->second.queue_id);
      out.share_vain = visitor->second.state == TicketState::called
                           ? times_.share_not_served(visitor->second.queue_id)
                           : 0;
    } else if (const auto wanted = wanted_since(desk)) {
      out.since = since(std::max(*wanted, desk.since));
      out.state = *wanted <= desk.since || out.since > k_reaction_max_s ? State::pausing : State::idle;
    }
    cast.scene.desks.push_back(std::move(out));
  }
}

WaitModel::Cast WaitModel::cast(WallTime now, const Uuid& queue_id) const {
  Cast cast;
  // Everything that shares a counter with the queue, and what shares one with that.
  std::set<Uuid> together{queue_id};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [id, desk] : desks_) {
      if (std::none_of(desk.queue_ids.begin(), desk.queue_ids.end(),
                       [&](const Uuid& q) { return together.contains(q); })) {
        continue;
      }
      for (const auto& queue : desk.queue_ids) grew = together.insert(queue).second || grew;
    }
  }
  for (const auto& id : together) cast.lines.emplace(id, static_cast<std::uint32_t>(cast.lines.size()));
  cast.scene.lines.resize(cast.lines.size());
  cast.scene.vain = &times_.vain_time();
  cast.scene.pause = &times_.pause();
  cast.scene.reaction = &times_.reaction();
  add_lines(now, cast);
  add_desks(now, cast);
  return cast;
}

bool WaitModel::may_say(const Uuid& queue_id) const {
  if (times_.known_of_queue(queue_id) < k_known_of_queue && times_.known_of_site() < k_known_of_site)
    return false;
  return std::any_of(desks_.begin(), desks_.end(), [&](const auto& entry) {
    const Desk& desk = entry.second;
    return desk.open &&
           std::find(desk.queue_ids.begin(), desk.queue_ids.end(), queue_id) != desk.queue_ids.end();
  });
}

std::optional<WaitHonesty::Statement> WaitModel::statement_for(WallTime now, const Visitor& visitor) const {
  if (!may_say(visitor.queue_id)) return std::nullopt;
  const Cast scene = cast(now, visitor.queue_id);
  const auto played = play_waits(scene.scene, k_rounds);
  const auto& waiting = lines_.find(visitor.queue_id)->second.waiting;
  const auto place = static_cast<std::size_t>(
      std::lower_bound(waiting.begin(), waiting.end(), visitor.place) - waiting.begin());
  const auto& line = played.lines[scene.lines.at(visitor.queue_id)];
  if (place >= line.waiting.size()) return std::nullopt;
  return honesty_.state(line.waiting[place]);
}

std::map<Uuid, QueueWaits> WaitModel::waits(WallTime now, const Uuid& queue_id) const {
  std::map<Uuid, QueueWaits> out;
  const Cast scene = cast(now, queue_id);
  const bool any = std::any_of(scene.lines.begin(), scene.lines.end(),
                               [&](const auto& one) { return may_say(one.first); });
  const auto played = play_waits(scene.scene, any ? k_rounds : 0);
  for (const auto& [id, index] : scene.lines) {
    QueueWaits& waits = out[id];
    const auto& line = played.lines[index];
    waits.waiting.resize(line.waiting.size());
    const auto found = lines_.find(id);
    const std::size_t waiting = found == lines_.end() ? 0 : found->second.waiting.size();
    waits.waiting_count = waiting;
    if (!may_say(id)) continue;
    // Behind a line longer than what is played: as much longer as the line is.
    const auto& last =
        line.waiting.empty() || waiting <= line.waiting.size() ? line.newcomer : line.waiting.back();
    waits.newcomer = honesty_.state(last).said;
    if (&last != &line.newcomer) {
      const double times = static_cast<double>(waiting) / static_cast<double>(line.waiting.size());
      for (double* part : {&waits.newcomer->low, &waits.newcomer->middle, &waits.newcomer->high})
        *part *= times;
    }
    for (std::size_t i = 0; i < line.waiting.size(); ++i)
      waits.waiting[i] = honesty_.state(line.waiting[i]).said;
  }
  return out;
}

}  // namespace vuoro
