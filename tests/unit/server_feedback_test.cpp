// Feedback read as it came: by whoever goes on from where they were, and wherever it was kept meanwhile.

#include <catch2/catch.hpp>

#include "server/store/sqlite_schema.h"
#include "tests/support/paths.h"
#include "tests/unit/server_answers.h"
#include "tests/unit/two_servers.h"

using namespace vuoro;
using namespace vuoro::test;
using protocol::EventStatus;
using std::chrono::hours;

namespace {

/// One touch on a face, at a moment. @return the act, to be sent once or again
protocol::Event touch(ServerWorld& world, const std::string& name, WallTime at) {
  auto event = world.event(
      "feedback.given",
      json::object{{"feedback_id", world.id(name).to_string()}, {"score", 4}, {"language", "fi"}});
  event.time = at;
  return event;
}

protocol::Event words(ServerWorld& world, const std::string& name, const std::string& text) {
  return world.event(
      "feedback.added",
      json::object{{"feedback_id", world.id(name).to_string()}, {"text", text}, {"language", "fi"}});
}

http::Response ask(ServerWorld& world, const std::string& query) {
  return answer_at(world, request_of(world, world.supervisor, "GET", "/api/v1/feedback" + query));
}

/// A program that asks from the last place on.
struct FeedbackReader {
  std::vector<json::object> read(ServerWorld& world) {
    std::vector<json::object> rows;
    for (bool more = true; more;) {
      const auto answer = ask(world, "?after=" + std::to_string(next));
      REQUIRE(answer.status == 200);
      const auto page = parse_json(answer.content()).value();
      for (const auto& row : page.at("feedback").as_array()) rows.push_back(row.as_object());
      next = page.at("next").as_int64();
      more = page.at("more").as_bool();
    }
    return rows;
  }
  std::int64_t next = 0;
};

std::vector<std::string> ids(const std::vector<json::object>& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.emplace_back(row.at("id").as_string());
  return out;
}

std::vector<std::string> named(ServerWorld& world, std::initializer_list<const char*> names) {
  std::vector<std::string> out;
  for (const char* name : names) out.push_back(world.id(name).to_string());
  return out;
}

}  // namespace

TEST_CASE("feedback kept through an outage is not missed by who read on meanwhile") {
  ServerWorld world;
  FeedbackReader reader;
  const WallTime ten = world.clock.wall();
  const auto kept = touch(world, "at ten", ten);
  world.advance(hours(2));
  REQUIRE(world.send(touch(world, "at twelve", world.clock.wall())).status == EventStatus::accepted);
  CHECK(ids(reader.read(world)) == named(world, {"at twelve"}));
  const std::string since = "?since=" + std::to_string(to_unix_ms(world.clock.wall()));
  world.advance(hours(2));
  REQUIRE(world.send(kept).status == EventStatus::accepted);
  CHECK(parse_json(ask(world, since).content()).value().at("feedback").as_array().empty());
  const auto late = reader.read(world);
  CHECK(ids(late) == named(world, {"at ten"}));
  CHECK(late.at(0).at("time").as_int64() == to_unix_ms(ten));
  // Sent again it is no news, also after a start.
  CHECK(world.send(kept).status == EventStatus::repeated);
  world.restart();
  CHECK(reader.read(world).empty());
  // Words after the face come with it, once; those that were said already do not.
  REQUIRE(world.send(words(world, "at ten", "Kiitos")).status == EventStatus::accepted);
  REQUIRE(world.send(words(world, "at ten", "Kiitos")).status == EventStatus::accepted);
  const auto grown = reader.read(world);
  REQUIRE(ids(grown) == named(world, {"at ten"}));
  CHECK(grown.at(0).at("text") == "Kiitos");
  CHECK(grown.at(0).at("score") == 4);
  CHECK(reader.read(world).empty());
  CHECK(ids(FeedbackReader().read(world)) == named(world, {"at twelve", "at ten"}));
}

