// Who acts for a lobby with a server of its own, what goes on without the line, and that everything is told
// once.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/lobby/record_codec.h"
#include "tests/e2e/site_house.h"
#include "tests/support/eventually.h"
#include "tests/support/process_memory.h"

using namespace vuoro;
using test::command;
using test::HttpClient;
using test::k_counter;
using test::k_queue;
using test::k_scope;
using test::k_site;
using test::SiteHouse;
using test::take_number;
using test::TakenNumber;
using test::Watched;

namespace {

const Uuid k_service = Uuid::from_name("service");
const Uuid k_slot = Uuid::from_name("slot");

/// A service that can be booked, and a time of it with two places, into the central server's content.
/// @param from_now  when it is, if that is today
void bring_times(HttpClient& boss, std::chrono::minutes from_now = std::chrono::minutes(10)) {
  Service service;
  service.id = k_service;
  service.name = {{"fi", "Passi"}};
  service.queue_id = k_queue;
  Slot slot;
  slot.id = k_slot;
  slot.site_id = k_site;
  slot.service_id = k_service;
  slot.start = SystemClock().wall() + from_now;
  slot.capacity = 2;
  const auto answer =
      command(boss, "content.import",
              {{"source", "times"},
               {"records", json::array{json::object{{"collection", "service"}, {"record", encode(service)}},
                                       json::object{{"collection", "slot"}, {"record", encode(slot)}}}}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
}

json::object event_of(std::int64_t sequence, const char* type, json::value payload) {
  return {{"id", test::fresh_id().to_string()},
          {"sequence", sequence},
          {"type", type},
          {"time", to_unix_ms(SystemClock().wall())},
          {"payload", std::move(payload)}};
}

void send(HttpClient& terminal, const json::value& event) {
  const auto answer = terminal.post("/api/v1/events", json::object{{"events", json::array{event}}});
  INFO(answer.body);
  REQUIRE(answer.at("/answers/0/status") == "accepted");
}

std::string book(HttpClient& terminal, std::int64_t sequence, const std::string& code) {
  protocol::AppointmentBooked booked;
  booked.appointment_id = test::fresh_id();
  booked.slot_id = k_slot;
  booked.service_id = k_service;
  booked.code = code;
  booked.language = "fi";
  send(terminal, event_of(sequence, "appointment.booked", protocol::encode(booked)));
  return booked.appointment_id.to_string();
}

/// A slide of the site, at this server. @return the picture's id
std::string announce(HttpClient& staff, const std::string& name, const char* file) {
  staff.content_type = std::string("image/") + (std::string(file).ends_with("png") ? "png" : "jpeg");
  const auto bytes = read_file(test::source_dir() / "tests/fuzz/corpus/picture" / file, 1 << 20).value();
  const auto kept = staff.post("/api/v1/pictures?site_id=" + k_site.to_string(), bytes);
  staff.content_type = "application/json";
  INFO(kept.body);
  REQUIRE(kept.status == 200);
  const auto put = command(staff, "announcement.put",
                           {{"announcement", json::object{{"id", Uuid::from_name(name).to_string()},
                                                          {"site_id", k_site.to_string()},
                                                          {"text", json::object{{"fi", name}}},
                                                          {"severity", "info"},
                                                          {"picture_id", kept.at("/picture_id")}}}});
  INFO(put.body);
  REQUIRE(put.status == 200);
  return kept.at("/picture_id");
}

bool has_picture(HttpClient& http, const std::string& id) {
  return test::eventually([&] { return http.get("/api/v1/pictures/" + id).status == 200; },
                          std::chrono::seconds(20));
}

}  // namespace

TEST_CASE(
    "what was promised and shown before the line was cut holds at the box: bookings are checked in, slides "
    "shown") {
  SiteHouse house;
  bring_times(*house.boss);
  const auto at_central = house.at_central("hall", "terminal");
  // A code of another role, used by mistake, takes nothing away from the box.
  const std::string mistaken = test::device_code(*house.boss, k_site, "terminal", "by mistake");
  CHECK_THROWS(test::run_server_command(
      {"--config", house.config, "join", "--public-url", house.central->public_url(), "--code", mistaken}));
  CHECK(read_file(house.box_folder / "state" / "upstream" / "identity.json", 10'000)
            .value()
            .find(house.box_id) != std::string::npos);
  const std::string for_terminal = book(*at_central, 1, "ABCD2345");
  const std::string for_desk = book(*at_central, 2, "EFGH2345");
  const std::string slide = announce(*house.boss, "slide", "good.png");
  auto clerk = house.box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  CHECK(has_picture(*clerk, slide));  // before it is needed
  REQUIRE(house.give().status == 200);
  REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
  house.cut_line();

  const auto turned = test::turned(*at_central, *house.box);
  HttpClient& terminal = *turned;
  CHECK(terminal.get("/api/v1/pictures/" + slide).status == 200);
  const auto visitor = take_number(terminal, 3, for_terminal);
  const auto desk = command(*clerk, "appointment.check_in", {{"appointment_id", for_desk}});
  INFO(desk.body);
  REQUIRE(desk.status == 200);
  CHECK(command(*clerk, "appointment.check_in", {{"appointment_id", for_terminal}}).status == 409);
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  const auto called = command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}});
  CHECK(called.at("/ticket/id") == visitor.ticket);
  CHECK(called.at("/ticket/due_reason") == "appointment");
  const std::string slide_of_box = announce(*clerk, "slide of the box", "good.jpg");

