// A number of the desk on a terminal's paper, as the authority sees it: who may ask, one job at a time, what
// the terminal says, and the end of a job nobody answers.

#include <catch2/catch.hpp>

#include "server/authority/print_jobs.h"
#include "server/authority/sight.h"
#include "server/authority/site_authority.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using std::chrono::minutes;
using test::on_ticket;
using test::ServerWorld;
using test::text_at;

namespace {

struct Given {
  Uuid ticket;
  std::string token;
};

Given give(ServerWorld& world, const Uuid& queue) {
  const auto answer =
      world
          .command(world.clerk,
                   {{"type", "ticket.issue"}, {"queue_id", queue.to_string()}, {"language", "fi"}})
          .value();
  return {Uuid::parse(text_at(answer, "/ticket/id")).value(), text_at(answer, "/follow_token")};
}

json::object print(const Given& given, const Uuid& device) {
  auto command = on_ticket("print", given.ticket);
  command["device_id"] = device.to_string();
  command["follow_token"] = given.token;
  return command;
}

Uuid job_of(const Result<json::value>& answer) {
  return Uuid::parse(text_at(answer.value(), "/print_job/id")).value();
}

std::string refusal(const Result<json::value>& answer) {
  return answer ? "done" : std::string(name_of(answer.error().code)) + ": " + answer.error().message;
}

protocol::EventStatus tell(ServerWorld& world, const Uuid& job, PrintJobState outcome, std::string why = "") {
  const protocol::TicketPrinted printed{job, outcome, std::move(why)};
  return world.send(world.event("ticket.printed", protocol::encode(printed))).status;
}

Uuid more_device(ServerWorld& world, const std::string& name, DeviceRole role, const Uuid& site) {
  Device record;
  record.id = world.id(name);
  record.site_id = site;
  record.role = role;
  REQUIRE(world.act<void>([&](authority::Context& context) { return authority::save(context, record); }));
  return record.id;
}

void tick(ServerWorld& world) {
  world.authority->tick();
  REQUIRE(world.act<void>([](authority::Context&) -> Result<void> { return {}; }));
}

}  // namespace

TEST_CASE("a number of the desk is printed at a terminal: asked once, answered by the terminal") {
  ServerWorld world;
  const Given given = give(world, world.queue);
  const Uuid job = job_of(world.command(world.clerk, print(given, world.device)));
  auto record = world.get<PrintJob>(job);
  CHECK(record.state == PrintJobState::waiting);
  CHECK(record.device_id == world.device);
  CHECK(record.ticket_id == given.ticket);
  CHECK(record.follow_token == given.token);
  CHECK(record.expires_at > world.clock.wall());
  // A second click is no second paper.
  CHECK(job_of(world.command(world.clerk, print(given, world.device))) == job);
  REQUIRE(tell(world, job, PrintJobState::printed) == protocol::EventStatus::accepted);
  record = world.get<PrintJob>(job);
  CHECK(record.state == PrintJobState::printed);
  CHECK(record.follow_token.empty());
  // The visitor lost it: asked for anew it is another job.
  CHECK(job_of(world.command(world.clerk, print(given, world.device))) != job);
}

TEST_CASE("no paper, not known, too late: what the terminal says is what the desk reads") {
  ServerWorld world;
  const Given given = give(world, world.queue);
  const Uuid empty = job_of(world.command(world.clerk, print(given, world.device)));
  CHECK(tell(world, empty, PrintJobState::expired) == protocol::EventStatus::rejected);
  CHECK(tell(world, empty, PrintJobState::nothing, std::string(41, 'x')) == protocol::EventStatus::rejected);
  CHECK(world.get<PrintJob>(empty).state == PrintJobState::waiting);
  REQUIRE(tell(world, empty, PrintJobState::nothing, "paper_out") == protocol::EventStatus::accepted);
  CHECK(world.get<PrintJob>(empty).state == PrintJobState::nothing);
  CHECK(world.get<PrintJob>(empty).why == "paper_out");

  const Uuid unsure = job_of(world.command(world.clerk, print(given, world.device)));
  REQUIRE(tell(world, unsure, PrintJobState::unknown) == protocol::EventStatus::accepted);
  CHECK(world.get<PrintJob>(unsure).state == PrintJobState::unknown);

  const Uuid silent = job_of(world.command(world.clerk, print(given, world.device)));
  world.advance(minutes(1));
  tick(world);
  CHECK(world.get<PrintJob>(silent).state == PrintJobState::waiting);
  world.advance(minutes(2));
  tick(world);
  CHECK(world.get<PrintJob>(silent).state == PrintJobState::expired);
  CHECK(world.get<PrintJob>(silent).follow_token.empty());
  // It had come out after all, and the word was long on its way: the paper is the truth.
  REQUIRE(tell(world, silent, PrintJobState::printed) == protocol::EventStatus::accepted);
  CHECK(world.get<PrintJob>(silent).state == PrintJobState::printed);
  CHECK(tell(world, world.id("long forgotten"), PrintJobState::printed) == protocol::EventStatus::accepted);
}

