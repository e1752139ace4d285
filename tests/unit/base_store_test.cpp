// JSON with limits, strict reading of objects, and SQLite.

#include <catch2/catch.hpp>

#include "core/base/object_reader.h"
#include "core/base/sqlite.h"
#include "tests/support/paths.h"

namespace vuoro {

TEST_CASE("JSON from outside: one document, valid UTF-8, within limits") {
  CHECK(parse_json(R"({"a":[1,2.5,null,true,"ä"]})").has_value());
  for (const char* bad : {"", "{", "{}x", "[1,]", "{\"a\":1,}", "nul", "\"\xff\"", "'a'", "{\"a\" 1}"}) {
    CHECK(parse_json(bad).error().code == Errc::parse);
  }
  CHECK(parse_json(std::string(100, '['), {1 << 20, 16}).error().code != Errc::internal);
  CHECK_FALSE(parse_json(std::string(17, '[') + std::string(17, ']'), {1 << 20, 16}).has_value());
  CHECK(parse_json(std::string(16, '[') + std::string(16, ']'), {1 << 20, 16}).has_value());
  CHECK(parse_json("[1,2,3]", {4, 16}).error().code == Errc::too_large);
}

TEST_CASE("The same document always gives the same text") {
  const auto a = parse_json(R"({"b":1,"a":{"d":[1,2],"c":null}})").value();
  const auto b = parse_json(R"({ "a" : {"c":null,"d":[1,2]}, "b":1 })").value();
  CHECK(canonical_json(a) == canonical_json(b));
  CHECK(canonical_json(a) == R"({"a":{"c":null,"d":[1,2]},"b":1})");
  CHECK(canonical_json(a) != canonical_json(parse_json(R"({"b":1,"a":{"d":[2,1],"c":null}})").value()));
}

TEST_CASE("A strict reader names the first bad field and refuses what was not asked for") {
  const auto value =
      parse_json(R"({"name":"x","count":3,"ids":["0197f0ab-1234-7abc-8def-0123456789ab"],"extra":1})")
          .value();
  {
    ObjectReader reader(value, "event");
    CHECK(reader.text("name", 5) == "x");
    CHECK(reader.integer("count", 1, 5) == 3);
    CHECK(reader.uuids("ids", 2).size() == 1);
    const auto done = reader.finish();
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == Errc::invalid_argument);
    CHECK(done.error().message.find("extra") != std::string::npos);
  }
  {
    ObjectReader reader(value, "event", UnknownFields::ignore);
    CHECK(reader.integer("count", 4, 5) == 4);  // out of range: the least, so that a decoder can go on
    (void)reader.text("missing", 5);
    const auto done = reader.finish();
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().message.find("event.count") != std::string::npos);
  }
  {
    ObjectReader reader(value, "event", UnknownFields::ignore);
    CHECK_FALSE(reader.text_if("nothing", 5).has_value());
    CHECK(reader.integer_or("nothing", 0, 9, 7) == 7);
    CHECK(reader.finish().has_value());
  }
  ObjectReader reader(json::value(7), "event");
  CHECK_FALSE(reader.finish().has_value());
}

TEST_CASE("SQLite: transactions are whole, constraints are conflicts, statements are cached") {
  auto database = sqlite::Database::open(":memory:").value();
  REQUIRE(
      database.execute("CREATE TABLE t(id BLOB PRIMARY KEY, n INTEGER, s TEXT, r REAL) STRICT").has_value());
  const Uuid id = Uuid::from_name("x");
  {
    auto transaction = sqlite::Transaction::begin(database).value();
    REQUIRE(database.run("INSERT INTO t VALUES(?,?,?,?)", id, 5, "", 1.5).has_value());
  }  // not committed
  CHECK_FALSE(database.query("SELECT 1 FROM t")->step().value());
  {
    auto transaction = sqlite::Transaction::begin(database).value();
    REQUIRE(database.run("INSERT INTO t VALUES(?,?,?,?)", id, 5, "", 1.5).has_value());
    REQUIRE(transaction.commit().has_value());
  }
  auto row = database.query("SELECT id,n,s,r FROM t WHERE n=?", 5).value();
  REQUIRE(row.step().value());
  CHECK(row.uuid(0) == id);
  CHECK_FALSE(row.is_null(2));
  CHECK(row.text(2).empty());
  CHECK(row.real(3) == 1.5);
  // The same text again while the first is being read: both go on.
  auto again = database.query("SELECT id,n,s,r FROM t WHERE n=?", 5).value();
  CHECK(again.step().value());
  CHECK_FALSE(row.step().value());
  CHECK(database.run("INSERT INTO t VALUES(?,?,?,?)", id, 6, "", 1.0).error().code == Errc::conflict);
  CHECK(database.run("INSERT INTO t VALUES(?,?,?,?)", Uuid::from_name("y"), "no number", "", 1.0)
            .error()
            .code == Errc::conflict);
  CHECK(database.run("SELEC").error().code == Errc::internal);
  CHECK(database.run("INSERT INTO t VALUES(?,?,?,?)", id, 6, "", 1.0, 7).error().code == Errc::internal);
}

TEST_CASE("Migrations run once, in order, each whole") {
  test::TempDir dir;
  const auto path = dir.path() / "m.db";
  const std::array<sqlite::Migration, 2> steps{
      {{"one", "CREATE TABLE a(x);"}, {"two", "INSERT INTO a VALUES(2);"}}};
  {
    auto database = sqlite::Database::open(path).value();
    REQUIRE(sqlite::migrate(database, std::span(steps).first(1)).has_value());
    REQUIRE(sqlite::migrate(database, steps).has_value());
    REQUIRE(sqlite::migrate(database, steps).has_value());
    auto count = database.query("SELECT count(*) FROM a").value();
    REQUIRE(count.step().value());
    CHECK(count.integer(0) == 1);
  }
  auto database = sqlite::Database::open(path).value();
  CHECK(sqlite::migrate(database, std::span(steps).first(1)).error().code == Errc::unsupported);
  const std::array<sqlite::Migration, 3> broken{
      {steps[0], steps[1], {"three", "CREATE TABLE b(y); CREATE TABLE a(x);"}}};
  CHECK_FALSE(sqlite::migrate(database, broken).has_value());
  CHECK_FALSE(database.run("INSERT INTO b VALUES(1)").has_value());
}

}  // namespace vuoro
