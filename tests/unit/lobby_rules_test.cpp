// The life of a ticket, call order, numbers, waiting times and check-in.

#include <catch2/catch.hpp>
#include <set>

#include "core/lobby/call_order.h"
#include "core/lobby/check_in.h"
#include "core/lobby/numbers.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"

namespace vuoro {

using namespace std::chrono_literals;

namespace {

constexpr auto k_states = std::to_array({TicketState::waiting, TicketState::called, TicketState::serving,
                                         TicketState::parked, TicketState::finished, TicketState::no_show,
                                         TicketState::cancelled, TicketState::expired});
constexpr auto k_acts =
    std::to_array({TicketAct::call, TicketAct::recall, TicketAct::start, TicketAct::finish,
                   TicketAct::no_show, TicketAct::requeue, TicketAct::park, TicketAct::bring_back,
                   TicketAct::transfer, TicketAct::cancel, TicketAct::close_day});
const WallTime k_noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 10h};  // 12:00 in Helsinki

Ticket ticket(const char* name, WallTime due, WallTime issued, const Uuid& queue = Uuid::from_name("q")) {
  Ticket made;
  made.id = Uuid::from_name(name);
  made.number = name;
  made.queue_id = queue;
  made.due = due;
  made.issued_at = issued;
  return made;
}

}  // namespace

TEST_CASE(
    "The transition table says one thing about each pair, and the day can be closed from every living "
    "state") {
  std::set<std::pair<TicketState, TicketAct>> pairs;
  for (const auto& transition : k_ticket_life) CHECK(pairs.emplace(transition.from, transition.act).second);
  for (const auto state : k_states) {
    CHECK_FALSE(name_of(state).empty());
    bool any = false;
    for (const auto act : k_acts) any = any || after(state, act).has_value();
    // Only a no-show can come back; the other ends are ends.
    CHECK(any == (!is_over(state) || state == TicketState::no_show));
    CHECK(after(state, TicketAct::close_day).has_value() == !is_over(state));
    if (!is_over(state)) CHECK(after(state, TicketAct::close_day) == TicketState::expired);
  }
  for (const auto act : k_acts) {
    CHECK_FALSE(name_of(act).empty());
    bool used = false;
    for (const auto state : k_states) used = used || after(state, act).has_value();
    CHECK(used);
  }
}

TEST_CASE("Every state can be reached from waiting") {
  std::set<TicketState> reached{TicketState::waiting};
  for (std::size_t round = 0; round < k_states.size(); ++round) {
    for (const auto& transition : k_ticket_life) {
      if (reached.contains(transition.from)) reached.insert(transition.to);
    }
  }
  CHECK(reached.size() == k_states.size());
}

TEST_CASE("What must never be allowed") {
  CHECK_FALSE(after(TicketState::serving, TicketAct::call));
  CHECK_FALSE(after(TicketState::serving, TicketAct::cancel));
  CHECK_FALSE(after(TicketState::finished, TicketAct::bring_back));
  CHECK_FALSE(after(TicketState::waiting, TicketAct::finish));
  CHECK_FALSE(after(TicketState::waiting, TicketAct::no_show));
  CHECK_FALSE(after(TicketState::cancelled, TicketAct::call));
  CHECK(after(TicketState::no_show, TicketAct::call) == TicketState::called);
  CHECK(after(TicketState::called, TicketAct::recall) == TicketState::called);
  CHECK(after(TicketState::serving, TicketAct::transfer) == TicketState::waiting);
}

TEST_CASE("Due: a walk-in after the target wait, a booked visitor at the slot's start unless too late") {
  Queue queue;
  queue.target_wait_minutes = 15;
  CHECK(due_time(queue, k_noon, std::nullopt) == k_noon + 15min);
  CHECK(due_time(queue, k_noon - 20min, k_noon) == k_noon);
  CHECK(due_time(queue, k_noon + k_late_grace, k_noon) == k_noon);
  CHECK(due_time(queue, k_noon + k_late_grace + 1ms, k_noon) == k_noon + k_late_grace + 1ms + 15min);
}

TEST_CASE("Call order: due, then issued, then id; only those who wait in these queues") {
  const Uuid other = Uuid::from_name("other");
  std::vector<Ticket> tickets{ticket("c", k_noon + 3min, k_noon),
                              ticket("a", k_noon + 1min, k_noon),
                              ticket("b", k_noon + 1min, k_noon - 1min),
                              ticket("x", k_noon, k_noon, other),
                              ticket("p", k_noon, k_noon),
                              ticket("d", k_noon + 3min, k_noon)};
  tickets[4].state = TicketState::parked;
  const auto order = in_call_order(tickets, std::vector{Uuid::from_name("q")});
  REQUIRE(order.size() == 4);
  CHECK(order[0]->number == "b");
  CHECK(order[1]->number == "a");
  // Equal in due and issue: the id decides, the same on every machine.
  CHECK(order[2]->id < order[3]->id);
  for (const auto* one : order) CHECK_FALSE(called_before(*one, *one));
  CHECK(people_ahead(tickets, Uuid::from_name("q"), k_noon + 1min) == 2);
  CHECK(people_ahead(tickets, other, k_noon - 1min) == 0);
}

