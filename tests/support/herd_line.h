#pragma once
// HTTPS of thousands of clients in one thread: epoll below libcurl, so that those who only wait cost nothing.

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/sync/transport.h"

namespace vuoro::test {

/// A device's certificate and its key, read once: OpenSSL takes longer to read them than to shake hands, and
/// here one processor does it for thousands of devices that each have their own.
struct HerdBadge {
  HerdBadge() = default;
  HerdBadge(const std::string& certificate_pem, const std::string& key_pem);
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;
};

/// Who asks. Borrowed by every exchange until its end.
struct HerdCaller {
  std::string url;      ///< "https://d17.herd.test:8444"
  std::string address;  ///< the caller's own, of loopback
  HerdBadge badge;
  curl_slist* resolve = nullptr;  ///< where the url's name is
};

/// One thread; wake() from any.
class HerdLine {
 public:
  HerdLine(const std::filesystem::path& ca_file, std::size_t connections_max);
  ~HerdLine();
  HerdLine(const HerdLine&) = delete;
  HerdLine& operator=(const HerdLine&) = delete;

  void send(const HerdCaller& caller, const sync::Request& request, sync::Transport::Done done);
  /// Waits until something happens, at most until then; answers are handed out before it returns.
  void run(MonoTime until);
  void wake();

 private:
  struct Exchange {
    std::string sent;
    std::string body;
    sync::Transport::Done done;
    const HerdBadge* badge = nullptr;
    X509_STORE* trusted = nullptr;
  };
  static CURLcode on_tls(CURL*, void* context, void* user);
  static int on_socket(CURL*, curl_socket_t socket, int what, void* user, void* known);
  static int on_timer(CURLM*, long ms, void* user);
  void hand_out();

  std::shared_ptr<X509_STORE> trusted_;
  int epoll_ = -1;
  int wake_ = -1;
  CURLM* multi_ = nullptr;
  curl_slist* headers_ = nullptr;
  MonoTime curl_due_ = MonoTime::max();
  SystemClock clock_;
  std::unordered_map<CURL*, std::unique_ptr<Exchange>> out_;
};

}  // namespace vuoro::test