  house.mend_line();
  const int told = house.told(*clerk);
  INFO(house.logs());
  REQUIRE(told == 2);
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return far.of("appointment").size() == 2; }));
  CHECK(far.of("appointment").at(for_terminal).at("state").as_string() == "checked_in");
  CHECK(far.of("appointment").at(for_terminal).at("ticket_id").as_string() == visitor.ticket);
  CHECK(far.of("appointment").at(for_desk).at("ticket_id").as_string() == desk.at("/ticket/id"));
  CHECK(far.of("ticket").at(visitor.ticket).at("state").as_string() == "called");
  CHECK(has_picture(*house.boss, slide_of_box));
}

TEST_CASE("a box that is frozen for a while prints for the desk and checks a late visitor in once") {
  SiteHouse house;
  bring_times(*house.boss, std::chrono::minutes(-25));
  const auto hall = house.at_central("hall", "terminal");
  const std::string late = book(*hall, 1, "ABCD2345");
  auto clerk = house.clerk_at_box();
  const auto terminal = house.terminal("terminal");
  const auto visitor = take_number(*terminal, 1);
  Watched near(*clerk, k_scope);
  std::string terminal_id;
  REQUIRE(near.until([&] {
    for (const auto& [id, device] : near.of("device"))
      if (device.at("name").as_string() == "terminal") terminal_id = id;
    return !terminal_id.empty();
  }));
  // Each is sent into the silence, given up, and sent again when the box is awake: the same answer, twice.
  const auto insist = [&](json::object act) {
    act["id"] = test::fresh_id().to_string();
    ::kill(house.box->pid(), SIGSTOP);
    clerk->patience_ms = 400;
    CHECK(clerk->post("/api/v1/commands", act).status == 0);
    ::kill(house.box->pid(), SIGCONT);
    clerk->patience_ms = 60'000;
    const auto first = clerk->post("/api/v1/commands", act);
    INFO(first.body);
    CHECK(first.status == 200);
    CHECK(clerk->post("/api/v1/commands", act).body == first.body);
    return first;
  };
  const auto job =
      insist({{"type", "ticket.print"}, {"ticket_id", visitor.ticket}, {"device_id", terminal_id}});
  const auto checked_in = insist({{"type", "appointment.check_in"}, {"appointment_id", late}});
  CHECK(checked_in.at("/ticket/due_reason") == "late");
  send(*terminal, event_of(2, "ticket.printed",
                           protocol::encode(protocol::TicketPrinted{
                               Uuid::parse(job.at("/print_job/id")).value(), PrintJobState::printed, ""})));
  const int told = house.told(*clerk);
  INFO(house.logs());
  CHECK(told == 2);
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] {
    const auto& jobs = far.of("print_job");
    return jobs.size() == 1 && jobs.begin()->second.at("state").as_string() == "printed" &&
           far.of("appointment").at(late).at("state").as_string() == "checked_in";
  }));
  CHECK(far.of("appointment").at(late).at("ticket_id").as_string() == checked_in.at("/ticket/id"));
}

