// Which visitor a counter calls next, and what counts as an open counter.

#include <catch2/catch.hpp>

#include "core/lobby/profiles.h"

using namespace vuoro;
using std::chrono::minutes;

namespace {

const WallTime k_now{std::chrono::sys_days(std::chrono::year(2026) / 3 / 5) + std::chrono::hours(9)};

Uuid id(const std::string& name) {
  return Uuid::from_name(name);
}

FirstWaiting first(const std::string& queue, int due_in_minutes, bool reserved = false) {
  return {id(queue), id("ticket of " + queue), k_now + minutes(due_in_minutes), k_now - minutes(10),
          reserved};
}

/// "queue why", or "nobody".
std::string next(const CounterWork& work, const std::vector<FirstWaiting>& firsts) {
  const auto found = next_visitor(work, firsts, k_now);
  if (!found) return "nobody";
  for (const auto* name : {"a", "b", "help", "late help", "other"}) {
    if (found->visitor.queue_id == id(name))
      return std::string(name) + " " + std::string(name_of(found->reason));
  }
  return "unknown";
}

CounterWork work(ProfileOrder order) {
  return {order, {{id("a"), std::nullopt}, {id("b"), std::nullopt}, {id("help"), 5}, {id("late help"), 30}}};
}

Counter counter(const std::string& name, std::vector<Uuid> queues, std::optional<Uuid> profile = {}) {
  Counter out;
  out.id = id(name);
  out.queue_ids = std::move(queues);
  out.profile_id = profile;
  out.open = true;
  out.staff_id = id("clerk at " + name);
  return out;
}

CounterProfile profile(const std::string& name, std::vector<ProfileQueue> queues) {
  CounterProfile out;
  out.id = id(name);
  out.name = {{"fi", name}};
  out.queues = std::move(queues);
  return out;
}

}  // namespace

TEST_CASE("a counter calls its own first, helps when it has nobody, and hurries where somebody is overdue") {
  struct Row {
    ProfileOrder order;
    std::vector<FirstWaiting> firsts;
    std::string expected;
  };
  const auto due = ProfileOrder::due;
  const auto listed = ProfileOrder::listed;
  const std::vector<Row> rows = {
      {due, {}, "nobody"},
      {due, {first("other", -60)}, "nobody"},
      {due, {first("a", 5), first("b", 3)}, "b own"},
      {listed, {first("b", 3), first("a", 5)}, "a own"},
      {listed, {first("b", 3)}, "b own"},
      // Earlier due in a helped queue does not count while the own ones have somebody.
      {due, {first("a", 5), first("help", 0)}, "a own"},
      {due, {first("a", 5), first("help", -4)}, "a own"},
      {due, {first("a", -30), first("help", -5)}, "help helps_overdue"},
      {listed, {first("a", -30), first("help", -5)}, "help helps_overdue"},
      {due, {first("a", 5), first("late help", -29)}, "a own"},
      {due, {first("a", 5), first("late help", -30), first("help", -6)}, "late help helps_overdue"},
      {due, {first("help", 10), first("late help", 9)}, "late help helps_empty"},
      {due, {first("help", -10)}, "help helps_empty"},
      // Who is reserved for this counter is its own, whatever the queue.
      {due, {first("a", 5), first("other", 4, true)}, "other own"},
      {due, {first("a", 3), first("other", 4, true)}, "a own"},
      {listed, {first("a", 3), first("other", 4, true)}, "other own"},
      {due, {first("help", 9, true), first("a", 10)}, "help own"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i);
    auto firsts = rows[i].firsts;
    CHECK(next(work(rows[i].order), firsts) == rows[i].expected);
    std::reverse(firsts.begin(), firsts.end());
    CHECK(next(work(rows[i].order), firsts) == rows[i].expected);
  }
}

TEST_CASE("equal due times are decided by issue, then by id, on every machine") {
  std::vector<FirstWaiting> firsts = {first("a", 5), first("b", 5)};
  const auto smaller = firsts[0].ticket_id < firsts[1].ticket_id ? "a own" : "b own";
  CHECK(next(work(ProfileOrder::due), firsts) == smaller);
  firsts[1].issued_at -= minutes(1);
  CHECK(next(work(ProfileOrder::due), firsts) == "b own");
}

TEST_CASE("a profile stands before the counter's own list, while it is there") {
  const auto day = profile("day", {{id("b"), std::nullopt}, {id("help"), 5}});
  const auto with = counter("1", {id("a")}, day.id);
  CHECK(work_of(with, std::vector{day}).own() == std::vector{id("b")});
  CHECK(work_of(with, std::vector{day}).helped() == std::vector{id("help")});
  CHECK(work_of(with, {}).own() == std::vector{id("a")});
  CHECK(work_of(counter("2", {id("a")}), std::vector{day}).own() == std::vector{id("a")});
}

TEST_CASE("a counter counts where it serves; a helper where nobody else does") {
  const auto day = profile("day", {{id("b"), std::nullopt}, {id("a"), 5}});
  std::vector<Counter> counters = {counter("1", {id("a")}), counter("2", {}, day.id)};
  const auto queues_of = [&](std::size_t i) {
    return counter_shares(counters, std::vector{day})[i].queue_ids;
  };
  CHECK(queues_of(1) == std::vector{id("b")});
  counters[0].paused_at = k_now;
  CHECK_FALSE(counter_shares(counters, std::vector{day})[0].serving);
  CHECK(queues_of(1) == std::vector{id("b"), id("a")});
  counters[0].paused_at.reset();
  CHECK(queues_of(1) == std::vector{id("b")});
  counters[0].staff_id.reset();  // opened for whoever comes: nobody serves there yet
  CHECK_FALSE(is_serving(counters[0]));
  CHECK(queues_of(1) == std::vector{id("b"), id("a")});
}

TEST_CASE("a profile that cannot work is refused with the place") {
  const auto reason = [](const CounterProfile& one) {
    const auto valid = validate(one, "p");
    return valid ? std::string() : valid.error().message;
  };
  CHECK(reason(profile("x", {{id("a"), std::nullopt}, {id("b"), 0}})).empty());
  CHECK(reason(profile("x", {})) == "p.queues: none of its own");
  CHECK(reason(profile("x", {{id("a"), 5}})) == "p.queues: none of its own");
  CHECK(reason(profile("x", {{id("a"), std::nullopt}, {id("a"), 5}})) == "p.queues[1].queue_id: named twice");
  CHECK(reason(profile("x", {{id("a"), std::nullopt}, {id("b"), -1}})) ==
        "p.queues[1].help_after_minutes: 0 to 1440");
  auto nameless = profile("x", {{id("a"), std::nullopt}});
  nameless.name.clear();
  CHECK(reason(nameless) == "p.name: missing");
}
