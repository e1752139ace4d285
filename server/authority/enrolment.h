#pragma once
// How a machine becomes a device of this installation: a one-time code, its own key, a certificate.

#include "server/authority/context.h"

namespace vuoro::authority {

struct SignedCertificate {
  std::string pem;
  std::string fingerprint;  ///< SHA-256 of the certificate, hex
  WallTime expires_at;
};

/// Signs device certificates. Thread-safe.
class CertificateSigner {
 public:
  virtual ~CertificateSigner() = default;
  /// @return invalid_argument: not a PEM request, not P-256, or not signed by its own key.
  [[nodiscard]] virtual Result<SignedCertificate> sign_device(std::string_view csr_pem, const Uuid& device_id,
                                                              WallTime now) const = 0;
  /// The certificates by which a device knows this server.
  [[nodiscard]] virtual std::string server_ca_pem() const = 0;
  /// The certificate by which signed devices are known; for a site server that lets them in too.
  [[nodiscard]] virtual std::string device_ca_pem() const { return {}; }
};

struct EnrolCode {
  std::string code;
  WallTime expires_at;
};

/// @param role  "terminal", "display" or "site_server". @return invalid_argument, not_found (no such site).
[[nodiscard]] Result<EnrolCode> make_enrol_code(Context& context, const Uuid& site_id,
                                                const std::string& role, const std::string& name);

/// @return unauthorized: unknown, used or expired code (never which of them); invalid_argument: a bad
/// request.
[[nodiscard]] Result<protocol::EnrolAnswer> enrol_device(Context& context, const CertificateSigner& signer,
                                                         const protocol::EnrolRequest& request);

/// A new certificate for a device that still holds a valid one.
[[nodiscard]] Result<SignedCertificate> renew_certificate(Context& context, const CertificateSigner& signer,
                                                          const Uuid& device_id, std::string_view csr_pem);

/// A certificate that was made by another server, and that this one has heard of as the device's.
/// @return unauthorized
[[nodiscard]] Result<void> need_own_certificate(store::Reader& reader, const Uuid& device_id,
                                                std::string_view fingerprint);

/// The device by its certificate's name. @return unauthorized: unknown; forbidden: revoked.
[[nodiscard]] Result<store::DeviceRow> living_device(store::Reader& reader, const Uuid& device_id);
/// The same for what only visitors do: a display hangs where anybody may take it down, and gives no numbers.
[[nodiscard]] Result<store::DeviceRow> living_terminal(store::Reader& reader, const Uuid& device_id);

}  // namespace vuoro::authority
