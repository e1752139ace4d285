#include "server/http/http_server.h"

#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "core/base/log.h"
#include "server/http/session.h"

namespace vuoro::http {
namespace {
namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds k_accept_pause{100};

Result<void> set_up(asio::ssl::context& context, const ServerOptions& options, bool device_door) {
  error_code error;
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                          asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                          asio::ssl::context::no_tlsv1_1,
                      error);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.use_certificate_chain(asio::buffer(options.certificate_chain_pem), error);
  if (error) return fail(Errc::invalid_argument, "the server's certificate: " + error.message());
  context.use_private_key(asio::buffer(options.private_key_pem), asio::ssl::context::pem, error);
  if (error) return fail(Errc::invalid_argument, "the server's key: " + error.message());
  if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
    return fail(Errc::invalid_argument, "the server's key does not belong to its certificate");
  }
  static constexpr unsigned char k_session_name[] = "vuoro";
  SSL_CTX_set_session_id_context(context.native_handle(), k_session_name, sizeof k_session_name - 1);
  if (!device_door) return {};
  context.add_certificate_authority(asio::buffer(options.device_ca_pem), error);
  if (error) return fail(Errc::invalid_argument, "the device CA: " + error.message());
  // No session tickets: a device stays connected for days, and each ticket would cost as much as the rest of
  // the handshake, since OpenSSL takes the device's certificate apart again for every one it writes.
  SSL_CTX_set_num_tickets(context.native_handle(), 0);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  let_in_for_a_look(context.native_handle());
  return {};
}

/// Files and sockets this process may have, after asking for as many as it may ask for.
std::size_t descriptors() {
  constexpr rlim_t k_enough = limits::k_connections_max + limits::k_other_files;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < k_enough) {
    limit.rlim_cur = std::min(limit.rlim_max, k_enough);
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
    (void)::getrlimit(RLIMIT_NOFILE, &limit);
  }
  return std::max<std::size_t>(std::min(limit.rlim_cur, k_enough), 2 * limits::k_other_files);
}

class AsioServer final : public HttpServer {
 public:
  explicit AsioServer(const ServerOptions& options, Handler& handler)
      : options_(options), hall_(options_, handler, io_) {
    hall_.on_left = [this] { leave_if_done(); };
  }

  ~AsioServer() override {
    hall_.on_left = {};
    hall_.send_newcomers_away();
  }

  Result<void> open() {
    hall_.connections_max = std::min(limits::k_connections_max, descriptors() - limits::k_other_files);
    VUORO_TRY(set_up(public_tls_, options_, false));
    VUORO_TRY(set_up(device_tls_, options_, true));
    VUORO_TRY(listen(public_acceptor_, options_.public_port));
    VUORO_TRY(listen(device_acceptor_, options_.device_port));
    accept(public_acceptor_, public_tls_, Port::open);
    accept(device_acceptor_, device_tls_, Port::device);
    return {};
  }

  std::uint16_t public_port() const override { return public_acceptor_.local_endpoint().port(); }
  std::uint16_t device_port() const override { return device_acceptor_.local_endpoint().port(); }
  void run() override { io_.run(); }

  void stop(std::chrono::milliseconds grace) override {
    asio::post(io_, [this, grace] {
      if (std::exchange(hall_.stopping, true)) return;
      error_code ignored;
      public_acceptor_.close(ignored);
      device_acceptor_.close(ignored);
      signals_.cancel(ignored);
      for (auto& timer : timers_) timer->cancel();
      // Idle connections end now; the others after their answer.
      for (auto* connection : hall_.idle) connection->interrupt();
      deadline_.expires_after(grace);
      deadline_.async_wait([this](error_code error) {
        if (!error) io_.stop();
      });
      leave_if_done();
    });
  }

  void post(std::function<void()> work) override { asio::post(io_, std::move(work)); }

  void every(std::chrono::milliseconds period, std::function<void()> work) override {
    timers_.push_back(std::make_unique<asio::steady_timer>(io_));
    arm(*timers_.back(), period, std::make_shared<std::function<void()>>(std::move(work)));
  }

  void on_signal(std::function<void()> work) override {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([work = std::move(work)](error_code error, int) {
      if (!error) work();
    });
  }

  HttpFigures figures() const override { return hall_.figures; }

 private:
  Result<void> listen(tcp::acceptor& acceptor, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return fail(Errc::invalid_argument, "listen: " + options_.address + " is not an address");
    const tcp::endpoint endpoint(address, port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return fail(Errc::unavailable, "listen on port " + std::to_string(port) + ": " + error.message());
    return {};
  }

  void arm(asio::steady_timer& timer, std::chrono::milliseconds period,
           std::shared_ptr<std::function<void()>> work) {
    timer.expires_after(period);
    timer.async_wait([this, &timer, period, work](error_code error) {
      if (error || hall_.stopping) return;
      (*work)();
      arm(timer, period, work);
    });
  }

  void leave_if_done() {
    if (hall_.stopping && hall_.figures.connections_open == 0) deadline_.cancel();
  }

  void accept(tcp::acceptor& acceptor, asio::ssl::context& tls, Port port) {
    acceptor.async_accept([this, &acceptor, &tls, port](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || hall_.stopping) return;
      if (error) {
        // Out of descriptors, usually: wait for some to be closed rather than spin.
        log::warn("accept_failed", {{"error", error.message()}});
        auto pause = std::make_shared<asio::steady_timer>(io_, k_accept_pause);
        return pause->async_wait([this, pause, &acceptor, &tls, port](error_code) {
          if (!hall_.stopping) accept(acceptor, tls, port);
        });
      }
      admit(std::move(socket), tls, port);
      accept(acceptor, tls, port);
    });
  }

  void admit(tcp::socket socket, asio::ssl::context& tls, Port port) {
    error_code ignored;
    const auto remote = socket.remote_endpoint(ignored);
    const std::string address = ignored ? "unknown" : remote.address().to_string();
    if (!hall_.has_place_for(address)) {
      ++hall_.figures.refused;
      return;  // the socket closes
    }
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(io_, serve(hall_, std::make_unique<Connection>(std::move(socket), tls), port, address),
                   asio::detached);
  }

  const ServerOptions options_;
  Hall hall_;  // outlives the connections that the context still holds at its end
  asio::io_context io_{1};
  asio::ssl::context public_tls_{asio::ssl::context::tls_server};
  asio::ssl::context device_tls_{asio::ssl::context::tls_server};
  tcp::acceptor public_acceptor_{io_};
  tcp::acceptor device_acceptor_{io_};
  asio::signal_set signals_{io_};
  asio::steady_timer deadline_{io_};
  std::vector<std::unique_ptr<asio::steady_timer>> timers_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::create(const ServerOptions& options, Handler& handler) {
  auto server = std::make_unique<AsioServer>(options, handler);
  VUORO_TRY(server->open());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace vuoro::http
