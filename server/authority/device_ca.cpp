#include "server/authority/device_ca.h"

#include <openssl/x509v3.h>

#include "core/base/file.h"
#include "core/base/log.h"
#include "server/authority/x509.h"
#include "server/limits.h"

namespace vuoro::authority {

struct DeviceCa::Keys {
  x509::Key key;
  x509::Certificate certificate;
};

namespace {

using std::chrono::hours;

constexpr std::size_t k_pem_bytes_max = 64 * 1024;
constexpr auto k_authority_life = hours(24 * 365 * 10);
/// The longest that browsers accept.
constexpr auto k_server_life = hours(24 * 397);
constexpr auto k_server_renewed_before = hours(24 * 30);

struct Authority {
  x509::Key key;
  x509::Certificate certificate;
  std::string pem;
};

/// The authority of these files, or a new one.
Result<Authority> open_authority(const std::filesystem::path& stem, const std::string& name, WallTime now) {
  const auto key_path = std::filesystem::path(stem).concat(".key");
  const auto pem_path = std::filesystem::path(stem).concat(".pem");
  Authority authority;
  auto key_pem = read_file(key_path, k_pem_bytes_max);
  if (key_pem) {
    VUORO_ASSIGN(authority.key, x509::key_from_pem(*key_pem));
    VUORO_ASSIGN(authority.pem, read_file(pem_path, k_pem_bytes_max));
    VUORO_ASSIGN(authority.certificate, x509::certificate_from_pem(authority.pem));
    if (X509_check_private_key(authority.certificate.get(), authority.key.get()) != 1) {
      return fail(Errc::corrupt, pem_path.string() + " does not belong to " + key_path.string());
    }
    return authority;
  }
  if (key_pem.error().code != Errc::not_found) return fail(key_pem.error());
  VUORO_ASSIGN(authority.key, x509::make_key());
  VUORO_ASSIGN(authority.certificate, x509::sign(authority.key.get(), {name, ""}, x509::Usage::authority,
                                                 nullptr, authority.key.get(), now, k_authority_life));
  VUORO_ASSIGN(authority.pem, x509::to_pem(authority.certificate.get()));
  VUORO_ASSIGN(const std::string made_key, x509::to_pem(authority.key.get()));
  // The key last: while it is absent the pair is made anew.
  VUORO_TRY(write_file_durably(pem_path, authority.pem));
  VUORO_TRY(write_file_durably(key_path, made_key, 0600));
  log::info("authority_made",
            {{"name", name}, {"fingerprint", x509::fingerprint(authority.certificate.get())}});
  return authority;
}

bool is_address(const std::string& name) {
  ASN1_OCTET_STRING* parsed = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(parsed);
  return parsed != nullptr;
}

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-*") ==
             std::string::npos;
}

}  // namespace

DeviceCa::DeviceCa(std::unique_ptr<Keys> keys, std::string ca_pem, std::string server_ca_pem)
    : keys_(std::move(keys)), ca_pem_(std::move(ca_pem)), server_ca_pem_(std::move(server_ca_pem)) {}

DeviceCa::~DeviceCa() = default;

Result<std::unique_ptr<DeviceCa>> DeviceCa::open(const std::filesystem::path& state_dir,
                                                 std::string server_ca_pem, WallTime now) {
  VUORO_ASSIGN(auto authority, open_authority(state_dir / "device-ca", "Vuoro device CA", now));
  auto keys = std::make_unique<Keys>(Keys{std::move(authority.key), std::move(authority.certificate)});
  return std::unique_ptr<DeviceCa>(
      new DeviceCa(std::move(keys), std::move(authority.pem), std::move(server_ca_pem)));
}

Result<SignedCertificate> DeviceCa::sign_device(std::string_view csr_pem, const Uuid& device_id,
                                                WallTime now) const {
  VUORO_ASSIGN(const auto key, x509::key_of_request(csr_pem));
  VUORO_ASSIGN(const auto certificate, x509::sign(key.get(), {device_id.to_string(), ""}, x509::Usage::device,
                                                  keys_->certificate.get(), keys_->key.get(), now,
                                                  limits::k_device_certificate_life));
  SignedCertificate made;
  VUORO_ASSIGN(made.pem, x509::to_pem(certificate.get()));
  made.fingerprint = x509::fingerprint(certificate.get());
  made.expires_at = x509::expiry(certificate.get());
  return made;
}

Result<LocalServerIdentity> open_server_identity(const std::filesystem::path& state_dir,
                                                 const std::vector<std::string>& names, WallTime now) {
  VUORO_ASSIGN(const auto authority, open_authority(state_dir / "server-ca", "Vuoro server CA", now));
  std::string alternative = "DNS:localhost,IP:127.0.0.1,IP:::1";
  for (const auto& name : names) {
    if (!is_address(name) && !is_host_name(name))
      return fail(Errc::invalid_argument, "names: " + name + " is not a host");
    alternative += (is_address(name) ? ",IP:" : ",DNS:") + name;
  }
  LocalServerIdentity local;
  local.ca_pem = authority.pem;
  // The names are kept beside, so that a change of configuration makes a new certificate.
  const auto names_path = state_dir / "server.names";
  const auto known_names = read_file(names_path, k_pem_bytes_max);
  const auto key_pem = read_file(state_dir / "server.key", k_pem_bytes_max);
  const auto pem = read_file(state_dir / "server.pem", k_pem_bytes_max);
  if (key_pem && pem && known_names && *known_names == alternative) {
    VUORO_ASSIGN(const auto certificate, x509::certificate_from_pem(*pem));
    if (x509::expiry(certificate.get()) > now + k_server_renewed_before) {
      local.identity = {*pem, *key_pem};
      return local;
    }
  }
  VUORO_ASSIGN(const auto key, x509::make_key());
  VUORO_ASSIGN(const auto certificate,
               x509::sign(key.get(), {"Vuoro server", alternative}, x509::Usage::server,
                          authority.certificate.get(), authority.key.get(), now, k_server_life));
  VUORO_ASSIGN(local.identity.certificate_chain, x509::to_pem(certificate.get()));
  VUORO_ASSIGN(local.identity.private_key, x509::to_pem(key.get()));
  VUORO_TRY(write_file_durably(state_dir / "server.pem", local.identity.certificate_chain));
  VUORO_TRY(write_file_durably(state_dir / "server.key", local.identity.private_key, 0600));
  VUORO_TRY(write_file_durably(names_path, alternative));
  log::info("server_certificate_made",
            {{"names", alternative}, {"fingerprint", x509::fingerprint(certificate.get())}});
  return local;
}

}  // namespace vuoro::authority
