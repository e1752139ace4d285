// Many clerks do whatever comes to their minds, on the model and on the authority side by side: after every
// act both said the same, and at every hundredth both lobbies are the same to the last record and line of
// history. VUORO_DESK_SEED=n runs one seed.

#include <catch2/catch.hpp>

#include <cstdlib>

#include "core/lobby/record_codec.h"
#include "server/authority/content_import.h"
#include "server/authority/staff.h"
#include "server/authority/ticket_acts.h"
#include "server/authority/ticket_delay.h"
#include "tests/unit/desk_model.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using test::DeskModel;
using test::Outcome;
using test::ServerWorld;
using test::text_at;

namespace {

constexpr int k_clerks = 8;
constexpr int k_acts = 1'500;

std::vector<std::uint64_t> seeds() {
  if (const char* one = std::getenv("VUORO_DESK_SEED")) return {std::strtoull(one, nullptr, 10)};
  return {1, 2, 3, 4, 5, 6};
}

class SideBySide {
 public:
  explicit SideBySide(std::uint64_t seed) : random_(seed) { furnish(); }

  /// One random act of one random clerk. @return what was done, for whoever reads a failure.
  std::string act();
  /// @return the first difference; empty when there is none.
  std::string difference();
  void end_day();

  int done = 0, refused = 0, repeated = 0, undone = 0, delayed = 0, overtaken = 0;
  std::string wrong;  ///< about the last act

 private:
  void furnish();
  void issue();
  std::string undo();
  std::string delay();
  std::string keep(const Uuid& clerk, const Uuid& ticket);
  std::string change_errands(const Uuid& clerk, const Uuid& ticket);
  std::string park(const Uuid& clerk, const Uuid& ticket);
  void tick();
  /// Whoever is called before somebody who came earlier is called by a rule that is shown.
  void check_fairness(const json::value& answer);
  std::string run(const Uuid& clerk, json::object command, const Outcome& expected);
  void repeat();
  Uuid pick_ticket(const Uuid& desk);
  template <class List>
  const Uuid& pick(const List& list) {
    return list[random_.below(list.size())];
  }

  struct Sent {
    Uuid clerk;
    json::object command;
    json::value answer;
  };
  ServerWorld world_;
  SeededRandom random_;
  DeskModel model_;
  std::vector<Uuid> clerks_, desks_, queues_, tickets_;
  std::vector<Sent> sent_;  ///< what was done, to be repeated
};

/// Desks that serve one queue or two, clerks who may act on all queues or on the city's only, one supervisor.
void SideBySide::furnish() {
  queues_ = {world_.queue, world_.other_queue};
  desks_ = {world_.counter, world_.other_counter};
  for (const auto& desk : desks_) model_.desks[desk].queues = queues_;
  std::vector<authority::ImportRecord> records;
  for (int i = 0; i < 4; ++i) {
    Counter counter;
    counter.id = world_.id("desk " + std::to_string(i));
    counter.site_id = world_.site;
    counter.name = std::to_string(i + 3);
    counter.queue_ids = {queues_[static_cast<std::size_t>(i) % 2]};
    records.push_back({"counter", encode(counter)});
    desks_.push_back(counter.id);
    model_.desks[counter.id].queues = counter.queue_ids;
  }
  clerks_ = {world_.clerk, world_.other_clerk, world_.supervisor};
  world_
      .act<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(authority::import_records(context, "desks", records, false));
        for (int i = 3; i < k_clerks; ++i) {
          std::vector<Uuid> own;
          if (i % 2 == 0) own = {world_.id("city")};
          const std::string name = "clerk " + std::to_string(i);
          VUORO_ASSIGN(const Uuid id,
                       authority::put_staff_member(context, {name, name, "x", {"clerk"}, own, {}}));
          clerks_.push_back(id);
          model_.clerks[id].queues =
              own.empty() ? std::set<Uuid>{world_.queue, world_.other_queue} : std::set<Uuid>{world_.queue};
        }
        return 0;
      })
      .value();
  model_.clerks[world_.clerk].queues = {world_.queue, world_.other_queue};
  model_.clerks[world_.other_clerk].queues = {world_.queue};
  model_.clerks[world_.supervisor] = {{world_.queue, world_.other_queue}, true};
}

void SideBySide::issue() {
  const Uuid queue = pick(queues_);
  const std::string number = "T" + std::to_string(tickets_.size());
  tickets_.push_back(world_.ticket(number, queue));
  model_.issue(tickets_.back(), number, queue);
}

