// The store: group commit, works that fail alone, and what survives.

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <thread>

#include "core/base/sqlite.h"
#include "core/pages/checked_vfs.h"
#include "server/store/sqlite_schema.h"
#include "server/store/sqlite_store.h"
#include "tests/support/paths.h"

using namespace vuoro;

namespace {

Result<std::int64_t> put(store::Transaction& tx, int number) {
  return tx.put_record("global", "topic", Uuid::from_name(std::to_string(number)), "{}");
}

struct Measured {
  double per_second = 0;
  double works_a_commit = 0;
};

/// Durable single-record writes by 16 clients that each wait for their answer.
Measured measure(bool group_commit) {
  const test::TempDir folder;
  store::SqliteOptions options;
  options.group_commit = group_commit;
  auto opened = store::open_sqlite_store(folder.path() / "test.db", options).value();
  std::atomic<int> written{0};
  std::atomic<bool> over{false};
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> clients;
  for (int client = 0; client < 16; ++client) {
    clients.emplace_back([&, client] {
      for (int i = 0; !over && i < 100'000; ++i) {
        const auto done = opened->write_now<std::int64_t>(
            [&](store::Transaction& tx) { return put(tx, client * 100'000 + i); });
        if (done) ++written;
        if (client == 0 && std::chrono::steady_clock::now() - began > std::chrono::milliseconds(400))
          over = true;
      }
    });
  }
  for (auto& client : clients) client.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const auto figures = opened->figures();
  return {written / seconds, static_cast<double>(figures.works) / static_cast<double>(figures.commits)};
}

}  // namespace

TEST_CASE("sixteen clients share commits and reach several times the single rate") {
  // Other programs share the disk: a busy moment may spoil a measurement, but not all of them.
  double best = 0;
  for (int attempt = 0; attempt < 5 && best <= 3; ++attempt) {
    const auto single = measure(false);
    const auto grouped = measure(true);
    CHECK(single.works_a_commit == 1);
    CHECK(grouped.works_a_commit > 3);
    best = std::max(best, grouped.per_second / single.per_second);
    WARN("single commits " << single.per_second << "/s, grouped " << grouped.per_second << "/s");
  }
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  CHECK(best > 1);  // sanitized code, not the disk, is the bound
#else
  CHECK(best > 3);
#endif
}

TEST_CASE("works of one group fail alone, and are seen after the commit") {
  const test::TempDir folder;
  auto opened = store::open_sqlite_store(folder.path() / "test.db").value();
  std::vector<std::future<Result<std::int64_t>>> answers;
  for (int i = 0; i < 50; ++i) {
    auto promise = std::make_shared<std::promise<Result<std::int64_t>>>();
    answers.push_back(promise->get_future());
    opened->write<std::int64_t>(
        [i](store::Transaction& tx) -> Result<std::int64_t> {
          VUORO_ASSIGN(const auto revision, put(tx, i));
          if (i % 3 == 0) return fail(Errc::conflict, "not this one");
          return revision;
        },
        [promise](Result<std::int64_t> result) { promise->set_value(std::move(result)); });
  }
  int failed = 0;
  for (auto& answer : answers) {
    if (!answer.get()) ++failed;
  }
  CHECK(failed == 17);
  const auto rows = opened
                        ->read_value<std::vector<store::RecordRow>>(
                            [](store::Reader& reader) { return reader.records("global", "topic"); })
                        .value();
  CHECK(rows.size() == 33);
  const auto state =
      opened
          ->read_value<store::ScopeState>([](store::Reader& reader) { return reader.scope_state("global"); })
          .value();
  CHECK(state.revision == 33);  // what was rolled back used no revision
  CHECK(opened->figures().works == 50);
}

TEST_CASE("a nested failure undoes only itself") {
  auto opened = store::open_sqlite_store(":memory:").value();
  REQUIRE(opened->write_now<int>([](store::Transaction& tx) -> Result<int> {
    VUORO_TRY(put(tx, 1));
    const auto inner = tx.nested([&]() -> Result<void> {
      VUORO_TRY(put(tx, 2));
      return fail(Errc::conflict, "no");
    });
    CHECK_FALSE(inner);
    VUORO_TRY(put(tx, 3));
    return 0;
  }));
  const auto rows = opened
                        ->read_value<std::vector<store::RecordRow>>(
                            [](store::Reader& reader) { return reader.changes("global", 0, 10); })
                        .value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].id == Uuid::from_name("3"));
}

TEST_CASE("what was committed is there after opening again; a newer file is refused") {
  const test::TempDir folder;
  const auto path = folder.path() / "test.db";
  {
    auto opened = store::open_sqlite_store(path).value();
    REQUIRE(opened->write_now<std::int64_t>([](store::Transaction& tx) { return put(tx, 1); }));
    opened->stop();
    CHECK(opened->write_now<std::int64_t>([](store::Transaction& tx) { return put(tx, 2); }).error().code ==
          Errc::unavailable);
  }
  {
    auto again = store::open_sqlite_store(path).value();
    const auto found = again
                           ->read_value<std::optional<std::string>>([](store::Reader& reader) {
                             return reader.record("topic", Uuid::from_name("1"));
                           })
                           .value();
    CHECK(found.has_value());
  }
  {
    auto raw = sqlite::Database::open(path, sqlite::with_check_sums({})).value();
    REQUIRE(raw.execute("PRAGMA user_version=999"));
  }
  CHECK(store::open_sqlite_store(path).error().code == Errc::unsupported);
}

TEST_CASE("whoever waits for a scope is told after the commit, and about that scope only") {
  const test::TempDir folder;
  auto opened = store::open_sqlite_store(folder.path() / "test.db").value();
  std::promise<std::set<std::string>> told;
  opened->after_commit([&](const std::set<std::string>& scopes) { told.set_value(scopes); });
  REQUIRE(opened->write_now<std::int64_t>([](store::Transaction& tx) { return put(tx, 1); }));
  CHECK(told.get_future().get() == std::set<std::string>{"global"});
  // No feed shows it, but a site server has it to tell.
  told = {};
  REQUIRE(opened->write_now<int>([](store::Transaction& tx) -> Result<int> {
    store::FeedbackRow row;
    row.id = Uuid::from_name("feedback");
    VUORO_TRY(tx.put_feedback(row));
    return 0;
  }));
  CHECK(told.get_future().get() == std::set<std::string>{std::string(store::k_beside_feeds)});
}

TEST_CASE(
    "a record written anew, removed, there again and moved is in its scope's feed once, with its last "
    "state") {
  const test::TempDir folder;
  auto opened = store::open_sqlite_store(folder.path() / "test.db").value();
  const Uuid id = Uuid::from_name("topic");
  const auto write = [&](std::string_view scope, std::string_view json) {
    return opened
        ->write_now<std::int64_t>(
            [&](store::Transaction& tx) { return tx.put_record(scope, "topic", id, json); })
        .value();
  };
  const auto fed = [&](std::string_view scope) {
    return opened
        ->read_value<std::vector<store::RecordRow>>(
            [&](store::Reader& reader) { return reader.changes(scope, 0, 9); })
        .value();
  };
  CHECK(write("one", "{}") == 1);
  CHECK(write("one", R"({"a":1})") == 2);
  REQUIRE(fed("one").size() == 1);
  CHECK(fed("one")[0].revision == 2);
  CHECK(fed("one")[0].json == R"({"a":1})");
  REQUIRE(opened->write_now<int>([&](store::Transaction& tx) -> Result<int> {
    VUORO_TRY(tx.remove_record("one", "topic", id));
    return 0;
  }));
  REQUIRE(fed("one").size() == 1);
  CHECK(fed("one")[0].deleted);
  CHECK(fed("one")[0].revision == 3);
  CHECK(write("one", R"({"a":2})") == 4);
  REQUIRE(fed("one").size() == 1);
  CHECK_FALSE(fed("one")[0].deleted);
  CHECK(fed("one")[0].json == R"({"a":2})");
  CHECK(write("other", R"({"a":3})") == 1);
  CHECK(fed("one").empty());
  REQUIRE(fed("other").size() == 1);
  CHECK(fed("other")[0].json == R"({"a":3})");
}

TEST_CASE(
    "a history from before places were written stays readable, and new lines say the place and the service") {
  const test::TempDir folder;
  const auto path = folder.path() / "test.db";
  const Uuid ticket = Uuid::from_name("ticket");
  const Uuid service = Uuid::from_name("service");
  const WallTime now = from_unix_ms(1'772'000'000'000);
  {
    auto old = sqlite::Database::open(path).value();
    REQUIRE(sqlite::migrate(old, store::sqlite_migrations().first(5)));
    REQUIRE(
        old.run("INSERT INTO ticket_log (ticket_id, site_id, queue_id, act, from_state, to_state, time)"
                " VALUES (?, ?, ?, 'issue', '', 'waiting', ?)",
                ticket, Uuid::from_name("site"), Uuid::from_name("queue"), now));
  }
  auto opened = store::open_sqlite_store(path).value();
  store::TicketLogRow line;
  line.ticket_id = ticket;
  line.act = "park";
  line.time = now;
  line.due = now + std::chrono::minutes(15);
  line.service_id = service;
  REQUIRE(opened->write_now<int>([&](store::Transaction& tx) -> Result<int> {
    VUORO_TRY(tx.log_ticket(line));
    return 0;
  }));
  using Lines = std::vector<store::TicketLogRow>;
  const auto of_ticket =
      opened->read_value<Lines>([&](store::Reader& reader) { return reader.ticket_log(ticket); }).value();
  const auto of_all =
      opened->read_value<Lines>([](store::Reader& reader) { return reader.ticket_log_after(0, 10); }).value();
  for (const auto& lines : {of_ticket, of_all}) {
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].act == "issue");
    CHECK_FALSE(lines[0].due);
    CHECK_FALSE(lines[0].service_id);
    CHECK(lines[1].due == line.due);
    CHECK(lines[1].service_id == service);
    CHECK(lines[1].entry == lines[0].entry + 1);
  }
}
