#include "core/lobby/record_codec.h"
#include "server/admin.h"
#include "server/authority/content_import.h"
#include "tests/e2e/server_client.h"
#include "tests/support/herd.h"

namespace vuoro::test {
namespace {

Uuid site_of(int place) {
  return Uuid::from_name("herd site " + std::to_string(place));
}
Uuid queue_of(int place) {
  return Uuid::from_name("herd queue " + std::to_string(place));
}

}  // namespace

HerdPlan settle_herd(const std::filesystem::path& state, int devices, int devices_of_a_site) {
  ServerConfig config;
  config.state = state;
  config.names = {k_herd_names};
  const SystemClock clock;
  SystemRandom random;
  const auto opened = open_state(config, clock, random).value();
  std::vector<authority::ImportRecord> records;
  for (int place = 0; place * devices_of_a_site < devices; ++place) {
    Site site;
    site.id = site_of(place);
    site.time_zone = "UTC";
    Queue queue;
    queue.id = queue_of(place);
    queue.site_id = site.id;
    queue.prefix = "A";
    records.push_back({"site", encode(site)});
    records.push_back({"queue", encode(queue)});
  }
  opened->authority
      ->act_now<authority::ImportCounts>(
          [&](authority::Context& context) { return import_records(context, "herd", records, true); })
      .value();
  const auto made = make_request();
  HerdPlan plan;
  plan.devices_of_a_site = devices_of_a_site;
  plan.key_pem = made.key_pem;
  plan.ca_file = state / "server-ca.pem";
  plan.service_day = to_iso(service_day(TimeZone::create("UTC").value(), clock.wall()));
  opened->authority
      ->act_now<int>([&](authority::Context& context) -> Result<int> {
        for (int i = 0; i < devices; ++i) {
          const int place = i / devices_of_a_site;
          Device device;
          device.id = context.new_id();
          device.site_id = site_of(place);
          device.name = "Terminal " + std::to_string(i);
          VUORO_ASSIGN(const auto certificate,
                       opened->device_ca->sign_device(made.csr_pem, device.id, context.now));
          device.certificate_fingerprint = certificate.fingerprint;
          store::DeviceRow row;
          row.id = device.id;
          row.site_id = device.site_id;
          VUORO_TRY(context.tx.put_device(row));
          VUORO_TRY(authority::save(context, device));
          plan.devices.push_back({device.id, device.site_id, queue_of(place), certificate.pem});
        }
        return 0;
      })
      .value();
  return plan;
}

}  // namespace vuoro::test
