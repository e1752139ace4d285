// A lobby's rules and profiles from its content files.

#include <catch2/catch.hpp>

#include <fstream>

#include "core/content/demo.h"
#include "tests/support/paths.h"

using namespace vuoro;

namespace {

constexpr LocalDate k_monday = std::chrono::year(2026) / 3 / 2;

template <class Record>
std::vector<Record> all(const content::DemoContent& demo) {
  std::vector<Record> out;
  for (const auto& entry : demo.content.records) {
    if (entry.collection == collection_of<Record>()) {
      out.push_back(decode<Record>(entry.record, RecordMode::strict).value());
    }
  }
  return out;
}

}  // namespace

TEST_CASE("the demo's rules and profiles are read, keys become ids", "[demo]") {
  const auto demo = content::load_demo(test::source_dir() / "assets/demo", k_monday).value();
  CHECK(demo.content.problems.empty());
  const auto queue = [](const std::string& key) { return content::id_of("demo", "queue", key); };
  const auto rules = all<SegmentRule>(demo);
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].needs == std::vector<std::string>{"sign_language", "interpreter"});
  CHECK(rules[0].priority_minutes == 10);
  CHECK_FALSE(rules[0].queue_id);
  CHECK(rules[1].from_queue_ids == std::vector{queue("advice")});
  CHECK(rules[1].queue_id == queue("employment"));
  CHECK(rules[1].service_ids.size() == 2);
  CHECK(rules[1].site_id == demo.site_id);
  const auto profiles = all<CounterProfile>(demo);
  REQUIRE(profiles.size() == 2);
  CHECK(profiles[0].queues[0].queue_id == queue("tax"));
  CHECK_FALSE(profiles[0].queues[0].help_after_minutes);
  CHECK(profiles[0].queues[1].help_after_minutes == 10);
  CHECK(profiles[1].order == ProfileOrder::listed);
}

TEST_CASE("what is wrong in rules and profiles is told with its place, and left out", "[demo]") {
  const test::TempDir dir;
  std::filesystem::copy(test::source_dir() / "assets/demo", dir.path(),
                        std::filesystem::copy_options::recursive);
  std::ofstream(dir.path() / "segment_rules.json")
      << R"([{"key":"nothing","order":1},{"key":"lost","queue":"nowhere"},{"key":"odd","colour":1},
             {"key":"good","priority_minutes":5}])";
  std::ofstream(dir.path() / "counter_profiles.json") << R"([{"key":"empty","name":{"fi":"x"},"queues":[]},
             {"key":"lost","name":{"fi":"x"},"queues":[{"queue":"tax"},{"queue":"nowhere"}]},
             {"key":"odd","name":{"fi":"x"},"queues":[{"help_after_minutes":5}]},
             {"key":"good","name":{"fi":"x"},"queues":[{"queue":"tax"}]}])";
  const auto demo = content::load_demo(dir.path(), k_monday).value();
  std::map<std::string, std::string> told;
  for (const auto& problem : demo.content.problems) told[problem.place] = problem.what;
  CHECK(told == std::map<std::string, std::string>{
                    {"segment_rules.json[0]", "queue_id: neither a queue nor a priority"},
                    {"segment_rules.json[1]", "queue: there is no queue \"nowhere\""},
                    {"segment_rules.json[2]", "colour: unknown field"},
                    {"counter_profiles.json[0]", "queues: none of its own"},
                    {"counter_profiles.json[1]", "queues[1].queue: there is no queue \"nowhere\""},
                    {"counter_profiles.json[2]", "queues[0]: expected an object with \"queue\""}});
  CHECK(all<SegmentRule>(demo).size() == 1);
  CHECK(all<CounterProfile>(demo).size() == 1);
}
