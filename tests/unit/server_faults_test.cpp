// A record of the server's own that it cannot read: nobody else is told that it is their fault, and nobody
// else waits for it.

#include <catch2/catch.hpp>

#include "server/authority/event_intake.h"
#include "server/authority/ticket_acts.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"
#include "tests/unit/server_answers.h"

using namespace vuoro;
using namespace vuoro::test;
using authority::Context;
using protocol::EventStatus;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// What stands there is no record any more, or what stood there before.
void overwrite(ServerWorld& world, std::string_view collection, const Uuid& id, const std::string& json) {
  REQUIRE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(context.tx.put_record(authority::scope_of_site(world.site), collection, id, json));
    return {};
  }));
  world.restart();
}

std::string text_of_record(ServerWorld& world, std::string_view collection, const Uuid& id) {
  return world.store
      ->read_value<std::optional<std::string>>(
          [&](store::Reader& reader) { return reader.record(collection, id); })
      .value()
      .value();
}

std::vector<protocol::EventAnswer> send(ServerWorld& world, const std::vector<protocol::Event>& events) {
  return world
      .act<protocol::EventAnswers>([&](Context& context) -> Result<protocol::EventAnswers> {
        VUORO_ASSIGN(const auto row, authority::living_device(context.tx, world.device));
        return authority::take_events(context, row, protocol::encode(protocol::EventBatch{events}));
      })
      .value()
      .answers;
}

std::string page(ServerWorld& world, const std::string& target, int status) {
  const auto response = answer_at(world, target);
  CHECK(response.status == status);
  return response.body;
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

protocol::ChangesPage changes(ServerWorld& world, std::int64_t since,
                              const store::StaffRow* viewer = nullptr) {
  const auto page = world.authority->changes(authority::scope_of_site(world.site), since, false, viewer);
  return protocol::decode<protocol::ChangesPage>(parse_json(page.value().body).value(), RecordMode::strict)
      .value();
}

/// How the page says the record: "record", "deleted", "unread" or "".
std::string said(const protocol::ChangesPage& page, std::string_view collection, const Uuid& id) {
  for (const auto& change : page.changes)
    if (change.collection == collection && change.id == id) return change.deleted ? "deleted" : "record";
  for (const auto& unread : page.unread)
    if (unread.collection == collection && unread.id == id) return "unread";
  return "";
}

/// The same batch again and again: a number of a queue whose record cannot be read, one that the visitor
/// gives back, one of another queue.
struct Batch {
  explicit Batch(ServerWorld& world) {
    const auto stuck = world.issued("A100", world.queue);
    const auto other = world.issued("B100", world.other_queue);
    ticket = stuck.ticket_id;
    events = {world.event("ticket.issued", protocol::encode(stuck)),
              world.event("ticket.cancelled", protocol::encode(protocol::TicketCancelled{ticket})),
              world.event("ticket.issued", protocol::encode(other))};
  }
  Uuid ticket;
  std::vector<protocol::Event> events;
};

}  // namespace

TEST_CASE("a record that the server cannot read is not the device's fault, and hinders nothing else") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const std::string whole = text_of_record(world, "queue", world.queue);
  overwrite(world, "queue", world.queue, whole.substr(0, whole.size() / 2));
  const Batch batch(world);
  for (int again = 0; again < 2; ++again) {
    const auto answers = send(world, batch.events);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].id == batch.events[2].id);
    CHECK(answers[0].status == (again == 0 ? EventStatus::accepted : EventStatus::repeated));
  }
  CHECK(send(world, {batch.events[0], batch.events[1]}).empty());
  CHECK(world.get<QueueStatus>(world.other_queue).waiting == 1);
  CHECK(text_at(world.command(world.clerk, call_next(world.counter)).value(), "/ticket/number") == "B100");
  CHECK(says(page(world, "/healthz", 503), "queue " + world.queue.to_string() + " cannot be read"));
  CHECK(says(page(world, "/metrics", 200), "vuoro_events_waiting 1\n"));

  overwrite(world, "queue", world.queue, whole);
  const auto answers = send(world, batch.events);
  REQUIRE(answers.size() == 3);
  for (const auto& answer : answers) {
    INFO(answer.message.value_or(""));
    CHECK(answer.status == (answer.id == batch.events[2].id ? EventStatus::repeated : EventStatus::accepted));
  }
  CHECK(world.get<Ticket>(batch.ticket).state == TicketState::cancelled);
  page(world, "/healthz", 200);
  CHECK(says(page(world, "/metrics", 200), "vuoro_events_waiting 0\n"));
}

TEST_CASE("a trouble is said in the log once, and forgotten ten minutes after it was met last") {
  ServerWorld world;
  overwrite(world, "queue", world.queue, "{");
  const Batch batch(world);
  const TempDir dir;
  const KeptLog log(dir.path() / "log");
  for (int again = 0; again < 3; ++again) {
    send(world, batch.events);
    world.advance(minutes(1));
  }
  CHECK(log.count("event_waits") == 1);
  page(world, "/healthz", 503);
  world.advance(minutes(11));
  page(world, "/healthz", 200);
}

