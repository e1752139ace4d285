// News of a box that the central server cannot take, whole or in part: what can be taken is, the rest is kept
// at the box and told again. And news of a box of another version.

#include <algorithm>
#include <catch2/catch.hpp>

#include "server/limits.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"
#include "tests/unit/booked_lobby.h"
#include "tests/unit/server_answers.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// The central server says no to all that the box has to tell now.
void refuse_news(TwoServers& lobby) {
  const auto events = lobby.line.oldest_events(100).value();
  REQUIRE_FALSE(events.empty());
  std::vector<protocol::EventAnswer> answers;
  for (const auto& event : events)
    answers.push_back({event.id, protocol::EventStatus::rejected, "invalid_argument", "not understood"});
  REQUIRE(lobby.line.settle_events(answers));
  REQUIRE(lobby.line.outbox_counts().value().set_aside > 0);
}

void tell_again(TwoServers& lobby) {
  REQUIRE(lobby.box.act<void>(
      [&](authority::Context& context) { return authority::tell_again(context, lobby.site); }));
}

std::vector<std::string> acts_of(ServerWorld& at, const Uuid& ticket) {
  const auto lines = at.store->read_value<std::vector<store::TicketLogRow>>(
      [&](store::Reader& reader) { return reader.ticket_log(ticket); });
  std::vector<std::string> acts;
  for (const auto& line : lines.value()) acts.push_back(line.act);
  std::sort(acts.begin(), acts.end());
  return acts;
}

/// A number of the box that is told by hand.
Ticket number(TwoServers& lobby, const std::string& name) {
  Ticket ticket;
  ticket.id = lobby.box.id(name);
  ticket.site_id = lobby.site;
  ticket.queue_id = lobby.box.queue;
  ticket.number = name;
  ticket.service_day = "2026-03-05";
  ticket.language = "fi";
  ticket.issued_at = lobby.box.clock.wall();
  ticket.first_arrival = ticket.issued_at;
  return ticket;
}

protocol::SiteRecord told(const Ticket& ticket) {
  return {std::string(collection_of<Ticket>()), ticket.id, false, encode(ticket)};
}

json::value news_of(TwoServers& lobby, std::vector<protocol::SiteRecord> records) {
  protocol::SiteNews news;
  news.epoch = lobby.epoch_here();
  news.records = std::move(records);
  return protocol::encode(news);
}

protocol::EventAnswer send_news(TwoServers& lobby, json::value payload,
                                RecordMode reading = RecordMode::strict) {
  const protocol::Event event{Uuid::v7(lobby.central.clock, lobby.central.random), 1,
                              std::string(protocol::k_site_news), lobby.central.clock.wall(),
                              std::move(payload)};
  const auto answers = lobby.central.act<protocol::EventAnswers>(
      [&](authority::Context& context) -> Result<protocol::EventAnswers> {
        VUORO_ASSIGN(const auto row, authority::living_device(context.tx, lobby.box_id));
        return authority::take_events(context, row, protocol::encode(protocol::EventBatch{{event}}), reading);
      });
  return answers.value().answers.at(0);
}

}  // namespace

TEST_CASE("a record that cannot be taken keeps no other one from the central server") {
  TwoServers lobby;
  lobby.give();
  const Ticket good = number(lobby, "A101");
  Ticket of_another_site = number(lobby, "A102");
  of_another_site.site_id = lobby.box.id("another site");
  auto broken = told(number(lobby, "A103"));
  broken.record.as_object()["state"] = "hovering";
  const auto answer = send_news(lobby, news_of(lobby, {told(of_another_site), broken, told(good)}));
  CHECK(answer.status == protocol::EventStatus::accepted);
  CHECK(lobby.central.has<Ticket>(good.id));
  CHECK_FALSE(lobby.central.has<Ticket>(of_another_site.id));
  CHECK_FALSE(lobby.central.has<Ticket>(broken.id));
  CHECK(lobby.central.authority->news_records_skipped() == 2);
  CHECK(answer_at(lobby.central, "/metrics").body.find("vuoro_news_records_skipped_total 2\n") !=
        std::string::npos);
}

TEST_CASE("who checked in at both servers keeps a plain number, also in a queue that is no more") {
  BookedLobby lobby;
  const Uuid booking = lobby.book(lobby.central, lobby.first);
  lobby.give();
  const Uuid there = lobby.check_in(lobby.box, booking, "A101");
  const Uuid other = lobby.box.ticket("B101", lobby.box.other_queue);
  lobby.declare_lost();
  const Uuid here = lobby.check_in(lobby.central, booking, "A120");
  REQUIRE(lobby.central.act<void>([&](authority::Context& context) -> Result<void> {
    VUORO_TRY(context.tx.remove_record(authority::scope_of_site(lobby.site), collection_of<Queue>(),
                                       lobby.central.queue));
    context.memory.forget_records();
    return {};
  }));
  lobby.hear();
  CHECK(lobby.central.get<Appointment>(booking).ticket_id == here);
  CHECK(lobby.central.get<Ticket>(there).state == TicketState::waiting);
  CHECK_FALSE(lobby.central.get<Ticket>(there).appointment_id);
  CHECK(lobby.central.get<Ticket>(other).state == TicketState::waiting);
}