/// Mostly the one at this desk, or another with whom something can still happen.
Uuid SideBySide::pick_ticket(const Uuid& desk) {
  for (const auto& [id, visitor] : model_.visitors) {
    const bool here = visitor.desk == desk && (visitor.state == "called" || visitor.state == "serving");
    if (here && random_.below(4) > 0) return id;
  }
  for (int tries = 0; tries < 12; ++tries) {
    const Uuid& id = pick(tickets_);
    const auto& state = model_.visitors.at(id).state;
    if (state == "called" || state == "serving" || state == "parked" || tries == 11) return id;
  }
  return tickets_.back();
}

std::string SideBySide::run(const Uuid& clerk, json::object command, const Outcome& expected) {
  command["id"] = Uuid::v7(world_.clock, random_).to_string();
  const auto answer = world_.command(clerk, command);
  if (answer) {
    ++done;
    if (!expected.refused.empty()) wrong = "the model refuses, the authority did it";
    const std::string ticket = text_at(*answer, "/ticket/id");
    if (expected.ticket && ticket != expected.ticket->to_string()) wrong = "another ticket: " + ticket;
    if (!expected.ticket && ticket != "absent") wrong = "nobody was expected: " + ticket;
    sent_.push_back({clerk, command, *answer});
  } else {
    ++refused;
    const std::string code(name_of(answer.error().code));
    if (!expected.refused.contains(code)) wrong = "the authority refuses: " + answer.error().to_string();
    if (answer.error().message.empty()) wrong = "refused without a word";
  }
  return json::serialize(command);
}

/// The same command with the same id once more, and once with another content: nothing happens.
void SideBySide::repeat() {
  if (sent_.empty()) return;
  ++repeated;
  const auto& sent = sent_[sent_.size() - 1 - random_.below(std::min<std::size_t>(sent_.size(), 40))];
  const auto again = world_.command(sent.clerk, sent.command);
  if (!again || *again != sent.answer) wrong = "a repeat was answered otherwise";
  auto forged = sent.command;
  forged["expected_state"] = "forged";
  const auto refused_forged = world_.command(sent.clerk, forged);
  if (refused_forged || refused_forged.error().code != Errc::conflict) wrong = "an id was used twice";
  const Uuid& other = pick(clerks_);
  if (other != sent.clerk && world_.command(other, sent.command)) wrong = "another's id was accepted";
}

/// Mostly what was done a moment ago, by the one who did it.
std::string SideBySide::undo() {
  const auto& latest = sent_.empty() ? Sent{clerks_[0], {}, nullptr} : sent_.back();
  const auto named = Uuid::parse(text_at(latest.answer, "/ticket/id"));
  const Uuid ticket = named && random_.below(6) > 0 ? *named : pick(tickets_);
  const Uuid clerk = random_.below(6) > 0 ? latest.clerk : pick(clerks_);
  const auto expected = model_.undo(clerk, ticket);
  if (expected.refused.empty()) ++undone;
  return run(clerk, {{"type", "ticket.undo"}, {"ticket_id", ticket.to_string()}}, expected);
}

std::string SideBySide::delay() {
  const Uuid& ticket = pick(tickets_);
  const int people = 1 + static_cast<int>(random_.below(4));
  const auto expected = model_.delay(ticket, people);
  const auto answer = world_.act<Ticket>([&](authority::Context& context) -> Result<Ticket> {
    VUORO_ASSIGN(const auto known, authority::load<Ticket>(context.tx, ticket));
    return authority::delay(context, known, people, {});
  });
  if (answer.has_value() != expected.refused.empty()) wrong = "delay: one of the two refuses";
  ++(answer ? done : refused);
  if (answer) ++delayed;
  return "delay " + ticket.to_string();
}

std::string SideBySide::keep(const Uuid& clerk, const Uuid& ticket) {
  json::object on{{"ticket_id", ticket.to_string()}, {"type", "ticket.reserve"}};
  const auto way = random_.below(5);
  if (way == 0) {
    on["type"] = "ticket.release";
    return run(clerk, on, model_.release(clerk, ticket));
  }
  if (way < 3) {
    const Uuid& desk = pick(desks_);
    on["counter_id"] = desk.to_string();
    return run(clerk, on, model_.reserve(clerk, ticket, desk, std::nullopt));
  }
  if (way == 3) {
    const Uuid& whom = pick(clerks_);
    on["staff_id"] = whom.to_string();
    return run(clerk, on, model_.reserve(clerk, ticket, std::nullopt, whom));
  }
  const Uuid& desk = pick(desks_);
  on["type"] = "ticket.transfer";
  on["counter_id"] = desk.to_string();
  return run(clerk, on, model_.transfer_to_desk(clerk, ticket, desk));
}

