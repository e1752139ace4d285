#include "server/http/http_server.h"

#include <openssl/x509.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <map>
#include <set>

#include "core/base/log.h"
#include "server/http/rate_limit.h"

namespace vuoro::http {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using Stream = asio::ssl::stream<beast::tcp_stream>;
constexpr auto use_result = asio::as_tuple(asio::use_awaitable);

constexpr std::chrono::seconds k_goodbye_timeout{2};

/// On every answer. The console loads nothing from elsewhere and may not be framed.
constexpr std::pair<const char*, const char*> k_security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
     "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"Strict-Transport-Security", "max-age=31536000"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Vuoro-Protocol", "1"},
};

/// The client certificate of a connection.
struct Credential {
  std::optional<Uuid> device_id;
  WallTime expires_at{};
};

Credential credential_of(SSL* ssl) {
  Credential credential;
  X509* certificate = SSL_get0_peer_certificate(ssl);
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

Result<void> set_up(asio::ssl::context& context, const ServerOptions& options, bool device_door) {
  beast::error_code error;
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
  context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  return {};
}

class BeastServer final : public HttpServer {
 public:
  explicit BeastServer(const ServerOptions& options, Handler& handler)
      : options_(options),
        handler_(handler),
        rates_(options.requests_per_second, options.requests_burst, limits::k_rate_entries_max),
        device_rates_(limits::k_device_requests_per_second, limits::k_device_requests_burst,
                      limits::k_rate_entries_max) {}

  Result<void> open() {
    VUORO_TRY(set_up(public_tls_, options_, false));
    VUORO_TRY(set_up(device_tls_, options_, true));
    VUORO_TRY(listen(public_acceptor_, options_.public_port));
    VUORO_TRY(listen(device_acceptor_, options_.device_port));
    asio::co_spawn(io_, accept(public_acceptor_, public_tls_, Port::open), asio::detached);
    asio::co_spawn(io_, accept(device_acceptor_, device_tls_, Port::device), asio::detached);
    return {};
  }

  std::uint16_t public_port() const override { return public_acceptor_.local_endpoint().port(); }
  std::uint16_t device_port() const override { return device_acceptor_.local_endpoint().port(); }
  void run() override { io_.run(); }

  void stop(std::chrono::milliseconds grace) override {
    asio::post(io_, [this, grace] {
      if (std::exchange(stopping_, true)) return;
      beast::error_code ignored;
      public_acceptor_.close(ignored);
      device_acceptor_.close(ignored);
      signals_.cancel(ignored);
      for (auto& timer : timers_) timer->cancel();
      // Idle connections end now; the others after their answer.
      for (auto* stream : idle_) stream->cancel();
      deadline_.expires_after(grace);
      deadline_.async_wait([this](beast::error_code error) {
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
    signals_.async_wait([work = std::move(work)](beast::error_code error, int) {
      if (!error) work();
    });
  }

  HttpFigures figures() const override { return figures_; }

 private:
  Result<void> listen(tcp::acceptor& acceptor, std::uint16_t port) {
    beast::error_code error;
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
    timer.async_wait([this, &timer, period, work](beast::error_code error) {
      if (error || stopping_) return;
      (*work)();
      arm(timer, period, work);
    });
  }

  void leave_if_done() {
    if (stopping_ && figures_.connections_open == 0) deadline_.cancel();
  }

  asio::awaitable<void> accept(tcp::acceptor& acceptor, asio::ssl::context& tls, Port port) {
    while (!stopping_) {
      auto [error, socket] = co_await acceptor.async_accept(use_result);
      if (error == asio::error::operation_aborted || stopping_) co_return;
      if (error) {
        // Out of descriptors, usually: wait for some to be closed rather than spin.
        log::warn("accept_failed", {{"error", error.message()}});
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        co_await pause.async_wait(use_result);
        continue;
      }
      beast::error_code ignored;
      const auto remote = socket.remote_endpoint(ignored);
      const std::string address = ignored ? "unknown" : remote.address().to_string();
      if (figures_.connections_open >= limits::k_connections_max ||
          by_address_[address] >= options_.connections_per_address) {
        if (by_address_[address] == 0) by_address_.erase(address);
        ++figures_.refused;
        continue;  // the socket closes
      }
      socket.set_option(tcp::no_delay(true), ignored);
      asio::co_spawn(io_, serve(Stream(beast::tcp_stream(std::move(socket)), tls), port, address),
                     asio::detached);
    }
  }

  /// Counts a connection for as long as it lives.
  struct Counted {
    BeastServer& server;
    const std::string& address;
    Counted(BeastServer& owner, const std::string& from) : server(owner), address(from) {
      ++server.figures_.connections;
      ++server.figures_.connections_open;
      ++server.by_address_[address];
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
      --server.figures_.connections_open;
      if (--server.by_address_[address] == 0) server.by_address_.erase(address);
      server.leave_if_done();
    }
  };

  asio::awaitable<void> serve(Stream stream, Port port, std::string address) {
    const Counted counted(*this, address);
    auto& lowest = beast::get_lowest_layer(stream);
    beast::flat_buffer buffer(limits::k_header_bytes_max + limits::k_header_bytes_max);
    lowest.expires_after(limits::k_handshake_timeout);
    auto [detect_error, is_tls] = co_await beast::async_detect_ssl(lowest, buffer, use_result);
    if (detect_error) co_return;
    if (!is_tls) {
      co_await refuse_plain(lowest);
      co_return;
    }
    auto [handshake_error, used] =
        co_await stream.async_handshake(asio::ssl::stream_base::server, buffer.data(), use_result);
    if (handshake_error) {
      ++figures_.handshakes_failed;
      co_return;
    }
    buffer.consume(used);
    const Credential credential = port == Port::device ? credential_of(stream.native_handle()) : Credential{};
    if (port == Port::device && !credential.device_id) co_return;
    while (!stopping_) {
      const bool again = co_await serve_one(stream, buffer, port, address, credential);
      if (!again) break;
    }
    lowest.expires_after(k_goodbye_timeout);
    co_await stream.async_shutdown(use_result);
  }

  asio::awaitable<void> refuse_plain(beast::tcp_stream& stream) {
    ++figures_.handshakes_failed;
    auto answer =
        make_answer(error_response(Errc::invalid_argument, "this port speaks HTTPS only"), 11, false, false);
    stream.expires_after(k_goodbye_timeout);
    co_await bhttp::async_write(stream, answer, use_result);
    // What the other side still sends is read away, so that it can read the answer before the connection
    // resets.
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    char rest[1024];
    co_await stream.async_read_some(asio::buffer(rest), use_result);
  }

  using Answer = bhttp::response<bhttp::string_body>;

  static Answer make_answer(const Response& response, unsigned version, bool keep_alive, bool head_only) {
    Answer answer{static_cast<bhttp::status>(response.status), version};
    answer.set(bhttp::field::server, "Vuoro");
    answer.set(bhttp::field::date, http_date(SystemClock().wall()));
    for (const auto& [name, value] : k_security_headers) answer.set(name, value);
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) answer.set(bhttp::field::content_type, response.content_type);
    bool cached = false;
    for (const auto& [name, value] : response.headers) {
      answer.insert(name, value);
      cached = cached || name == "Cache-Control";
    }
    if (!cached) answer.set(bhttp::field::cache_control, "no-store");
    answer.keep_alive(keep_alive);
    if (head_only) {
      answer.content_length(response.content().size());
    } else if (!bodiless) {
      answer.body() = response.content();
      answer.prepare_payload();
    }
    return answer;
  }

  asio::awaitable<bool> write(Stream& stream, const Response& response, unsigned version, bool keep_alive,
                              bool head_only) {
    auto answer = make_answer(response, version, keep_alive, head_only);
    beast::get_lowest_layer(stream).expires_after(limits::k_write_timeout);
    bhttp::response_serializer<bhttp::string_body> serializer(answer);
    beast::error_code error;
    if (head_only) {
      auto [failed, bytes] = co_await bhttp::async_write_header(stream, serializer, use_result);
      error = failed;
    } else {
      auto [failed, bytes] = co_await bhttp::async_write(stream, serializer, use_result);
      error = failed;
    }
    co_return !error && keep_alive;
  }

  /// Waits for the first byte of a request for as long as an idle connection may live.
  asio::awaitable<bool> wait_for_request(Stream& stream, beast::flat_buffer& buffer) {
    if (buffer.size() > 0) co_return true;
    auto& lowest = beast::get_lowest_layer(stream);
    lowest.expires_after(options_.idle_timeout);
    idle_.insert(&lowest);
    auto [error, bytes] = co_await stream.async_read_some(buffer.prepare(4096), use_result);
    idle_.erase(&lowest);
    if (error) co_return false;
    buffer.commit(bytes);
    co_return true;
  }

  asio::awaitable<bool> serve_one(Stream& stream, beast::flat_buffer& buffer, Port port,
                                  const std::string& address, const Credential& credential) {
    if (!co_await wait_for_request(stream, buffer)) co_return false;
    auto& lowest = beast::get_lowest_layer(stream);
    bhttp::request_parser<bhttp::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits::k_header_bytes_max));
    parser.body_limit(limits::k_import_body_bytes_max);
    lowest.expires_after(options_.header_timeout);
    auto [head_error, head_bytes] = co_await bhttp::async_read_header(stream, buffer, parser, use_result);
    if (head_error == bhttp::error::end_of_stream || head_error == asio::ssl::error::stream_truncated)
      co_return false;
    if (head_error) co_return co_await refuse(stream, head_error);

    auto request = std::make_shared<Request>();
    read_head(parser.get(), *request, port, address, credential);
    const unsigned version = parser.get().version();
    if (port == Port::device && credential.expires_at <= SystemClock().wall()) {
      co_return co_await write(stream,
                               error_response(Errc::unauthorized, "the device certificate has expired"),
                               version, false, false);
    }
    const bool allowed = port == Port::device
                             ? device_rates_.take(credential.device_id->to_string(), SystemClock().mono())
                             : rates_.take(address, SystemClock().mono());
    if (!allowed) {
      ++figures_.refused;
      co_return co_await write(stream, error_response(Errc::too_many, "too many requests; slow down"),
                               version, false, false);
    }
    const std::size_t body_max = handler_.body_limit(*request);
    const auto announced = parser.content_length();
    if (announced && *announced > body_max) {
      co_return co_await refuse(stream, beast::error_code(bhttp::error::body_limit));
    }
    parser.body_limit(body_max);
    if (beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
      bhttp::response<bhttp::empty_body> go_on{bhttp::status::continue_, version};
      co_await bhttp::async_write(stream, go_on, use_result);
    }
    lowest.expires_after(limits::k_body_timeout);
    auto [body_error, body_bytes] = co_await bhttp::async_read(stream, buffer, parser, use_result);
    if (body_error) co_return co_await refuse(stream, body_error);
    request->body = std::move(parser.get().body());
    const bool keep_alive = parser.get().keep_alive() && !stopping_;

    lowest.expires_never();
    const Response response = co_await answer_to(request);
    co_return co_await write(stream, response, version, keep_alive && !stopping_, request->method == "HEAD");
  }

  static void read_head(const bhttp::request<bhttp::string_body>& head, Request& request, Port port,
                        const std::string& address, const Credential& credential) {
    request.port = port;
    request.method = std::string(head.method_string());
    request.target = std::string(head.target());
    request.address = address;
    request.device_id = credential.device_id;
    request.cookie = std::string(head[bhttp::field::cookie]);
    request.csrf = std::string(head["X-CSRF-Token"]);
    request.content_type = std::string(head[bhttp::field::content_type]);
    request.if_none_match = std::string(head[bhttp::field::if_none_match]);
  }

  /// A clear error for what could not be read, then the end of the connection.
  asio::awaitable<bool> refuse(Stream& stream, beast::error_code why) {
    Response response;
    if (why == bhttp::error::body_limit) {
      response = error_response(Errc::too_large, "the body is larger than allowed");
    } else if (why == bhttp::error::header_limit || why == bhttp::error::buffer_overflow) {
      response = error_response(Errc::too_large, "the header is larger than allowed");
    } else if (why == beast::error::timeout) {
      co_return false;  // the stream has been closed
    } else if (why.category() == make_error_code(bhttp::error::bad_method).category()) {
      response = error_response(Errc::parse, "not HTTP: " + why.message());
    } else {
      co_return false;
    }
    co_await write(stream, response, 11, false, false);
    co_return false;
  }

  /// Hands the request over and waits for the answer, from whichever thread it comes.
  asio::awaitable<Response> answer_to(std::shared_ptr<const Request> request) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
        [this, request](auto completion) {
          struct Waiting {
            explicit Waiting(decltype(completion) resume) : handler(std::move(resume)) {}
            decltype(completion) handler;
            std::atomic<bool> answered{false};
          };
          auto waiting = std::make_shared<Waiting>(std::move(completion));
          handler_.handle(request, [this, waiting](Response response) {
            if (waiting->answered.exchange(true)) return;
            asio::post(io_, [waiting, response = std::move(response)]() mutable {
              auto resume = std::move(waiting->handler);
              resume(std::move(response));
            });
          });
        },
        asio::use_awaitable);
  }

  const ServerOptions options_;
  Handler& handler_;
  asio::io_context io_{1};
  asio::ssl::context public_tls_{asio::ssl::context::tls_server};
  asio::ssl::context device_tls_{asio::ssl::context::tls_server};
  tcp::acceptor public_acceptor_{io_};
  tcp::acceptor device_acceptor_{io_};
  asio::signal_set signals_{io_};
  asio::steady_timer deadline_{io_};
  std::vector<std::unique_ptr<asio::steady_timer>> timers_;
  std::map<std::string, std::size_t> by_address_;
  std::set<beast::tcp_stream*> idle_;
  RateLimit rates_;
  RateLimit device_rates_;
  HttpFigures figures_;
  bool stopping_ = false;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::create(const ServerOptions& options, Handler& handler) {
  auto server = std::make_unique<BeastServer>(options, handler);
  VUORO_TRY(server->open());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace vuoro::http
