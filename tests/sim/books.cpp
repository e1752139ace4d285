#include "tests/sim/books.h"

#include <cstdlib>
#include <stdexcept>

#include "core/lobby/numbers.h"
#include "core/pages/checked_vfs.h"
#include "server/authority/context.h"
#include "server/authority/day_report.h"
#include "server/authority/site_news.h"

namespace vuoro::test {
namespace {

constexpr std::size_t k_all = 1'000'000;

template <class Record>
Result<void> read_all(store::Reader& reader, std::string_view scope, std::map<Uuid, Record>& into) {
  VUORO_ASSIGN(const auto rows, reader.records(scope, collection_of<Record>()));
  for (const auto& row : rows) {
    VUORO_ASSIGN(const auto value, parse_json(row.json));
    VUORO_ASSIGN(auto record, decode<Record>(value));
    into.emplace(row.id, std::move(record));
  }
  return {};
}

Result<void> read_records(store::Reader& reader, std::string_view scope, Books& books) {
  VUORO_ASSIGN(const auto rows, reader.changes(scope, 0, k_all));
  for (const auto& row : rows) {
    if (row.deleted) continue;
    VUORO_ASSIGN(const auto value, parse_json(row.json));
    books.records[{row.collection, row.id}] = json::serialize(value);
  }
  return {};
}

/// In a world of more than one day.
Result<void> read_days(SimServer& server, const Uuid& site_id, Books& books) {
  std::set<std::string> days;
  for (const auto& [id, ticket] : books.tickets) days.insert(ticket.service_day);
  if (days.size() < 2) return {};
  VUORO_TRY(server.store().read([&](store::Reader& reader) -> Result<void> {
    for (const auto& day : days) {
      VUORO_ASSIGN(const auto report, authority::day_report(reader, site_id, day));
      const auto& total = report.at("total").as_object();
      const auto figure = [&](const char* name) { return total.at(name).as_int64(); };
      books.reports[day] = {figure("people"), figure("closed"), figure("open")};
    }
    return {};
  }));
  VUORO_ASSIGN(auto database,
               sqlite::Database::open(server.machine().disk.path("server.db"), sqlite::with_check_sums({})));
  for (const auto& day : days) {
    for (const auto& [id, queue] : books.queues) {
      for (const auto& range : {single_range(queue), block_range(queue)}) {
        VUORO_ASSIGN(auto row, database.query("SELECT min(first) FROM lease WHERE kind IN ('number', "
                                              "'number_block') AND queue_id=?1 AND service_day=?2 AND first "
                                              "BETWEEN ?3 AND ?4",
                                              id, day, range.first, range.last));
        VUORO_ASSIGN(const bool found, row.step());
        auto first = found && row.integer(0) > 0 ? static_cast<std::int32_t>(row.integer(0)) : range.last + 1;
        // What the desk gives is nobody's lease.
        for (const auto& [ticket_id, ticket] : books.tickets) {
          const auto number = ticket.service_day == day && ticket.number.starts_with(queue.prefix)
                                  ? std::atoi(ticket.number.c_str() + queue.prefix.size())
                                  : 0;
          if (number >= range.first) first = std::min(first, number);
        }
        if (first <= range.last) books.number_starts.push_back({day, first, range.first});
      }
    }
  }
  return {};
}

/// Where both servers of a site must be asked, and what the central one was told.
Result<void> read_of_site(World& world, const std::string& site, Books& books) {
  for (SimServer* server : {&world.server(), &world.site()->box()}) {
    const std::string name = server == &world.server() ? "central" : "box";
    VUORO_TRY(server->store().read([&](store::Reader& reader) -> Result<void> {
      for (const auto& press : world.told().presses) {
        VUORO_ASSIGN(const auto answer, reader.answer(press.id));
        if (!answer) continue;
        books.commands_known.insert(press.id);
        books.decided.push_back({name, press.type, answer->time, press.id});
      }
      return {};
    }));
  }
  return world.server().store().read([&](store::Reader& reader) -> Result<void> {
    VUORO_ASSIGN(books.feedback, reader.feedback_since(std::nullopt, WallTime{}, k_all));
    if (&world.lobby_server() == &world.server()) return {};
    VUORO_ASSIGN(books.central_log, reader.ticket_log_after(0, k_all));
    VUORO_ASSIGN(const auto rows, reader.changes(site, 0, k_all));
    for (const auto& row : rows) {
      if (row.deleted || !authority::is_lobby_collection(row.collection)) continue;
      VUORO_ASSIGN(const auto value, parse_json(row.json));
      books.central[{row.collection, row.id}] = json::serialize(value);
    }
    return {};
  });
}

DeviceCopy read_device(SimDevice& device, const Told& told) {
  DeviceCopy copy;
  copy.name = device.name();
  copy.outbox = device.store().outbox_counts().value();
  for (const auto& collection : k_collections) {
    const auto read =
        device.store().each_record(collection.name, [&](const Uuid& id, const json::value& record) {
          copy.records[{std::string(collection.name), id}] = json::serialize(record);
        });
    if (!read) throw std::runtime_error("books: " + read.error().to_string());
  }
  auto refused = device.store().database().query("SELECT type,code,message FROM set_aside").value();
  while (refused.step().value()) copy.refused.push_back({refused.text(0), refused.text(1), refused.text(2)});
  for (const auto& secret : told.secrets) {
    for (const char* sql : {"SELECT 1 FROM outbox WHERE instr(payload, ?1)>0",
                            "SELECT 1 FROM set_aside WHERE instr(payload, ?1)>0",
                            "SELECT 1 FROM record WHERE instr(record, ?1)>0",
                            "SELECT 1 FROM local_record WHERE instr(record, ?1)>0",
                            "SELECT 1 FROM meta WHERE instr(value, ?1)>0"}) {
      auto found = device.store().database().query(sql, secret);
      if (!found || found->step().value()) copy.secrets_found.push_back(secret + " in: " + sql);
    }
  }
  return copy;
}

}  // namespace

Books read_books(World& world) {
  Books books;
  const std::string site = authority::scope_of_site(world.lobby().site_id);
  auto read = world.lobby_server().store().read([&](store::Reader& reader) -> Result<void> {
    VUORO_TRY(read_all(reader, site, books.tickets));
    VUORO_TRY(read_all(reader, site, books.appointments));
    VUORO_TRY(read_all(reader, site, books.slots));
    VUORO_TRY(read_all(reader, site, books.queues));
    VUORO_TRY(read_all(reader, site, books.counters));
    VUORO_TRY(read_all(reader, site, books.print_jobs));
    VUORO_TRY(read_records(reader, site, books));
    VUORO_TRY(read_records(reader, protocol::k_global_scope, books));
    VUORO_ASSIGN(books.log, reader.ticket_log_after(0, k_all));
    VUORO_ASSIGN(books.feedback, reader.feedback_since(std::nullopt, WallTime{}, k_all));
    for (const auto& press : world.told().presses) {
      VUORO_ASSIGN(const auto answer, reader.answer(press.id));
      if (answer) books.commands_known.insert(press.id);
    }
    return {};
  });
  if (read) read = read_days(world.lobby_server(), world.lobby().site_id, books);
  if (read && world.site() != nullptr) read = read_of_site(world, site, books);
  if (!read) throw std::runtime_error("books: " + read.error().to_string());
  const auto devices = world.devices();
  for (std::size_t i = 0; i < devices.size(); ++i)
    books.device_names[world.lobby().devices.at(i)] = devices[i]->name();
  for (auto* device : devices) books.devices.push_back(read_device(*device, world.told()));
  return books;
}

}  // namespace vuoro::test