TEST_CASE(
    "the lobby goes on without the wide-area network; afterwards the central server has every visitor once") {
  SiteHouse house;
  INFO(house.logs());
  auto central_clerk = house.central->staff("clerk");
  auto clerk = house.box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  CHECK(house.box->staff("boss") == nullptr);  // an account that reaches further than a desk stays at central
  // Just started, it asks first whether the site is its own.
  CHECK(test::eventually([&] {
    const auto early = command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}});
    CHECK(early.status == 503);
    return early.body.find("the central server") != std::string::npos;
  }));
  const auto at_central =
      command(*central_clerk, "ticket.issue", {{"queue_id", k_queue.to_string()}, {"language", "fi"}});
  REQUIRE(at_central.status == 200);
  CHECK(at_central.at("/ticket/number") == "A1");

  REQUIRE(house.give().status == 200);
  const auto refused =
      command(*central_clerk, "ticket.issue", {{"queue_id", k_queue.to_string()}, {"language", "fi"}});
  CHECK(refused.status == 503);
  CHECK(refused.body.find("Lobby box") != std::string::npos);
  REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
  const auto terminal = house.terminal("terminal");
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);

  house.cut_line();
  constexpr int k_visitors = 30;
  constexpr int k_served = 12;
  std::vector<TakenNumber> visitors;
  for (int i = 0; i < k_visitors; ++i) visitors.push_back(take_number(*terminal, i + 1));
  CHECK(visitors.front().number == "A2");  // the numbers run on
  for (int i = 0; i < k_served; ++i) {
    const auto called = command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}});
    REQUIRE(called.status == 200);
    const auto id = called.at("/ticket/id");
    REQUIRE(command(*clerk, "ticket.start", {{"ticket_id", id}}).status == 200);
    REQUIRE(command(*clerk, "ticket.finish", {{"ticket_id", id}}).status == 200);
  }
  const auto offline_clerk = house.box->staff("clerk1");  // a desk that logs in without the line
  CHECK(offline_clerk != nullptr);
  // The same page at both servers: the central one knows less, and says since when.
  const std::string token = at_central.at("/follow_token");
  const auto near = house.box->visitor()->get("/api/v1/follow/" + token);
  CHECK(near.at("/state") == "finished");
  CHECK(near.at("/as_of") == "absent");
  const auto far = house.central->visitor()->get("/api/v1/follow/" + token);
  CHECK(far.at("/state") == "waiting");
  CHECK(far.at("/as_of") != "absent");

  // The box's own technician reads of the outage there: the central server hears nothing.
  test::HttpAnswer line;
  Watched seen_near(*clerk, k_scope);  // between two questions it waits: who asks too often is sent away
  CHECK(seen_near.until([&] {
    line = clerk->get("/api/v1/devices/status");
    return line.at("/line/online") == "false" &&
           std::stoi(line.at("/line/status/outbox_waiting")) >= k_visitors + 3 * k_served;
  }));
  INFO(line.body);
  CHECK(line.at("/line/device_id") == house.box_id);
  CHECK_FALSE(line.at("/line/why").empty());
  CHECK(house.boss->get("/api/v1/devices/status").at("/line") == "absent");

  house.mend_line();
  const int told = house.told(*clerk);
  INFO(house.logs());
  REQUIRE(told == k_visitors + 1);
  CHECK(seen_near.until([&] {
    line = clerk->get("/api/v1/devices/status");
    return line.at("/line/online") == "true" && line.at("/line/status/outbox_waiting") == "0";
  }));
  Watched seen_far(*house.boss, k_scope);
  REQUIRE(seen_far.until([&] { return !seen_far.of("ticket").empty(); }));
  std::set<std::string> numbers;
  for (const auto& [id, ticket] : seen_far.of("ticket"))
    numbers.insert(std::string(ticket.at("number").as_string()));
  CHECK(numbers.size() == k_visitors + 1);
  CHECK(house.central->visitor()->get("/api/v1/follow/" + visitors.back().token).at("/state") == "waiting");
  bool reported = false;
  reported = seen_far.until([&] {
    const auto report = command(*house.boss, "day.report", {{"site_id", k_site.to_string()}});
    return report.at("/report/total/arrived") == std::to_string(k_visitors + 1) &&
           report.at("/report/total/served") == std::to_string(k_served);
  });
  CHECK(reported);
}