std::string SideBySide::change_errands(const Uuid& clerk, const Uuid& ticket) {
  const Uuid& queue = pick(queues_);
  json::object on{{"ticket_id", ticket.to_string()}, {"queue_id", queue.to_string()}};
  if (random_.below(4) > 0) {
    on["type"] = "ticket.add_errand";
    return run(clerk, on, model_.add_errand(clerk, ticket, queue));
  }
  on["type"] = "ticket.remove_errand";
  return run(clerk, on, model_.remove_errand(clerk, ticket, queue));
}

std::string SideBySide::park(const Uuid& clerk, const Uuid& ticket) {
  json::object on{{"ticket_id", ticket.to_string()}, {"type", "ticket.park"}};
  std::optional<WallTime> until;
  if (random_.below(3) > 0) {
    const auto minutes = static_cast<std::int64_t>(1 + random_.below(5));
    on["minutes"] = minutes;
    until = model_.now + std::chrono::minutes(minutes);
  }
  return run(clerk, on, model_.park(clerk, ticket, until));
}

void SideBySide::tick() {
  const auto back = world_.act<std::size_t>(
      [](authority::Context& context) { return authority::bring_back_parked(context, 100); });
  if (!back) wrong = back.error().to_string();
  model_.tick();
}

void SideBySide::check_fairness(const json::value& answer) {
  const auto id = Uuid::parse(text_at(answer, "/ticket/id"));
  if (!id) return;
  const auto called = world_.get<Ticket>(*id);
  // Who is kept for this desk may be called from a queue that it does not serve otherwise.
  const bool may_overtake = called.due_reason == DueReason::priority || called.priority_minutes > 0 ||
                            called.due_reason == DueReason::appointment || called.reserved_counter_id ||
                            called.reserved_staff_id;
  for (const auto& other_id : tickets_) {
    const auto& other = model_.visitors.at(other_id);
    if (other.state != "waiting" || other.queue != called.queue_id || other.arrival >= called.first_arrival)
      continue;
    const auto passed = world_.get<Ticket>(other_id);
    const bool kept = passed.reserved_counter_id || passed.reserved_staff_id;
    if (!may_overtake && !kept && passed.due_reason != DueReason::delayed)
      wrong = json::serialize(encode(called)) + " overtook " + json::serialize(encode(passed));
    ++overtaken;
  }
}

