#include "tests/unit/desk_model.h"

#include <algorithm>
#include <tuple>

namespace vuoro::test {
namespace {

constexpr std::chrono::minutes k_target_wait{15};
constexpr int k_calls_most = 3;

/// From a state by an act to a state, in words.
const std::map<std::pair<std::string, std::string>, std::string>& rules() {
  static const std::map<std::pair<std::string, std::string>, std::string> known = {
      {{"waiting", "call"}, "called"},       {{"waiting", "park"}, "parked"},
      {{"waiting", "transfer"}, "waiting"},  {{"waiting", "cancel"}, "cancelled"},
      {{"waiting", "close_day"}, "expired"}, {{"called", "recall"}, "called"},
      {{"called", "start"}, "serving"},      {{"called", "finish"}, "finished"},
      {{"called", "no_show"}, "no_show"},    {{"called", "requeue"}, "waiting"},
      {{"called", "park"}, "parked"},        {{"called", "transfer"}, "waiting"},
      {{"called", "cancel"}, "cancelled"},   {{"called", "close_day"}, "expired"},
      {{"serving", "finish"}, "finished"},   {{"serving", "park"}, "parked"},
      {{"serving", "transfer"}, "waiting"},  {{"serving", "close_day"}, "expired"},
      {{"parked", "call"}, "called"},        {{"parked", "bring_back"}, "waiting"},
      {{"parked", "cancel"}, "cancelled"},   {{"parked", "close_day"}, "expired"},
      {{"no_show", "call"}, "called"},       {{"no_show", "bring_back"}, "waiting"}};
  return known;
}

bool allowed(const std::string& state, const std::string& act) {
  return rules().contains({state, act});
}

}  // namespace

void DeskModel::move(const std::optional<Uuid>& clerk, Visitor& visitor, const std::string& act) {
  visitor.before = {clerk, now, act, visitor.state, visitor.queue, visitor.due, visitor.desk};
  const std::string to = rules().at({visitor.state, act});
  visitor.story.push_back(act + " " + visitor.state + ">" + to);
  visitor.state = to;
  if (to == "waiting" || to == "parked") visitor.desk.reset();
  if (act == "call") visitor.calls_now = 0;
  if (act == "call" || act == "recall") {
    ++visitor.calls;
    ++visitor.calls_now;
  }
}

std::vector<DeskModel::Visitor*> DeskModel::at(const Uuid& desk) {
  std::vector<Visitor*> there;
  for (auto& [id, visitor] : visitors) {
    if (visitor.desk == desk && (visitor.state == "called" || visitor.state == "serving"))
      there.push_back(&visitor);
  }
  return there;
}

bool DeskModel::is_elsewhere(const Uuid& clerk, const Visitor& visitor) const {
  const bool there = visitor.state == "called" || visitor.state == "serving";
  return there && !clerks.at(clerk).supervisor && desks.at(*visitor.desk).clerk != clerk;
}

std::set<std::string> DeskModel::no_call(const Uuid& clerk, const Uuid& desk) {
  if (desks.at(desk).clerk != clerk) return {"conflict"};
  for (const auto* visitor : at(desk)) {
    if (visitor->state == "called" && visitor->calls_now < k_calls_most) return {"conflict"};
  }
  return {};
}

void DeskModel::clear(const Uuid& clerk, const Uuid& desk) {
  for (auto* there : at(desk)) move(clerk, *there, there->state == "called" ? "no_show" : "finish");
}

void DeskModel::bring(const Uuid& clerk, Visitor& visitor, const Uuid& desk) {
  clear(clerk, desk);
  move(clerk, visitor, "call");
  visitor.desk = desk;
}

Outcome DeskModel::sit(const Uuid& clerk, const Uuid& desk, bool take_over) {
  Outcome outcome;
  auto& place = desks.at(desk);
  if (place.clerk && place.clerk != clerk && !take_over) outcome.refused.insert("conflict");
  const auto& own = clerks.at(clerk).queues;
  if (std::none_of(place.queues.begin(), place.queues.end(),
                   [&](const Uuid& id) { return own.contains(id); }))
    outcome.refused.insert("forbidden");
  for (const auto& [id, other] : desks) {
    if (id != desk && other.clerk == clerk && !at(id).empty()) outcome.refused.insert("conflict");
  }
  if (!outcome.refused.empty()) return outcome;
  for (auto& [id, other] : desks) {
    if (other.clerk == clerk) other.clerk.reset();
  }
  place.clerk = clerk;
  return outcome;
}

Outcome DeskModel::leave(const Uuid& clerk, const Uuid& desk) {
  auto& place = desks.at(desk);
  if (!place.clerk) return {};
  Outcome outcome;
  if (place.clerk != clerk && !clerks.at(clerk).supervisor) outcome.refused.insert("conflict");
  if (!at(desk).empty()) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) place.clerk.reset();
  return outcome;
}

