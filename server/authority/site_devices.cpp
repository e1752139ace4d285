#include "server/authority/site_devices.h"

#include "core/base/log.h"
#include "server/authority/site_adopt.h"

namespace vuoro::authority {

Result<void> adopt_device(Context& context, const Uuid& site_id, Device device) {
  VUORO_ASSIGN(const auto ours, readable<Device>(context, device.id));
  VUORO_ASSIGN(auto row, context.tx.device(device.id));
  VUORO_ASSIGN(const auto at_box, context.tx.up_mark("site_server"));
  if (row && row->site_id != site_id) return {};
  if (ours && row) {
    const Device theirs = device;
    device = *ours;
    device.display = theirs.display;
    device.revoked = ours->revoked || theirs.revoked;
    // Made anew by the server that acted.
    if (device.role != DeviceRole::site_server && !theirs.certificate_fingerprint.empty())
      device.certificate_fingerprint = theirs.certificate_fingerprint;
  }
  // The lobby's own server hears of its devices by the list of those that the central one lets in.
  const bool comes = !row && at_box == 0 && device.role != DeviceRole::site_server;
  if (comes) {
    log::info("device_of_site_server",
              {{"device_id", device.id.to_string()}, {"site_id", site_id.to_string()}});
    row = store::DeviceRow{};
    row->id = device.id;
    row->site_id = site_id;
  }
  if (row && (comes || device.revoked != row->revoked)) {
    row->revoked = row->revoked || device.revoked;
    VUORO_TRY(context.tx.put_device(*row));
  }
  return put_if_new(context, site_id, device);
}

Result<void> adopt_unknown_device(Context& context, const Uuid& site_id, Device device) {
  VUORO_ASSIGN(const auto row, context.tx.device(device.id));
  return row ? Result<void>() : adopt_device(context, site_id, std::move(device));
}

}  // namespace vuoro::authority
