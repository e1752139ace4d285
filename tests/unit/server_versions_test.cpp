// A site changes hands between a central server and a box of which one is a version ahead: it says things
// that the other does not know, or does not hear what the other does not say yet.

#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/booked_lobby.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::minutes;

namespace {

/// Every object says something besides.
void say_more(json::value& value) {
  if (auto* list = value.if_array()) {
    for (auto& one : *list) say_more(one);
  }
  auto* object = value.if_object();
  if (object == nullptr) return;
  for (auto& [name, one] : *object) say_more(one);
  (*object)["of_the_next_version"] = json::object{{"mood", "fine"}, {"times", 3}};
}

/// And there are records of a kind that this version does not know.
void add_unknown_records(json::value& news) {
  auto* object = news.if_object();
  if (object == nullptr) return;
  if (auto* records = object->if_contains("records")) {
    records->as_array().push_back(json::object{{"collection", "mood"},
                                               {"id", "019cb5a0-2fbd-745f-a018-497828597725"},
                                               {"deleted", false},
                                               {"record", json::object{{"how", "fine"}}}});
  }
}

std::string as_the_next_version(const std::string& text) {
  auto value = parse_json(text).value();
  auto& object = value.as_object();
  if (auto* news = object.if_contains("news")) add_unknown_records(*news);
  if (auto* events = object.if_contains("events")) {
    for (auto& event : events->as_array()) add_unknown_records(event.as_object().at("payload"));
  }
  say_more(value);
  return json::serialize(value);
}

/// Nothing that may be missing in a message is there; records are as they are.
void say_less(json::value& value) {
  if (auto* list = value.if_array()) {
    for (auto& one : *list) say_less(one);
  }
  auto* object = value.if_object();
  if (object == nullptr) return;
  for (const char* name :
       {"told_until", "spare_single", "spare_block", "more_single", "more_block", "range", "due", "service_id"})
    object->erase(name);
  for (auto& [name, one] : *object) {
    if (name != "record") say_less(one);
  }
}

std::string as_the_version_before(const std::string& text) {
  auto value = parse_json(text).value();
  say_less(value);
  return json::serialize(value);
}

struct Lobby : BookedLobby {
  Lobby() {
    booked = book(central, first);
    waits = central.ticket("A101", central.queue);
    take_numbers(central);
  }
  /// Some to terminals, which hold them from now on: each was nobody's.
  void take_numbers(ServerWorld& at) {
    for (const auto kind : {protocol::LeaseKind::number, protocol::LeaseKind::number_block}) {
      const int count = kind == protocol::LeaseKind::number ? 1 : 3;
      const auto answer = at.lease({kind, at.queue, {}, count}).value();
      INFO(json::serialize(answer));
      const int last = std::stoi(text_at(answer, "/outcomes/0/lease/last"));
      for (int number = std::stoi(text_at(answer, "/outcomes/0/lease/first")); number <= last; ++number)
        CHECK(taken.insert(number).second);
    }
  }
  /// What was at the one is at the other, once, and goes on from there.
  void check_goes_on(ServerWorld& there) {
    CHECK(there.get<Ticket>(waits).number == "A101");
    CHECK(there.get<Appointment>(booked).id == booked);
    take_numbers(there);
    const auto log = there.store->read_value<std::vector<store::TicketLogRow>>(
        [&](store::Reader& reader) { return reader.ticket_log(waits); });
    REQUIRE(log.value().size() == 1);
    CHECK(log->front().act == "issue");
  }

  Uuid booked;
  Uuid waits;
  std::set<int> taken;
};

}  // namespace

TEST_CASE("a site goes from a central server of the next version to a box, and back from one to the other") {
  Lobby lobby;
  lobby.on_the_way = as_the_next_version;
  lobby.reading = RecordMode::newer;
  lobby.give();
  lobby.check_goes_on(lobby.box);
  const Uuid there = lobby.box.ticket("A110", lobby.box.queue);
  const Uuid came = lobby.check_in(lobby.box, lobby.booked, "A111");
  lobby.tell();
  CHECK(lobby.central.get<Ticket>(there).state == TicketState::waiting);
  lobby.give_back();
  lobby.check_goes_on(lobby.central);
  CHECK(lobby.central.get<Ticket>(there).state == TicketState::waiting);
  CHECK(lobby.central.get<Appointment>(lobby.booked).ticket_id == came);
}

TEST_CASE(
    "a site goes from a central server of the version before to a box, and back from one to the other") {
  Lobby lobby;
  lobby.on_the_way = as_the_version_before;
  lobby.give();
  lobby.check_goes_on(lobby.box);
  const Uuid there = lobby.box.ticket("A110", lobby.box.queue);
  lobby.tell();
  lobby.give_back();
  lobby.check_goes_on(lobby.central);
  CHECK(lobby.central.get<Ticket>(there).state == TicketState::waiting);
}

TEST_CASE(
    "a lost box of another version tells what it did; of an older one it is not known whether that is all") {
  const bool newer = GENERATE(true, false);
  Lobby lobby;
  lobby.give();
  const Uuid there = lobby.box.ticket("A110", lobby.box.queue);
  lobby.take_numbers(lobby.box);
  lobby.declare_lost();
  CHECK_FALSE(lobby.central.has<Ticket>(there));
  lobby.take_numbers(lobby.central);
  lobby.on_the_way = newer ? as_the_next_version : as_the_version_before;
  lobby.reading = newer ? RecordMode::newer : RecordMode::strict;
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(there).state == TicketState::waiting);
  CHECK(lobby.central.get<Ticket>(lobby.waits).state == TicketState::waiting);
  lobby.box_is_heard();
  const auto again = lobby.move({{"device_id", lobby.box_id.to_string()}});
  CHECK(again.has_value() == newer);
}
