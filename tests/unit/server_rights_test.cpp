// Who may do what: every command, every role, own and other organisation, own and other site. And who may see
// what of the feed.

#include <catch2/catch.hpp>

#include <set>

#include "server/authority/command_table.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using authority::Context;
using test::ServerWorld;
using test::text_at;

namespace {

enum class Where { own, other_organisation, other_site };

/// A lobby with one member of staff who sits at a counter of the queue that the command is about.
struct Post {
  explicit Post(const std::string& role, Where where) {
    queue = where == Where::other_organisation ? world.other_queue : world.queue;  // city, tax
    ticket = world.ticket("X1", queue);
    counter = world.id("post");
    world
        .act<int>([&](Context& context) -> Result<int> {
          const Uuid site = where == Where::other_site ? world.id("elsewhere") : world.site;
          VUORO_ASSIGN(actor, authority::put_staff_member(
                                  context, {"actor", "Actor", "x", {role}, {world.id("city")}, site}));
          VUORO_ASSIGN(colleague, authority::put_staff_member(
                                      context, {"colleague", "Colleague", "x", {"clerk"}, {}, {}}));
          Counter here;
          here.id = counter;
          here.site_id = world.site;
          here.name = "post";
          here.queue_ids = {queue};
          here.open = true;
          here.staff_id = actor;
          VUORO_TRY(authority::save(context, here));
          CounterProfile one;
          one.id = profile = world.id("profile");
          one.site_id = world.site;
          one.name = {{"fi", "p"}};
          one.queues = {{queue, std::nullopt}};
          VUORO_TRY(authority::save(context, one));
          Announcement notice;
          notice.id = announcement = world.id("notice");
          notice.site_id = world.site;
          notice.text = {{"fi", "x"}};
          VUORO_TRY(authority::save(context, notice));
          Service service;
          service.id = world.service;
          service.queue_id = queue;
          VUORO_TRY(context.tx.put_record(protocol::k_global_scope, collection_of<Service>(), service.id,
                                          json::serialize(encode(service))));
          Appointment booked;
          booked.id = booking = world.id("booking");
          booked.site_id = world.site;
          booked.service_id = service.id;
          booked.start = context.now;
          VUORO_TRY(authority::save(context, booked));
          VUORO_ASSIGN(auto device, authority::load<Device>(context.tx, world.device));
          device.role = DeviceRole::display;
          VUORO_TRY(authority::save(context, device));
          return 0;
        })
        .value();
  }

  [[nodiscard]] json::object fields(const std::string& type) {
    json::object out{{"type", type}};
    const auto starts = [&](std::string_view with) { return type.compare(0, with.size(), with) == 0; };
    if (starts("counter.")) out["counter_id"] = counter.to_string();
    if (type == "counter.set_profile") out["profile_id"] = profile.to_string();
    if (type == "counter.set_queues") out["queue_ids"] = json::array{queue.to_string()};
    if (type == "profile.delete") out["profile_id"] = profile.to_string();
    if (type == "profile.put") {
      auto again = world.get<CounterProfile>(profile);
      again.name["sv"] = "p";
      out["profile"] = encode(again);
    }
    if (starts("queue.")) out["queue_id"] = queue.to_string();
    if (starts("ticket.") && type != "ticket.call_next" && type != "ticket.issue") {
      out["ticket_id"] = ticket.to_string();
    }
    if (type == "ticket.call_next") {
      out["counter_id"] = counter.to_string();
      out["queue_ids"] = json::array{queue.to_string()};
    }
    if (type == "ticket.call") out["counter_id"] = counter.to_string();
    if (type == "ticket.transfer" || type == "ticket.add_errand" || type == "ticket.remove_errand" ||
        type == "ticket.issue") {
      out["queue_id"] = queue.to_string();
    }
    if (type == "ticket.issue") out["language"] = "fi";
    if (type == "appointment.check_in") {
      out["appointment_id"] = booking.to_string();
      out["language"] = "fi";
    }
    if (type == "ticket.reserve") out["staff_id"] = colleague.to_string();
    if (type == "ticket.prioritise") out["minutes"] = 5;
    if (type == "announcement.put") out["announcement"] = encode(world.get<Announcement>(announcement));
    if (type == "announcement.delete") out["announcement_id"] = announcement.to_string();
    if (starts("display.") || type == "device.revoke") out["device_id"] = world.device.to_string();
    if (type == "display.configure") out["settings"] = encode(DisplaySettings{});
    if (type == "device.code" || type == "day.report" || type == "site.move")
      out["site_id"] = world.site.to_string();
    if (type == "device.code") {
      out["role"] = "terminal";
      out["name"] = "t";
    }
    if (type == "content.import") {
      out["source"] = "x";
      out["records"] = json::array();
      out["prune"] = false;
    }
    return out;
  }