TEST_CASE("a server that does not act for the site writes no print job, nor ends one") {
  ServerWorld world;
  const Given given = give(world, world.queue);
  const Uuid job = job_of(world.command(world.clerk, print(given, world.device)));
  const auto act_here = [&](bool here) {
    REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
      VUORO_ASSIGN(auto row, authority::authority_row(context.tx, world.site));
      row.here = here;
      row.epoch += 1;
      return context.tx.put_site_authority(row);
    }));
  };
  const Given another = give(world, world.queue);
  act_here(false);
  CHECK(refusal(world.command(world.clerk, print(another, world.device))).starts_with("unavailable"));
  world.advance(minutes(10));
  tick(world);
  CHECK(world.get<PrintJob>(job).state == PrintJobState::waiting);
  const auto noted = world.act<void>([&](authority::Context& context) -> Result<void> {
    store::DeviceRow device;
    device.id = world.device;
    device.site_id = world.site;
    return authority::note_printed(context, device, {job, PrintJobState::printed, ""});
  });
  CHECK_FALSE(noted.has_value());
  CHECK(world.get<PrintJob>(job).state == PrintJobState::waiting);
  act_here(true);
  tick(world);
  CHECK(world.get<PrintJob>(job).state == PrintJobState::expired);
}

TEST_CASE("another terminal is chosen: the first is told not to") {
  ServerWorld world;
  const Given given = give(world, world.queue);
  const Uuid second = more_device(world, "terminal 2", DeviceRole::terminal, world.site);
  const Uuid first_job = job_of(world.command(world.clerk, print(given, world.device)));
  const Uuid second_job = job_of(world.command(world.clerk, print(given, second)));
  CHECK(world.get<PrintJob>(first_job).state == PrintJobState::cancelled);
  CHECK(world.get<PrintJob>(second_job).device_id == second);
  CHECK(world.get<PrintJob>(second_job).state == PrintJobState::waiting);
  // Only the terminal that was asked answers.
  REQUIRE(tell(world, second_job, PrintJobState::printed) == protocol::EventStatus::accepted);
  CHECK(world.get<PrintJob>(second_job).state == PrintJobState::waiting);
}

TEST_CASE("what cannot be printed is refused, and changes nothing") {
  ServerWorld world;
  const Given given = give(world, world.other_queue);  // of another organisation than other_clerk's
  const auto ask = [&](const Uuid& who, const Given& what, const Uuid& where) {
    return refusal(world.command(who, print(what, where)));
  };
  CHECK(ask(world.other_clerk, given, world.device) == "forbidden: the queue is of another organisation");
  const std::string nowhere = "not_found: device_id: no terminal of this site";
  CHECK(ask(world.clerk, given, world.id("nothing")) == nowhere);
  CHECK(ask(world.clerk, given, more_device(world, "wall", DeviceRole::display, world.site)) == nowhere);
  CHECK(ask(world.clerk, given, more_device(world, "far", DeviceRole::terminal, world.id("far"))) == nowhere);
  CHECK(ask(world.clerk, {given.ticket, give(world, world.queue).token}, world.device) ==
        "invalid_argument: follow_token: not this ticket's");
  REQUIRE(world.command(world.clerk, on_ticket("cancel", given.ticket)));
  CHECK(ask(world.clerk, given, world.device).substr(0, 8) == "conflict");
  const auto jobs = world.store->read_value<std::vector<store::RecordRow>>([&](store::Reader& reader) {
    return reader.records(authority::scope_of_site(world.site), collection_of<PrintJob>());
  });
  CHECK(jobs.value().empty());
}

TEST_CASE("a print is seen by those who see its ticket") {
  ServerWorld world;
  const Uuid own = job_of(world.command(world.clerk, print(give(world, world.queue), world.device)));
  const Uuid others = job_of(world.command(world.clerk, print(give(world, world.other_queue), world.device)));
  REQUIRE(world.store->read([&](store::Reader& reader) -> Result<void> {
    VUORO_ASSIGN(const auto staff, reader.staff(world.other_clerk));
    authority::Sight sight(reader, staff.value());
    VUORO_ASSIGN(const auto rows,
                 reader.records(authority::scope_of_site(world.site), collection_of<PrintJob>()));
    CHECK(rows.size() == 2);
    for (const auto& row : rows) {
      VUORO_ASSIGN(const bool seen, sight.sees(row));
      CHECK(seen == (row.id == own));
      CHECK((row.id == own || row.id == others));
    }
    return {};
  }));
}
