#include "server/http/connection.h"

#include <openssl/x509.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
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
constexpr std::size_t k_read_bytes = 8 * 1024;
constexpr unsigned char k_tls_handshake_record = 22;

}  // namespace

struct Connection::Inner : std::enable_shared_from_this<Inner> {
  Inner(tcp::socket socket, asio::ssl::context& tls)
      : stream(std::move(socket), tls), timer(stream.get_executor()) {}

  asio::ssl::stream<tcp::socket> stream;
  asio::steady_timer timer;

  void within(std::chrono::milliseconds time) {
    timer.expires_after(time);
    timer.async_wait([still = weak_from_this()](error_code error) {
      const auto self = still.lock();
      if (error || !self || self->timer.expiry() > asio::steady_timer::clock_type::now()) return;
      error_code ignored;
      self->stream.next_layer().close(ignored);
    });
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
  inner_->stream.next_layer().cancel(ignored);
}

Connection::Awaitable<std::optional<bool>> Connection::begins_with_tls() {
  unsigned char first = 0;
  auto [error, count] = co_await inner_->stream.next_layer().async_receive(
      asio::buffer(&first, 1), asio::socket_base::message_peek, use_result);
  if (error || count == 0) co_return std::nullopt;
  co_return first == k_tls_handshake_record;
}

Connection::Awaitable<bool> Connection::shake_hands() {
  auto [error] = co_await inner_->stream.async_handshake(asio::ssl::stream_base::server, use_result);
  co_return !error;
}

Credential Connection::credential() const {
  Credential credential;
  X509* certificate = SSL_get0_peer_certificate(inner_->stream.native_handle());
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
  return credential;
}

Connection::Awaitable<bool> Connection::read_some(std::string& buffer) {
  const std::size_t before = buffer.size();
  buffer.resize(before + k_read_bytes);
  auto [error, count] =
      co_await inner_->stream.async_read_some(asio::buffer(buffer.data() + before, k_read_bytes), use_result);
  buffer.resize(before + count);
  co_return !error;
}

Connection::Awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> both{asio::buffer(head), asio::buffer(body)};
  auto [error, count] = co_await asio::async_write(inner_->stream, both, use_result);
  co_return !error;
}

Connection::Awaitable<void> Connection::write_plain_and_end(std::string_view text) {
  auto& socket = inner_->stream.next_layer();
  co_await asio::async_write(socket, asio::buffer(text), use_result);
  error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  char rest[1024];
  co_await socket.async_receive(asio::buffer(rest), use_result);
}

Connection::Awaitable<void> Connection::discard(std::size_t bytes_max) {
  std::string rest(k_read_bytes, '\0');
  for (std::size_t taken = 0; taken < bytes_max;) {
    auto [error, count] = co_await inner_->stream.async_read_some(asio::buffer(rest), use_result);
    if (error) co_return;
    taken += count;
  }
}

Connection::Awaitable<void> Connection::end() {
  co_await inner_->stream.async_shutdown(use_result);
  allow_any_time();
}

}  // namespace vuoro::http
