// Which queue a visitor comes to, by a site's ordered rules.

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "core/lobby/segmentation.h"

using namespace vuoro;

namespace {

Uuid id(const std::string& name) {
  return Uuid::from_name(name);
}

SegmentRule rule(std::int32_t order, const std::string& to, std::optional<std::int32_t> priority = {}) {
  SegmentRule out;
  out.id = id("rule " + std::to_string(order) + to);
  out.order = order;
  if (!to.empty()) out.queue_id = id(to);
  out.priority_minutes = priority;
  return out;
}

SegmentAsk visitor() {
  SegmentAsk ask;
  ask.queue_id = id("chosen");
  ask.service_id = id("tax card");
  ask.organization_id = id("tax");
  ask.language = "sv";
  ask.needs = {"wheelchair", "sign_language"};
  return ask;
}

/// "queue +minutes"
std::string place(std::vector<SegmentRule> rules, const SegmentAsk& ask,
                  const std::set<std::string>& shut = {}) {
  const auto may_enter = [&](const Uuid& queue) {
    return std::none_of(shut.begin(), shut.end(), [&](const std::string& name) { return id(name) == queue; });
  };
  const auto name = [&](const Segment& found) {
    for (const auto* one : {"chosen", "a", "b"}) {
      if (found.queue_id == id(one)) return one + (" +" + std::to_string(found.priority_minutes));
    }
    return std::string("unknown");
  };
  const auto found = name(segment(rules, ask, may_enter));
  std::reverse(rules.begin(), rules.end());
  CHECK(name(segment(rules, ask, may_enter)) == found);  // the order is in the rules, not in the list
  return found;
}

}  // namespace

TEST_CASE("the first rule that fits decides alone") {
  CHECK(place({}, visitor()) == "chosen +0");
  CHECK(place({rule(2, "b", 5), rule(1, "a")}, visitor()) == "a +0");
  CHECK(place({rule(2, "b", 5), rule(1, "", 7)}, visitor()) == "chosen +7");
  auto other = rule(1, "a");
  other.languages = {"fi"};
  CHECK(place({other, rule(2, "b", 5)}, visitor()) == "b +5");
}

TEST_CASE("a rule to a queue that is missing or closed is passed over") {
  CHECK(place({rule(1, "a", 9), rule(2, "b")}, visitor(), {"a"}) == "b +0");
  CHECK(place({rule(1, "a", 9)}, visitor(), {"a"}) == "chosen +0");
  // The chosen queue is the visitor's own question, not the rule's.
  CHECK(place({rule(1, "chosen", 9)}, visitor(), {"chosen"}) == "chosen +9");
}

TEST_CASE("every condition that is there must fit") {
  const auto fits = [](const auto& set, SegmentAsk ask = visitor()) {
    auto one = rule(1, "a");
    set(one);
    return place({one}, ask) == "a +0";
  };
  using R = SegmentRule;
  CHECK(fits([](R& r) { r.service_ids = {id("x"), id("tax card")}; }));
  CHECK_FALSE(fits([](R& r) { r.service_ids = {id("x")}; }));
  CHECK(fits([](R& r) { r.organization_ids = {id("tax")}; }));
  CHECK_FALSE(fits([](R& r) { r.organization_ids = {id("police")}; }));
  CHECK(fits([](R& r) { r.from_queue_ids = {id("chosen")}; }));
  CHECK_FALSE(fits([](R& r) { r.from_queue_ids = {id("b")}; }));
  CHECK(fits([](R& r) { r.languages = {"en", "sv"}; }));
  CHECK_FALSE(fits([](R& r) { r.languages = {"en"}; }));
  CHECK(fits([](R& r) { r.needs = {"sign_language"}; }));
  CHECK_FALSE(fits([](R& r) { r.needs = {"companion"}; }));
  CHECK(fits([](R& r) { r.booked = false; }));
  CHECK_FALSE(fits([](R& r) { r.booked = true; }));
  CHECK_FALSE(fits([](R& r) {
    r.languages = {"sv"};
    r.booked = true;
  }));
  auto plain = visitor();
  plain.service_id.reset();
  plain.organization_id.reset();
  plain.needs.clear();
  plain.language = "sv-FI";
  CHECK_FALSE(fits([](R& r) { r.service_ids = {id("tax card")}; }, plain));
  CHECK_FALSE(fits([](R& r) { r.organization_ids = {id("tax")}; }, plain));
  CHECK_FALSE(fits([](R& r) { r.needs = {"sign_language"}; }, plain));
  CHECK(fits([](R& r) { r.languages = {"sv"}; }, plain));
}

TEST_CASE("a rule that cannot work is refused with the place") {
  const auto reason = [](const SegmentRule& one) {
    const auto valid = validate(one, "r");
    return valid ? std::string() : valid.error().message;
  };
  CHECK(reason(rule(1, "a")).empty());
  CHECK(reason(rule(1, "", 5)).empty());
  CHECK(reason(rule(1, "")) == "r.queue_id: neither a queue nor a priority");
  CHECK(reason(rule(1, "a", -1)) == "r.priority_minutes: 0 to 480");
  auto odd = rule(1, "a");
  odd.needs = {"wheelchair", ""};
  CHECK(reason(odd) == "r.needs[1]: 1 to 40 bytes");
}
