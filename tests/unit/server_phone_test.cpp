// The visitor's phone at the authority: its view, delays, leaving, joining by the wall's code, and the rates.

#include <catch2/catch.hpp>

#include "server/api/phone_rates.h"
#include "server/authority/phone.h"
#include "server/authority/phone_view.h"
#include "server/limits.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using authority::Context;
using std::chrono::minutes;
using test::call_next;
using test::ServerWorld;
using test::take;
using test::text_at;

namespace {

/// A ticket with a token that the test knows.
struct Held {
  Uuid id;
  std::string token;
};

Held hold(ServerWorld& world, const std::string& number, const Uuid& queue) {
  const auto payload = world.issued(number, queue);
  REQUIRE(world.send(world.event("ticket.issued", protocol::encode(payload))).status ==
          protocol::EventStatus::accepted);
  world.advance(Millis(1000));
  return {payload.ticket_id, payload.follow_token};
}

json::object with_id(ServerWorld& world, json::object fields = {}) {
  fields["id"] = Uuid::v7(world.clock, world.random).to_string();
  return fields;
}

Result<json::value> delay(ServerWorld& world, const Held& held, const json::value& body) {
  return world.act<json::value>(
      [&](Context& context) { return authority::delay_by_phone(context, held.token, body); });
}

Result<json::value> leave(ServerWorld& world, const Held& held, const json::value& body) {
  return world.act<json::value>(
      [&](Context& context) { return authority::leave_by_phone(context, held.token, body); });
}

Errc code_of(const Result<json::value>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

/// A site where numbers are taken by phone.
struct JoinWorld : ServerWorld {
  JoinWorld() {
    auto record = get<Site>(site);
    record.phone_join = true;
    record.follow_url = "https://lobby.example:8443/t/";
    put(record);
  }
  void put(const Site& record) {
    REQUIRE(act<int>([&](Context& context) -> Result<int> {
      const std::vector<authority::ImportRecord> records = {{"site", encode(record)}};
      VUORO_TRY(authority::import_records(context, "test", records, false));
      return 0;
    }));
    authority->tick();
    (void)act<int>([](Context&) { return Result<int>(0); });
  }
  std::string code() {
    const auto url = get<JoinCode>(site).url;
    return url.substr(url.rfind('/') + 1);
  }
  json::object wish(const std::string& code) {
    return {{"id", Uuid::v7(clock, random).to_string()},
            {"code", code},
            {"queue_id", queue.to_string()},
            {"language", "sv"},
            {"needs", {"wheelchair"}},
            {"follow_token", random.text(24, k_url_alphabet)}};
  }
  Result<json::value> join(const json::object& body) {
    std::promise<Result<json::value>> promise;
    authority->join_by_phone(body, [&](Result<json::value> answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
  }
  void pass(Millis by) {
    advance(by);
    authority->tick();
    (void)act<int>([](Context&) { return Result<int>(0); });
  }
};

}  // namespace

TEST_CASE("the phone is told its place, who waits behind, and how often others may pass") {
  ServerWorld world;
  const Held first = hold(world, "A1", world.queue);
  const Held second = hold(world, "A2", world.queue);
  const Held third = hold(world, "A3", world.queue);
  const auto view = world.authority->follow(second.token).value();
  CHECK(view.at("position") == 2);
  CHECK(view.at("behind") == 1);
  CHECK(view.at("unserved") == true);
  CHECK(view.at("delays_left") == 5);
  CHECK(view.at("errands").as_array().empty());
  REQUIRE(delay(world, first, with_id(world, {{"people", 1}})));
  CHECK(world.authority->follow(first.token).value().at("position") == 2);
  CHECK(world.authority->follow(first.token).value().at("delays_left") == 4);
  CHECK(world.authority->follow(second.token).value().at("position") == 1);
  // More than there are: behind the last.
  REQUIRE(delay(world, second, with_id(world, {{"people", 10}})));
  CHECK(world.authority->follow(second.token).value().at("position") == 3);
  CHECK(world.get<Ticket>(second.id).due_reason == DueReason::delayed);
  CHECK(world.authority->follow(third.token).value().at("position") == 2);
  CHECK(code_of(delay(world, second, with_id(world, {{"people", 1}}))) == Errc::conflict);
}

TEST_CASE("a phone's act happens once for its id, whatever comes again") {
  ServerWorld world;
  const Held mine = hold(world, "A1", world.queue);
  const Held other = hold(world, "A2", world.queue);
  hold(world, "A3", world.queue);
  const json::value body = with_id(world, {{"people", 1}});
  const auto first = delay(world, mine, body);
  REQUIRE(first);
  CHECK(delay(world, mine, body).value() == first.value());
  CHECK(world.authority->follow(mine.token).value().at("position") == 2);
  auto changed = body.as_object();
  changed["people"] = 2;
  CHECK(code_of(delay(world, mine, changed)) == Errc::conflict);
  CHECK(code_of(delay(world, other, body)) == Errc::conflict);
  const json::value go = with_id(world);
  REQUIRE(leave(world, mine, go));
  REQUIRE(leave(world, mine, go));
  CHECK(world.get<Ticket>(mine.id).state == TicketState::cancelled);
  CHECK(code_of(leave(world, mine, with_id(world))) == Errc::conflict);
  CHECK(code_of(delay(world, mine, with_id(world, {{"people", 1}}))) == Errc::conflict);
  for (const json::value& bad :
       {json::value(json::object{}), json::value(with_id(world, {{"people", 51}})),
        json::value(with_id(world, {{"people", 1}, {"more", 1}})), json::value("x")}) {
    CHECK(code_of(delay(world, other, bad)) == Errc::invalid_argument);
  }
  CHECK(code_of(leave(world, {{}, std::string(24, 'x')}, with_id(world))) == Errc::not_found);
}

TEST_CASE("one who is being served does not leave by phone") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const Held mine = hold(world, "A1", world.queue);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(code_of(delay(world, mine, with_id(world, {{"people", 1}}))) == Errc::conflict);
  REQUIRE(world.command(world.clerk, test::on_ticket("start", mine.id)));
  CHECK(code_of(leave(world, mine, with_id(world))) == Errc::conflict);
  CHECK(world.get<Ticket>(mine.id).state == TicketState::serving);
}

TEST_CASE("a ticket's page ends with its service day") {
  ServerWorld world;
  const Held mine = hold(world, "A1", world.queue);
  REQUIRE(world.authority->follow(mine.token));
  world.advance(std::chrono::hours(24));
  CHECK(code_of(leave(world, mine, with_id(world))) == Errc::expired);
  world.authority->tick();
  (void)world.act<int>([](Context&) { return Result<int>(0); });
  const auto view = world.authority->follow(mine.token);
  REQUIRE_FALSE(view);
  CHECK(view.error().code == Errc::expired);
  CHECK(world.authority->followed_site(mine.token).value() == world.site);
}

TEST_CASE("the wall shows a code only where phones may join, a new one every few minutes") {
  ServerWorld plain;
  plain.authority->tick();
  (void)plain.act<int>([](Context&) { return Result<int>(0); });
  CHECK_FALSE(plain.has<JoinCode>(plain.site));

  JoinWorld world;
  const auto shown = world.get<JoinCode>(world.site);
  CHECK(shown.url.substr(0, 29) == "https://lobby.example:8443/j/");
  CHECK(world.code().size() == 24);
  CHECK(shown.until > world.clock.wall());
  const std::string first = world.code();
  world.pass(minutes(1));
  CHECK(world.code() == first);
  world.pass(limits::k_wall_code_step);
  const std::string second = world.code();
  CHECK(second != first);
  // The one before still works, for who scanned it and reads slowly; a quarter of an hour later it does not.
  CHECK(world.authority->joined_site(first).value() == world.site);
  world.pass(limits::k_wall_code_step * limits::k_wall_code_steps);
  CHECK(world.authority->joined_site(first).error().code == Errc::expired);
  CHECK(world.authority->joined_site(second));
  std::string forged = world.code();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  for (const std::string& bad : {forged, std::string(), std::string(24, 'A'), world.code() + "A"}) {
    CHECK(world.authority->joined_site(bad).error().code == Errc::expired);
  }
  auto site = world.get<Site>(world.site);
  const std::string good = world.code();
  site.phone_join = false;
  world.put(site);
  CHECK_FALSE(world.has<JoinCode>(world.site));
  CHECK(world.authority->joined_site(good).error().code == Errc::expired);
}

TEST_CASE("a phone before the wall takes one number of the usual ones") {
  JoinWorld world;
  const auto offer = world.authority->join_options(world.site).value();
  REQUIRE(offer.at("queues").as_array().size() == 2);
  CHECK(text_at(offer, "/queues/0/state") == "open");
  CHECK(text_at(offer, "/queues/0/waiting") == "0");
  const auto wish = world.wish(world.code());
  const auto given = world.join(wish);
  REQUIRE(given);
  CHECK(text_at(*given, "/number") == "A100");
  const std::string token(wish.at("follow_token").as_string());
  const auto view = world.authority->follow(token).value();
  CHECK(text_at(view, "/number") == "A100");
  CHECK(text_at(view, "/language") == "sv");
  // Again, and when the wall has long gone on: the same number, and no second ticket.
  CHECK(world.join(wish).value() == *given);
  world.pass(std::chrono::hours(1));
  CHECK(world.join(wish).value() == *given);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
  auto stolen = wish;
  stolen["follow_token"] = world.random.text(24, k_url_alphabet);
  CHECK(code_of(world.join(stolen)) == Errc::conflict);
  CHECK(code_of(world.join(world.wish(wish.at("code").as_string().c_str()))) == Errc::expired);
  auto next = world.wish(world.code());
  CHECK(text_at(world.join(next).value(), "/number") == "A101");
  next["id"] = Uuid::v7(world.clock, world.random).to_string();
  CHECK(code_of(world.join(next)) == Errc::conflict);  // another ticket's token
}

TEST_CASE("a phone gets no number where none is given") {
  JoinWorld world;
  const auto refused = [&](const char* field, json::value value) {
    auto wish = world.wish(world.code());
    wish[field] = std::move(value);
    return code_of(world.join(wish));
  };
  CHECK(refused("language", "x") == Errc::invalid_argument);
  CHECK(refused("language", "<b>") == Errc::invalid_argument);
  CHECK(refused("needs", json::array{"gold"}) == Errc::invalid_argument);
  CHECK(refused("follow_token", "short") == Errc::invalid_argument);
  CHECK(refused("follow_token", json::string(24, '/')) == Errc::invalid_argument);
  CHECK(refused("service_id", json::string(world.service.to_string())) == Errc::invalid_argument);
  CHECK(refused("queue_id", json::string(world.id("nowhere").to_string())) == Errc::not_found);
  REQUIRE(world.command(world.clerk, {{"type", "queue.close_today"}, {"queue_id", world.queue.to_string()}}));
  CHECK(code_of(world.join(world.wish(world.code()))) == Errc::closed);
  CHECK(text_at(world.authority->join_options(world.site).value(), "/queues/0/state") == "closed");
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
}

TEST_CASE(
    "a school class behind one address joins at once; a flood does not, and empties no site from afar") {
  api::PhoneRates rates;
  ManualClock clock{WallTime(Millis(0))};
  int joined = 0;
  for (int i = 0; i < 60; ++i) joined += rates.join("site", "school", clock.mono()) ? 1 : 0;
  CHECK(joined == 40);
  clock.advance(std::chrono::seconds(5));
  CHECK(rates.join("site", "school", clock.mono()));
  CHECK_FALSE(rates.join("site", "school", clock.mono()));
  // Whoever shows no code of the site takes nothing of the site's share.
  for (int i = 0; i < 500; ++i) (void)rates.join("", "prankster " + std::to_string(i), clock.mono());
  CHECK(rates.join("site", "visitor", clock.mono()));
  joined = 0;
  for (int i = 0; i < 200; ++i)
    joined += rates.join("site", "phone " + std::to_string(i), clock.mono()) ? 1 : 0;
  CHECK(joined < 90);
  int acts = 0;
  for (int i = 0; i < 20; ++i) acts += rates.act("token", "home", clock.mono()) ? 1 : 0;
  CHECK(acts == 6);
  CHECK(rates.act("another", "home", clock.mono()));
}
