#pragma once
// OpenSSL's certificates behind a few functions. P-256 and SHA-256 only.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace vuoro::authority::x509 {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

struct Subject {
  std::string common_name;
  std::string alternative_names;  ///< OpenSSL's form: "DNS:a,IP:b"; empty: none
};

enum class Usage { authority, server, device };

[[nodiscard]] Result<Key> make_key();
[[nodiscard]] Result<std::string> to_pem(EVP_PKEY* key);
[[nodiscard]] Result<std::string> to_pem(X509* certificate);
/// @return parse
[[nodiscard]] Result<Key> key_from_pem(std::string_view pem);
[[nodiscard]] Result<Certificate> certificate_from_pem(std::string_view pem);
/// The public key of a PEM request that its own key signed. @return invalid_argument; must be P-256.
[[nodiscard]] Result<Key> key_of_request(std::string_view csr_pem);

/// A certificate for `key`, signed by `issuer` (none: by itself), valid from an hour before `now`.
[[nodiscard]] Result<Certificate> sign(EVP_PKEY* key, const Subject& subject, Usage usage, X509* issuer,
                                       EVP_PKEY* issuer_key, WallTime now, std::chrono::seconds life);
/// SHA-256, hex.
[[nodiscard]] std::string fingerprint(X509* certificate);
[[nodiscard]] WallTime expiry(X509* certificate);
[[nodiscard]] std::string alternative_names(X509* certificate);

}  // namespace vuoro::authority::x509
