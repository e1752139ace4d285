#pragma once
// One accepted connection: TLS on a socket, a timeout on everything that waits. Server's thread only.

#include <openssl/ssl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace vuoro::http {

/// The client certificate of a connection.
struct Credential {
  std::optional<Uuid> device_id;
  WallTime expires_at{};
  /// SHA-256 of a certificate that no authority of ours has signed, hex: whose it is, is not known by its
  /// name.
  std::string unsigned_fingerprint = {};
};

/// To verify device certificates with. One that is not signed by an authority of ours, or that has ended, is
/// let in to be looked at: refused in the handshake, its device would learn nothing but that the line broke.
/// Its session says what is the matter; everything else that is wrong with a certificate ends the handshake.
void let_in_for_a_look(SSL_CTX* context);

/// Each call may wait, as long as allow() says; after that the socket is closed and every call fails.
class Connection {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// All that follows, until the next allow(), must be done within this time.
  void allow(std::chrono::milliseconds time);
  /// Without a bound until the next allow().
  void allow_any_time();
  /// A read that waits fails now.
  void interrupt();

  /// Whether the first byte is that of a TLS greeting; nothing when none came. Takes nothing.
  [[nodiscard]] Awaitable<std::optional<bool>> begins_with_tls();
  /// The other side has said its last, or the time has run out.
  [[nodiscard]] bool has_gone() const;
  /// TLS, whose memory is taken only now. @return false: it did not come about.
  [[nodiscard]] Awaitable<bool> shake_hands();
  /// Once hands are shaken.
  [[nodiscard]] Credential credential() const;

  /// Whatever comes next, at the end of `buffer`. @return false: the other side has ended, or the time has
  /// passed.
  [[nodiscard]] Awaitable<bool> read_some(std::string& buffer);
  /// All of both, one after the other. @return whether they went out.
  [[nodiscard]] Awaitable<bool> write(std::string_view head, std::string_view body);
  /// To somebody who does not speak TLS, as it is; then the end.
  [[nodiscard]] Awaitable<void> write_plain_and_end(std::string_view text);
  /// Reads away what still comes, at most `bytes_max`, until the other side ends: closing before that would
  /// reset the connection, and what was written last would be lost on its way.
  [[nodiscard]] Awaitable<void> discard(std::size_t bytes_max);
  /// Says goodbye.
  [[nodiscard]] Awaitable<void> end();

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace vuoro::http