  /// The newest revisions, and what is in the tickets' and counters' histories.
  std::vector<std::int64_t> state() {
    return world.store
        ->read_value<std::vector<std::int64_t>>(
            [&](store::Reader& reader) -> Result<std::vector<std::int64_t>> {
              VUORO_ASSIGN(const auto site, reader.scope_state(authority::scope_of_site(world.site)));
              VUORO_ASSIGN(const auto all, reader.scope_state(protocol::k_global_scope));
              VUORO_ASSIGN(const auto tickets, reader.newest_log_entry());
              VUORO_ASSIGN(const auto counters, reader.counter_log_after(0, 1000));
              return std::vector<std::int64_t>{site.revision, all.revision, tickets,
                                               static_cast<std::int64_t>(counters.size())};
            })
        .value();
  }

  ServerWorld world;
  Uuid queue, ticket, counter, profile, announcement, booking, actor, colleague;
};

struct Right {
  std::string type;
  std::string roles;    ///< who may: c clerk, s supervisor, t technician, e editor, m manager
  bool of_own = false;  ///< a clerk only in the own organisations' queues; a supervisor in all of the site
};

const std::vector<Right>& rights() {
  static const std::vector<Right> table = {
      {"counter.take", "cs", true},
      {"counter.leave", "cs"},
      {"counter.open", "s"},
      {"counter.close", "s"},
      {"counter.pause", "cs"},
      {"counter.resume", "cs"},
      {"counter.set_profile", "cs", true},
      {"counter.set_queues", "s"},
      {"profile.put", "s"},
      {"profile.delete", "s"},
      {"ticket.call_next", "cs", true},
      {"ticket.call", "cs", true},
      {"ticket.recall", "cs", true},
      {"ticket.start", "cs", true},
      {"ticket.finish", "cs", true},
      {"ticket.no_show", "cs", true},
      {"ticket.requeue", "cs", true},
      {"ticket.park", "cs", true},
      {"ticket.bring_back", "cs", true},
      {"ticket.cancel", "cs", true},
      {"ticket.transfer", "cs", true},
      {"ticket.add_errand", "cs", true},
      {"ticket.remove_errand", "cs", true},
      {"ticket.reserve", "cs", true},
      {"ticket.release", "cs", true},
      {"ticket.prioritise", "cs", true},
      {"ticket.issue", "cs", true},
      {"appointment.check_in", "cs", true},
      {"ticket.undo", "cs"},  // whose the act was, decides: see the undo's own tests
      {"queue.close_today", "cs", true},
      {"queue.reopen", "cs", true},
      {"announcement.put", "cse"},
      {"announcement.delete", "cse"},
      {"display.configure", "cst"},
      {"display.test", "cst"},
      {"display.picture", "cst"},
      {"device.code", "t"},
      {"device.revoke", "t"},
      {"site.move", "t"},
      {"day.report", "sm"},
      {"content.import", ""},  // an editor of every site: none of these is
  };
  return table;
}

bool expected(const Right& right, const std::string& role, Where where) {
  if (where == Where::other_site) return false;
  if (right.roles.find(role[0]) == std::string::npos) return false;
  return !(where == Where::other_organisation && right.of_own && role == "clerk");
}

}  // namespace

TEST_CASE("every command is allowed to whom it should be, and refused without a trace to anybody else") {
  for (const auto& right : rights()) {
    for (const std::string role : {"clerk", "supervisor", "technician", "editor", "manager"}) {
      for (const Where where : {Where::own, Where::other_organisation, Where::other_site}) {
        Post post(role, where);
        const auto before = post.state();
        const auto answer = post.world.command(post.actor, post.fields(right.type));
        INFO(right.type << " by a " << role << " case " << static_cast<int>(where) << ": "
                        << (answer ? "done" : answer.error().to_string()));
        const bool allowed = answer || answer.error().code != Errc::forbidden;
        CHECK(allowed == expected(right, role, where));
        // Allowed ones do something, or meet a state of things; they are never misunderstood.
        if (allowed && !answer) CHECK(answer.error().code == Errc::conflict);
        if (!answer) CHECK(post.state() == before);
      }
    }
  }
}

TEST_CASE("the table of rights names every command there is") {
  std::set<std::string> known;
  for (const auto table :
       {authority::ticket_commands(), authority::ticket_move_commands(), authority::issue_commands(),
        authority::counter_commands(), authority::desk_commands(), authority::fleet_commands()}) {
    for (const auto& entry : table) known.insert(std::string(entry.type));
  }
  std::set<std::string> listed = {"day.report", "ticket.print"};  // server_prints_test has the latter's
  for (const auto& right : rights()) listed.insert(right.type);
  known.insert("day.report");
  CHECK(listed == known);
}

