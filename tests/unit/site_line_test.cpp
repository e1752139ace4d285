// A site server's line to the central one, whose answers are carried by hand: what it does when its clock is
// wrong, or when it is revoked.

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "core/picture/picture.h"
#include "tests/support/paths.h"
#include "tests/unit/carried_line.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("a box whose clock is a day ahead says so, and takes nothing over until it is right") {
  TwoServers lobby;
  const Uuid waits = lobby.central.ticket("A101", lobby.central.queue);
  lobby.box.clock.jump_wall(hours(24));
  Carried carried(lobby);
  carried.run();
  CHECK(carried.said("clock is off: 24 h ahead of the central server's; does not act until it is set"));
  CHECK(carried.said(R"("trouble_codes":[{"code":"clock_ahead_refused","values":{"by":"24 h"}}])"));
  REQUIRE(lobby.move({{"device_id", lobby.box_id.to_string()}, {"silent", true}}));
  lobby.box.clock.advance(minutes(2));
  lobby.central.clock.advance(minutes(2));
  carried.end_waits();
  carried.run();
  CHECK_FALSE(carried.said("/api/v1/site/handover"));
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::given);

  lobby.box.clock.jump_wall(-hours(24));
  lobby.box.clock.advance(minutes(2));
  carried.run();
  CHECK(carried.said("/api/v1/site/handover"));
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::away);
  CHECK(lobby.box.get<Ticket>(waits).state == TicketState::waiting);
}

TEST_CASE("a box that can write nothing tells the central server so, until there is room") {
  TwoServers lobby;
  lobby.give();
  Carried carried(lobby);
  const auto write = [&](Result<void> result) {
    static_cast<void>(lobby.box.act<void>([&](authority::Context& context) -> Result<void> {
      VUORO_TRY(context.tx.audit({context.now, std::nullopt, "write", "", true}));
      return result;
    }));
  };
  const auto told = [&] {
    lobby.box.clock.advance(minutes(2));
    lobby.central.clock.advance(minutes(2));
    carried.targets.clear();
    carried.run();
    return carried.said("nothing can be written: the disk is full");
  };
  CHECK_FALSE(told());
  write(fail(Errc::disk_full, "database or disk is full"));
  CHECK(told());
  write({});
  CHECK_FALSE(told());
}

