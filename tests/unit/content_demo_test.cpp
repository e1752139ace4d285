#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "core/content/demo.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::content;

namespace {

const LocalDate k_monday = LocalDate(std::chrono::year(2026), std::chrono::month(3), std::chrono::day(2));

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path) << text;
}

/// A small service point of our own, with two mistakes to be found.
void write_small(const std::filesystem::path& dir) {
  write(dir / "site.json",
        R"({"key":"s","name":{"fi":"Piste"},"time_zone":"Europe/Helsinki","languages":["fi"],
    "jobs":["ticket"],"hours":{"weekly":[{"days":["mon","tue"],"from":"09:00","to":"11:00"}],
    "exceptions":[{"from_date":"2026-03-03","to_date":"2026-03-03","closed":true,"reason":{"fi":"Juhla"}}]}})");
  write(dir / "organizations.json",
        R"([{"key":"city","name":{"fi":"Kaupunki"},"order":1,"color":"#123456"}])");
  write(dir / "topics.json",
        R"([{"key":"home","kind":"topic","name":{"fi":"Koti"},"icon":"home","order":1}])");
  write(dir / "channels.json",
        R"([{"key":"phone","organization":"city","kind":"phone","name":{"fi":"Puhelin"},
    "phone":"09 1","hours":{"weekly":[{"days":["mon"],"from":"16:00","to":"09:00"}]}},
    {"key":"web","organization":"city","kind":"web","name":{"fi":"Verkko"},"url":{"fi":"https://a.example"}}])");
  write(dir / "queues.json", R"([{"key":"q","organization":"city","name":{"fi":"Jono"},"prefix":"A",
    "number_first":1,"number_last":99,"target_wait_minutes":10,
    "hours":{"weekly":[{"days":["mon"],"from":"09:30","to":"11:00"}]}}])");
  write(dir / "services.json", R"([
    {"key":"passport","organization":"city","name":{"fi":"Passi"},"topics":["home"],"channels":["web"],
     "keywords":{"fi":["matka"]},"queue":"q","appointment":true,"expertise":"standard"},
    {"key":"lost","organization":"city","name":{"fi":"Kateissa"},"channels":["phone"]}])");
  write(dir / "counters.json", R"([{"key":"c","name":"1","queues":["q"]}])");
  write(dir / "slots.json",
        R"([{"service":"passport","weekdays":["mon","tue"],"from":"09:00","to":"11:00","minutes":30,
    "capacity":1},{"service":"passport","weekdays":["mon"],"from":"10:00","to":"10:30","minutes":30,"capacity":2}])");
  write(dir / "feedback_questions.json", R"([{"key":"f","kind":"faces","text":{"fi":"?"},"order":1}])");
  write(dir / "announcements.json", R"([{"key":"a","text":{"fi":"Hei"},"severity":"info"}])");
  write(dir / "staff.json",
        R"([{"username":"u","display_name":"U","roles":["clerk"],"organizations":["city"]}])");
  write(dir / "displays.json", R"([{"key":"d","name":"D","queues":["q"],"languages":["fi"]}])");
}

std::vector<Slot> slots_of(const DemoContent& demo) {
  std::vector<Slot> out;
  for (const auto& entry : demo.content.records) {
    if (entry.collection == "slot") out.push_back(decode<Slot>(entry.record, RecordMode::strict).value());
  }
  return out;
}

}  // namespace

TEST_CASE("demo: what has no name is told and not taken", "[demo]") {
  const test::TempDir dir;
  write_small(dir.path());
  write(dir.path() / "services.json", R"([{"key":"nameless"},{"key":"passport","name":{"fi":"Passi"}}])");
  const auto demo = load_demo(dir.path(), k_monday).value();
  const auto& problems = demo.content.problems;
  const auto told = std::find_if(problems.begin(), problems.end(),
                                 [](const auto& problem) { return problem.source_id == "nameless"; });
  REQUIRE(told != problems.end());
  CHECK(told->what == "name: there is none");
  CHECK(demo.content.count("service") == 1);
}