TEST_CASE("feedback of a lobby's own server comes to the central server's reader when it was told") {
  TwoServers lobby;
  FeedbackReader reader;
  lobby.give();
  REQUIRE(lobby.box.send(touch(lobby.box, "told", lobby.box.clock.wall())).status == EventStatus::accepted);
  lobby.tell();
  CHECK(ids(reader.read(lobby.central)) == named(lobby.central, {"told"}));
  // The line is down; the central server has some of its own meanwhile.
  REQUIRE(lobby.box.send(touch(lobby.box, "kept", lobby.box.clock.wall())).status == EventStatus::accepted);
  REQUIRE(lobby.box.send(words(lobby.box, "told", "Hyvä")).status == EventStatus::accepted);
  for (ServerWorld* world : {&lobby.central, &lobby.box}) world->advance(hours(2));
  REQUIRE(lobby.central.act<void>([&](authority::Context& context) {
    store::FeedbackRow row;
    row.id = lobby.central.id("of another lobby");
    row.site_id = lobby.central.id("another site");
    row.time = context.now;
    return context.tx.put_feedback(row);
  }));
  CHECK(ids(reader.read(lobby.central)) == named(lobby.central, {"of another lobby"}));
  lobby.tell();
  CHECK(ids(reader.read(lobby.central)) == named(lobby.central, {"kept", "told"}));
  // All of it is told once more when the lobby moves: nothing is new.
  lobby.give_back();
  CHECK(reader.read(lobby.central).empty());
}

TEST_CASE("pages of feedback as it came have each row once, and a site's manager those of the site") {
  ServerWorld world;
  REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
    for (int i = 0; i < 1'300; ++i) {
      store::FeedbackRow row;
      row.id = world.id(fmt::format("{}", i));
      row.site_id = i % 2 == 0 ? world.site : world.id("another site");
      row.time = from_unix_ms(10'000 - i);
      VUORO_TRY(context.tx.put_feedback(row));
    }
    return {};
  }));
  const auto rows = ids(FeedbackReader().read(world));
  REQUIRE(rows.size() == 1'300);
  for (int i = 0; i < 1'300; ++i)
    CHECK(rows[static_cast<std::size_t>(i)] == world.id(fmt::format("{}", i)).to_string());
  REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
    auto staff = context.tx.staff(world.supervisor).value().value();
    staff.site_id = world.site;
    return context.tx.put_staff(staff);
  }));
  const auto own = FeedbackReader().read(world);
  CHECK(own.size() == 650);
  for (const auto& row : own) CHECK(row.at("site_id").as_string() == world.site.to_string());
}

TEST_CASE("a place of feedback holds over a backup put in place, and of another database begins anew") {
  ServerWorld world;
  REQUIRE(world.send(touch(world, "first", world.clock.wall())).status == EventStatus::accepted);
  // What came after the backup was made is gone, and its places are given to nothing else.
  FeedbackReader reader;
  reader.read(world);
  reader.next += 1'000;
  CHECK(ask(world, "?after=" + std::to_string(reader.next)).status == 410);
  REQUIRE(world.act<void>(
      [](authority::Context& context) { return context.tx.begin_history(std::int64_t{1} << 32); }));
  CHECK(reader.read(world).empty());
  REQUIRE(world.send(touch(world, "second", world.clock.wall())).status == EventStatus::accepted);
  CHECK(ids(reader.read(world)) == named(world, {"second"}));
  for (const char* wrong : {"?after=-1", "?after=x", "?after=0&since=0"})
    CHECK(ask(world, wrong).status == 400);
  CHECK(answer_at(world, request_of(world, world.clerk, "GET", "/api/v1/feedback?after=0")).status == 403);
}

TEST_CASE("feedback from before the order of arrival was kept comes first, by when it was given") {
  const TempDir folder;
  const auto path = folder.path() / "vuoro.db";
  const auto put = [](sqlite::Database& db, const char* name, std::int64_t ms) {
    return db.run(
        "INSERT INTO feedback (id, site_id, device_id, choices, language, time) VALUES (?, ?, ?, '[]', 'fi', "
        "?)",
        Uuid::from_name(name), Uuid::from_name("site"), Uuid::from_name("device"), ms);
  };
  {
    auto old = sqlite::Database::open(path).value();
    REQUIRE(sqlite::migrate(old, store::sqlite_migrations().first(20)));
    REQUIRE(put(old, "later", 2'000));
    REQUIRE(put(old, "earlier", 1'000));
  }
  ServerWorld world(path);
  FeedbackReader reader;
  CHECK(ids(reader.read(world)) == named(world, {"earlier", "later"}));
  REQUIRE(world.send(touch(world, "new", from_unix_ms(500))).status == EventStatus::accepted);
  CHECK(ids(reader.read(world)) == named(world, {"new"}));
}