TEST_CASE("a box says since when it is connected, when it was last in step, and how its clock goes") {
  TwoServers lobby;
  lobby.give();
  lobby.box.clock.jump_wall(-minutes(2));
  Carried carried(lobby);
  carried.run();
  lobby.box.clock.advance(minutes(2));
  lobby.central.clock.advance(minutes(2));
  carried.run();
  const auto last =
      std::find_if(carried.targets.rbegin(), carried.targets.rend(),
                   [](const std::string& target) { return target.starts_with("/api/v1/status"); });
  REQUIRE(last != carried.targets.rend());
  const auto body = parse_json(last->substr(last->find('{'))).value();
  const auto status = protocol::decode<protocol::DeviceStatus>(body, RecordMode::strict).value();
  const auto now = lobby.central.clock.wall();
  REQUIRE((status.online_since && status.last_sync));
  CHECK(std::chrono::abs(now - minutes(2) - *status.online_since) < std::chrono::seconds(5));
  CHECK(std::chrono::abs(now - minutes(2) - *status.last_sync) < std::chrono::seconds(5));
  CHECK(status.clock_offset_ms == 120'000);
}

TEST_CASE("a box knows how its own line is, and counts every act of an outage until it is confirmed") {
  TwoServers lobby;
  lobby.give();
  Carried carried(lobby);
  const auto pass = [&] {
    lobby.box.clock.advance(std::chrono::seconds(3));
    lobby.central.clock.advance(std::chrono::seconds(3));
  };
  carried.run();
  pass();
  carried.run();
  CHECK(carried.line.state().online);
  CHECK(carried.line.state().why.empty());
  CHECK(carried.line.state().device_id == lobby.box_id);
  CHECK(carried.line.state().report.outbox_waiting == 0);

  REQUIRE(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
  const auto lines = [&] {
    return lobby.box.store
        ->read_value<std::int64_t>([](store::Reader& reader) { return reader.newest_log_entry(); })
        .value();
  };
  const auto known = lines();
  carried.cut = true;
  const auto cut_at = lobby.central.clock.wall();
  for (int act = 1; act <= 12; ++act) {
    const Uuid ticket = lobby.box.ticket(fmt::format("A{}", 200 + act), lobby.box.queue);
    REQUIRE(lobby.box.command(lobby.box.clerk, call_next(lobby.box.counter)));
    REQUIRE(lobby.box.command(lobby.box.clerk, on_ticket("finish", ticket)));
    carried.line.added();
    pass();
    carried.run();
  }
  const auto broken = carried.line.state();
  CHECK_FALSE(broken.online);
  CHECK(broken.why == "the cable is out");
  CHECK(std::chrono::abs(broken.since - cut_at) < std::chrono::seconds(5));
  CHECK(broken.report.outbox_waiting == lines() - known);
  CHECK(lines() - known >= 36);

  carried.cut = false;
  carried.targets.clear();
  for (int turn = 0; turn < 30 && !carried.line.state().online; ++turn) {
    pass();
    carried.run();
  }
  for (int turn = 0; turn < 4; ++turn) {
    pass();
    carried.run();
  }
  CHECK(carried.line.state().online);
  CHECK(carried.line.state().report.outbox_waiting == 0);
  // The last word that the central server shows says so too, within seconds.
  const auto last =
      std::find_if(carried.targets.rbegin(), carried.targets.rend(),
                   [](const std::string& target) { return target.starts_with("/api/v1/status"); });
  REQUIRE(last != carried.targets.rend());
  CHECK(last->find(R"("outbox_waiting":0)") != std::string::npos);
}

TEST_CASE("a box is asked in vain to move its lobby: it says who decides") {
  TwoServers lobby;
  lobby.give();
  const auto at_box = [&](json::object fields) {
    fields["type"] = "site.move";
    fields["site_id"] = lobby.site.to_string();
    const auto refused = lobby.box.command(lobby.box.supervisor, std::move(fields));
    return refused ? std::string("done") : refused.error().message;
  };
  for (const bool acts : {true, false}) {
    if (!acts) lobby.give_back();
    for (const auto& fields : {json::object{}, json::object{{"box_is_lost", true}},
                               json::object{{"device_id", lobby.box_id.to_string()}, {"silent", true}}}) {
      CHECK(at_box(fields).find("the central server decides about moves") != std::string::npos);
    }
  }
}

TEST_CASE("a box that is revoked decides nothing any more, for it will not hear who does") {
  TwoServers lobby;
  lobby.give();
  Carried carried(lobby);
  carried.run();
  CHECK(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
  carried.revoked = true;
  // The waiting pages are refused.
  lobby.box.clock.advance(std::chrono::seconds(1));
  carried.run();
  const auto refused = lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::unavailable);
}

TEST_CASE(
    "a device enrolled at the central server is let in at the box at once, whichever answer comes first") {
  TwoServers lobby;
  const auto enrol = [&](const std::string& name) {
    Device wall;
    wall.id = lobby.central.id(name);
    wall.site_id = lobby.site;
    wall.name = name;
    wall.role = DeviceRole::display;
    store::DeviceRow row;
    row.id = wall.id;
    row.site_id = wall.site_id;
    TwoServers::require(lobby.central.act<void>([&](authority::Context& context) -> Result<void> {
      VUORO_TRY(context.tx.put_device(row));
      return authority::save(context, wall);
    }));
    return wall.id;
  };
  const auto is_let_in = [&](const Uuid& id) {
    return lobby.box.store->read_value<bool>([&](store::Reader& reader) -> Result<bool> {
      VUORO_ASSIGN(const auto record, authority::find<Device>(reader, id));
      VUORO_ASSIGN(const auto row, reader.device(id));
      return record.has_value() && row.has_value();
    });
  };
  Carried carried(lobby);
  // The list of who is let in comes before the first picture of the lobby, which knows one device more.
  carried.silent = "/api/v1/changes";
  carried.run();
  CHECK(carried.said("/api/v1/site/people"));
  const Uuid first = enrol("wall");
  carried.silent = "";
  carried.run();
  CHECK(is_let_in(first).value());

  // The list was made before the device was, and comes after the feed has told of it.
  lobby.box.clock.advance(minutes(2));
  lobby.central.clock.advance(minutes(2));
  carried.silent = "/api/v1/site/people";
  carried.run();
  carried.people_before = carried.people();
  const Uuid second = enrol("second wall");
  carried.end_waits();
  carried.run();
  CHECK_FALSE(is_let_in(second).value());
  carried.silent = "";
  carried.run();
  CHECK(is_let_in(second).value());
}

TEST_CASE("a box that starts in another year without a line does not act until its clock is set") {
  TwoServers lobby;
  lobby.give();
  lobby.box.authority->tick();
  lobby.box.restart();
  Carried carried(lobby);
  lobby.box.clock.jump_wall(-hours(24 * 300));
  const auto acts = [&] {
    lobby.box.clock.advance(std::chrono::seconds(6));
    carried.line.step();  // nothing is answered
    return lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)).has_value();
  };
  CHECK_FALSE(acts());
  CHECK_FALSE(acts());
  lobby.box.clock.jump_wall(hours(24 * 300));
  CHECK(acts());
}

