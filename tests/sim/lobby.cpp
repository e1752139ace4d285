#include "tests/sim/lobby.h"

#include <stdexcept>

#include "server/authority/content_import.h"
#include "server/authority/staff.h"

namespace vuoro::test {
namespace {

using authority::Context;

std::vector<authority::ImportRecord> records_of(Lobby& lobby, const LobbyPlan& plan, WallTime now) {
  std::vector<authority::ImportRecord> records;
  Site site;
  site.id = lobby.site_id;
  site.name = {{"fi", "Testipiste"}};
  site.languages = {"fi", "sv", "en"};
  site.jobs = {Job::ticket, Job::appointment, Job::feedback};
  site.follow_url = "https://localhost/t/";
  records.push_back({"site", encode(site)});
  for (int i = 0; i < 2; ++i) {
    Queue queue;
    queue.id = lobby.queues.emplace_back(Uuid::from_name(fmt::format("sim:queue:{}", i)));
    queue.site_id = site.id;
    queue.name = {{"fi", i == 0 ? "Kela" : "Vero"}};
    queue.prefix = i == 0 ? "A" : "B";
    queue.number_first = 101;
    queue.number_last = plan.number_last;
    queue.target_wait_minutes = i == 0 ? 15 : 10;
    queue.order = i;
    records.push_back({"queue", encode(queue)});
    Service service;
    service.id = lobby.services.emplace_back(Uuid::from_name(fmt::format("sim:service:{}", i)));
    service.name = {{"fi", i == 0 ? "Asumistuki" : "Verokortti"}};
    service.queue_id = queue.id;
    service.appointment = i == 0;
    records.push_back({"service", encode(service)});
  }
  for (int i = 0; i < plan.slots * plan.days; ++i) {
    Slot slot;
    slot.id = lobby.slots.emplace_back(Uuid::from_name(fmt::format("sim:slot:{}", i)));
    slot.site_id = site.id;
    slot.service_id = lobby.services.front();
    slot.start = now + std::chrono::minutes(10 + 20 * (i % plan.slots)) + std::chrono::days(i / plan.slots);
    slot.capacity = 2;
    records.push_back({"slot", encode(slot)});
  }
  for (int i = 0; i < plan.clerks; ++i) {
    Counter counter;
    counter.id = lobby.counters.emplace_back(Uuid::from_name(fmt::format("sim:counter:{}", i)));
    counter.site_id = site.id;
    counter.name = std::to_string(i + 1);
    counter.queue_ids = i == 0   ? std::vector{lobby.queues[0]}
                        : i == 1 ? std::vector{lobby.queues[1]}
                                 : lobby.queues;
    records.push_back({"counter", encode(counter)});
  }
  return records;
}

Result<void> bring_people(Context& context, Lobby& lobby, const LobbyPlan& plan) {
  const auto hire = [&](const std::string& name, std::vector<std::string> roles) -> Result<store::StaffRow> {
    VUORO_ASSIGN(const Uuid id,
                 authority::put_staff_member(context, {name, name, "x", std::move(roles), {}, {}}));
    VUORO_ASSIGN(auto row, context.tx.staff(id));
    return std::move(*row);
  };
  for (int i = 0; i < plan.clerks; ++i) {
    VUORO_ASSIGN(auto clerk, hire(fmt::format("clerk{}", i), {"clerk"}));
    lobby.clerks.push_back(std::move(clerk));
  }
  VUORO_ASSIGN(lobby.supervisor, hire("boss", {"supervisor", "editor"}));
  return {};
}

Result<void> bring_devices(Context& context, Lobby& lobby, const LobbyPlan& plan) {
  for (int i = 0; i < plan.terminals + plan.displays; ++i) {
    const bool terminal = i < plan.terminals;
    Device record;
    record.id = lobby.devices.emplace_back(Uuid::from_name(fmt::format("sim:device:{}", i)));
    record.site_id = lobby.site_id;
    record.role = terminal ? DeviceRole::terminal : DeviceRole::display;
    record.display.languages = {"fi"};
    store::DeviceRow row;
    row.id = record.id;
    row.site_id = lobby.site_id;
    VUORO_TRY(context.tx.put_device(row));
    VUORO_TRY(authority::save(context, record));
  }
  return {};
}

}  // namespace

Lobby furnish(SimServer& server, const LobbyPlan& plan) {
  Lobby lobby;
  lobby.site_id = Uuid::from_name("sim:site");
  const auto records = records_of(lobby, plan, server.machine().clock.wall());
  const auto done = server.act<int>([&](Context& context) -> Result<int> {
    VUORO_TRY(authority::import_records(context, "sim", records, false));
    VUORO_TRY(bring_people(context, lobby, plan));
    VUORO_TRY(bring_devices(context, lobby, plan));
    return 0;
  });
  if (!done) throw std::runtime_error("furnish: " + done.error().to_string());
  return lobby;
}

}  // namespace vuoro::test