std::string SideBySide::act() {
  world_.advance(Millis(random_.below(20'000)));
  model_.now = world_.clock.wall();
  tick();
  const Uuid clerk = pick(clerks_);
  const Uuid desk = [&] {
    for (const auto& [id, place] : model_.desks) {
      if (place.clerk == clerk && random_.below(10) > 0) return id;
    }
    return pick(desks_);
  }();
  const auto roll = random_.below(100);
  if (roll < 22 || tickets_.empty()) {
    issue();
    return "issue";
  }
  if (roll < 25) {
    repeat();
    return "repeat";
  }
  if (roll < 32) {
    const bool over = random_.below(3) == 0;
    const Uuid wanted = pick(desks_);
    return run(clerk, {{"type", "counter.take"}, {"counter_id", wanted.to_string()}, {"take_over", over}},
               model_.sit(clerk, wanted, over));
  }
  if (roll < 34) {
    return run(clerk, {{"type", "counter.leave"}, {"counter_id", desk.to_string()}},
               model_.leave(clerk, desk));
  }
  if (roll < 50) {
    const auto before = sent_.size();
    const auto said = run(clerk, {{"type", "ticket.call_next"}, {"counter_id", desk.to_string()}},
                          model_.call_next(clerk, desk));
    if (sent_.size() > before) check_fairness(sent_.back().answer);
    return said;
  }
  if (roll < 58) return undo();
  if (roll < 61) return delay();
  const Uuid ticket = pick_ticket(desk);
  if (roll < 66) return keep(clerk, random_.below(2) == 0 ? ticket : pick(tickets_));
  if (roll < 69) return change_errands(clerk, ticket);
  if (roll < 71) {
    const auto minutes = static_cast<int>(random_.below(16));
    const Uuid& whose = pick(tickets_);
    return run(clerk, {{"type", "ticket.prioritise"}, {"ticket_id", whose.to_string()}, {"minutes", minutes}},
               model_.prioritise(clerk, whose, minutes));
  }
  if (roll < 74) return park(clerk, ticket);
  // Now and then a page that is behind.
  const std::string expected = random_.below(8) == 0   ? "waiting"
                               : random_.below(2) == 0 ? model_.visitors.at(ticket).state
                                                       : "";
  json::object on{{"ticket_id", ticket.to_string()}};
  if (roll < 78) {
    on["type"] = "ticket.call";
    on["counter_id"] = desk.to_string();
    if (!expected.empty()) on["expected_state"] = expected;
    return run(clerk, on, model_.call(clerk, desk, ticket, expected));
  }
  if (roll < 81) {
    const Uuid queue = pick(queues_);
    on["type"] = "ticket.transfer";
    on["queue_id"] = queue.to_string();
    return run(clerk, on, model_.transfer(clerk, ticket, queue));
  }
  static constexpr auto k_names =
      std::to_array<const char*>({"recall", "start", "finish", "no_show", "requeue", "bring_back", "cancel"});
  const std::string name = k_names[random_.below(k_names.size())];
  on["type"] = "ticket." + name;
  if (!expected.empty()) on["expected_state"] = expected;
  if (name == "finish") {
    const bool all = random_.below(5) == 0;
    if (all) on["all"] = true;
    return run(clerk, on, model_.finish(clerk, ticket, all, expected));
  }
  return run(clerk, on, model_.act(clerk, name, ticket, expected));
}

void SideBySide::end_day() {
  world_.advance(std::chrono::hours(24));
  const auto begun = world_.act<void>(
      [&](authority::Context& context) { return authority::begin_day(context, world_.site); });
  if (!begun) wrong = begun.error().to_string();
  model_.end_day();
}

std::string SideBySide::difference() {
  for (const auto& [id, visitor] : model_.visitors) {
    const auto ticket = world_.get<Ticket>(id);
    const std::string who = visitor.number + ": ";
    if (name_of(ticket.state) != visitor.state)
      return who + std::string(name_of(ticket.state)) + ", should be " + visitor.state;
    if (ticket.queue_id != visitor.queue) return who + "in the wrong queue";
    if (ticket.due != visitor.due || ticket.first_arrival != visitor.arrival)
      return who + "in the wrong place";
    if (text_at(encode(ticket), "/due_reason") != visitor.why) return who + "due for another reason";
    if (ticket.priority_minutes != visitor.priority) return who + "another priority";
    if (ticket.reserved_counter_id != visitor.for_desk || ticket.reserved_staff_id != visitor.for_clerk)
      return who + "kept for somebody else";
    if (ticket.parked_until != visitor.back_at) return who + "comes back at another time";
    if (ticket.first_called_at != visitor.first_called) return who + "another end of the wait";
    std::vector<Uuid> errands;
    for (const auto& errand : ticket.errands) errands.push_back(errand.queue_id);
    if (errands != visitor.errands) return who + "other errands";
    if (ticket.counter_id != visitor.desk) return who + "at the wrong counter";
    if (ticket.calls != visitor.calls) return who + "called " + std::to_string(ticket.calls) + " times";
    const auto log = world_.store
                         ->read_value<std::vector<store::TicketLogRow>>(
                             [&](store::Reader& reader) { return reader.ticket_log(id); })
                         .value();
    std::vector<std::string> story;
    for (const auto& line : log) story.push_back(line.act + " " + line.from_state + ">" + line.to_state);
    if (story != visitor.story) return who + "another history";
  }
  for (const auto& [id, desk] : model_.desks) {
    const auto counter = world_.get<Counter>(id);
    if (counter.open != desk.clerk.has_value() || counter.staff_id != desk.clerk)
      return "counter " + counter.name + ": another clerk";
  }
  for (const auto& queue : queues_) {
    const auto status = world_.get<QueueStatus>(queue);
    if (status.waiting != model_.waiting(queue)) return "waiting: " + std::to_string(status.waiting);
    if (status.counters_open != model_.desks_open(queue))
      return "open: " + std::to_string(status.counters_open);
  }
  return "";
}

}  // namespace

TEST_CASE("whatever many clerks do, the authority and a plain model of it agree") {
  for (const std::uint64_t seed : seeds()) {
    INFO("VUORO_DESK_SEED=" << seed);
    SideBySide both(seed);
    for (int number = 0; number < k_acts; ++number) {
      const std::string act = both.act();
      INFO("act " << number << ": " << act);
      if (number % 100 == 99 && both.wrong.empty()) both.wrong = both.difference();
      REQUIRE(both.wrong == "");
    }
    // Enough happened on both sides of the rules.
    CHECK(both.done > k_acts / 6);
    CHECK(both.refused > k_acts / 10);
    CHECK(both.repeated > k_acts / 100);
    CHECK(both.undone > k_acts / 100);
    CHECK(both.delayed > 0);
    CHECK(both.overtaken > 0);
    both.end_day();
    REQUIRE(both.wrong == "");
    REQUIRE(both.difference() == "");
  }
}
