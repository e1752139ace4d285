#include "tests/unit/desk_model.h"

#include <algorithm>
#include <tuple>

namespace vuoro::test {
namespace {

constexpr std::chrono::minutes k_target_wait{15};
constexpr int k_calls_most = 3;
constexpr std::size_t k_errands_most = 5;
constexpr int k_delays_most = 5;

/// From a state by an act to a state, in words. What is allowed in a state and changes no state stands apart.
const std::map<std::pair<std::string, std::string>, std::string>& rules() {
  static const std::map<std::pair<std::string, std::string>, std::string> known = {
      {{"waiting", "call"}, "called"},        {{"waiting", "park"}, "parked"},
      {{"waiting", "transfer"}, "waiting"},   {{"waiting", "cancel"}, "cancelled"},
      {{"waiting", "close_day"}, "expired"},  {{"called", "recall"}, "called"},
      {{"called", "start"}, "serving"},       {{"called", "finish"}, "finished"},
      {{"called", "no_show"}, "no_show"},     {{"called", "requeue"}, "waiting"},
      {{"called", "park"}, "parked"},         {{"called", "transfer"}, "waiting"},
      {{"called", "cancel"}, "cancelled"},    {{"called", "close_day"}, "expired"},
      {{"serving", "finish"}, "finished"},    {{"serving", "park"}, "parked"},
      {{"serving", "transfer"}, "waiting"},   {{"serving", "close_day"}, "expired"},
      {{"parked", "call"}, "called"},         {{"parked", "bring_back"}, "waiting"},
      {{"parked", "cancel"}, "cancelled"},    {{"parked", "close_day"}, "expired"},
      {{"no_show", "call"}, "called"},        {{"no_show", "bring_back"}, "waiting"},
      {{"called", "next_errand"}, "waiting"}, {{"serving", "next_errand"}, "waiting"}};
  return known;
}

const std::set<std::pair<std::string, std::string>>& asides() {
  static const std::set<std::pair<std::string, std::string>> known = {
      {"waiting", "add_errand"},    {"called", "add_errand"},     {"serving", "add_errand"},
      {"parked", "add_errand"},     {"waiting", "remove_errand"}, {"called", "remove_errand"},
      {"serving", "remove_errand"}, {"parked", "remove_errand"},  {"waiting", "reserve"},
      {"parked", "reserve"},        {"waiting", "release"},       {"called", "release"},
      {"parked", "release"},        {"waiting", "prioritise"},    {"parked", "prioritise"},
      {"waiting", "delay"}};
  return known;
}

bool allowed(const std::string& state, const std::string& act) {
  return rules().contains({state, act}) || asides().contains({state, act});
}

bool holds(const std::vector<Uuid>& list, const Uuid& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

}  // namespace

void DeskModel::move(const std::optional<Uuid>& clerk, Visitor& visitor, const std::string& act) {
  visitor.before = std::make_shared<Visitor>(visitor);
  visitor.before->before.reset();
  visitor.by = clerk;
  visitor.acted_at = now;
  visitor.latest = act;
  const auto rule = rules().find({visitor.state, act});
  const std::string to = rule == rules().end() ? visitor.state : rule->second;
  visitor.story.push_back(act + " " + visitor.state + ">" + to);
  visitor.state = to;
  if (to == "waiting" || to == "parked") visitor.desk.reset();
  if (to != "parked") visitor.back_at.reset();
  if (act == "call") {
    visitor.calls_now = 0;
    visitor.called = now;
    if (!visitor.first_called) visitor.first_called = now;
  }
  if (act == "call" || act == "recall") {
    ++visitor.calls;
    ++visitor.calls_now;
  }
  if (act == "requeue" && visitor.first_called == visitor.called) visitor.first_called.reset();
  if (act == "start" || (to != "waiting" && to != "called" && to != "parked")) {
    visitor.for_desk.reset();
    visitor.for_clerk.reset();
  }
}

void DeskModel::wait_in(Visitor& visitor, const Uuid& queue) {
  visitor.queue = queue;
  visitor.due = visitor.arrival + k_target_wait - std::chrono::minutes(visitor.priority);
  visitor.why = visitor.priority > 0 ? "priority" : "arrival";
  visitor.first_called.reset();
  visitor.for_desk.reset();
  visitor.for_clerk.reset();
}

void DeskModel::done(const Uuid& clerk, Visitor& visitor, bool all) {
  if (all || visitor.errands.empty()) return move(clerk, visitor, "finish");
  move(clerk, visitor, "next_errand");
  const Uuid next = visitor.errands.front();
  visitor.errands.erase(visitor.errands.begin());
  wait_in(visitor, next);
}

bool DeskModel::sits(const Uuid& clerk) const {
  return std::any_of(desks.begin(), desks.end(),
                     [&](const auto& entry) { return entry.second.clerk == clerk; });
}

void DeskModel::let_go() {
  for (auto& [id, visitor] : visitors) {
    const bool desk_closed = visitor.for_desk && !desks.at(*visitor.for_desk).clerk;
    const bool clerk_gone = visitor.for_clerk && !sits(*visitor.for_clerk);
    if (!desk_closed && !clerk_gone) continue;
    move(std::nullopt, visitor, "release");
    visitor.for_desk.reset();
    visitor.for_clerk.reset();
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
  for (auto* there : at(desk)) {
    if (there->state == "called") {
      move(clerk, *there, "no_show");
    } else {
      done(clerk, *there, false);
    }
  }
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
  let_go();
  return outcome;
}

Outcome DeskModel::leave(const Uuid& clerk, const Uuid& desk) {
  auto& place = desks.at(desk);
  if (!place.clerk) return {};
  Outcome outcome;
  if (place.clerk != clerk && !clerks.at(clerk).supervisor) outcome.refused.insert("conflict");
  if (!at(desk).empty()) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) place.clerk.reset();
  let_go();
  return outcome;
}

Outcome DeskModel::call_next(const Uuid& clerk, const Uuid& desk) {
  Outcome outcome{no_call(clerk, desk), {}};
  if (!outcome.refused.empty()) return outcome;
  clear(clerk, desk);
  const auto& own = clerks.at(clerk).queues;
  const auto& here = desks.at(desk).queues;
  for (const auto& [id, visitor] : visitors) {
    if (visitor.state != "waiting" || !own.contains(visitor.queue)) continue;
    const bool kept = visitor.for_desk || visitor.for_clerk;
    const bool kept_here = visitor.for_desk == desk || visitor.for_clerk == clerk;
    if (kept ? !kept_here : !holds(here, visitor.queue)) continue;
    const auto* best = outcome.ticket ? &visitors.at(*outcome.ticket) : nullptr;
    if (best == nullptr ||
        std::tie(visitor.due, visitor.arrival, id) < std::tie(best->due, best->arrival, *outcome.ticket)) {
      outcome.ticket = id;
    }
  }
  if (outcome.ticket) bring(clerk, visitors.at(*outcome.ticket), desk);
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

std::set<std::string> DeskModel::against(const Uuid& clerk, const Visitor& visitor,
                                         const std::string& act) const {
  std::set<std::string> reasons;
  if (!clerks.at(clerk).queues.contains(visitor.queue)) reasons.insert("forbidden");
  if (!allowed(visitor.state, act)) reasons.insert("conflict");
  static const std::set<std::string> anywhere = {"cancel", "add_errand", "remove_errand", "release"};
  if (!anywhere.contains(act) && is_elsewhere(clerk, visitor)) reasons.insert("conflict");
  return reasons;
}

Outcome DeskModel::act(const Uuid& clerk, const std::string& act, const Uuid& ticket,
                       const std::string& expected) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, act), ticket};
  if (!expected.empty() && expected != visitor.state) outcome.refused.insert("conflict");
  if (act == "recall" && visitor.calls_now >= k_calls_most) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) move(clerk, visitor, act);
  return outcome;
}

