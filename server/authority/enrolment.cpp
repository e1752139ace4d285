#include "server/authority/enrolment.h"

#include "core/base/log.h"
#include "core/lobby/check_in.h"
#include "server/authority/digest.h"
#include "server/limits.h"

namespace vuoro::authority {

Result<EnrolCode> make_enrol_code(Context& context, const Uuid& site_id, const std::string& role,
                                  const std::string& name) {
  if (role != "terminal" && role != "display" && role != "site_server")
    return fail(Errc::invalid_argument, "role: terminal, display or site_server");
  if (name.empty() || name.size() > limits::k_device_name_bytes_max)
    return fail(Errc::invalid_argument, "name: missing or too long");
  VUORO_TRY(site_of(context, site_id));
  EnrolCode made;
  made.code = context.random.text(k_code_characters, k_readable_alphabet);
  made.expires_at = context.now + limits::k_enrol_code_life;
  store::EnrolCodeRow row;
  row.code_hash = digest("enrol", made.code);
  row.site_id = site_id;
  row.role = role;
  row.name = name;
  row.expires_at = made.expires_at;
  VUORO_TRY(context.tx.put_enrol_code(row));
  return made;
}

Result<protocol::EnrolAnswer> enrol_device(Context& context, const CertificateSigner& signer,
                                           const protocol::EnrolRequest& request) {
  if (request.csr_pem.size() > limits::k_csr_bytes_max)
    return fail(Errc::invalid_argument, "csr_pem: text too long");
  const std::string code = normal_code(request.code.substr(0, 32));
  VUORO_ASSIGN(auto row, context.tx.enrol_code(digest("enrol", code)));
  if (code.empty() || !row || row->used_at || row->expires_at <= context.now) {
    return fail(Errc::unauthorized, "code: not valid");
  }
  Device device;
  device.id = context.new_id();
  VUORO_ASSIGN(const auto certificate, signer.sign_device(request.csr_pem, device.id, context.now));
  row->used_at = context.now;
  VUORO_TRY(context.tx.put_enrol_code(*row));
  device.site_id = row->site_id;
  device.name = row->name;
  device.role = row->role == "display"       ? DeviceRole::display
                : row->role == "site_server" ? DeviceRole::site_server
                                             : DeviceRole::terminal;
  device.certificate_fingerprint = certificate.fingerprint;
  store::DeviceRow stored;
  stored.id = device.id;
  stored.site_id = device.site_id;
  VUORO_TRY(context.tx.put_device(stored));
  VUORO_TRY(save(context, device));
  log::info("device_enrolled", {{"device_id", device.id.to_string()},
                                {"site_id", device.site_id.to_string()},
                                {"role", row->role},
                                {"fingerprint", certificate.fingerprint}});
  protocol::EnrolAnswer answer;
  answer.device_id = device.id;
  answer.site_id = device.site_id;
  answer.role = row->role;
  answer.name = row->name;
  answer.certificate_pem = certificate.pem;
  answer.ca_pem = signer.server_ca_pem();
  answer.server_time = context.now;
  return answer;
}

Result<SignedCertificate> renew_certificate(Context& context, const CertificateSigner& signer,
                                            const Uuid& device_id, std::string_view csr_pem) {
  if (csr_pem.size() > limits::k_csr_bytes_max) return fail(Errc::invalid_argument, "csr_pem: text too long");
  VUORO_ASSIGN(auto device, load<Device>(context.tx, device_id));
  VUORO_ASSIGN(auto certificate, signer.sign_device(csr_pem, device_id, context.now));
  device.certificate_fingerprint = certificate.fingerprint;
  VUORO_TRY(save(context, device));
  log::info("device_certificate_renewed",
            {{"device_id", device_id.to_string()}, {"fingerprint", certificate.fingerprint}});
  return certificate;
}

Result<void> need_own_certificate(store::Reader& reader, const Uuid& device_id,
                                  std::string_view fingerprint) {
  VUORO_ASSIGN(const auto device, find<Device>(reader, device_id));
  // A site server says much of a whole site: one of another server's making is never let in.
  if (device && device->role != DeviceRole::site_server && !device->certificate_fingerprint.empty() &&
      device->certificate_fingerprint == fingerprint)
    return {};
  return fail(Errc::unauthorized,
              "this device was enrolled at another server and is not known here: enrol it here");
}

Result<store::DeviceRow> living_device(store::Reader& reader, const Uuid& device_id) {
  VUORO_ASSIGN(auto device, reader.device(device_id));
  if (!device) return fail(Errc::unauthorized, "this device is not known here");
  if (device->revoked) return fail(Errc::forbidden, "this device is revoked");
  return std::move(*device);
}

Result<store::DeviceRow> living_terminal(store::Reader& reader, const Uuid& device_id) {
  VUORO_ASSIGN(auto row, living_device(reader, device_id));
  VUORO_ASSIGN(const auto device, find<Device>(reader, device_id));
  if (device && device->role == DeviceRole::display) {
    return fail(Errc::forbidden, "this device is no terminal");
  }
  return row;
}

}  // namespace vuoro::authority
