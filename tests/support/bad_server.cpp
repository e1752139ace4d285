#include "tests/support/bad_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace vuoro::test {
namespace {

constexpr int k_second_ms = 1000;

std::string answer(int status, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " Told\r\n" + headers +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string answer_of(Manners manners) {
  const std::string ours = "Vuoro-Protocol: 1\r\n";
  const std::string error = R"({"error":{"code":"internal","message":"the server failed; see its log"}})";
  const std::string page =
      R"({"scope":"global","since":0,"revision":1,"more":false,"server_time":1,"changes":[]})";
  switch (manners) {
    case Manners::fails:
      return answer(500, ours, error);
    case Manners::is_busy:
      return answer(503, ours + "Retry-After: 1\r\n", error);
    case Manners::no_http:
      return std::string("\x16\x03\x01\0\xff\xfe rubbish\r\n\r\n{}", 21);
    case Manners::no_json:
      return answer(200, ours, "<html>Welcome to the hotel</html>");
    case Manners::half_json:
      return answer(200, ours, R"({"scope":"global","since":,})");
    case Manners::somebody_else:
      return answer(200, "", page);
    case Manners::far_newer:
      return answer(200, "Vuoro-Protocol: 3\r\n", page);
    case Manners::one_byte_a_second:
      return answer(200, ours, page);
    case Manners::cut_in_the_answer:
      return answer(200, ours, std::string(4000, ' ') + page).substr(0, 900);
  }
  return {};
}

}  // namespace

struct BadServer::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  ~Tls() { SSL_CTX_free(context); }
};

BadServer::BadServer(const std::string& certificate_pem, const std::string& key_pem)
    : tls_(std::make_unique<Tls>()) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  const auto memory = [](const std::string& pem) {
    return BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  };
  BIO* certificate_bio = memory(certificate_pem);
  BIO* key_bio = memory(key_pem);
  X509* certificate = PEM_read_bio_X509(certificate_bio, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_bio, nullptr, nullptr, nullptr);
  const bool fits = certificate != nullptr && key != nullptr &&
                    SSL_CTX_use_certificate(tls_->context, certificate) == 1 &&
                    SSL_CTX_use_PrivateKey(tls_->context, key) == 1;
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(certificate_bio);
  BIO_free(key_bio);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (!fits || ::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, plain, &size) != 0 || ::pipe2(over_, O_CLOEXEC) != 0) {
    throw std::runtime_error("the bad server does not start");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { listen(); });
}

BadServer::~BadServer() {
  ::close(over_[1]);  // to whoever polls the other end, it is over
  thread_.join();
  for (auto& guest : guests_) guest.join();
  ::close(over_[0]);
  ::close(listener_);
}

void BadServer::listen() {
  for (;;) {
    pollfd waiting[2] = {{listener_, POLLIN, 0}, {over_[0], POLLIN, 0}};
    (void)::poll(waiting, 2, -1);
    if (waiting[1].revents != 0) return;
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0) guests_.emplace_back([this, descriptor] { serve(descriptor); });
  }
}

void BadServer::serve(int descriptor) {
  SSL* ssl = SSL_new(tls_->context);
  SSL_set_fd(ssl, descriptor);
  SSL_set_accept_state(ssl);
  // Waits for what the TLS call wants. @return false: the end of the connection or of the server.
  const auto goes_on = [&](int outcome) {
    const int wants = SSL_get_error(ssl, outcome);
    ERR_clear_error();
    if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) return false;
    pollfd waiting[2] = {{descriptor, static_cast<short>(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0},
                         {over_[0], POLLIN, 0}};
    (void)::poll(waiting, 2, -1);
    return waiting[1].revents == 0;
  };
  const auto say = [&](const char* bytes, std::size_t count) {
    for (;;) {
      const int outcome = SSL_write(ssl, bytes, static_cast<int>(count));
      if (outcome > 0) return true;
      if (!goes_on(outcome)) return false;
    }
  };
  std::string head;
  for (bool lives = true; lives;) {
    char room[4096];
    const int outcome = SSL_read(ssl, room, sizeof room);
    if (outcome <= 0) {
      lives = goes_on(outcome);
      continue;
    }
    head.append(room, static_cast<std::size_t>(outcome));
    if (head.find("\r\n\r\n") == std::string::npos) continue;
    head.clear();  // a body that still comes is a head without an end
    ++heard_;
    const Manners now = manners;
    const std::string text = answer_of(now);
    if (now != Manners::one_byte_a_second) {
      lives = say(text.data(), text.size()) && now != Manners::cut_in_the_answer && now != Manners::no_http;
      continue;
    }
    for (std::size_t at = 0; at < text.size() && lives; ++at) {
      lives = say(text.data() + at, 1);
      pollfd over{over_[0], POLLIN, 0};
      lives = lives && ::poll(&over, 1, k_second_ms) == 0;
    }
  }
  SSL_free(ssl);
  ::close(descriptor);
}

}  // namespace vuoro::test