namespace {

/// What a reader of the feed holds after reading everything from the beginning: collection and id.
struct Copy {
  std::int64_t revision = 0;
  std::map<std::string, std::string> records;  ///< "ticket <id>" → its JSON

  void read(ServerWorld& world, const Uuid& staff_id) {
    const auto staff =
        world.store
            ->read_value<store::StaffRow>([&](store::Reader& reader) -> Result<store::StaffRow> {
              VUORO_ASSIGN(const auto row, reader.staff(staff_id));
              return *row;
            })
            .value();
    const auto page =
        world.authority->changes(authority::scope_of_site(world.site), revision, false, &staff).value();
    const auto body = parse_json(page.body).value();
    std::int64_t last = revision;
    for (const auto& change : body.at("changes").as_array()) {
      CHECK(change.at("revision").as_int64() > last);
      last = change.at("revision").as_int64();
      const std::string key = text_at(change, "/collection") + " " + text_at(change, "/id");
      if (change.at("deleted").as_bool()) {
        CHECK(change.at("record").is_null());
        records.erase(key);
      } else {
        records[key] = json::serialize(change.at("record"));
      }
    }
    revision = body.at("revision").as_int64();
  }
  [[nodiscard]] bool has(const std::string& collection, const Uuid& id) const {
    return records.contains(collection + " " + id.to_string());
  }
};

}  // namespace

TEST_CASE("a clerk's feed holds the own organisation's visitors and no others, whatever way they go") {
  ServerWorld world;  // "other" is of the city only; "clerk" works for all; "boss" is a supervisor
  const Uuid city = world.ticket("A100", world.queue);
  const Uuid tax = world.ticket("B100", world.other_queue);
  Copy clerk, everybody, supervisor;
  const auto read = [&] {
    clerk.read(world, world.other_clerk);
    everybody.read(world, world.clerk);
    supervisor.read(world, world.supervisor);
  };
  read();
  CHECK(clerk.has("ticket", city));
  CHECK_FALSE(clerk.has("ticket", tax));
  CHECK(everybody.has("ticket", tax));
  CHECK(supervisor.has("ticket", tax));
  // Names and figures of all queues are seen by all.
  CHECK(clerk.has("queue", world.other_queue));
  CHECK(clerk.has("queue_status", world.other_queue));

  const auto transfer = [&](const Uuid& ticket, const Uuid& queue) {
    auto command = test::on_ticket("transfer", ticket);
    command["queue_id"] = queue.to_string();
    command["note"] = "passport is missing";
    REQUIRE(world.command(world.clerk, command));
  };
  transfer(city, world.other_queue);
  transfer(tax, world.queue);
  read();
  CHECK_FALSE(clerk.has("ticket", city));
  CHECK(clerk.has("ticket", tax));
  CHECK(supervisor.has("ticket", city));
  // Who reads from the beginning comes to the same.
  Copy late;
  late.read(world, world.other_clerk);
  CHECK(late.records == clerk.records);

  const auto notes = [&](const Uuid& staff_id) {
    return world.store
        ->read_value<std::string>([&](store::Reader& reader) -> Result<std::string> {
          VUORO_ASSIGN(const auto staff, reader.staff(staff_id));
          authority::Session session;
          session.staff = *staff;
          VUORO_ASSIGN(const auto view, authority::notes_view(reader, session, world.site));
          return json::serialize(view);
        })
        .value();
  };
  CHECK(notes(world.supervisor).find(city.to_string()) != std::string::npos);
  CHECK(notes(world.other_clerk).find(city.to_string()) == std::string::npos);
  CHECK(notes(world.other_clerk).find(tax.to_string()) != std::string::npos);
}

TEST_CASE("a clerk sees the bookings of the own organisation's services only") {
  ServerWorld world;
  const auto booked = [&](const std::string& name, const std::string& organization) {
    Service service;
    service.id = world.id(name + " service");
    service.organization_id = world.id(organization);
    Appointment appointment;
    appointment.id = world.id(name);
    appointment.site_id = world.site;
    appointment.service_id = service.id;
    appointment.start = world.clock.wall() + std::chrono::hours(1);
    world
        .act<int>([&](Context& context) -> Result<int> {
          const std::vector<authority::ImportRecord> records = {{"service", encode(service)}};
          VUORO_TRY(authority::import_records(context, name, records, false));
          VUORO_TRY(authority::save(context, appointment));
          return 0;
        })
        .value();
    return appointment.id;
  };
  const Uuid own = booked("own", "city");
  const Uuid other = booked("other", "tax");
  Copy clerk, supervisor;
  clerk.read(world, world.other_clerk);
  supervisor.read(world, world.supervisor);
  CHECK(clerk.has("appointment", own));
  CHECK_FALSE(clerk.has("appointment", other));
  CHECK(supervisor.has("appointment", other));
}