TEST_CASE("what the central server refused is told again, with the records as they are then") {
  TwoServers lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid ticket = box.ticket("A101", box.queue);
  refuse_news(lobby);
  REQUIRE(box.command(box.clerk, take(box, box.counter)));
  REQUIRE(box.command(box.clerk, call_next(box.counter)));
  lobby.tell();
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::called);
  CHECK(acts_of(lobby.central, ticket) == std::vector<std::string>{"call"});
  tell_again(lobby);
  CHECK(lobby.line.outbox_counts().value().set_aside == 0);
  lobby.tell();
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::called);
  CHECK(acts_of(lobby.central, ticket) == std::vector<std::string>{"call", "issue"});
}

TEST_CASE("a site comes back with all records when something was refused, also when it is kept no more") {
  TwoServers lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid ticket = box.ticket("A101", box.queue);
  const bool kept = GENERATE(true, false);
  if (kept) {
    refuse_news(lobby);
  } else {
    const auto events = lobby.line.oldest_events(100).value();
    const auto lost = box.act<std::optional<std::string>>([&](authority::Context& context) {
      return context.tx.set_aside_up_event(events.at(0).id, "too_large", "", 10);
    });
    CHECK(lost.value() == json::serialize(events.at(0).payload));
    const auto left = box.store->read_value<std::optional<store::UpEventRow>>(
        [](store::Reader& reader) { return reader.oldest_set_aside(); });
    CHECK_FALSE(left.value());
  }
  lobby.give_back();
  CHECK(lobby.line.outbox_counts().value().set_aside == 0);
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::here);
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::waiting);
  CHECK(acts_of(lobby.central, ticket) ==
        (kept ? std::vector<std::string>{"issue"} : std::vector<std::string>{}));
}

