// Pictures of announcements and of displays at the authority.
#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <sstream>

#include "server/authority/pictures.h"
#include "server/limits.h"
#include "tests/support/paths.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

std::string sample(const char* name) {
  std::ifstream file(source_dir() / "tests/fuzz/corpus/picture" / name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

struct PictureWorld : ServerWorld {
  authority::Session session_of(const Uuid& staff_id) {
    authority::Session session;
    session.staff = *store
                         ->read_value<std::optional<store::StaffRow>>(
                             [&](store::Reader& reader) { return reader.staff(staff_id); })
                         .value();
    return session;
  }
  Result<json::value> upload(const Uuid& staff_id, const Uuid& site_id, std::string bytes) {
    std::promise<Result<json::value>> promise;
    auto answer = promise.get_future();
    pictures.upload(session_of(staff_id), site_id, std::move(bytes),
                    [&](Result<json::value> result) { promise.set_value(std::move(result)); });
    return answer.get();
  }
  Result<void> show(const Uuid& device_id, std::string bytes) {
    std::promise<Result<void>> promise;
    auto answer = promise.get_future();
    pictures.show(device_id, std::move(bytes),
                  [&](Result<void> result) { promise.set_value(std::move(result)); });
    return answer.get();
  }
  json::object announcement(const std::string& picture) {
    return {{"type", "announcement.put"},
            {"announcement", json::object{{"id", id("note").to_string()},
                                          {"site_id", site.to_string()},
                                          {"text", json::object{{"fi", "Uimahalli aukeaa"}}},
                                          {"severity", "info"},
                                          {"picture_id", picture},
                                          {"seconds", 15}}}};
  }
  authority::Pictures pictures{*authority};
};

}  // namespace

TEST_CASE("a picture is taken once, and an announcement may show it") {
  PictureWorld world;
  const auto first = world.upload(world.clerk, world.site, sample("good.png"));
  REQUIRE(first);
  const std::string picture = text_at(*first, "/picture_id");
  CHECK(text_at(*first, "/width") == "6");
  const auto again = world.upload(world.supervisor, world.site, sample("good.png"));
  REQUIRE(again);
  CHECK(text_at(*again, "/picture_id") == picture);

  const Uuid id = *Uuid::parse(picture);
  const auto row = world.pictures.picture(id, world.site, nullptr);
  REQUIRE(row);
  CHECK(row->bytes == sample("good.png"));
  CHECK(row->media_type == "image/png");
  CHECK(world.pictures.picture(id, world.id("another site"), nullptr).error().code == Errc::not_found);
  CHECK(world.pictures.picture(world.id("nothing"), world.site, nullptr).error().code == Errc::not_found);

  CHECK(world.command(world.clerk, world.announcement(picture)));
  const auto unknown = world.command(world.clerk, world.announcement(world.id("nothing").to_string()));
  CHECK(unknown.error().message.starts_with("announcement.picture_id"));
}

TEST_CASE("what is no picture is refused and kept nowhere") {
  PictureWorld world;
  CHECK(world.upload(world.clerk, world.site, "<svg/>").error().code == Errc::parse);
  CHECK(world.upload(world.clerk, world.site, sample("cut.jpg")).error().code == Errc::parse);
  CHECK(world.upload(world.clerk, world.site, sample("huge_claim.png")).error().code == Errc::too_large);
  CHECK(world.upload(world.clerk, world.id("another site"), sample("good.png")).has_value() == false);
}

TEST_CASE("pictures that no announcement shows go after a day") {
  PictureWorld world;
  const auto kept = world.upload(world.clerk, world.site, sample("good.png"));
  const auto forgotten = world.upload(world.clerk, world.site, sample("good.jpg"));
  REQUIRE(kept);
  REQUIRE(forgotten);
  REQUIRE(world.command(world.clerk, world.announcement(text_at(*kept, "/picture_id"))));
  world.advance(limits::k_unused_picture_life + std::chrono::minutes(1));
  REQUIRE(world.upload(world.clerk, world.site, sample("progressive.jpg")));
  CHECK(world.pictures.picture(*Uuid::parse(text_at(*kept, "/picture_id")), world.site, nullptr));
  CHECK_FALSE(world.pictures.picture(*Uuid::parse(text_at(*forgotten, "/picture_id")), world.site, nullptr));
}

TEST_CASE("a display's settings are checked, and its counters of asks are its own") {
  PictureWorld world;
  const auto configure = [&](json::object more) {
    json::object settings{{"layout", "agencies"}, {"volume", 50}, {"chime_tests", 7}, {"picture_asks", 9}};
    for (auto& [key, value] : more) settings[key] = value;
    return world.command(world.clerk, {{"type", "display.configure"},
                                       {"device_id", world.device.to_string()},
                                       {"settings", std::move(settings)}});
  };
  const json::object quiet{{"from", "20:00"}, {"to", "08:00"}};
  const auto done = configure({{"quiet", json::array{quiet}},
                               {"viewing_distance_m", 12.5},
                               {"counter_ids", json::array{world.counter.to_string()}}});
  REQUIRE(done);
  const auto device = world.get<Device>(world.device);
  CHECK(device.display.quiet.size() == 1);
  CHECK(device.display.viewing_distance_m == 12.5);
  CHECK(device.display.chime_tests == 0);
  CHECK_FALSE(device.display.picture_asks);
  const auto refused = [&](json::object more) { return configure(std::move(more)).error().message; };
  CHECK(refused({{"volume", 101}}).starts_with("settings.volume"));
  CHECK(refused({{"viewing_distance_m", 0.5}}).starts_with("settings.viewing_distance_m"));
  CHECK(refused({{"viewing_distance_m", 41}}).starts_with("settings.viewing_distance_m"));
  CHECK(refused({{"quiet", json::array{json::object{{"from", "8"}, {"to", "9"}}}}})
            .starts_with("settings.quiet"));
  CHECK(refused({{"counter_ids", json::array{world.id("no counter").to_string()}}})
            .starts_with("settings.counter_ids"));
}

TEST_CASE("staff ask a display for its picture and get the newest") {
  PictureWorld world;
  REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
    VUORO_ASSIGN(auto device, authority::load<Device>(context.tx, world.device));
    device.role = DeviceRole::display;
    return authority::save(context, device);
  }));
  const auto session = world.session_of(world.clerk);
  CHECK(world.pictures.shown(session, world.device).error().code == Errc::not_found);
  const auto asked =
      world.command(world.clerk, {{"type", "display.picture"}, {"device_id", world.device.to_string()}});
  REQUIRE(asked);
  CHECK(world.get<Device>(world.device).display.picture_asks == 1);
  REQUIRE(world.show(world.device, sample("good.png")));
  world.advance(std::chrono::seconds(5));
  const auto shown = world.pictures.shown(session, world.device);
  REQUIRE(shown);
  CHECK(*shown->png == sample("good.png"));
  CHECK(world.clock.wall() - shown->time == std::chrono::seconds(5));
  CHECK(world.show(world.device, sample("good.jpg")).error().code == Errc::invalid_argument);
  CHECK(world.show(world.device, "x").error().code == Errc::parse);
  CHECK(world.show(world.device, std::string(limits::k_shown_bytes_max + 1, 'x')).error().code ==
        Errc::too_large);

  auto stranger = session;
  stranger.staff.site_id = world.id("another site");
  CHECK(world.pictures.shown(stranger, world.device).error().code == Errc::forbidden);
  stranger = session;
  stranger.staff.roles = {"editor"};
  CHECK(world.pictures.shown(stranger, world.device).error().code == Errc::forbidden);
}
