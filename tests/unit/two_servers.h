#pragma once
// A central server and a site's own in one process, without a network: what they tell each other is carried
// by hand, or not at all.

#include "server/authority/event_intake.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_news.h"
#include "server/upstream/upstream_store.h"
#include "tests/unit/server_world.h"

namespace vuoro::test {

struct TwoServers {
  /// @param database  where the central server's lies; nothing said: in memory
  explicit TwoServers(const std::filesystem::path& database = ":memory:") : central(database) {
    // The same records and people at both, and ids of their own from now on.
    box.random = SeededRandom{99};
    box_id = central.id("box");
    store::DeviceRow row;
    row.id = box_id;
    row.site_id = site;
    Device record;
    record.id = box_id;
    record.site_id = site;
    record.name = "Lobby box";
    record.role = DeviceRole::site_server;
    for (ServerWorld* world : {&central, &box}) {
      require(world->act<void>([&](authority::Context& context) -> Result<void> {
        VUORO_TRY(context.tx.put_device(row));
        return authority::save(context, record);
      }));
    }
    require(box.act<void>(
        [&](authority::Context& context) { return authority::begin_as_site_server(context, site); }));
  }

  /// To the box, which takes over from all pieces.
  void give() {
    box_is_heard();
    require(move({{"device_id", box_id.to_string()}}));
    const auto epoch = epoch_here();
    for (std::int64_t part = 0;; ++part) {
      const auto text = central.store->read_value<std::optional<std::string>>(
          [&](store::Reader& reader) { return reader.handover_part(site, epoch, part); });
      if (!text.value()) break;
      require(box.act<void>([&](authority::Context& context) {
        return context.tx.put_handover_part(site, epoch, part, on_the_way ? on_the_way(**text) : **text);
      }));
    }
    require(box.act<void>([&](authority::Context& context) {
      return authority::take_over_site(context, site, epoch, box_id, "Lobby box");
    }));
    tell();
  }

  /// What the box has not told yet arrives, each event once.
  void tell() {
    for (;;) {
      const auto events = line.oldest_events(100);
      require(events);
      if (events->empty()) return;
      const auto answers = central.act<protocol::EventAnswers>(
          [&](authority::Context& context) -> Result<protocol::EventAnswers> {
            VUORO_ASSIGN(const auto row, authority::living_device(context.tx, box_id));
            const auto batch = protocol::encode(protocol::EventBatch{*events});
            if (!on_the_way) return authority::take_events(context, row, batch);
            VUORO_ASSIGN(const auto arrives, parse_json(on_the_way(json::serialize(batch))));
            return authority::take_events(context, row, arrives, reading);
          });
      require(answers);
      for (const auto& answer : answers->answers) {
        if (answer.status != protocol::EventStatus::accepted)
          throw std::runtime_error(answer.message.value_or(""));
      }
      require(line.settle_events(answers->answers));
    }
  }

  void give_back() {
    require(move({}));
    require(
        box.act<void>([&](authority::Context& context) { return authority::release_site(context, site); }));
    tell();
  }
  void declare_lost() { require(move({{"box_is_lost", true}, {"although_heard", true}})); }
  /// The lost box hears of it, and tells what it had not told.
  void hear() {
    require(box.act<void>(
        [&](authority::Context& context) { return authority::lose_site(context, site, epoch_here()); }));
    tell();
  }

  /// The central server hears of the box now, and what troubles it.
  void box_is_heard(const std::optional<protocol::Trouble>& trouble = {}) {
    protocol::DeviceStatus status;
    if (trouble) protocol::add_trouble(status, *trouble);
    require(central.act<void>([&](authority::Context& context) -> Result<void> {
      VUORO_ASSIGN(auto row, authority::living_device(context.tx, box_id));
      row.status = json::serialize(protocol::encode(status));
      row.status_time = context.now;
      return context.tx.put_device(row);
    }));
  }

  Result<json::value> move(json::object fields) {
    fields["type"] = "site.move";
    fields["site_id"] = site.to_string();
    return central.command(central.supervisor, std::move(fields));
  }
  std::int64_t epoch_here() { return central.get<SiteAuthority>(site).epoch; }

  /// A record at both servers, as content is.
  template <class Record>
  void bring(const Record& record) {
    for (ServerWorld* world : {&central, &box}) bring_to(*world, record);
  }
  template <class Record>
  static void bring_to(ServerWorld& world, const Record& record) {
    require(world.act<void>([&](authority::Context& context) -> Result<void> {
      const std::vector<authority::ImportRecord> records = {
          {std::string(collection_of<Record>()), encode(record)}};
      VUORO_TRY(authority::import_records(context, "more", records, false));
      return {};
    }));
  }

  template <class T>
  static void require(const Result<T>& result) {
    if (!result) throw std::runtime_error(result.error().to_string());
  }

  /// What one says to the other, as it arrives; as it was said when there is none.
  std::function<std::string(const std::string&)> on_the_way;
  /// How the central server reads what arrives so.
  RecordMode reading = RecordMode::strict;
  ServerWorld central;
  ServerWorld box;
  Uuid site = central.site;
  Uuid box_id;
  upstream::UpstreamStore line{*box.authority, {central.site, ""}};
};

}  // namespace vuoro::test
