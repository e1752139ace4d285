#pragma once
// What may answer in the server's place on a bad day: real TLS, and then something else than the server's
// answers.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace vuoro::test {

enum class Manners {
  fails,          ///< 500, in the server's own form
  is_busy,        ///< 503, come again in a second
  no_http,        ///< bytes
  no_json,        ///< 200 and a page, as the server's
  half_json,      ///< 200 and something that only looks like JSON
  somebody_else,  ///< 200 and JSON of a program that is not Vuoro
  far_newer,      ///< 200 and JSON of a Vuoro two versions ahead
  one_byte_a_second,
  cut_in_the_answer,  ///< promises a body and breaks the connection in the middle of it
};

/// Listens on a free port of loopback. Throws when it cannot, or when the key and the certificate do not fit.
class BadServer {
 public:
  BadServer(const std::string& certificate_pem, const std::string& key_pem);
  ~BadServer();
  BadServer(const BadServer&) = delete;
  BadServer& operator=(const BadServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Requests whose head was heard: the client trusted this server so far.
  [[nodiscard]] int heard() const { return heard_; }
  std::atomic<Manners> manners{Manners::fails};

 private:
  struct Tls;
  void listen();
  void serve(int descriptor);

  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  int over_[2] = {-1, -1};  ///< a pipe; readable once it is over
  std::uint16_t port_ = 0;
  std::atomic<int> heard_{0};
  std::vector<std::thread> guests_;
  std::thread thread_;
};

}  // namespace vuoro::test
