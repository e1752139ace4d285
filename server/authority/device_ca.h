#pragma once
// This installation's own certificate authorities: one signs devices, one the server. Made at first start.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "server/authority/enrolment.h"

namespace vuoro::authority {

/// What the TLS listeners need; PEM.
struct ServerIdentity {
  std::string certificate_chain;
  std::string private_key;
};

class DeviceCa final : public CertificateSigner {
 public:
  /// Loads device-ca.{key,pem} from the state folder, or makes them (P-256, key file mode 0600).
  /// @param server_ca_pem  what devices shall know the server by.
  [[nodiscard]] static Result<std::unique_ptr<DeviceCa>> open(const std::filesystem::path& state_dir,
                                                              std::string server_ca_pem, WallTime now);
  ~DeviceCa() override;

  [[nodiscard]] Result<SignedCertificate> sign_device(std::string_view csr_pem, const Uuid& device_id,
                                                      WallTime now) const override;
  [[nodiscard]] std::string server_ca_pem() const override { return server_ca_pem_; }
  [[nodiscard]] std::string device_ca_pem() const override { return ca_pem_; }
  /// The certificate that device certificates are checked against.
  [[nodiscard]] const std::string& ca_pem() const { return ca_pem_; }

 private:
  struct Keys;
  DeviceCa(std::unique_ptr<Keys> keys, std::string ca_pem, std::string server_ca_pem);
  std::unique_ptr<Keys> keys_;
  std::string ca_pem_;
  std::string server_ca_pem_;
};

/// The server's own certificate, signed by server-ca.{key,pem} of the state folder, both made when absent and
/// the certificate anew when it is about to end or lacks one of the names.
/// @param names  host names and addresses, besides localhost, 127.0.0.1 and ::1.
struct LocalServerIdentity {
  ServerIdentity identity;
  std::string ca_pem;
};
[[nodiscard]] Result<LocalServerIdentity> open_server_identity(const std::filesystem::path& state_dir,
                                                               const std::vector<std::string>& names,
                                                               WallTime now);

}  // namespace vuoro::authority
