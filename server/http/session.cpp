#include "server/http/session.h"

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/http/message.h"

namespace vuoro::http {
namespace {

namespace asio = boost::asio;

/// Head and body of an answer this small go as one record in one packet: half the system calls, there and
/// here.
constexpr std::size_t k_one_record_bytes = 16 * 1024;
/// Newcomers who gave up while they waited for their turn; to forget one costs a system call.
constexpr std::size_t k_gone_at_once = 16;

/// Counts a connection for as long as it lives.
class Counted {
 public:
  Counted(Hall& hall, const std::string& address) : hall_(hall), address_(address) {
    ++hall_.figures.connections;
    ++hall_.figures.connections_open;
    ++hall_.by_address[address_];
  }
  ~Counted() {
    --hall_.figures.connections_open;
    if (const auto at = hall_.by_address.find(address_); --at->second == 0) hall_.by_address.erase(at);
    if (hall_.on_left) hall_.on_left();
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  Hall& hall_;
  const std::string& address_;
};

class Session {
 public:
  Session(Hall& hall, std::unique_ptr<Connection> connection, Port port, std::string address)
      : hall_(hall), connection_(std::move(connection)), port_(port), address_(std::move(address)) {}

  asio::awaitable<void> live() {
    const Counted counted(hall_, address_);
    if (!co_await greet()) co_return;
    while (!hall_.stopping && co_await serve_one()) {
    }
    connection_->allow(limits::k_goodbye_timeout);
    co_await connection_->end();
  }

 private:
  asio::awaitable<bool> greet() {
    connection_->allow(limits::k_handshake_timeout);
    const auto is_tls = co_await connection_->begins_with_tls();
    if (!is_tls) co_return false;
    if (!*is_tls) {
      ++hall_.figures.handshakes_failed;
      const Response answer = error_response(Errc::invalid_argument, "this port speaks HTTPS only");
      connection_->allow(limits::k_goodbye_timeout);
      co_await connection_->write_plain_and_end(head_text(answer, 11, false, SystemClock().wall()) +
                                                answer.body);
      co_return false;
    }
    co_await hall_.turn_to_begin(*connection_);
    if (!co_await connection_->shake_hands()) {
      ++hall_.figures.handshakes_failed;
      co_return false;
    }
    if (port_ == Port::device) credential_ = connection_->credential();
    co_return port_ != Port::device || credential_.device_id.has_value();
  }

  /// @return whether the connection goes on.
  asio::awaitable<bool> serve_one() {
    if (!co_await wait_for_request()) co_return false;
    RequestReader reader(limits::k_header_bytes_max, limits::k_import_body_bytes_max);
    connection_->allow(hall_.options.header_timeout);
    if (!co_await read(reader, RequestReader::State::head)) co_return false;
    if (reader.state() == RequestReader::State::failed) co_return co_await refuse(reader, reader.error(), 11);

    auto request = std::make_shared<Request>();
    request->port = port_;
    request->address = address_;
    request->device_id = credential_.device_id;
    request->unsigned_fingerprint = credential_.unsigned_fingerprint;
    reader.read_head(*request);
    request->announced_bytes = reader.announced_bytes();
    const unsigned version = reader.version();
    if (auto let_in = check(*request, reader); !let_in)
      co_return co_await refuse(reader, let_in.error(), version);
    if (reader.expects_continue()) co_await connection_->write("HTTP/1.1 100 Continue\r\n\r\n", {});
    connection_->allow(limits::k_body_timeout);
    if (!co_await read(reader, RequestReader::State::body)) co_return false;
    if (reader.state() == RequestReader::State::failed)
      co_return co_await refuse(reader, reader.error(), version);
    request->body = reader.take_body();
    const bool keep_alive = reader.keep_alive();

    connection_->allow_any_time();
    const Response response = co_await answer_to(request);
    const bool goes_on = keep_alive && !hall_.stopping;
    co_return co_await write(response, version, goes_on, request->method == "HEAD") && goes_on;
  }

  /// Waits for the first byte of a request for as long as an idle connection may live.
  asio::awaitable<bool> wait_for_request() {
    if (!buffer_.empty()) co_return true;
    buffer_.shrink_to_fit();  // most connections only wait from now on
    connection_->allow(hall_.options.idle_timeout);
    hall_.idle.insert(connection_.get());
    const bool come = co_await connection_->read_some(buffer_);
    hall_.idle.erase(connection_.get());
    co_return come;
  }

  /// Until the reader has left `state`. @return false: the connection has ended.
  asio::awaitable<bool> read(RequestReader& reader, RequestReader::State state) {
    while (reader.state() == state) {
      const std::size_t taken = reader.feed(buffer_);
      buffer_.erase(0, taken);
      if (reader.state() != state) break;
      if (taken > 0 && !buffer_.empty()) continue;
      if (!co_await connection_->read_some(buffer_)) co_return false;
    }
    co_return true;
  }

