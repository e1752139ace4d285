#include "server/http/connection.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#if defined(__GNUC__) && !defined(__clang__)
// gcc 12 takes the frame's own operator delete, inlined, for one that does not belong to its operator new.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace vuoro::http {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t k_read_bytes = 16 * 1024;
constexpr std::size_t k_write_bytes_most = 1 << 30;
constexpr unsigned char k_tls_handshake_record = 22;

/// Where a connection keeps that its certificate is signed by nobody we know.
int unsigned_mark() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int look(int is_good, X509_STORE_CTX* context) {
  if (is_good == 1) return 1;
  // Of a server whose clock stands behind: whoever answers says what follows from that.
  if (X509_STORE_CTX_get_error(context) == X509_V_ERR_CERT_NOT_YET_VALID) return 1;
  if (X509_STORE_CTX_get_error_depth(context) != 0) return 0;
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return 1;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      break;
    default:
      return 0;
  }
  static int is_unsigned = 1;
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return ssl != nullptr && SSL_set_ex_data(ssl, unsigned_mark(), &is_unsigned) == 1 ? 1 : 0;
}

/// SHA-256, hex.
std::string fingerprint(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  // Never empty: that would be a certificate which is signed.
  if (X509_digest(certificate, EVP_sha256(), bytes.data(), &size) != 1) return "none";
  std::string out;
  for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", bytes[i]);
  return out;
}

/// The socket as OpenSSL reads and writes it: what is not there yet is asked for again, and a peer that has
/// gone is an error, not a signal.
int write_to_socket(BIO* bio, const char* data, int count) {
  auto& socket = *static_cast<tcp::socket*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (!socket.is_open()) return -1;
  const auto written =
      ::send(socket.native_handle(), data, static_cast<std::size_t>(count), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(written);
}

int read_from_socket(BIO* bio, char* room, int count) {
  auto& socket = *static_cast<tcp::socket*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (!socket.is_open()) return -1;
  const auto got = ::recv(socket.native_handle(), room, static_cast<std::size_t>(count), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

long control_socket(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "vuoro socket");
    BIO_meth_set_write(made, write_to_socket);
    BIO_meth_set_read(made, read_from_socket);
    BIO_meth_set_ctrl(made, control_socket);
    return std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>(made, BIO_meth_free);
  }();
  return method.get();
}

}  // namespace

/// TLS on the socket itself. Asio's own stream keeps four buffers of 17 KiB a connection for as long as it
/// lives, and thousands of devices do nothing but wait; OpenSSL gives its buffers back while nothing passes.
struct Connection::Inner : std::enable_shared_from_this<Inner> {
  Inner(tcp::socket of, asio::ssl::context& tls)
      : socket(std::move(of)), timer(socket.get_executor()), context(tls.native_handle()) {}

  bool begin_tls() {
    ssl.reset(SSL_new(context));
    if (!ssl) return false;
    BIO* bio = BIO_new(socket_method());
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl.get(), bio, bio);
    SSL_set_mode(ssl.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_accept_state(ssl.get());
    return true;
  }

  tcp::socket socket;
  asio::steady_timer timer;
  SSL_CTX* context;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl{nullptr, SSL_free};  ///< from the handshake on

  void within(std::chrono::milliseconds time) {
    timer.expires_after(time);
    timer.async_wait([still = weak_from_this()](error_code error) {
      const auto self = still.lock();
      if (error || !self || self->timer.expiry() > asio::steady_timer::clock_type::now()) return;
      error_code ignored;
      self->socket.close(ignored);
    });
  }

  /// Tries until it is done, waiting for the socket in between. @return what it gave; 0 or less: the
  /// connection is of no more use.
  template <class Act>
  asio::awaitable<int> done(Act act) {
    for (;;) {
      ERR_clear_error();
      const int outcome = act(ssl.get());
      if (outcome > 0) co_return outcome;
      const int wants = SSL_get_error(ssl.get(), outcome);
      if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) break;
      auto [error] = co_await socket.async_wait(
          wants == SSL_ERROR_WANT_READ ? tcp::socket::wait_read : tcp::socket::wait_write, use_result);
      if (error || !socket.is_open()) break;
    }
    ERR_clear_error();
    co_return 0;
  }
};