TEST_CASE("demo: keys become ids, mistakes are told and take their dependents along", "[demo]") {
  const test::TempDir dir;
  write_small(dir.path());
  const auto demo = load_demo(dir.path(), k_monday).value();
  REQUIRE(demo.content.problems.size() == 2);
  CHECK(demo.content.problems[0].source_id == "phone");
  CHECK(demo.content.problems[0].place == "channels.json[0]");
  CHECK(demo.content.problems[0].what == "hours.weekly[0]: ends before it starts");
  CHECK(demo.content.problems[1].source_id == "lost");
  CHECK(demo.content.problems[1].what == "channels: there is no service_channel \"phone\"");
  CHECK(demo.content.count("service") == 1);
  CHECK(demo.content.count("service_channel") == 1);
  CHECK(demo.content.records.front().collection == "site");
  for (const auto& entry : demo.content.records) {
    if (entry.collection != "service") continue;
    const auto service = decode<Service>(entry.record, RecordMode::strict).value();
    CHECK(service.id == id_of("demo", "service", "passport"));
    CHECK(service.source == "demo");
    CHECK(service.source_key == "passport");
    CHECK(service.queue_id == id_of("demo", "queue", "q"));
    CHECK(service.channel_ids == std::vector{id_of("demo", "service_channel", "web")});
    CHECK(service.topic_ids == std::vector{id_of("demo", "topic", "home")});
  }
  REQUIRE(demo.staff.size() == 1);
  CHECK(demo.staff[0].organization_ids == std::vector{id_of("demo", "organization", "city")});
  REQUIRE(demo.displays.size() == 1);
  CHECK(demo.displays[0].queue_ids == std::vector{id_of("demo", "queue", "q")});
}

TEST_CASE("demo: slots lie within the hours of site and queue for two weeks; meeting rules add up",
          "[demo]") {
  const test::TempDir dir;
  write_small(dir.path());
  const auto slots = slots_of(load_demo(dir.path(), k_monday).value());
  // Mondays 2 and 9 March, 09:30–11:00; the Tuesday is closed once, and the queue never opens on Tuesdays.
  REQUIRE(slots.size() == 6);
  CHECK(slots[0].start == from_unix_ms(1772436600000));  // 2026-03-02 09:30 in Helsinki
  CHECK(slots[0].capacity == 1);
  CHECK(slots[1].capacity == 3);
  CHECK(slots[3].start == from_unix_ms(1772436600000 + 7LL * 86'400'000));
  // The same day again gives the same ids.
  const auto again = slots_of(load_demo(dir.path(), k_monday).value());
  CHECK(again[5].id == slots[5].id);
}

TEST_CASE("demo: always open means every day round the clock", "[demo]") {
  const test::TempDir dir;
  write_small(dir.path());
  const auto demo = load_demo(dir.path(), k_monday, {.always_open = true}).value();
  std::size_t open = 0;
  for (const auto& entry : demo.content.records) {
    if (entry.collection != "site" && entry.collection != "queue") continue;
    const auto hours = decode<OpeningHours>(entry.record.as_object().at("hours"), RecordMode::strict).value();
    REQUIRE(hours.weekly.size() == 1);
    CHECK(hours.weekly[0].days.size() == 7);
    CHECK(hours.weekly[0].to == "24:00");
    CHECK(hours.exceptions.empty());
    ++open;
  }
  CHECK(open == 2);
  const auto slots = slots_of(demo);
  CHECK(slots.size() ==
        48 * 2 + 4 + 4);  // two whole days, then Monday and Tuesday of the next week by the rules
}

TEST_CASE("demo: a folder without a site is no demo; broken files are told", "[demo]") {
  const test::TempDir dir;
  CHECK(load_demo(dir.path(), k_monday).error().code == Errc::not_found);
  write_small(dir.path());
  write(dir.path() / "queues.json", "[1, {\"key\":\"q\",\"colour\":1}, {\"key\":\"\"}]");
  write(dir.path() / "topics.json", "{");
  const auto demo = load_demo(dir.path(), k_monday).value();
  CHECK(demo.content.count("queue") == 0);
  std::set<std::string> places;
  for (const auto& problem : demo.content.problems) places.insert(problem.place);
  for (const std::string place : {"queues.json[0]", "queues.json[1]", "queues.json[2]", "topics.json",
                                  "counters.json[0]", "slots.json[0]", "displays.json[0]"}) {
    INFO(place);
    CHECK(places.contains(place));
  }
  write(dir.path() / "site.json", "{}");
  CHECK_FALSE(load_demo(dir.path(), k_monday));
}

TEST_CASE("demo: the demo content in the tree is whole, in three languages", "[demo]") {
  const auto demo = load_demo(test::source_dir() / "assets/demo", k_monday).value();
  for (const auto& problem : demo.content.problems) {
    UNSCOPED_INFO(problem.place << " " << problem.source_id << ": " << problem.what);
  }
  CHECK(demo.content.problems.empty());
  CHECK(demo.content.count("organization") == 5);
  CHECK(demo.content.count("service") >= 40);
  CHECK(demo.content.count("queue") >= 5);
  CHECK(demo.content.count("slot") > 100);
  CHECK(demo.staff.size() >= 3);
  CHECK_FALSE(demo.displays.empty());
  for (const auto& entry : demo.content.records) {
    if (entry.collection != "service") continue;
    const auto service = decode<Service>(entry.record, RecordMode::strict).value();
    for (const std::string language : {"fi", "sv", "en"}) {
      INFO(service.source_key << " " << language);
      CHECK_FALSE(service.name.at(language).empty());
      CHECK_FALSE(service.description.at(language).empty());
    }
  }
}