TEST_CASE("a site whose record cannot be read does not hold up the days of the others") {
  ServerWorld world;
  Site other;
  other.id = world.id("other site");
  const std::vector<authority::ImportRecord> records = {{"site", encode(other)}};
  REQUIRE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(authority::import_records(context, "more", records, false));
    return {};
  }));
  const auto day_of = [&](const Uuid& site) {
    return world.store
        ->read_value<std::string>([&](store::Reader& reader) { return reader.current_day(site); })
        .value();
  };
  const auto tick = [&] {
    world.authority->tick();
    REQUIRE(world.act<void>([](Context&) { return Result<void>(); }));
  };
  tick();
  const std::string whole = text_of_record(world, "site", world.site);
  overwrite(world, "site", world.site, R"({"id":7})");
  world.advance(hours(24));
  tick();
  CHECK(day_of(world.site) == "2026-03-05");
  CHECK(day_of(other.id) == "2026-03-06");
  // A device of that site is told to come again.
  const auto lease = world.lease({protocol::LeaseKind::number, world.queue, {}});
  REQUIRE_FALSE(lease);
  CHECK(lease.error().code == Errc::corrupt);
  overwrite(world, "site", world.site, whole);
  tick();
  CHECK(day_of(world.site) == "2026-03-06");
}

TEST_CASE(
    "a ticket that cannot be read does not stop the day, and content is mended by bringing it in again") {
  ServerWorld world;
  const Uuid broken = world.ticket("A100", world.queue);
  const Uuid waits = world.ticket("A101", world.queue);
  overwrite(world, "ticket", broken, "[]");
  world.advance(hours(24));
  REQUIRE(world.act<void>([&](Context& context) { return authority::begin_day(context, world.site); }));
  CHECK(world.get<Ticket>(waits).state == TicketState::expired);

  Queue queue = world.get<Queue>(world.queue);
  overwrite(world, "queue", world.queue, "");
  const std::vector<authority::ImportRecord> records = {{"queue", encode(queue)}};
  REQUIRE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(authority::import_records(context, "mended", records, false));
    return {};
  }));
  CHECK(world.get<Queue>(world.queue).prefix == "A");
}

TEST_CASE("the feed passes over a record that cannot be read, and goes on with the rest") {
  ServerWorld world;
  const Uuid ticket = world.ticket("B100", world.other_queue);
  const std::string whole = text_of_record(world, "queue", world.queue);
  const auto before = changes(world, 0);
  const std::string broken = GENERATE(as<std::string>{}, "{", "", "7", "{\"prefix\":\"\xff\"}");
  overwrite(world, "queue", world.queue, broken);
  const TempDir dir;
  const KeptLog log(dir.path() / "log");
  for (int again = 0; again < 2; ++again) {
    const auto snapshot = changes(world, 0);
    CHECK(snapshot.changes.size() == before.changes.size() - 1);
    CHECK(said(snapshot, "queue", world.queue) == "unread");
    CHECK(said(snapshot, "queue", world.other_queue) == "record");
    CHECK(said(snapshot, "ticket", ticket) == "record");
    const auto newer = changes(world, before.revision);
    CHECK(said(newer, "queue", world.queue) == "unread");
    CHECK(newer.revision == snapshot.revision);
  }
  CHECK(log.count("server_at_fault") == 1);
  CHECK(says(page(world, "/healthz", 503), "queue " + world.queue.to_string() + " cannot be read"));
  CHECK(says(page(world, "/metrics", 200), "vuoro_own_faults 1\n"));

  const auto passed = changes(world, 0).revision;
  overwrite(world, "queue", world.queue, whole);
  CHECK(said(changes(world, passed), "queue", world.queue) == "record");
}

TEST_CASE("of whose queue nothing is known, a colleague of one organisation is told neither more nor less") {
  ServerWorld world;
  const Uuid hidden = world.ticket("A100", world.queue);
  const Uuid seen = world.ticket("B100", world.other_queue);
  store::StaffRow viewer;
  viewer.id = world.clerk;
  viewer.roles = {"clerk"};
  viewer.organizations = {world.id("city"), world.id("tax")};
  CHECK(said(changes(world, 0, &viewer), "ticket", hidden) == "record");
  overwrite(world, "queue", world.queue, "{");
  const auto page = changes(world, 0, &viewer);
  CHECK(said(page, "ticket", hidden) == "unread");
  CHECK(said(page, "queue", world.queue) == "unread");
  CHECK(said(page, "ticket", seen) == "record");
}

TEST_CASE("a server that cannot read its books does not say that its clock is wrong") {
  const TempDir dir;
  const auto path = dir.path() / "vuoro.db";
  ServerWorld world(path);
  auto command = command_of(world, world.clerk, take(world, world.counter));
  world.restart();
  {
    auto other = sqlite::Database::open(path).value();
    REQUIRE(other.execute("ALTER TABLE up_mark RENAME TO gone"));
  }
  REQUIRE_FALSE(world.authority->need_clock());
  CHECK(says(page(world, "/healthz", 503), R"("kind":"cannot_write")"));
  CHECK(says(page(world, "/metrics", 200), "vuoro_clock_possible 1\n"));
  world.store->stop();  // the command is not taken for another reason
  const auto refused = answer_at(world, std::move(command));
  CHECK(refused.status == 503);
  CHECK_FALSE(says(refused.body, R"("kind":"clock")"));
}