namespace {

/// Content as large as a region's: services with their texts, and a quarter's times of one.
void bring_much(HttpClient& boss) {
  constexpr int k_services = 1500;
  constexpr int k_slots = 1600;
  constexpr int k_batch = 100;
  json::array batch;
  for (int i = 0; i < k_services + k_slots; ++i) {
    if (i < k_services) {
      Service service;
      service.id = Uuid::from_name("service " + std::to_string(i));
      const std::string text = "Palvelu " + std::to_string(i) + ": " + std::string(400, 'x');
      service.name = {{"fi", "Palvelu " + std::to_string(i)}, {"sv", "Service " + std::to_string(i)}};
      service.summary = {{"fi", text}, {"sv", text}};
      batch.push_back(json::object{{"collection", "service"}, {"record", encode(service)}});
    } else {
      Slot slot;
      slot.id = Uuid::from_name("slot " + std::to_string(i));
      slot.site_id = k_site;
      slot.service_id = Uuid::from_name("service 0");
      slot.start = SystemClock().wall() + std::chrono::minutes(30) * (i - k_services + 1);
      batch.push_back(json::object{{"collection", "slot"}, {"record", encode(slot)}});
    }
    if (batch.size() < k_batch && i + 1 < k_services + k_slots) continue;
    const auto answer = command(boss, "content.import", {{"source", "much"}, {"records", std::move(batch)}});
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    batch = json::array();
  }
}

}  // namespace

// Run by name, as packaging/bench.sh does: build/release/tests/site_server_test '[memory]'
TEST_CASE("a box with a region's content and a day's lobby runs in 60 MB", "[.][memory]") {
  SiteHouse house;
  bring_much(*house.boss);
  auto clerk = house.clerk_at_box();
  const auto pss = [&] { return test::pss_mb(house.box->pid()).value_or(0); };
  const double begun = pss();
  std::vector<std::unique_ptr<HttpClient>> terminals;
  for (int i = 0; i < 4; ++i) terminals.push_back(house.terminal("terminal " + std::to_string(i)));
  // Consoles and displays: each has the whole lobby, and a connection that is kept.
  std::vector<std::unique_ptr<HttpClient>> readers;
  for (int i = 0; i < 16; ++i) {
    readers.push_back(house.box->staff("clerk1"));
    REQUIRE(readers.back() != nullptr);
    Watched watched(*readers.back(), k_scope);
    REQUIRE(watched.until([] { return true; }));
  }
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  constexpr int k_visitors = 600;
  double most = 0;
  house.cut_line();
  for (int i = 0; i < k_visitors; ++i) {
    const auto visitor = take_number(*terminals[static_cast<std::size_t>(i) % terminals.size()],
                                     i / static_cast<int>(terminals.size()) + 1);
    if (i % 5 != 0) {
      const auto id =
          command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}}).at("/ticket/id");
      REQUIRE(command(*clerk, "ticket.start", {{"ticket_id", id}}).status == 200);
      REQUIRE(command(*clerk, "ticket.finish", {{"ticket_id", id}}).status == 200);
    }
    const auto get = [](HttpClient& http, const std::string& path) {
      return test::patiently([&] { return http.get(path); }).status;
    };
    REQUIRE(get(*house.box->visitor(), "/api/v1/follow/" + visitor.token) == 200);
    if (i % 20 == 0) {
      for (auto& reader : readers) {
        REQUIRE(get(*reader, "/api/v1/changes?scope=" + k_scope + "&since=0&wait=0") == 200);
      }
      most = std::max(most, pss());
    }
  }
  const double without_line = pss();
  house.mend_line();
  REQUIRE(house.told(*clerk) == k_visitors);
  most = std::max({most, without_line, pss()});
  const auto resident = [&](const char* line) {
    return test::memory_mb(house.box->pid(), "status", line).value_or(0);
  };
  // Alone on a machine its libraries count whole; the peak is a log-in, whose hash fills 64 MB for a moment.
  // A line of packaging/bench.sh.
  fmt::print(
      R"({{"name":"site_server_memory","value":{:.1f},"unit":"MB","begun":{:.1f},"without_line":{:.1f},)"
      R"("told":{:.1f},"visitors":{},"resident":{:.1f},"resident_at_log_in":{:.1f}}})"
      "\n",
      most, begun, without_line, pss(), k_visitors, resident("VmRSS:"), resident("VmHWM:"));
  CHECK(most > 0);
  CHECK(most < 60);
}
