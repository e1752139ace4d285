#include "server/authority/x509.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "server/authority/digest.h"

namespace vuoro::authority::x509 {
namespace {

using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

Error openssl_error(std::string_view what) {
  char text[256] = "";
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return Error{Errc::internal, std::string(what) + ": " + text};
}

Bio reading(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<void> extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
    return fail(openssl_error("extension"));
  return {};
}

Result<void> set_serial(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return fail(openssl_error("serial"));
  bytes[0] &= 0x7f;
  BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  const bool set =
      number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  if (!set) return fail(openssl_error("serial"));
  return {};
}

bool is_p256(EVP_PKEY* key) {
  char group[32] = "";
  std::size_t length = 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
         std::string_view(group, length) == "prime256v1";
}

}  // namespace

Result<Key> make_key() {
  Key key(EVP_EC_gen("P-256"));
  if (!key) return fail(openssl_error("make a key"));
  return key;
}

Result<std::string> to_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return fail(openssl_error("write a key"));
  }
  return text_of(bio.get());
}

Result<std::string> to_pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(bio.get(), certificate) != 1) return fail(openssl_error("write a certificate"));
  return text_of(bio.get());
}

Result<Key> key_from_pem(std::string_view pem) {
  // No password is ever asked for on the terminal.
  Key key(PEM_read_bio_PrivateKey(
      reading(pem).get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
  if (!key) return fail(Errc::parse, openssl_error("read a key").message);
  return key;
}

Result<Certificate> certificate_from_pem(std::string_view pem) {
  Certificate certificate(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return fail(Errc::parse, openssl_error("read a certificate").message);
  return certificate;
}

Result<Key> key_of_request(std::string_view csr_pem) {
  const Request request(PEM_read_bio_X509_REQ(reading(csr_pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!request) return fail(Errc::invalid_argument, "csr_pem: not a certificate request");
  Key key(X509_REQ_get_pubkey(request.get()));
  if (!key || !is_p256(key.get())) return fail(Errc::invalid_argument, "csr_pem: the key must be P-256");
  if (X509_REQ_verify(request.get(), key.get()) != 1) {
    ERR_clear_error();
    return fail(Errc::invalid_argument, "csr_pem: not signed by its own key");
  }
  return key;
}

Result<Certificate> sign(EVP_PKEY* key, const Subject& subject, Usage usage, X509* issuer,
                         EVP_PKEY* issuer_key, WallTime now, std::chrono::seconds life) {
  Certificate certificate(X509_new());
  X509* made = certificate.get();
  if (made == nullptr || X509_set_version(made, X509_VERSION_3) != 1)
    return fail(openssl_error("certificate"));
  VUORO_TRY(set_serial(made));
  const auto start = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  // An hour of the past, for machines whose clocks are a little behind.
  ASN1_TIME_set(X509_getm_notBefore(made), static_cast<time_t>(start - 3600));
  ASN1_TIME_set(X509_getm_notAfter(made), static_cast<time_t>(start + life.count()));
  X509_NAME* name = X509_get_subject_name(made);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.common_name.c_str()), -1, -1, 0);
  X509* by = issuer == nullptr ? made : issuer;
  if (X509_set_issuer_name(made, X509_get_subject_name(by)) != 1 || X509_set_pubkey(made, key) != 1) {
    return fail(openssl_error("certificate"));
  }
  const bool authority = usage == Usage::authority;
  VUORO_TRY(extend(made, by, NID_basic_constraints,
                   authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE"));
  VUORO_TRY(extend(made, by, NID_key_usage,
                   authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature"));
  if (!authority)
    VUORO_TRY(extend(made, by, NID_ext_key_usage, usage == Usage::server ? "serverAuth" : "clientAuth"));
  VUORO_TRY(extend(made, by, NID_subject_key_identifier, "hash"));
  VUORO_TRY(extend(made, by, NID_authority_key_identifier, "keyid:always"));
  if (!subject.alternative_names.empty())
    VUORO_TRY(extend(made, by, NID_subject_alt_name, subject.alternative_names));
  if (X509_sign(made, issuer_key, EVP_sha256()) == 0) return fail(openssl_error("sign"));
  return certificate;
}

std::string fingerprint(X509* certificate) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), bytes, &size) != 1) return {};
  return to_hex({reinterpret_cast<const char*>(bytes), size});
}

WallTime expiry(X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) return WallTime{};
  return WallTime(std::chrono::seconds(timegm(&parts)));
}

std::string alternative_names(X509* certificate) {
  const int place = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (place < 0) return {};
  const Bio bio(BIO_new(BIO_s_mem()));
  X509V3_EXT_print(bio.get(), X509_get_ext(certificate, place), 0, 0);
  return text_of(bio.get());
}

}  // namespace vuoro::authority::x509
