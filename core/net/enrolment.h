#pragma once
// How a machine becomes a device of an installation: a key made here, a short code, a certificate.

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/sync/transport.h"

namespace vuoro::net {

/// Larger files are no keys or certificates.
inline constexpr std::size_t k_pem_bytes_max = 64 << 10;

/// Who this device is. Lives in its state folder: device.key (0600), device.crt, identity.json.
struct Identity {
  Uuid device_id;
  Uuid site_id;
  std::string role;  ///< "terminal", "display" or "site_server"
  std::string name;
  std::filesystem::path key;
  std::filesystem::path certificate;
};

struct EnrolmentOptions {
  std::string public_url;           ///< "https://host:8443"
  std::filesystem::path ca_file;    ///< the server's authority, brought along by the technician
  std::filesystem::path state_dir;  ///< created when missing, 0700
  std::string program = "vuoro-kiosk";
};

/// A key of P-256 and a request for a certificate over it, both PEM.
struct KeyAndRequest {
  std::string key_pem;
  std::string csr_pem;
};
[[nodiscard]] Result<KeyAndRequest> make_key_and_request();
/// A request over a key that exists. @return parse
[[nodiscard]] Result<std::string> make_request(const std::string& key_pem);

/// SHA-256 of a key's public half (SubjectPublicKeyInfo), as "ab:cd:…" for a person to compare. @return parse
[[nodiscard]] Result<std::string> key_fingerprint(const std::string& key_pem);

/// Makes a key (or uses the one there), exchanges the code, and writes everything durably. Blocks for some
/// seconds: for the command line and the service panel's own thread. A lost answer is tried again with the
/// same key.
/// @return forbidden, expired, not_found: the code; unavailable: no server; io, disk_full.
[[nodiscard]] Result<Identity> enrol(const EnrolmentOptions& options, const std::string& code);

/// @return not_found when the device was never enrolled; parse, corrupt.
[[nodiscard]] Result<Identity> load_identity(const std::filesystem::path& state_dir);

/// Keeps the device's certificate young: asks for a new one over the same key when a third of its 90 days is
/// left. For the engine's thread.
class Renewal {
 public:
  Renewal(const Clock& clock, sync::Transport& transport, Identity identity);
  /// Looks once an hour; sends when it is time. @param now  the authority's time
  void step(WallTime now);

 private:
  void take(const sync::Response& response);

  const Clock& clock_;
  sync::Transport& transport_;
  Identity identity_;
  MonoTime look_at_{};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// When the certificate ends. @return not_found, parse
[[nodiscard]] Result<WallTime> certificate_ends(const std::filesystem::path& certificate);

}  // namespace vuoro::net
