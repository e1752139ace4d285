// Many clerks do whatever comes to their minds, on the model and on the authority side by side: after every
// act both said the same, and at every hundredth both lobbies are the same to the last record and line of
// history. VUORO_DESK_SEED=n runs one seed.

#include <catch2/catch.hpp>

#include <cstdlib>

#include "core/lobby/record_codec.h"
#include "server/authority/content_import.h"
#include "server/authority/staff.h"
#include "server/authority/ticket_acts.h"
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

  int done = 0, refused = 0, repeated = 0, undone = 0;
  std::string wrong;  ///< about the last act

 private:
  void furnish();
  void issue();
  std::string undo();
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

std::string SideBySide::act() {
  world_.advance(Millis(random_.below(20'000)));
  model_.now = world_.clock.wall();
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
    return run(clerk, {{"type", "ticket.call_next"}, {"counter_id", desk.to_string()}},
               model_.call_next(clerk, desk));
  }
  if (roll < 60) return undo();
  const Uuid ticket = pick_ticket(desk);
  // Now and then a page that is behind.
  const std::string expected = random_.below(8) == 0   ? "waiting"
                               : random_.below(2) == 0 ? model_.visitors.at(ticket).state
                                                       : "";
  json::object on{{"ticket_id", ticket.to_string()}};
  if (roll < 66) {
    on["type"] = "ticket.call";
    on["counter_id"] = desk.to_string();
    if (!expected.empty()) on["expected_state"] = expected;
    return run(clerk, on, model_.call(clerk, desk, ticket, expected));
  }
  if (roll < 70) {
    const Uuid queue = pick(queues_);
    on["type"] = "ticket.transfer";
    on["queue_id"] = queue.to_string();
    return run(clerk, on, model_.transfer(clerk, ticket, queue));
  }
  static constexpr auto k_names = std::to_array<const char*>(
      {"recall", "start", "finish", "no_show", "requeue", "park", "bring_back", "cancel"});
  const std::string name = k_names[random_.below(k_names.size())];
  on["type"] = "ticket." + name;
  if (!expected.empty()) on["expected_state"] = expected;
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
    both.end_day();
    REQUIRE(both.wrong == "");
    REQUIRE(both.difference() == "");
  }
}
