#include "tests/e2e/race_clerk.h"

#include <future>

namespace vuoro::test {

RaceClerk::RaceClerk(RaceFloor& floor, std::size_t index)
    : counter(floor.server.counters.at(index).to_string()), floor_(floor), random_(1'000 + index) {
  tab_ = floor.server.staff("clerk" + std::to_string(index));
  other_tab_ = floor.server.visitor();
  other_tab_->cookie = tab_->cookie;
  other_tab_->csrf = tab_->csrf;
}

HttpAnswer RaceClerk::send(const std::string& type, json::object fields) {
  static const SystemClock clock;
  fields["id"] = Uuid::v7(clock, ids_).to_string();
  fields["type"] = type;
  const auto roll = random_.below(8);
  if (roll == 0) return send_twice_at_once(fields);
  const auto answer = tab_->post("/api/v1/commands", json::value(fields));
  if (roll == 1 && answer.status == 200) {
    ++repeated;
    const auto again = tab_->post("/api/v1/commands", json::value(fields));
    if (again.status != 200 || again.body != answer.body) wrong.push_back("another answer: " + again.body);
  }
  return answer;
}

HttpAnswer RaceClerk::send_twice_at_once(const json::object& command) {
  ++repeated;
  auto other = std::async(std::launch::async,
                          [&] { return other_tab_->post("/api/v1/commands", json::value(command)); });
  const auto answer = tab_->post("/api/v1/commands", json::value(command));
  const auto twin = other.get();
  // Of what was refused nothing is kept; of what was done there is one answer.
  if (answer.status != twin.status || (answer.status == 200 && answer.body != twin.body)) {
    wrong.push_back("two answers to one command: " + answer.body + " and " + twin.body);
  }
  return answer;
}

void RaceClerk::took(const HttpAnswer& answer, const std::string& ticket) {
  if (answer.status == 200)
    left[ticket] = answer.at("/ticket/state");
  else
    wrong.push_back(ticket + ": " + answer.body);
}

/// Asks for a particular ticket that another clerk asks for too. @return whether this clerk got it.
bool RaceClerk::fight() {
  const std::size_t turn = floor_.next_favourite++;
  if (turn >= floor_.favourites_max) return false;
  const std::string& wanted = floor_.tickets.at(floor_.tickets.size() - 1 - turn / 2);
  ++fought;
  const auto answer =
      send("ticket.call", {{"counter_id", counter}, {"ticket_id", wanted}, {"expected_state", "waiting"}});
  if (answer.status == 200) {
    called.push_back(wanted);
    return true;
  }
  ++lost;
  if (answer.status != 409 || answer.at("/error/message").find(", not waiting") == std::string::npos) {
    wrong.push_back("lost without a clear sentence: " + answer.body);
  }
  return false;
}

void RaceClerk::call_someone() {
  const std::string before = called.empty() ? "" : called.back();
  if (!(random_.below(2) == 0 && fight())) {
    const auto answer = send("ticket.call_next", {{"counter_id", counter}});
    const std::string ticket = answer.at("/ticket/id");
    if (answer.status != 200) wrong.push_back("call_next: " + answer.body);
    nobody_waits_ = answer.status != 200 || ticket == "absent";
    if (!nobody_waits_) called.push_back(ticket);
  }
  // A visit that had begun is ended by the next call.
  if (!before.empty() && left[before] == "serving") left[before] = "finished";
}

/// Two tabs say two things about one visitor at the same moment: one of them is refused.
void RaceClerk::two_tabs(const std::string& ticket) {
  static const SystemClock clock;
  const json::object start{
      {"id", Uuid::v7(clock, ids_).to_string()}, {"type", "ticket.start"}, {"ticket_id", ticket}};
  const json::object no_show{
      {"id", Uuid::v7(clock, ids_).to_string()}, {"type", "ticket.no_show"}, {"ticket_id", ticket}};
  auto other = std::async(std::launch::async,
                          [&] { return other_tab_->post("/api/v1/commands", json::value(no_show)); });
  const auto started = tab_->post("/api/v1/commands", json::value(start));
  const auto gone = other.get();
  if ((started.status == 200) == (gone.status == 200)) {
    wrong.push_back("both or neither: " + started.body + " and " + gone.body);
  }
  took(started.status == 200 ? started : gone, ticket);
}

void RaceClerk::serve(const std::string& ticket) {
  const json::object on{{"ticket_id", ticket}};
  for (auto more = random_.below(3); more > 0; --more) {
    took(send("ticket.recall", on), ticket);
    ++recalls[ticket];
  }
  switch (random_.below(6)) {
    case 0:
      return took(send("ticket.no_show", on), ticket);
    case 1:
      return took(send("ticket.finish", on), ticket);
    case 2:
      return two_tabs(ticket);
    case 3:
      return took(send("ticket.start", on), ticket);  // the next call ends it
    default:
      took(send("ticket.start", on), ticket);
      took(send("ticket.finish", on), ticket);
  }
}

void RaceClerk::work() {
  const auto seat = send("counter.take", {{"counter_id", counter}});
  if (seat.status != 200) {
    wrong.push_back("no seat: " + seat.body);
    return;
  }
  while (!nobody_waits_ && wrong.empty()) {
    const std::size_t before = called.size();
    call_someone();
    if (called.size() > before) serve(called.back());
  }
}

}  // namespace vuoro::test
