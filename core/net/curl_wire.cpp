#include "core/net/curl_wire.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "core/base/log.h"
#include "core/sync/answers.h"
#include "core/sync/limits.h"
#include "core/sync/protocol.h"

namespace vuoro::net {
namespace {

/// A connection to a server that is there takes one round trip; a black hole must not eat the whole timeout.
constexpr long k_connect_ms = 4'000;

/// Two waiting requests, one ordinary, one of a visitor.
constexpr long k_connections_kept = 4;

/// Idle connections are probed, so that a router that forgot them is found out before a visitor is.
constexpr long k_keepalive_s = 15;

struct Exchange {
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  std::string body;
  sync::Response response;
  sync::Transport::Done done;
  CURLcode code = CURLE_OK;
  bool too_large = false;
  char failure[CURL_ERROR_SIZE] = {};

  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    curl_slist_free_all(headers);
    if (easy != nullptr) curl_easy_cleanup(easy);
  }
};

std::size_t take_bytes(char* data, std::size_t size, std::size_t count, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  const std::size_t bytes = size * count;
  if (exchange->response.body.size() + bytes > sync::k_answer_bytes_max) {
    exchange->too_large = true;
    return 0;  // ends the transfer
  }
  exchange->response.body.append(data, bytes);
  return bytes;
}

/// 0: whoever answered said nothing of our protocol.
std::int32_t protocol_of(CURL* easy) {
  curl_header* header = nullptr;
  const std::string name(protocol::k_version_header);
  if (curl_easy_header(easy, name.c_str(), 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return 0;
  const long version = std::strtol(header->value, nullptr, 10);
  return version > 0 && version < 1'000'000 ? static_cast<std::int32_t>(version) : 0;
}

/// A machine whose clock stands behind (1970 at boot, a day) has the time from the server alone, and a
/// certificate that begins later is none that has ended: the clock is wrong, not the server. An end is looked
/// at as ever.
int look_at_server(int is_good, X509_STORE_CTX* context) {
  if (is_good == 1 || X509_STORE_CTX_get_error(context) != X509_V_ERR_CERT_NOT_YET_VALID) return is_good;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

CURLcode prepare_tls(CURL* /*easy*/, void* context, void* /*user*/) {
  SSL_CTX_set_verify(static_cast<SSL_CTX*>(context), SSL_VERIFY_PEER, look_at_server);
  return CURLE_OK;
}

/// Of these libcurl tells times and ports, other ones each time; they say nothing more to a technician.
bool has_only_details(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;
}

}  // namespace

struct CurlWire::Inside {
  CurlWireOptions options;
  CURLM* multi = nullptr;
  std::unordered_map<CURL*, std::unique_ptr<Exchange>> out;
  /// Requests that could not even start; answered from run(), since send() must not call back.
  std::vector<std::unique_ptr<Exchange>> stillborn;

  ~Inside() {
    for (auto& [easy, exchange] : out) curl_multi_remove_handle(multi, easy);
    out.clear();
    if (multi != nullptr) curl_multi_cleanup(multi);
  }
  /// What kind of answer the log was told of last.
  std::string told = "nothing yet";

  void tell(const Exchange& exchange);
  void prepare(Exchange& exchange, const sync::Request& request) const;
  bool hand_out();
};

Result<std::unique_ptr<CurlWire>> CurlWire::create(CurlWireOptions options) {
  if (!options.url.starts_with("https://"))
    return fail(Errc::invalid_argument, "the server's address must begin with https://");
  while (options.url.ends_with('/')) options.url.pop_back();
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  auto inside = std::make_unique<Inside>();
  inside->options = std::move(options);
  inside->multi = started ? curl_multi_init() : nullptr;
  if (inside->multi == nullptr) return fail(Errc::unavailable, "libcurl does not start");
  curl_multi_setopt(inside->multi, CURLMOPT_MAXCONNECTS, k_connections_kept);
  return std::unique_ptr<CurlWire>(new CurlWire(std::move(inside)));
}

CurlWire::CurlWire(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
CurlWire::~CurlWire() = default;

void CurlWire::Inside::prepare(Exchange& exchange, const sync::Request& request) const {
  CURL* easy = exchange.easy;
  const std::string url = options.url + request.target;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, prepare_tls);
  curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  if (!options.certificate.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, options.certificate.c_str());
    curl_easy_setopt(easy, CURLOPT_SSLKEY, options.key.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, k_connect_ms);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, k_keepalive_s);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, k_keepalive_s);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(sync::k_answer_bytes_max));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.failure);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, options.program.c_str());
  const std::string version = fmt::format("{}: {}", protocol::k_version_header, protocol::k_version);
  exchange.headers = curl_slist_append(exchange.headers, version.c_str());
  exchange.headers = curl_slist_append(exchange.headers, "Accept: application/json");
  exchange.headers = curl_slist_append(exchange.headers, "Expect:");
  if (request.method == "POST") {
    exchange.body = request.body;
    exchange.headers = curl_slist_append(exchange.headers, "Content-Type: application/json");
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange.body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.body.size()));
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange.headers);
}