TEST_CASE("Numbers: the two ranges meet without gap or overlap, in every size of queue") {
  for (const auto& [first, last] : {std::pair{1, 999}, {101, 400}, {1, 1}, {1, 2}, {1, 3}, {500, 501}}) {
    Queue queue;
    queue.prefix = "A";
    queue.number_first = first;
    queue.number_last = last;
    const auto single = single_range(queue);
    const auto block = block_range(queue);
    CHECK(single.first == first);
    CHECK(block.first == single.last + 1);
    CHECK(block.last == last);
    CHECK(single.size() + block.size() == last - first + 1);
    CHECK(single.size() >= 1);
    CHECK(format_number(queue, first) == "A" + std::to_string(first));
  }
}

TEST_CASE("The expected wait is read between and beyond the told places, and is silent when none is told") {
  CHECK_FALSE(expected_wait(3, {}).has_value());
  const std::vector<QueueWait> waits{{0, 60, 240}, {1, 180, 420}, {5, 900, 1800}};
  CHECK(expected_wait(0, waits) == WaitRange{1, 4});
  CHECK(expected_wait(1, waits) == WaitRange{3, 7});
  CHECK(expected_wait(3, waits) == WaitRange{9, 20});
  CHECK(expected_wait(5, waits) == WaitRange{15, 30});
  CHECK(expected_wait(11, waits) == WaitRange{30, 60});
  WaitRange last{0, 0};
  for (std::size_t ahead = 0; ahead < 200; ++ahead) {
    const auto range = expected_wait(ahead, waits).value();
    CHECK(range.low_minutes < range.high_minutes);
    CHECK(range.low_minutes >= last.low_minutes);
    CHECK(range.high_minutes >= last.high_minutes);
    last = range;
  }
  CHECK(expected_wait(1'000'000'000, waits).has_value());
  const std::vector<QueueWait> nonsense{{7, -5, 3}};
  CHECK_FALSE(expected_wait(7, nonsense).has_value());
}

TEST_CASE("Check-in: every verdict, and the edges between them") {
  const auto zone = TimeZone::create("Europe/Helsinki").value();
  Appointment appointment;
  appointment.site_id = Uuid::from_name("site");
  appointment.start = k_noon;
  const auto verdict = [&](WallTime now) {
    return check_in_verdict(appointment, Uuid::from_name("site"), zone, now);
  };
  CHECK(verdict(k_noon - k_check_in_early - 1ms) == CheckIn::too_early);
  CHECK(verdict(k_noon - k_check_in_early) == CheckIn::on_time);
  CHECK(verdict(k_noon + k_late_grace) == CheckIn::on_time);
  CHECK(verdict(k_noon + k_late_grace + 1ms) == CheckIn::late);
  CHECK(verdict(k_noon + k_check_in_late) == CheckIn::late);
  CHECK(verdict(k_noon + k_check_in_late + 1ms) == CheckIn::too_late);
  CHECK(verdict(k_noon - 24h) == CheckIn::another_day);
  CHECK(verdict(k_noon + 24h) == CheckIn::past_day);
  // 23:30 in Helsinki is another UTC day than the slot at half past midnight.
  appointment.start = k_noon + 12h + 30min;
  CHECK(verdict(appointment.start - 31min) == CheckIn::another_day);
  CHECK(verdict(appointment.start - 29min) == CheckIn::on_time);
  appointment.start = k_noon;
  CHECK(check_in_verdict(appointment, Uuid::from_name("elsewhere"), zone, k_noon) == CheckIn::another_site);
  for (const auto state : {AppointmentState::checked_in, AppointmentState::finished}) {
    appointment.state = state;
    CHECK(verdict(k_noon) == CheckIn::already_done);
  }
  appointment.state = AppointmentState::cancelled;
  CHECK(verdict(k_noon) == CheckIn::cancelled);
}

TEST_CASE("Codes as people type them") {
  CHECK(normal_code("abcd-2345") == "ABCD2345");
  CHECK(normal_code(" AB CD 23 45 ") == "ABCD2345");
  for (const char* bad : {"", "ABCD234", "ABCD23456", "ABCD234O", "ABCD2341", "ÄBCD2345", "ABCD_345"})
    CHECK(normal_code(bad).empty());
}

TEST_CASE("Records go through JSON and come back; strict mode refuses what lenient mode forgives") {
  Ticket made = ticket("A101", k_noon, k_noon);
  made.needs = {"wheelchair"};
  made.counter_id = Uuid::from_name("3");
  const auto value = encode(made);
  const auto back = decode<Ticket>(value, RecordMode::strict).value();
  CHECK(canonical_json(encode(back)) == canonical_json(value));
  auto odd = value.as_object();
  odd["newer_field"] = 1;
  CHECK(decode<Ticket>(odd, RecordMode::strict).error().message.find("newer_field") != std::string::npos);
  CHECK(decode<Ticket>(odd, RecordMode::lenient).has_value());
  odd = value.as_object();
  odd["state"] = "flying";
  CHECK_FALSE(decode<Ticket>(odd, RecordMode::strict).has_value());
  odd = value.as_object();
  odd["issued_at"] = -1;
  CHECK_FALSE(decode<Ticket>(odd, RecordMode::lenient).has_value());
  odd.erase("queue_id");
  CHECK_FALSE(decode<Ticket>(odd, RecordMode::strict).has_value());
}

TEST_CASE("A text in the visitor's language, or the nearest there is") {
  const LocalizedText text{{"fi", "jono"}, {"en", "queue"}, {"sv", ""}};
  CHECK(choose(text, "en").text == "queue");
  CHECK(choose(text, "sv").text == "jono");
  CHECK(choose(text, "sv").language == "fi");
  CHECK(choose({{"ru", "очередь"}}, "sv").language == "ru");
  CHECK(choose({}, "fi").text.empty());
}

}  // namespace vuoro
