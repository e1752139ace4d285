#include "core/net/enrolment.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "core/base/file.h"
#include "core/base/object_reader.h"
#include "core/net/curl_wire.h"
#include "core/sync/answers.h"

namespace vuoro::net {
namespace fs = std::filesystem;
namespace {

template <class T, void (*free)(T*)>
struct Freed {
  void operator()(T* thing) const { free(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using SigningRequest = std::unique_ptr<X509_REQ, Freed<X509_REQ, X509_REQ_free>>;
using Bytes = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<Key> read_key(const std::string& pem) {
  const Bytes bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(Errc::parse, "the device's key cannot be read");
  return key;
}

Result<std::string> request_over(EVP_PKEY* key) {
  const SigningRequest request(X509_REQ_new());
  // The name in the certificate is the authority's to give; the request only proves the key.
  X509_NAME* name = request ? X509_REQ_get_subject_name(request.get()) : nullptr;
  const auto* wanted = reinterpret_cast<const unsigned char*>("vuoro-device");
  const Bytes bio(BIO_new(BIO_s_mem()));
  if (name == nullptr || !bio || X509_REQ_set_version(request.get(), 0) != 1 ||
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, wanted, -1, -1, 0) != 1 ||
      X509_REQ_set_pubkey(request.get(), key) != 1 || X509_REQ_sign(request.get(), key, EVP_sha256()) <= 0 ||
      PEM_write_bio_X509_REQ(bio.get(), request.get()) != 1) {
    return fail(Errc::internal, "OpenSSL makes no certificate request");
  }
  return text_of(bio.get());
}

/// One exchange on the caller's thread.
sync::Response exchange(CurlWire& wire, sync::Request request) {
  std::optional<sync::Response> answer;
  wire.send(std::move(request), [&](sync::Response response) { answer = std::move(response); });
  while (!answer) wire.run(Millis(1'000));
  return std::move(*answer);
}

Result<std::string> key_in(const fs::path& path) {
  auto found = read_file(path, k_pem_bytes_max);
  if (found || found.error().code != Errc::not_found) return found;
  VUORO_ASSIGN(auto made, make_key_and_request());
  VUORO_TRY(write_file_durably(path, made.key_pem, 0600));
  return std::move(made.key_pem);
}

}  // namespace

Result<std::string> make_request(const std::string& key_pem) {
  VUORO_ASSIGN(const Key key, read_key(key_pem));
  return request_over(key.get());
}

Result<KeyAndRequest> make_key_and_request() {
  const Key key(EVP_EC_gen("P-256"));
  const Bytes bio(BIO_new(BIO_s_mem()));
  if (!key || !bio ||
      PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return fail(Errc::internal, "OpenSSL makes no key");
  }
  VUORO_ASSIGN(auto request, request_over(key.get()));
  return KeyAndRequest{text_of(bio.get()), std::move(request)};
}

Result<std::string> key_fingerprint(const std::string& key_pem) {
  VUORO_ASSIGN(const Key key, read_key(key_pem));
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return fail(Errc::internal, "OpenSSL writes no public key");
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int digest_size = 0;
  const int done =
      EVP_Digest(der, static_cast<std::size_t>(size), digest, &digest_size, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  if (done != 1) return fail(Errc::internal, "OpenSSL makes no digest");
  std::string out;
  for (unsigned int i = 0; i < digest_size; ++i) out += fmt::format("{}{:02x}", i == 0 ? "" : ":", digest[i]);
  return out;
}

Result<WallTime> certificate_ends(const fs::path& certificate) {
  VUORO_ASSIGN(const std::string pem, read_file(certificate, k_pem_bytes_max));
  const Bytes bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Certificate read(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  std::tm end{};
  if (!read || ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &end) != 1) {
    return fail(Errc::parse, "the device's certificate cannot be read");
  }
  return from_unix_ms(std::int64_t{timegm(&end)} * 1'000);
}

Result<Identity> enrol(const EnrolmentOptions& options, const std::string& code) {
  std::error_code error;
  if (fs::create_directories(options.state_dir, error)) {
    fs::permissions(options.state_dir, fs::perms::owner_all, error);
  }
  if (error) return fail(Errc::io, "the state folder: " + error.message());
  const fs::path key_path = options.state_dir / "device.key";
  VUORO_ASSIGN(const std::string key_pem, key_in(key_path));
  protocol::EnrolRequest ask;
  ask.code = code;
  VUORO_ASSIGN(ask.csr_pem, make_request(key_pem));
  VUORO_ASSIGN(auto wire, CurlWire::create({options.public_url, options.ca_file, {}, {}, options.program}));
  const auto response = exchange(
      *wire, {"POST", "/api/v1/enrol", json::serialize(protocol::encode(ask)), sync::k_request_timeout});
  const auto answer = sync::decode_answer<protocol::EnrolAnswer>(response);
  if (response.status < 200 || response.status >= 300 || !answer) {
    Error refused = sync::error_of(response).with("enrolment");
    if (refused.message.find("local issuer") != std::string::npos)
      refused.message += "; the CA file must be the server's own server-ca.pem";
    if (refused.message.find("certificate required") != std::string::npos)
      refused.message += "; this is the port for devices, enrolment is at the public one (8443)";
    return fail(std::move(refused));
  }
  Identity identity{answer->device_id, answer->site_id, answer->role,
                    answer->name,      key_path,        options.state_dir / "device.crt"};
  VUORO_TRY(write_file_durably(identity.certificate, answer->certificate_pem));
  const json::object stored{{"device_id", identity.device_id.to_string()},
                            {"site_id", identity.site_id.to_string()},
                            {"role", identity.role},
                            {"name", identity.name}};
  // Last: a device with this file has everything else.
  VUORO_TRY(write_file_durably(options.state_dir / "identity.json", json::serialize(stored)));
  return identity;
}

Result<Identity> load_identity(const fs::path& state_dir) {
  const fs::path file = state_dir / "identity.json";
  VUORO_ASSIGN(const std::string text, read_file(file, k_pem_bytes_max));
  const auto stored = parse_json(text);
  if (!stored) return fail(stored.error().with(file.string()));
  ObjectReader reader(*stored, "identity", UnknownFields::ignore);
  Identity identity;
  identity.device_id = reader.uuid("device_id");
  identity.site_id = reader.uuid("site_id");
  identity.role = reader.text("role", 32);
  identity.name = reader.text_or("name", 400, "");
  if (const auto whole = reader.finish(); !whole) return fail(whole.error().with(file.string()));
  identity.key = state_dir / "device.key";
  identity.certificate = state_dir / "device.crt";
  return identity;
}

}  // namespace vuoro::net