Outcome DeskModel::finish(const Uuid& clerk, const Uuid& ticket, bool all, const std::string& expected) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "finish"), ticket};
  if (!expected.empty() && expected != visitor.state) outcome.refused.insert("conflict");
  if (outcome.refused.empty()) done(clerk, visitor, all);
  return outcome;
}

Outcome DeskModel::park(const Uuid& clerk, const Uuid& ticket, std::optional<WallTime> until) {
  Outcome outcome = act(clerk, "park", ticket, "");
  if (outcome.refused.empty()) visitors.at(ticket).back_at = until;
  return outcome;
}

Outcome DeskModel::transfer(const Uuid& clerk, const Uuid& ticket, const Uuid& queue) {
  Outcome outcome = act(clerk, "transfer", ticket, "");
  if (outcome.refused.empty()) wait_in(visitors.at(ticket), queue);
  return outcome;
}

Outcome DeskModel::transfer_to_desk(const Uuid& clerk, const Uuid& ticket, const Uuid& desk) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "transfer"), ticket};
  const auto& place = desks.at(desk);
  if (!place.clerk) outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  const Uuid queue = holds(place.queues, visitor.queue) ? visitor.queue : place.queues.front();
  move(clerk, visitor, "transfer");
  wait_in(visitor, queue);
  visitor.for_desk = desk;
  return outcome;
}

Outcome DeskModel::reserve(const Uuid& clerk, const Uuid& ticket, std::optional<Uuid> desk,
                           std::optional<Uuid> whom) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "reserve"), ticket};
  if (desk && (!desks.at(*desk).clerk || !holds(desks.at(*desk).queues, visitor.queue)))
    outcome.refused.insert("conflict");
  if (whom && (!sits(*whom) || !clerks.at(*whom).queues.contains(visitor.queue)))
    outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  move(clerk, visitor, "reserve");
  visitor.for_desk = desk;
  visitor.for_clerk = whom;
  return outcome;
}

