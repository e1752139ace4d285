#include "tests/unit/server_world.h"

#include "server/authority/commands.h"
#include "server/authority/event_intake.h"
#include "server/authority/leases.h"

namespace vuoro::test {

using authority::Context;

ServerWorld::ServerWorld(const std::filesystem::path& database) {
  store = store::open_sqlite_store(database).value();
  authority = std::make_unique<authority::Authority>(*store, clock, random, signer);
  site = id("site");
  queue = id("queue");
  other_queue = id("other queue");
  counter = id("counter");
  other_counter = id("other counter");
  slot = id("slot");
  service = id("service");
  device = id("device");
  Site site_record;
  site_record.id = site;
  Queue a;
  a.id = queue;
  a.site_id = site;
  a.organization_id = id("city");
  a.prefix = "A";
  a.number_first = 100;
  a.number_last = 129;
  Queue b = a;
  b.id = other_queue;
  b.organization_id = id("tax");
  b.prefix = "B";
  Counter one;
  one.id = counter;
  one.site_id = site;
  one.name = "1";
  one.queue_ids = {queue, other_queue};
  Counter two = one;
  two.id = other_counter;
  two.name = "2";
  Slot place;
  place.id = slot;
  place.site_id = site;
  place.service_id = service;
  place.start = clock.wall() + std::chrono::minutes(30);
  place.capacity = 1;
  const std::vector<authority::ImportRecord> records = {
      {"site", encode(site_record)}, {"queue", encode(a)},     {"queue", encode(b)},
      {"counter", encode(one)},      {"counter", encode(two)}, {"slot", encode(place)}};
  act<int>([&](Context& context) -> Result<int> {
    VUORO_TRY(authority::import_records(context, "test", records, false));
    VUORO_ASSIGN(clerk, authority::put_staff_member(context, {"clerk", "Clerk", "x", {"clerk"}, {}, {}}));
    VUORO_ASSIGN(other_clerk,
                 authority::put_staff_member(context, {"other", "Other", "x", {"clerk"}, {id("city")}, {}}));
    VUORO_ASSIGN(
        supervisor,
        authority::put_staff_member(
            context, {"boss", "Boss", "x", {"supervisor", "technician", "editor"}, {id("city")}, {}}));
    store::DeviceRow row;
    row.id = device;
    row.site_id = site;
    VUORO_TRY(context.tx.put_device(row));
    Device record;
    record.id = device;
    record.site_id = site;
    VUORO_TRY(authority::save(context, record));
    return 0;
  }).value();
}

protocol::Event ServerWorld::event(const std::string& type, json::value payload) {
  return {Uuid::v7(clock, random), ++sequence, type, clock.wall(), std::move(payload)};
}

protocol::EventAnswer ServerWorld::send(const protocol::Event& event) {
  auto answers = act<protocol::EventAnswers>([&](Context& context) -> Result<protocol::EventAnswers> {
    VUORO_ASSIGN(const auto row, authority::living_device(context.tx, device));
    return authority::take_events(context, row, protocol::encode(protocol::EventBatch{{event}}));
  });
  return answers.value().answers.at(0);
}

protocol::TicketIssued ServerWorld::issued(const std::string& number, const Uuid& queue_id) {
  protocol::TicketIssued ticket;
  ticket.ticket_id = Uuid::v7(clock, random);
  ticket.queue_id = queue_id;
  ticket.number = number;
  ticket.number_value = 1;
  ticket.service_day = "2026-03-05";
  ticket.language = "fi";
  ticket.follow_token = random.text(24, k_url_alphabet);
  return ticket;
}

Uuid ServerWorld::ticket(const std::string& number, const Uuid& queue_id) {
  const auto payload = issued(number, queue_id);
  const auto answer = send(event("ticket.issued", protocol::encode(payload)));
  if (answer.status != protocol::EventStatus::accepted)
    throw std::runtime_error(answer.message.value_or("rejected"));
  return payload.ticket_id;
}

Result<json::value> ServerWorld::command(const Uuid& staff_id, json::object fields) {
  if (!fields.contains("id")) fields["id"] = Uuid::v7(clock, random).to_string();
  return act<json::value>([&](Context& context) -> Result<json::value> {
    VUORO_ASSIGN(const auto staff, context.tx.staff(staff_id));
    return authority::run_command(context, staff.value(), fields);
  });
}

Result<json::value> ServerWorld::lease(protocol::LeaseAsk ask) {
  return act<json::value>([&](Context& context) -> Result<json::value> {
    VUORO_ASSIGN(const auto row, authority::living_device(context.tx, device));
    return authority::grant_leases(context, row, {Uuid::v7(clock, random), {ask}});
  });
}

json::object on_ticket(std::string_view act, const Uuid& ticket) {
  return {{"type", std::string("ticket.") + std::string(act)}, {"ticket_id", ticket.to_string()}};
}

std::string text_at(const json::value& value, std::string_view pointer) {
  json::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return found == nullptr     ? "absent"
         : found->is_string() ? std::string(found->get_string())
                              : json::serialize(*found);
}

json::object take(const ServerWorld& world, const Uuid& counter) {
  (void)world;
  return {{"type", "counter.take"}, {"counter_id", counter.to_string()}};
}

json::object call_next(const Uuid& counter) {
  return {{"type", "ticket.call_next"}, {"counter_id", counter.to_string()}};
}

Uuid ticket_of(const Result<json::value>& answer) {
  return Uuid::parse(text_at(answer.value(), "/ticket/id")).value();
}

std::vector<std::string> history_of(ServerWorld& world, const Uuid& ticket) {
  const auto lines = world.store->read_value<std::vector<store::TicketLogRow>>(
      [&](store::Reader& reader) { return reader.ticket_log(ticket); });
  std::vector<std::string> history;
  for (const auto& line : lines.value()) history.push_back(line.act + " " + line.to_state);
  return history;
}

}  // namespace vuoro::test
