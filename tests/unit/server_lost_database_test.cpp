// A state folder whose database is gone: the server does not begin with an empty one by itself.

#include <catch2/catch.hpp>

#include <sstream>

#include "core/base/file.h"
#include "ctl/commands.h"
#include "server/admin.h"
#include "server/state.h"
#include "tests/support/paths.h"

using namespace vuoro;
namespace fs = std::filesystem;

namespace {

/// A state folder of which a server has one record, "before".
struct Folder {
  Folder() {
    config.state = dir.path() / "state";
    auto state = open().value();
    REQUIRE(state->authority->act_now<std::int64_t>([](authority::Context& context) {
      return context.tx.put_record("global", "organization", Uuid::from_name("before"), "{}");
    }));
  }

  [[nodiscard]] Result<std::unique_ptr<State>> open() { return open_state(config, clock, random); }

  [[nodiscard]] static bool knows(State& state, const char* name) {
    return state.store
        ->read_value<std::optional<std::string>>(
            [&](store::Reader& reader) { return reader.record("organization", Uuid::from_name(name)); })
        .value()
        .has_value();
  }

  void back_up(const fs::path& to) const {
    std::ostringstream out;
    REQUIRE(ctl::run_backup({config.state, to}, out));
  }

  [[nodiscard]] std::string refusal() {
    const auto opened = open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::not_found);
    return opened.error().message;
  }

  const test::TempDir dir;
  ServerConfig config;
  const SystemClock clock;
  SystemRandom random;
  [[nodiscard]] fs::path database() const { return config.state / "vuoro.db"; }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a server whose database is missing says so, and how to begin anew") {
  Folder folder;
  const auto lost = [&] {
    const auto text = folder.refusal();
    INFO(text);
    CHECK(has(text, folder.database().string() + " is missing"));
    CHECK(has(text, "vuoroctl backup; none is in this folder"));
    CHECK(has(text, "vuoro-server begin-anew"));
    CHECK_FALSE(has(text, "central server"));
  };
  SECTION("deleted") {
    fs::remove(folder.database());
    lost();
    CHECK_FALSE(fs::exists(folder.database()));
  }
  SECTION("a file without a byte in its place") {
    REQUIRE(write_file_durably(folder.database(), ""));
    lost();
  }
  SECTION("a link to what is not mounted") {
    fs::remove(folder.database());
    fs::create_symlink(folder.dir.path() / "disk" / "vuoro.db", folder.database());
    lost();
  }
  SECTION("with certificates of one's own") {
    for (const auto* name : {"server-ca.key", "server-ca.pem", "server.key", "server.pem"})
      fs::remove(folder.config.state / name);
    fs::remove(folder.database());
    lost();
  }
}

TEST_CASE("a box whose database is missing is told to be declared lost first") {
  Folder folder;
  folder.config.upstream = "https://central:8444";
  fs::remove(folder.database());
  CHECK(has(folder.refusal(), "declared lost at the central server"));
}

TEST_CASE("the newest backup in the folder is named, and works in the place of the lost database") {
  Folder folder;
  const auto older = folder.config.state / "monday.db";
  const auto newer = folder.config.state / "backups" / "tuesday.db";
  folder.back_up(older);
  fs::create_directory(folder.config.state / "backups");
  folder.back_up(newer);
  fs::last_write_time(older, fs::last_write_time(newer) - std::chrono::hours(24));
  // Neither a backup that was not finished nor another server's living database is one.
  fs::copy_file(newer, folder.config.state / "wednesday.db.partial");
  fs::copy_file(folder.database(), folder.config.state / "moved.db");
  fs::remove(folder.database());
  CHECK(has(folder.refusal(), "cp '" + newer.string() + "' '" + folder.database().string() + "'"));
  fs::copy_file(newer, folder.database());
  const auto state = folder.open().value();
  CHECK(Folder::knows(*state, "before"));
}

TEST_CASE("a backup beside the log of another database is not opened") {
  Folder folder;
  folder.back_up(folder.config.state / "copy.db");
  fs::remove(folder.database());
  const auto log = folder.config.state / "vuoro.db-wal";
  REQUIRE(write_file_durably(log, std::string(50'000, 'w')));
  CHECK(has(folder.refusal(), "remove " + log.string()));
  fs::copy_file(folder.config.state / "copy.db", folder.database());
  const auto opened = folder.open();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::conflict);
  CHECK(has(opened.error().message, log.string()));
  fs::remove(log);
  CHECK(Folder::knows(*folder.open().value(), "before"));
}

TEST_CASE("who begins anew has an empty database, once, and not beside a server") {
  Folder folder;
  CHECK(begin_anew(folder.config).error().code == Errc::conflict);  // there is one
  fs::remove(folder.database());
  REQUIRE(write_file_durably(folder.config.state / "vuoro.db-wal", std::string(50'000, 'w')));
  {
    ServingLock serves;
    REQUIRE(serves.take(folder.config.state));
    CHECK(begin_anew(folder.config).error().code == Errc::conflict);
    CHECK_FALSE(fs::exists(folder.database()));
  }
  REQUIRE(begin_anew(folder.config));
  const auto state = folder.open().value();
  CHECK_FALSE(Folder::knows(*state, "before"));
  CHECK(begin_anew(folder.config).error().code == Errc::conflict);
}

TEST_CASE("a first start needs no word, also after one that broke off") {
  Folder folder;
  const test::TempDir empty;
  folder.config.state = empty.path();
  folder.config.certificate = empty.path() / "not-yet.pem";
  CHECK(has(folder.open().error().message, "not-yet.pem"));
  // The database is there before the authorities, so these never stand alone before anything has been.
  CHECK(fs::exists(folder.database()));
  CHECK_FALSE(fs::exists(empty.path() / "device-ca.key"));
  folder.config.certificate.clear();
  REQUIRE(folder.open());
  fs::remove(empty.path() / "device-ca.key");
  REQUIRE(folder.open());
}

TEST_CASE("what is said to a server that has run makes none where none has") {
  Folder folder;
  const auto used = folder.config.state;
  const auto refused = [&] {
    const auto opened = open_used_state(folder.config, folder.clock, folder.random);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::not_found);
    return opened.error().message;
  };
  folder.config.state = folder.dir.path() / "another";
  const auto text = refused();
  CHECK(has(text, "no vuoro-server has run in " + folder.config.state.string() + ":"));
  CHECK(has(text, "--state"));
  CHECK(has(text, "--config"));
  CHECK_FALSE(fs::exists(folder.config.state));
  fs::create_directory(folder.config.state);  // as a package makes it
  CHECK(refused() == text);
  CHECK(fs::is_empty(folder.config.state));

  folder.config.state = used;
  CHECK(Folder::knows(*open_used_state(folder.config, folder.clock, folder.random).value(), "before"));
  fs::remove(folder.database());
  CHECK(has(refused(), "vuoro-server begin-anew"));  // one has run: it has lost its database
}
