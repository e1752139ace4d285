#include "tests/bench/rich_lobby.h"

#include <fmt/core.h>

#include "core/base/file.h"
#include "core/content/csv_services.h"
#include "core/content/demo.h"
#include "core/content/tpr.h"
#include "server/admin.h"
#include "server/authority/content_import.h"
#include "server/authority/ticket_issue.h"
#include "tests/e2e/server_client.h"
#include "tests/support/paths.h"

namespace vuoro::bench {
namespace {

/// A busy day of a house with eight counters; those who wait are what a terminal loads.
constexpr std::size_t k_tickets = 600;
constexpr std::size_t k_document_bytes_max = 64 << 20;

std::string slurp(const std::filesystem::path& file) {
  return read_file(file, k_document_bytes_max).value();
}

content::Imported content_of(const content::DemoContent& demo) {
  content::Imported all = demo.content;
  const auto data = test::shared_data_dir();
  if (!data) {
    fmt::print(stderr, "the shared data folder is absent: the demo's services only\n");
    return all;
  }
  all.merge(content::read_tpr(slurp(*data / "helsinki-tpr/errandservices.json")).value());
  all.merge(content::read_services_csv(slurp(*data / "services-fi/ptv_services_fi.csv")).value());
  return all;
}

/// From queue to queue, while they have numbers. @return how many were given
Result<std::size_t> give_tickets(authority::Context& context, std::vector<Uuid> queues) {
  std::size_t given = 0;
  for (std::size_t at = 0; given < k_tickets && !queues.empty(); ++at) {
    const auto queue = queues.begin() + static_cast<std::ptrdiff_t>(at % queues.size());
    const auto ticket = authority::give_ticket(context, {*queue, std::nullopt, "fi", {}, {}}, {});
    if (ticket) {
      ++given;
    } else if (ticket.error().code == Errc::conflict) {
      queues.erase(queue);  // no numbers left
    } else {
      return fail(ticket.error());
    }
  }
  return given;
}

}  // namespace

RichLobby settle_rich_lobby(const std::filesystem::path& state) {
  test::seed_lobby(state, 1);
  ServerConfig config;
  config.state = state;
  const SystemClock clock;
  SystemRandom random;
  const auto opened = open_state(config, clock, random).value();
  const auto today = service_day(TimeZone::create("Europe/Helsinki").value(), clock.wall());
  const auto demo =
      content::load_demo(test::source_dir() / "assets/demo", today, {.always_open = true}).value();
  const auto all = content_of(demo);

  RichLobby lobby;
  lobby.site = demo.site_id;
  std::vector<authority::ImportRecord> records;
  std::vector<Uuid> queues;
  for (const auto& entry : all.records) {
    records.push_back({entry.collection, entry.record});
    if (entry.collection == "queue") queues.push_back(entry.id);
  }
  lobby.queue = queues.at(0);
  lobby.services = all.count("service");
  lobby.slots = all.count("slot");
  lobby.other_records = all.records.size() - lobby.services - lobby.slots;
  opened->authority
      ->act_now<authority::ImportCounts>([&](authority::Context& context) {
        return authority::import_records(context, "bench", records, false);
      })
      .value();
  lobby.tickets =
      opened->authority
          ->act_now<std::size_t>([&](authority::Context& context) { return give_tickets(context, queues); })
          .value();
  return lobby;
}

}  // namespace vuoro::bench