TEST_CASE("after a long outage a box reads only as much as it can send at once") {
  ServerWorld box;
  const auto add = [&](std::int64_t sequence, std::size_t bytes) {
    REQUIRE(box.act<void>([&](authority::Context& context) {
      return context.tx.put_up_event(
          {context.new_id(), sequence, "site.news", context.now, "\"" + std::string(bytes - 2, 'x') + "\""});
    }));
  };
  const auto read = [&](std::size_t count, std::size_t bytes) {
    return box.store
        ->read_value<std::vector<store::UpEventRow>>(
            [&](store::Reader& reader) { return reader.up_events(0, count, bytes); })
        .value()
        .size();
  };
  for (std::int64_t i = 1; i <= 20; ++i) add(i, 1'000);
  CHECK(read(100, 3'500) == 3);
  CHECK(read(100, 500) == 1);  // however large it is, it must go
  CHECK(read(2, 3'500) == 2);
  CHECK(read(100, 100'000) == 20);
}

TEST_CASE("a box tells what is over also when the line was down for weeks") {
  BookedLobby lobby;
  lobby.give();
  const Uuid ticket = lobby.box.ticket("A101", lobby.box.queue);
  lobby.tell();
  const auto pass = [&](Millis time) {
    lobby.advance(time);
    lobby.box.authority->tick();
    REQUIRE(lobby.box.act<void>([](authority::Context&) { return Result<void>(); }));  // behind the tick
  };
  for (int day = 0; day < 20; ++day) pass(hours(24));
  CHECK_FALSE(lobby.box.has<Ticket>(ticket));
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::waiting);
  lobby.tell();
  CHECK_FALSE(lobby.central.has<Ticket>(ticket));
  const auto tombstones = [&] {
    return lobby.box.store
        ->read_value<std::size_t>([&](store::Reader& reader) -> Result<std::size_t> {
          VUORO_ASSIGN(const auto rows, reader.changes(authority::scope_of_site(lobby.site), 0, 10'000));
          return static_cast<std::size_t>(
              std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.deleted; }));
        })
        .value();
  };
  // What was told is forgotten as ever.
  const std::size_t kept = tombstones();
  pass(limits::k_tombstone_life + hours(2));
  pass(hours(2));
  CHECK(tombstones() < kept);
}

TEST_CASE("a box of a newer version is understood in what is known here, and nothing is guessed") {
  TwoServers lobby;
  lobby.give();
  Ticket known = number(lobby, "A101");
  known.state = TicketState::serving;
  REQUIRE(send_news(lobby, news_of(lobby, {told(known)})).status == protocol::EventStatus::accepted);
  auto changed = told(known);
  changed.record.as_object()["state"] = "on_the_phone";
  auto fresh = told(number(lobby, "A102"));
  fresh.record.as_object()["mood"] = "patient";
  auto payload = news_of(lobby, {changed, fresh});
  payload.as_object()["weather"] = "rain";
  CHECK(send_news(lobby, payload, protocol::reading_from(1, 2)).status == protocol::EventStatus::accepted);
  CHECK(lobby.central.get<Ticket>(known.id).state == TicketState::serving);
  CHECK(lobby.central.get<Ticket>(fresh.id).number == "A102");
  // Of a box of this version it is a fault, which the box keeps.
  CHECK(send_news(lobby, payload, protocol::reading_from(1, 1)).status == protocol::EventStatus::rejected);
}

TEST_CASE("a box of an older version says less, and that is whole") {
  TwoServers lobby;
  lobby.give();
  const Ticket ticket = number(lobby, "A101");
  auto payload = news_of(lobby, {told(ticket)});
  auto& fields = payload.as_object();
  fields.erase("told_until");
  fields["cursors"] = json::array{json::object{{"queue_id", lobby.central.queue.to_string()},
                                               {"service_day", "2026-03-05"},
                                               {"next_single", 105},
                                               {"next_block", 125}}};
  CHECK(send_news(lobby, payload, protocol::reading_from(2, 1)).status == protocol::EventStatus::accepted);
  CHECK(lobby.central.has<Ticket>(ticket.id));
  const auto lease =
      lobby.box.lease({protocol::LeaseKind::number, lobby.central.queue, {}, 1, {}});  // the box acts on
  CHECK(lease);
}

TEST_CASE("a site is given to a box that is there, and to a silent one only when that is said") {
  BookedLobby lobby;
  const json::object to_box{{"device_id", lobby.box_id.to_string()}};
  const auto refused = [&](const std::string& why) {
    const auto answer = lobby.move(to_box);
    REQUIRE_FALSE(answer);
    INFO(answer.error().message);
    CHECK(answer.error().code == Errc::conflict);
    CHECK(answer.error().message.find(why) != std::string::npos);
    CHECK(lobby.central.command(lobby.central.clerk, take(lobby.central, lobby.central.counter)));
  };
  refused("Lobby box has never been heard of");
  lobby.box_is_heard();
  lobby.advance(minutes(3));
  refused("Lobby box has not been heard of for 3 min");
  lobby.box_is_heard({{"clock is off: 24 h ahead", {"clock_ahead", {{"by", "24 h"}}}}});
  refused("Lobby box says: clock is off: 24 h ahead");
  CHECK_FALSE(lobby.move({{"silent", true}}));  // of a move to a box only
  SECTION("it is looked to") {
    lobby.box_is_heard({{"1 news set aside", {"news_set_aside", {{"count", "1"}}}}});
    CHECK(lobby.move(to_box));
  }
  SECTION("it will come") {
    auto all_the_same = to_box;
    all_the_same["silent"] = true;
    CHECK(lobby.move(all_the_same));
  }
}

TEST_CASE("what is lost of refused news, since it is more than is kept, is counted and said") {
  TwoServers lobby;
  lobby.give();
  auto& box = lobby.box;
  protocol::SiteNews news;
  news.epoch = lobby.epoch_here();
  protocol::SiteNote note;
  note.ticket_id = box.id("A101");
  note.text = std::string(3 << 20, 'x');
  news.notes = {note};
  std::vector<protocol::EventAnswer> refused;
  for (std::int64_t sequence = 1'000; sequence < 1'002; ++sequence) {
    const Uuid id = Uuid::v7(box.clock, box.random);
    REQUIRE(box.act<void>([&](authority::Context& context) {
      return context.tx.put_up_event({id, sequence, std::string(protocol::k_site_news), context.now,
                                      json::serialize(protocol::encode(news))});
    }));
    refused.push_back({id, protocol::EventStatus::rejected, "too_large", "no"});
  }
  const TempDir dir;
  const KeptLog log(dir.path() / "log");
  REQUIRE(lobby.line.settle_events(refused));
  CHECK(log.count("news_set_aside") == 2);
  CHECK(log.count("news_lost") == 1);
  CHECK(log.count("\"notes\":1") == 1);
  CHECK(box.authority->news_lines_lost() == 1);
  CHECK(answer_at(box, "/metrics").body.find("vuoro_news_lines_lost_total 1\n") != std::string::npos);
}

TEST_CASE("a record of its own that a box cannot read stops none of its other news") {
  TwoServers lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid broken = box.ticket("A101", box.queue);
  const Uuid whole = box.ticket("A102", box.queue);
  const std::string text = json::serialize(encode(box.get<Ticket>(broken)));
  const auto overwrite = [&](std::string_view with) {
    REQUIRE(box.act<std::int64_t>([&](authority::Context& context) {
      return context.tx.put_record(authority::scope_of_site(lobby.site), "ticket", broken, with);
    }));
  };
  overwrite(text.substr(0, text.size() / 2));
  lobby.tell();
  CHECK(lobby.central.has<Ticket>(whole));
  CHECK_FALSE(lobby.central.has<Ticket>(broken));
  CHECK(box.authority->troubles().count(box.clock.mono()) == 1);
  overwrite(text);
  lobby.tell();
  CHECK(lobby.central.get<Ticket>(broken).number == "A101");
}