Outcome DeskModel::release(const Uuid& clerk, const Uuid& ticket) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "release"), ticket};
  if (!visitor.for_desk && !visitor.for_clerk) outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  move(clerk, visitor, "release");
  visitor.for_desk.reset();
  visitor.for_clerk.reset();
  return outcome;
}

Outcome DeskModel::add_errand(const Uuid& clerk, const Uuid& ticket, const Uuid& queue) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "add_errand"), ticket};
  if (visitor.errands.size() >= k_errands_most) outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  move(clerk, visitor, "add_errand");
  visitor.errands.push_back(queue);
  return outcome;
}

Outcome DeskModel::remove_errand(const Uuid& clerk, const Uuid& ticket, const Uuid& queue) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "remove_errand"), ticket};
  if (!holds(visitor.errands, queue)) outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  move(clerk, visitor, "remove_errand");
  visitor.errands.erase(std::find(visitor.errands.begin(), visitor.errands.end(), queue));
  return outcome;
}

Outcome DeskModel::prioritise(const Uuid& clerk, const Uuid& ticket, int minutes) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{against(clerk, visitor, "prioritise"), ticket};
  if (!outcome.refused.empty()) return outcome;
  move(clerk, visitor, "prioritise");
  visitor.priority = minutes;
  visitor.due = visitor.arrival + k_target_wait - std::chrono::minutes(minutes);
  visitor.why = minutes > 0 ? "priority" : "arrival";
  return outcome;
}

Outcome DeskModel::delay(const Uuid& ticket, int people) {
  auto& visitor = visitors.at(ticket);
  Outcome outcome{{}, ticket};
  using Place = std::tuple<WallTime, WallTime, Uuid>;
  std::set<Place> behind;
  const Place own{visitor.due, visitor.arrival, ticket};
  for (const auto& [id, other] : visitors) {
    const bool kept = other.for_desk || other.for_clerk;
    const Place place{other.due, other.arrival, id};
    if (other.state == "waiting" && other.queue == visitor.queue && !kept && own < place)
      behind.insert(place);
  }
  if (visitor.state != "waiting" || behind.empty() || visitor.delays >= k_delays_most) {
    return {{"conflict"}, ticket};
  }
  const auto steps = std::min<std::size_t>(static_cast<std::size_t>(people), behind.size());
  move(std::nullopt, visitor, "delay");
  visitor.due = std::get<0>(*std::next(behind.begin(), static_cast<std::ptrdiff_t>(steps) - 1)) + Millis(1);
  visitor.why = "delayed";
  ++visitor.delays;
  return outcome;
}

Outcome DeskModel::undo(const Uuid& clerk, const Uuid& ticket) {
  Outcome outcome{{}, ticket};
  auto& visitor = visitors.at(ticket);
  if (!visitor.before || visitor.by != clerk || now - visitor.acted_at > std::chrono::seconds(30) ||
      visitor.latest == "recall") {
    return {{"conflict"}, ticket};
  }
  Visitor restored = *visitor.before;
  if (!clerks.at(clerk).queues.contains(restored.queue)) outcome.refused.insert("forbidden");
  const bool to_desk = restored.state == "called" || restored.state == "serving";
  const bool stayed =
      to_desk && visitor.desk == restored.desk && (visitor.state == "serving" || visitor.state == "called");
  if (to_desk && !stayed && (desks.at(*restored.desk).clerk != clerk || !at(*restored.desk).empty()))
    outcome.refused.insert("conflict");
  if (!outcome.refused.empty()) return outcome;
  restored.story = visitor.story;
  restored.story.push_back("undo " + visitor.state + ">" + restored.state);
  restored.calls = visitor.calls;
  // Nobody is kept for a desk that has closed meanwhile.
  if (restored.for_desk && !desks.at(*restored.for_desk).clerk) restored.for_desk.reset();
  if (restored.for_clerk && !sits(*restored.for_clerk)) restored.for_clerk.reset();
  restored.by.reset();
  visitor = restored;
  return outcome;
}

void DeskModel::tick() {
  for (auto& [id, visitor] : visitors) {
    if (visitor.state == "parked" && visitor.back_at && *visitor.back_at <= now)
      move(std::nullopt, visitor, "bring_back");
  }
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
  for (auto& [id, desk] : desks) desk.clerk.reset();  // a day later nobody is still at work
}

int DeskModel::waiting(const Uuid& queue) const {
  return static_cast<int>(std::count_if(visitors.begin(), visitors.end(), [&](const auto& entry) {
    return entry.second.queue == queue && entry.second.state == "waiting";
  }));
}

int DeskModel::desks_open(const Uuid& queue) const {
  return static_cast<int>(std::count_if(desks.begin(), desks.end(), [&](const auto& entry) {
    const auto& here = entry.second.queues;
    return entry.second.clerk && clerks.at(*entry.second.clerk).queues.contains(queue) &&
           std::find(here.begin(), here.end(), queue) != here.end();
  }));
}

}  // namespace vuoro::test