  /// What can be said by the head alone; also sets the limit of the body.
  Result<void> check(const Request& request, RequestReader& reader) {
    if (port_ == Port::device && credential_.expires_at <= SystemClock().wall()) {
      return fail(Errc::unauthorized, "the device certificate has expired");
    }
    const MonoTime now = SystemClock().mono();
    // Nobody uses up the rate of a device whose name only stands in a certificate.
    const bool known = port_ == Port::device && credential_.unsigned_fingerprint.empty();
    const bool allowed = known ? hall_.device_rates.take(credential_.device_id->to_string(), now)
                               : hall_.rates.take(address_, now);
    if (!allowed) {
      ++hall_.figures.refused;
      return fail(Errc::too_many, "too many requests; slow down");
    }
    const std::size_t body_max = hall_.handler.body_limit(request);
    if (reader.announced_bytes().value_or(0) > body_max) {
      return fail(Errc::too_large, "the body is larger than allowed");
    }
    reader.limit_body(body_max);
    return {};
  }

  /// @return whether it went out.
  asio::awaitable<bool> write(const Response& response, unsigned version, bool keep_alive, bool head_only) {
    std::string head = head_text(response, version, keep_alive, SystemClock().wall());
    const bool bare = head_only || is_bodiless(response.status);
    connection_->allow(limits::k_write_timeout);
    std::string_view body = bare ? std::string_view() : std::string_view(response.content());
    if (head.size() + body.size() <= k_one_record_bytes) {
      head += body;
      body = {};
    }
    co_return co_await connection_->write(head, body);
  }

  /// A clear error, then the end of the connection. What still comes of the request is read away, within
  /// limits, so that a client that is still sending gets to read the error.
  asio::awaitable<bool> refuse(const RequestReader& reader, const Error& why, unsigned version) {
    const bool written = co_await write(error_response(why), version, false, false);
    if (written && reader.state() != RequestReader::State::ended) {
      connection_->allow(limits::k_discard_timeout);
      co_await connection_->discard(limits::k_discard_bytes_max);
    }
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
          hall_.handler.handle(request, [&io = hall_.io, waiting](Response response) {
            if (waiting->answered.exchange(true)) return;
            asio::post(io, [waiting, response = std::move(response)]() mutable {
              auto resume = std::move(waiting->handler);
              resume(std::move(response));
            });
          });
        },
        asio::use_awaitable);
  }

  Hall& hall_;
  std::unique_ptr<Connection> connection_;
  const Port port_;
  const std::string address_;
  Credential credential_;
  std::string buffer_;  ///< read, not yet part of a request
};

}  // namespace

Hall::Hall(const ServerOptions& the_options, Handler& the_handler, asio::io_context& the_io)
    : options(the_options),
      handler(the_handler),
      io(the_io),
      rates(options.requests_per_second, options.requests_burst, limits::k_rate_entries_max),
      device_rates(limits::k_device_requests_per_second, limits::k_device_requests_burst,
                   limits::k_rate_entries_max) {}

bool Hall::has_place_for(const std::string& address) const {
  const auto at = by_address.find(address);
  return figures.connections_open < connections_max &&
         (at == by_address.end() || at->second < options.connections_per_address);
}

asio::awaitable<void> Hall::turn_to_begin(const Connection& connection) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [this, &connection](auto completion) {
        const auto resume = std::make_shared<decltype(completion)>(std::move(completion));
        newcomers_.push_back({&connection, [resume] { std::move (*resume)(); }});
        if (newcomers_.size() == 1) asio::post(io, [this] { let_one_begin(); });
      },
      asio::use_awaitable);
}

void Hall::let_one_begin() {
  const auto take = [this](auto at) {
    const Newcomer newcomer = std::move(*at);
    newcomers_.erase(at);
    const bool gone = newcomer.connection->has_gone();
    newcomer.begin();  // one that has gone ends here
    return gone;
  };
  for (std::size_t i = 0; i < k_gone_at_once && !newcomers_.empty(); ++i) {
    if (!newcomers_.front().connection->has_gone()) break;
    (void)take(newcomers_.begin());
  }
  for (std::size_t i = 0; i < k_gone_at_once && !newcomers_.empty(); ++i) {
    if (!take(std::prev(newcomers_.end()))) break;
  }
  if (!newcomers_.empty()) asio::post(io, [this] { let_one_begin(); });
}

asio::awaitable<void> serve(Hall& hall, std::unique_ptr<Connection> connection, Port port,
                            std::string address) {
  Session session(hall, std::move(connection), port, std::move(address));
  co_await session.live();
}

}  // namespace vuoro::http
