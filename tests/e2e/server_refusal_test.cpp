// What a client learns when the server cannot do what it asks: a body too large while it is still being sent,
// a disk that takes nothing.

#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "core/base/ids.h"
#include "tests/e2e/server_client.h"
#include "tests/support/full_disk.h"

using namespace vuoro;
using test::LivingServer;

namespace {

/// A client that sends all it has before it reads a byte. A reset on the way loses it the answer.
std::string answer_to_all_of(const std::string& url, const std::string& head, std::size_t body_bytes) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> wire(BIO_new_ssl_connect(context.get()), BIO_free_all);
  BIO_set_conn_hostname(wire.get(), url.substr(std::string("https://").size()).c_str());
  if (BIO_do_connect(wire.get()) != 1) return "no connection";
  const auto send = [&](const std::string& bytes) {
    return BIO_write(wire.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  };
  if (!send(head)) return "the head was cut off";
  const std::string piece(64 * 1024, 'x');
  for (std::size_t sent = 0; sent < body_bytes; sent += piece.size()) {
    if (!send(piece)) return "the body was cut off after " + std::to_string(sent) + " bytes";
  }
  std::string answer(64 * 1024, '\0');
  const int got = BIO_read(wire.get(), answer.data(), static_cast<int>(answer.size()));
  answer.resize(static_cast<std::size_t>(std::max(got, 0)));
  return answer;
}

}  // namespace

TEST_CASE("a body too large is answered although it is still being sent") {
  LivingServer server;
  constexpr std::size_t k_bytes = 12 << 20;
  const std::string head =
      "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(k_bytes) +
      "\r\n\r\n";
  const std::string announced = answer_to_all_of(server.public_url(), head, k_bytes);
  CHECK(announced.substr(0, 12) == "HTTP/1.1 413");
  CHECK(announced.find("Connection: close\r\n") != std::string::npos);
  CHECK(announced.find("\"too_large\"") != std::string::npos);

  // One that does not say how large it is: found out on the way.
  const std::string chunked =
      "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nC00000\r\n";
  CHECK(answer_to_all_of(server.public_url(), chunked, k_bytes).substr(0, 12) == "HTTP/1.1 413");

  const std::string long_header = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ";
  CHECK(answer_to_all_of(server.public_url(), long_header, 1 << 20).substr(0, 12) == "HTTP/1.1 413");
}

TEST_CASE("a server that can write nothing says that it is not well, and why, until it can again") {
  LivingServer server;
  const auto visitor = server.visitor();
  const auto boss = server.staff("boss");
  const auto pause = [&] {
    static const SystemClock clock;
    static SystemRandom random;
    return boss->post("/api/v1/commands", json::object{{"id", Uuid::v7(clock, random).to_string()},
                                                       {"type", "queue.close_today"},
                                                       {"queue_id", server.queue.to_string()}});
  };
  REQUIRE(visitor->get("/healthz").status == 200);
  {
    const test::FullDisk full;
    CHECK(pause().status >= 500);
    const auto ill = visitor->get("/healthz");
    CHECK(ill.status == 503);
    CHECK(ill.at("/error/message").find("nothing can be written: ") == 0);
    // It has tried by itself meanwhile, and nothing has changed.
    CHECK(visitor->get("/healthz").status == 503);
  }
  // Nobody writes, yet it finds out.
  long status = 0;
  for (int i = 0; i < 200 && status != 200; ++i) {
    status = visitor->get("/healthz").status;
    if (status != 200) ::usleep(100'000);
  }
  CHECK(status == 200);
  CHECK(pause().status == 200);
}
