#include "tests/support/herd_line.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace vuoro::test {
namespace {

/// As core/net/curl_wire.cpp has it.
constexpr long k_connect_ms = 4'000;

std::size_t take_bytes(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

/// 0: whoever answered said nothing of our protocol.
std::int32_t protocol_of(CURL* easy) {
  curl_header* header = nullptr;
  const std::string name(protocol::k_version_header);
  if (curl_easy_header(easy, name.c_str(), 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return 0;
  return static_cast<std::int32_t>(std::strtol(header->value, nullptr, 10));
}

std::shared_ptr<BIO> reading(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

}  // namespace

HerdBadge::HerdBadge(const std::string& certificate_pem, const std::string& key_pem)
    : certificate(PEM_read_bio_X509(reading(certificate_pem).get(), nullptr, nullptr, nullptr), X509_free),
      key(PEM_read_bio_PrivateKey(reading(key_pem).get(), nullptr, nullptr, nullptr), EVP_PKEY_free) {
  if (!certificate || !key) throw std::runtime_error("a device's certificate cannot be read");
}

HerdLine::HerdLine(const std::filesystem::path& ca_file, std::size_t connections_max)
    : trusted_(X509_STORE_new(), X509_STORE_free),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      multi_(curl_multi_init()) {
  if (X509_STORE_load_file(trusted_.get(), ca_file.c_str()) != 1)
    throw std::runtime_error("the server's authority cannot be read");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections_max));
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &HerdLine::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &HerdLine::on_timer);
  const std::string version = fmt::format("{}: {}", protocol::k_version_header, protocol::k_version);
  headers_ = curl_slist_append(nullptr, version.c_str());
  headers_ = curl_slist_append(headers_, "Content-Type: application/json");
  headers_ = curl_slist_append(headers_, "Accept: application/json");
  headers_ = curl_slist_append(headers_, "Expect:");
}

HerdLine::~HerdLine() {
  for (auto& [easy, exchange] : out_) {
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
  }
  curl_multi_cleanup(multi_);
  curl_slist_free_all(headers_);
  ::close(wake_);
  ::close(epoll_);
}

CURLcode HerdLine::on_tls(CURL*, void* context, void* user) {
  auto* tls = static_cast<SSL_CTX*>(context);
  const auto& exchange = *static_cast<Exchange*>(user);
  SSL_CTX_set1_cert_store(tls, exchange.trusted);
  const bool taken = SSL_CTX_use_certificate(tls, exchange.badge->certificate.get()) == 1 &&
                     SSL_CTX_use_PrivateKey(tls, exchange.badge->key.get()) == 1;
  return taken ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

int HerdLine::on_socket(CURL*, curl_socket_t socket, int what, void* user, void* known) {
  auto* line = static_cast<HerdLine*>(user);
  if (what == CURL_POLL_REMOVE) return epoll_ctl(line->epoll_, EPOLL_CTL_DEL, socket, nullptr), 0;
  epoll_event event{};
  event.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
  event.data.fd = socket;
  epoll_ctl(line->epoll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
  curl_multi_assign(line->multi_, socket, line);
  return 0;
}

int HerdLine::on_timer(CURLM*, long ms, void* user) {
  auto* line = static_cast<HerdLine*>(user);
  line->curl_due_ = ms < 0 ? MonoTime::max() : line->clock_.mono() + Millis(ms);
  return 0;
}

void HerdLine::send(const HerdCaller& caller, const sync::Request& request, sync::Transport::Done done) {
  CURL* easy = curl_easy_init();
  auto exchange = std::make_unique<Exchange>();
  exchange->done = std::move(done);
  exchange->sent = request.body;
  exchange->badge = &caller.badge;
  exchange->trusted = trusted_.get();
  curl_easy_setopt(easy, CURLOPT_URL, (caller.url + request.target).c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_RESOLVE, caller.resolve);
  curl_easy_setopt(easy, CURLOPT_INTERFACE, ("host!" + caller.address).c_str());
  // Neither file nor folder of authorities: on_tls() gives the one that is trusted.
  curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &HerdLine::on_tls);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, exchange.get());
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  // As devices of their own would: no TLS session is shared.
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, k_connect_ms);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange->body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
  if (request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(exchange->sent.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange->sent.data());
  }
  out_.emplace(easy, std::move(exchange));
  curl_multi_add_handle(multi_, easy);
}

void HerdLine::run(MonoTime until) {
  std::array<epoll_event, 512> ready;
  const auto rest = std::chrono::ceil<Millis>(std::min(until, curl_due_) - clock_.mono()).count();
  const int count = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()),
                               static_cast<int>(std::clamp<std::int64_t>(rest, 0, 1'000)));
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const auto& event = ready[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      std::uint64_t calls = 0;
      (void)!::read(wake_, &calls, sizeof calls);
      continue;
    }
    const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                     ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                     ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(multi_, event.data.fd, what, &running);
  }
  if (clock_.mono() >= curl_due_) {
    curl_due_ = MonoTime::max();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  hand_out();
}

void HerdLine::hand_out() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto found = out_.find(easy);
    const auto exchange = std::move(found->second);
    out_.erase(found);
    sync::Response response;
    if (code == CURLE_OK) {
      long status = 0;
      curl_off_t retry_s = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_s);
      response.status = static_cast<int>(status);
      response.protocol = protocol_of(easy);
      if (retry_s > 0) response.retry_after = std::chrono::seconds(retry_s);
      response.body = std::move(exchange->body);
    } else {
      response.failure = curl_easy_strerror(code);
    }
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
    exchange->done(std::move(response));
  }
}

void HerdLine::wake() {
  constexpr std::uint64_t k_once = 1;
  (void)!::write(wake_, &k_once, sizeof k_once);
}

}  // namespace vuoro::test