Connection::Connection(tcp::socket socket, asio::ssl::context& tls)
    : inner_(std::make_shared<Inner>(std::move(socket), tls)) {}
Connection::~Connection() = default;

void Connection::allow(std::chrono::milliseconds time) {
  inner_->within(time);
}
void Connection::allow_any_time() {
  inner_->timer.cancel();
}

void Connection::interrupt() {
  error_code ignored;
  inner_->socket.cancel(ignored);
}

void let_in_for_a_look(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, look);
}

Connection::Awaitable<std::optional<bool>> Connection::begins_with_tls() {
  unsigned char first = 0;
  auto [error, count] = co_await inner_->socket.async_receive(asio::buffer(&first, 1),
                                                              asio::socket_base::message_peek, use_result);
  if (error || count == 0) co_return std::nullopt;
  co_return first == k_tls_handshake_record;
}

bool Connection::has_gone() const {
  if (!inner_->socket.is_open()) return true;
  pollfd gone{inner_->socket.native_handle(), POLLRDHUP, 0};
  return ::poll(&gone, 1, 0) != 0;
}

Connection::Awaitable<bool> Connection::shake_hands() {
  // Of a crowd that came at once the last may have given up meanwhile: no work for those.
  if (has_gone() || !inner_->begin_tls()) co_return false;
  co_return co_await inner_->done([](SSL* ssl) { return SSL_do_handshake(ssl); }) > 0;
}

Credential Connection::credential() const {
  Credential credential;
  X509* certificate = SSL_get0_peer_certificate(inner_->ssl.get());
  if (certificate == nullptr) return credential;
  char name[64] = "";
  const int length =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  if (length <= 0) return credential;
  if (auto id = Uuid::parse({name, static_cast<std::size_t>(length)})) credential.device_id = *id;
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) == 1) {
    credential.expires_at = WallTime(std::chrono::seconds(timegm(&parts)));
  }
  if (SSL_get_ex_data(inner_->ssl.get(), unsigned_mark()) != nullptr)
    credential.unsigned_fingerprint = fingerprint(certificate);
  return credential;
}

Connection::Awaitable<bool> Connection::read_some(std::string& buffer) {
  // One for all: it holds something only between the read and the copy, and nobody else runs meanwhile.
  static thread_local std::array<char, k_read_bytes> room;
  const int count = co_await inner_->done(
      [](SSL* ssl) { return SSL_read(ssl, room.data(), static_cast<int>(room.size())); });
  if (count <= 0) co_return false;
  buffer.append(room.data(), static_cast<std::size_t>(count));
  co_return true;
}

Connection::Awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
  const std::array parts = {head, body};
  for (std::string_view bytes : parts) {
    while (!bytes.empty()) {
      const char* const from = bytes.data();
      const int most = static_cast<int>(std::min<std::size_t>(bytes.size(), k_write_bytes_most));
      const auto write_some = [from, most](SSL* ssl) { return SSL_write(ssl, from, most); };
      const int count = co_await inner_->done(write_some);
      if (count <= 0) co_return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  co_return true;
}

Connection::Awaitable<void> Connection::write_plain_and_end(std::string_view text) {
  auto& socket = inner_->socket;
  co_await asio::async_write(socket, asio::buffer(text), use_result);
  error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  char rest[1024];
  co_await socket.async_receive(asio::buffer(rest), use_result);
}

Connection::Awaitable<void> Connection::discard(std::size_t bytes_max) {
  std::string rest;
  for (std::size_t taken = 0; taken < bytes_max;) {
    rest.clear();
    if (!co_await read_some(rest)) co_return;
    taken += rest.size();
  }
}

Connection::Awaitable<void> Connection::end() {
  co_await inner_->done([](SSL* ssl) {
    const int outcome = SSL_shutdown(ssl);
    return outcome == 0 ? SSL_shutdown(ssl) : outcome;  // said ours; now to hear theirs
  });
  allow_any_time();
}

}  // namespace vuoro::http