TEST_CASE("a central server that was put back to an older backup hears from the box that it does not act") {
  TwoServers lobby;
  lobby.give();
  REQUIRE(lobby.central.act<void>([&](authority::Context& context) -> Result<void> {
    VUORO_ASSIGN(auto row, authority::authority_row(context.tx, lobby.site));
    row.here = true;
    row.epoch = 0;
    row.holder_id.reset();
    row.state = "here";
    return authority::put_authority(context, row);
  }));
  Carried carried(lobby);
  carried.run();  // nothing happens in the lobby
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::away);
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).holder_id == lobby.box_id);
  CHECK(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
}

TEST_CASE("a picture that is announced is kept at the box by its content, and no other in its place") {
  TwoServers lobby;
  const auto file = [](const char* name) {
    return read_file(source_dir() / "tests/fuzz/corpus/picture" / name, 1 << 20).value();
  };
  Announcement slide;
  slide.id = lobby.central.id("slide");
  slide.site_id = lobby.site;
  slide.text = {{"fi", "Uimahalli aukeaa"}};
  slide.picture_id = picture_id(lobby.site, file("good.png"));
  REQUIRE(
      lobby.central.act<void>([&](authority::Context& context) { return authority::save(context, slide); }));
  const auto kept = [&] {
    return lobby.box.store
        ->read_value<std::optional<store::PictureRow>>(
            [&](store::Reader& reader) { return reader.picture(*slide.picture_id); })
        .value();
  };
  {
    Carried another(lobby);
    another.picture = file("good.jpg");
    another.run();
    lobby.box.clock.advance(std::chrono::seconds(3));
    another.run();
    CHECK(another.said("/api/v1/pictures/"));
    CHECK_FALSE(kept());
  }
  Carried right(lobby);
  right.picture = file("good.png");
  right.run();
  lobby.box.clock.advance(std::chrono::seconds(3));
  right.run();
  REQUIRE(kept());
  CHECK(kept()->bytes == file("good.png"));
  CHECK(kept()->media_type == "image/png");
  CHECK_FALSE(right.said("/api/v1/site/picture"));  // it came from there
}