Outcome DeskModel::call_next(const Uuid& clerk, const Uuid& desk) {
  Outcome outcome{no_call(clerk, desk), {}};
  if (!outcome.refused.empty()) return outcome;
  const auto& own = clerks.at(clerk).queues;
  const auto& here = desks.at(desk).queues;
  for (const auto& [id, visitor] : visitors) {
    if (visitor.state != "waiting" || !own.contains(visitor.queue)) continue;
    if (std::find(here.begin(), here.end(), visitor.queue) == here.end()) continue;
    const auto* best = outcome.ticket ? &visitors.at(*outcome.ticket) : nullptr;
    if (best == nullptr ||
        std::tie(visitor.due, visitor.arrival, id) < std::tie(best->due, best->arrival, *outcome.ticket)) {
      outcome.ticket = id;
    }
  }
  if (outcome.ticket) {
    bring(clerk, visitors.at(*outcome.ticket), desk);
  } else {
    clear(clerk, desk);
  }
  return outcome;
}

Outcome DeskModel::call(const Uuid& clerk, const Uuid& desk, const Uuid& ticket,
                        const std::string& expected) {
  Outcome outcome{no_call(clerk, desk), ticket};
  auto& visitor = visitors.at(ticket);
  if (!clerks.at(clerk).queues.contains(visitor.queue)) outcome.refused.insert("forbidden");
  if (!expected.empty() && expected != visitor.state) outcome.refused.insert("conflict");
  if (!allowed(visitor.state, "call")) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) bring(clerk, visitor, desk);
  return outcome;
}

Outcome DeskModel::act(const Uuid& clerk, const std::string& act, const Uuid& ticket,
                       const std::string& expected) {
  Outcome outcome{{}, ticket};
  auto& visitor = visitors.at(ticket);
  if (!clerks.at(clerk).queues.contains(visitor.queue)) outcome.refused.insert("forbidden");
  if (!expected.empty() && expected != visitor.state) outcome.refused.insert("conflict");
  if (!allowed(visitor.state, act)) outcome.refused.insert("conflict");
  if (act != "cancel" && is_elsewhere(clerk, visitor)) outcome.refused.insert("conflict");
  if (act == "recall" && visitor.calls_now >= k_calls_most) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) move(clerk, visitor, act);
  return outcome;
}

Outcome DeskModel::transfer(const Uuid& clerk, const Uuid& ticket, const Uuid& queue) {
  Outcome outcome = act(clerk, "transfer", ticket, "");
  if (!outcome.refused.empty()) return outcome;
  auto& visitor = visitors.at(ticket);
  visitor.queue = queue;
  visitor.due = visitor.arrival + k_target_wait;
  return outcome;
}

Outcome DeskModel::undo(const Uuid& clerk, const Uuid& ticket) {
  Outcome outcome{{}, ticket};
  auto& visitor = visitors.at(ticket);
  if (!visitor.before || visitor.before->clerk != clerk ||
      now - visitor.before->at > std::chrono::seconds(30) || visitor.before->act == "recall") {
    return {{"conflict"}, ticket};
  }
  const auto before = *visitor.before;
  if (!clerks.at(clerk).queues.contains(before.queue)) outcome.refused.insert("forbidden");
  const bool to_desk = before.state == "called" || before.state == "serving";
  const bool stayed = visitor.state == "serving" && before.state == "called";
  if (to_desk && !stayed && (desks.at(*before.desk).clerk != clerk || !at(*before.desk).empty()))
    outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  visitor.story.push_back("undo " + visitor.state + ">" + before.state);
  visitor.state = before.state;
  visitor.queue = before.queue;
  visitor.due = before.due;
  visitor.desk = before.desk;
  visitor.before.reset();
  return outcome;
}

void DeskModel::issue(const Uuid& ticket, const std::string& number, const Uuid& queue) {
  Visitor visitor;
  visitor.number = number;
  visitor.queue = queue;
  visitor.arrival = now;
  visitor.due = now + k_target_wait;
  visitor.story = {"issue >waiting"};
  visitors.emplace(ticket, std::move(visitor));
}

void DeskModel::end_day() {
  for (auto& [id, visitor] : visitors) {
    if (allowed(visitor.state, "close_day")) move(std::nullopt, visitor, "close_day");
  }
}

int DeskModel::waiting(const Uuid& queue) const {
  return static_cast<int>(std::count_if(visitors.begin(), visitors.end(), [&](const auto& entry) {
    return entry.second.queue == queue && entry.second.state == "waiting";
  }));
}

int DeskModel::desks_open(const Uuid& queue) const {
  return static_cast<int>(std::count_if(desks.begin(), desks.end(), [&](const auto& entry) {
    const auto& here = entry.second.queues;
    return entry.second.clerk && std::find(here.begin(), here.end(), queue) != here.end();
  }));
}

}  // namespace vuoro::test
