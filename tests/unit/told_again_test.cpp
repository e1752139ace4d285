// A backup in the place of the central server's database while a lobby's own server acts: what that had told
// since is told again, once and in order.

#include <algorithm>
#include <catch2/catch.hpp>

#include "server/authority/day_report.h"
#include "server/authority/put_back.h"
#include "tests/unit/backed_up_database.h"
#include "tests/unit/carried_line.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

struct BackedUpLobby {
  BackedUpLobby() {
    lobby.give();
    carried.run();
  }

  void put_in_place() {
    database.put_in_place(lobby.central);
    REQUIRE(lobby.central.act<std::optional<WallTime>>(authority::go_on_from_backup).value());
    carried.end_waits();
  }
  void advance(Millis by) {
    box.clock.advance(by);
    lobby.central.clock.advance(by);
  }
  /// The box tells, and hears, all that there is.
  void talk() {
    carried.line.added();
    carried.run();
    advance(minutes(2));
    carried.end_waits();
    carried.run();
  }
  void act(std::string_view act, const Uuid& ticket) {
    advance(seconds(20));
    REQUIRE(box.command(box.clerk, on_ticket(act, ticket)));
  }
  Uuid call() {
    advance(seconds(20));
    return ticket_of(box.command(box.clerk, call_next(box.counter)));
  }
  Uuid gives_feedback(const std::string& words) {
    protocol::FeedbackGiven given;
    given.feedback_id = Uuid::v7(box.clock, box.random);
    given.score = 2;
    given.language = "fi";
    given.place = protocol::FeedbackPlace{60.17, 24.94};
    given.contact = "someone@example.com";
    REQUIRE(box.send(box.event("feedback.given", protocol::encode(given))).status ==
            protocol::EventStatus::accepted);
    given.text = words;
    given.contact.reset();
    REQUIRE(box.send(box.event("feedback.added", protocol::encode(given))).status ==
            protocol::EventStatus::accepted);
    return given.feedback_id;
  }

  /// All that is told of the past, as a text.
  static std::string past_of(ServerWorld& world) {
    return world.store
        ->read_value<std::string>([&](store::Reader& reader) -> Result<std::string> {
          std::string past;
          VUORO_ASSIGN(const auto log, reader.ticket_log_of_day(world.site, "2026-03-05"));
          for (const auto& line : log)
            past += fmt::format("{} {} {} {}\n", line.ticket_id.to_string(), line.act, line.to_state,
                                to_unix_ms(line.time));
          VUORO_ASSIGN(const auto report, authority::day_report(reader, world.site, "2026-03-05"));
          past += json::serialize(report) + "\n";
          VUORO_ASSIGN(const auto counters, reader.counter_log_after(0, 1000));
          for (const auto& line : counters)
            past += fmt::format("{} {} {}\n", line.counter_id.to_string(), line.act, to_unix_ms(line.time));
          VUORO_ASSIGN(const auto notes, reader.notes_of_site(world.site));
          for (const auto& note : notes) past += note.ticket_id.to_string() + " " + note.text + "\n";
          VUORO_ASSIGN(const auto feedback, reader.feedback_since(world.site, WallTime{}, 1000));
          for (const auto& one : feedback)
            past += fmt::format("{} {} {} {}\n", one.id.to_string(), one.score.value_or(0),
                                one.text.value_or("-"), one.latitude.value_or(0));
          return past;
        })
        .value();
  }
  void both_know_the_same() { CHECK(past_of(lobby.central) == past_of(box)); }
  /// Events in which the box says so, told again or not.
  [[nodiscard]] std::int64_t told(const std::string& words) const {
    return std::count_if(carried.targets.begin(), carried.targets.end(), [&](const std::string& target) {
      return target.starts_with("/api/v1/events") && target.find(words) != std::string::npos;
    });
  }

  BackedUpDatabase database;
  TwoServers lobby{database.file()};
  ServerWorld& box = lobby.box;
  Carried carried{lobby};
};

}  // namespace

TEST_CASE(
    "what a box told after the backup was made is at the central server again, each once and in order") {
  BackedUpLobby there;
  auto& box = there.box;
  auto& central = there.lobby.central;
  REQUIRE(box.command(box.clerk, take(box, box.counter)));
  const Uuid served = box.ticket("A101", box.queue);
  there.advance(seconds(20));
  const Uuid moved = box.ticket("A102", box.queue);
  there.gives_feedback("long before");
  there.talk();
  there.both_know_the_same();
  there.database.back_up();

  REQUIRE(there.call() == served);
  there.act("start", served);
  there.act("finish", served);
  REQUIRE(there.call() == moved);
  there.talk();
  auto on = on_ticket("transfer", moved);
  on["queue_id"] = box.other_queue.to_string();
  on["note"] = "needs a ramp";
  REQUIRE(box.command(box.clerk, on));
  const Uuid since = box.ticket("A103", box.queue);
  there.gives_feedback("after the backup");
  there.talk();
  there.both_know_the_same();

  // What is under way meanwhile arrives before the box knows of the backup.
  REQUIRE(there.call() == moved);
  there.act("start", moved);
  const Uuid last = box.ticket("A104", box.queue);
  there.put_in_place();
  CHECK_FALSE(central.has<Ticket>(since));
  const auto before = there.told("long before");
  const auto contacts = there.told("someone@example.com");
  CHECK(contacts == 2);
  there.talk();
  there.both_know_the_same();
  CHECK(history_of(central, moved) == std::vector<std::string>{"issue waiting", "call called",
                                                               "transfer waiting", "call called",
                                                               "start serving"});
  CHECK(central.get<Ticket>(served).state == TicketState::finished);
  CHECK(central.get<Ticket>(moved).state == TicketState::serving);
  CHECK(central.get<Ticket>(since).state == TicketState::waiting);
  CHECK(central.get<Ticket>(last).number == "A104");
  // What the backup has is not told again; a contact left the box with the event that carried it.
  CHECK(there.told("long before") == before);
  CHECK(there.told("someone@example.com") == contacts);
  CHECK(there.told("needs a ramp") == 2);
  CHECK(there.told("after the backup") == 2);

  // Nothing more of it, until it is put in place once more.
  there.act("finish", moved);
  there.talk();
  CHECK(there.told("after the backup") == 2);
  there.both_know_the_same();
  there.put_in_place();
  there.talk();
  CHECK(there.told("after the backup") == 3);
  there.both_know_the_same();
}