void CurlWire::send(sync::Request request, Done done) {
  auto exchange = std::make_unique<Exchange>();
  exchange->done = std::move(done);
  exchange->easy = curl_easy_init();
  if (exchange->easy != nullptr) inside_->prepare(*exchange, request);
  if (exchange->easy == nullptr || curl_multi_add_handle(inside_->multi, exchange->easy) != CURLM_OK) {
    exchange->response.failure = "libcurl takes no request";
    inside_->stillborn.push_back(std::move(exchange));
    return;
  }
  CURL* key = exchange->easy;
  inside_->out.emplace(key, std::move(exchange));
}

/// A line when something changed, and only then: a kiosk may be without its server for days.
void CurlWire::Inside::tell(const Exchange& exchange) {
  const auto& response = exchange.response;
  const bool refused = response.status == 401 || response.status == 403;
  // What exactly fails may be another thing at each try of a bad line.
  const std::string kind = response.status == 0     ? "not reached"
                           : refused                ? "refuses"
                           : response.status >= 500 ? "at fault"
                                                    : "answers";
  if (kind == told) return;
  told = kind;
  if (response.status == 0) {
    log::warn("server_not_reached", {{"server", options.url}, {"why", response.failure}});
  } else if (refused) {
    log::warn("server_refuses", {{"server", options.url}, {"why", sync::error_of(response).to_string()}});
  } else if (response.status >= 500) {
    log::warn(
        "server_at_fault",
        {{"server", options.url}, {"status", response.status}, {"why", sync::error_of(response).message}});
  } else {
    log::info("server_answers", {{"server", options.url}});
  }
}

bool CurlWire::Inside::hand_out() {
  std::vector<std::unique_ptr<Exchange>> finished = std::move(stillborn);
  stillborn.clear();
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto found = out.find(message->easy_handle);
    if (found == out.end()) continue;
    auto exchange = std::move(found->second);
    out.erase(found);
    auto& response = exchange->response;
    exchange->code = message->data.result;
    if (exchange->code == CURLE_OK) {
      long status = 0;
      curl_off_t retry_s = 0;
      curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
      curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_s);
      response.status = static_cast<int>(status);
      response.protocol = protocol_of(exchange->easy);
      if (retry_s > 0) response.retry_after = std::chrono::seconds(std::min<curl_off_t>(retry_s, 86'400));
    } else {
      response.body.clear();
      response.failure = exchange->too_large ? "the answer is too large"
                         : exchange->failure[0] == '\0' || has_only_details(exchange->code)
                             ? curl_easy_strerror(exchange->code)
                             : exchange->failure;
    }
    curl_multi_remove_handle(multi, exchange->easy);
    finished.push_back(std::move(exchange));
  }
  for (auto& exchange : finished) {
    if (!options.certificate.empty()) tell(*exchange);
    const Done done = std::move(exchange->done);
    sync::Response response = std::move(exchange->response);
    exchange.reset();
    done(std::move(response));
  }
  return !finished.empty();
}

void CurlWire::run(Millis at_most) {
  int running = 0;
  curl_multi_perform(inside_->multi, &running);
  if (inside_->hand_out()) return;
  curl_multi_poll(inside_->multi, nullptr, 0,
                  static_cast<int>(std::clamp<std::int64_t>(at_most.count(), 0, 60'000)), nullptr);
  curl_multi_perform(inside_->multi, &running);
  inside_->hand_out();
}

void CurlWire::wake() {
  curl_multi_wakeup(inside_->multi);
}

}  // namespace vuoro::net
