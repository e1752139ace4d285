#include "tests/sim/books.h"

#include <stdexcept>

#include "server/authority/context.h"

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
  const auto read = world.server().store().read([&](store::Reader& reader) -> Result<void> {
    VUORO_TRY(read_all(reader, site, books.tickets));
    VUORO_TRY(read_all(reader, site, books.appointments));
    VUORO_TRY(read_all(reader, site, books.slots));
    VUORO_TRY(read_all(reader, site, books.queues));
    VUORO_TRY(read_all(reader, site, books.counters));
    VUORO_TRY(read_records(reader, site, books));
    VUORO_TRY(read_records(reader, protocol::k_global_scope, books));
    VUORO_ASSIGN(books.log, reader.ticket_log_after(0, k_all));
    VUORO_ASSIGN(books.feedback, reader.feedback_since(WallTime{}, k_all));
    for (const auto& press : world.told().presses) {
      VUORO_ASSIGN(const auto answer, reader.answer(press.id));
      if (answer) books.commands_known.insert(press.id);
    }
    return {};
  });
  if (!read) throw std::runtime_error("books: " + read.error().to_string());
  for (auto* device : world.devices()) books.devices.push_back(read_device(*device, world.told()));
  return books;
}

}  // namespace vuoro::test