TEST_CASE("a day that is told again over a bad line goes in batches, and is there once") {
  BackedUpLobby there;
  auto& box = there.box;
  there.database.back_up();
  REQUIRE(box.command(box.clerk, take(box, box.counter)));
  for (int i = 0; i < 300; ++i) {
    const Uuid ticket = box.ticket(fmt::format("A{}", 200 + i), box.queue);
    REQUIRE(there.call() == ticket);
    there.act("no_show", ticket);
  }
  there.talk();
  there.both_know_the_same();

  there.put_in_place();
  there.carried.targets.clear();
  there.carried.lose_answers = 3;
  there.talk();
  there.talk();
  CHECK(there.carried.lose_answers == 0);
  there.both_know_the_same();
  CHECK(there.carried.line.state().report.outbox_waiting == 0);
  CHECK(there.told(R"("again":true)") > 1);
  for (const auto& one : there.carried.targets) CHECK(one.size() < 1024 * 1024);
}

TEST_CASE(
    "a box that went on from a backup too counts its events where the central server has none of them") {
  BackedUpLobby there;
  auto& box = there.box;
  for (int i = 0; i < 5; ++i) {
    box.ticket(fmt::format("A{}", 101 + i), box.queue);
    there.talk();
  }
  // As of before those five.
  REQUIRE(box.act<void>([](authority::Context& context) -> Result<void> {
    VUORO_TRY(context.tx.set_up_mark("sequence", 1));
    VUORO_TRY(context.tx.forget_told(context.now + minutes(1)));
    return context.tx.begin_history(std::int64_t{1} << 33);
  }));
  box.ticket("A109", box.queue);
  there.talk();
  there.database.back_up();
  const Uuid since = box.ticket("A110", box.queue);
  there.talk();
  there.put_in_place();
  there.talk();
  CHECK(history_of(there.lobby.central, since) == std::vector<std::string>{"issue waiting"});
  there.both_know_the_same();
}

TEST_CASE("what was told is remembered for some weeks, and then no longer") {
  BackedUpLobby there;
  auto& box = there.box;
  there.gives_feedback("a while ago");
  there.talk();
  const auto again = [&](std::int64_t history) {
    REQUIRE(box.act<void>([&](authority::Context& context) {
      return authority::tell_since_backup(context, box.site, {history, 1});
    }));
    const auto before = there.told("a while ago");
    there.talk();
    return there.told("a while ago") - before;
  };
  CHECK(again(1) == 1);
  CHECK(again(1) == 0);
  REQUIRE(box.act<void>(
      [&](authority::Context& context) { return context.tx.forget_told(context.now - minutes(10)); }));
  CHECK(again(2) == 1);
  there.advance(minutes(20));
  box.ticket("A101", box.queue);
  there.talk();
  REQUIRE(box.act<void>(
      [&](authority::Context& context) { return context.tx.forget_told(context.now - minutes(10)); }));
  CHECK(again(3) == 0);
  there.both_know_the_same();
}

TEST_CASE("feedback behind many contacts that have left is told again with all else") {
  BackedUpLobby there;
  auto& box = there.box;
  REQUIRE(box.act<void>([&](authority::Context& context) -> Result<void> {
    for (int i = 0; i < 200; ++i)
      VUORO_TRY(context.tx.put_contact("feedback", Uuid::v7(box.clock, box.random), "{}",
                                       context.now + minutes(60)));
    return {};
  }));
  there.gives_feedback("behind them");
  there.talk();
  const bool all_told = box.act<bool>([&](authority::Context& context) -> Result<bool> {
                             VUORO_TRY(authority::tell_since_backup(context, box.site, {1, 1}));
                             VUORO_TRY(authority::cut_all_news(context, box.site));
                             VUORO_ASSIGN(const bool news, authority::has_news(context.tx, box.site));
                             return !news;
                           })
                            .value();
  CHECK(all_told);
  there.talk();
  CHECK(there.told("behind them") == 2);
  there.both_know_the_same();
}

TEST_CASE("a note stands once, however often its lobby moves") {
  TwoServers lobby;
  const Uuid ticket = lobby.central.ticket("A101", lobby.central.queue);
  REQUIRE(lobby.central.command(lobby.central.clerk, take(lobby.central, lobby.central.counter)));
  REQUIRE(ticket_of(lobby.central.command(lobby.central.clerk, call_next(lobby.central.counter))) == ticket);
  auto to = on_ticket("transfer", ticket);
  to["queue_id"] = lobby.central.other_queue.to_string();
  to["note"] = "needs a ramp";
  REQUIRE(lobby.central.command(lobby.central.clerk, to));
  lobby.give();
  lobby.give_back();
  lobby.give();
  const auto notes = lobby.box.store->read_value<std::vector<store::TicketNote>>(
      [&](store::Reader& reader) { return reader.notes_of_site(lobby.site); });
  CHECK(notes.value().size() == 1);
}
