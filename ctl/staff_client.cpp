#include "ctl/staff_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>

#include "core/base/object_reader.h"
#include "ctl/error_names.h"

namespace vuoro::ctl {
namespace {

constexpr std::size_t k_answer_bytes_max = 4U << 20U;
constexpr long k_connect_timeout_s = 10;
/// An import of thousands of records is one transaction on the server.
constexpr long k_answer_timeout_s = 120;

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& body = *static_cast<std::string*>(user);
  if (body.size() + size * count > k_answer_bytes_max) return 0;
  body.append(data, size * count);
  return size * count;
}

struct CurlGlobal {
  CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~CurlGlobal() { curl_global_cleanup(); }
};

/// {"error": {"code", "message"}}, or what the status says by itself.
Error error_of(const HttpAnswer& answer) {
  if (auto told = error_in(answer.body)) return *std::move(told);
  return {answer.status >= 500 ? Errc::unavailable : Errc::internal,
          fmt::format("the server answered {}", answer.status)};
}

}  // namespace

struct StaffClient::Connection {
  std::string server;
  std::string ca_file;
  std::string csrf;
  CURL* curl = nullptr;

  ~Connection() { curl_easy_cleanup(curl); }

  Result<void> open(std::string address, const std::filesystem::path& ca) {
    static const CurlGlobal global;
    while (address.ends_with('/')) address.pop_back();
    if (!address.starts_with("https://"))
      return fail(Errc::invalid_argument, "the server's address must be https://…");
    server = std::move(address);
    ca_file = ca.string();
    curl = curl_easy_init();
    if (curl == nullptr) return fail(Errc::internal, "libcurl does not start");
    // Cookies in memory only, for as long as the handle lives: any cookie, here one long past, begins their
    // jar. (CURLOPT_COOKIEFILE would have to be said again after each reset, which does not free what was
    // said before.)
    curl_easy_setopt(curl, CURLOPT_COOKIELIST,
                     "Set-Cookie: begin=; domain=localhost; expires=Thu, 01 Jan 1970 00:00:00 GMT");
    return {};
  }

  Result<HttpAnswer> ask(const std::string& path, const std::string* post) {
    curl_easy_reset(curl);  // connection, session cookies and TLS session stay
    HttpAnswer answer;
    std::string received;
    std::array<char, CURL_ERROR_SIZE> why{};
    const std::string url = server + path;
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    if (!csrf.empty()) headers = curl_slist_append(headers, ("X-CSRF-Token: " + csrf).c_str());
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, k_connect_timeout_s);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, k_answer_timeout_s);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    if (post != nullptr) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post->size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->data());
    }
    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
      const char* text = why[0] != '\0' ? why.data() : curl_easy_strerror(code);
      const char* hint =
          code == CURLE_PEER_FAILED_VERIFICATION ? "; --ca must be the server's own server-ca.pem" : "";
      return fail(Errc::unavailable, fmt::format("{}: {}{}", server, text, hint));
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    if (auto parsed = parse_json(received, {.bytes_max = k_answer_bytes_max, .depth_max = 32})) {
      answer.body = std::move(*parsed);
    } else if (answer.status < 300 && !received.empty()) {
      return fail(parsed.error().with(path));
    }
    return answer;
  }

  Result<json::value> post(const std::string& path, const json::value& body) {
    const std::string text = json::serialize(body);
    VUORO_ASSIGN(HttpAnswer answer, ask(path, &text));
    if (answer.status < 200 || answer.status > 299) return fail(error_of(answer));
    if (answer.body.is_null()) return json::value(json::object());
    return std::move(answer.body);
  }

  Result<void> log_in(const std::string& username, const std::string& password) {
    csrf.clear();
    auto answer = post("/api/v1/login", json::object{{"username", username}, {"password", password}});
    if (!answer) return fail(answer.error().with("log-in"));
    ObjectReader reader(*answer, "log-in", UnknownFields::ignore);
    csrf = reader.text("csrf", 400);
    return reader.finish();
  }
};

StaffClient::StaffClient(std::unique_ptr<Connection> connection, const Clock& clock, Random& random)
    : connection_(std::move(connection)), clock_(clock), random_(random) {}
StaffClient::StaffClient(StaffClient&& other) noexcept = default;
StaffClient::~StaffClient() {
  if (!connection_ || connection_->csrf.empty()) return;
  // The session would end by itself; leaving it open is untidy, failing to close it is no error.
  static_cast<void>(connection_->post("/api/v1/logout", json::object()));
}

Result<StaffClient> StaffClient::open(const std::string& server, const std::filesystem::path& ca_file,
                                      const Clock& clock, Random& random) {
  auto connection = std::make_unique<Connection>();
  VUORO_TRY(connection->open(server, ca_file));
  return StaffClient(std::move(connection), clock, random);
}

Result<StaffClient> StaffClient::log_in(const StaffLogin& login, const Clock& clock, Random& random) {
  if (login.username.empty() || login.password.empty()) {
    return fail(Errc::invalid_argument, "who logs in: --username, and the password through --password-stdin");
  }
  VUORO_ASSIGN(StaffClient client, open(login.server, login.ca_file, clock, random));
  VUORO_TRY(client.log_in(login.username, login.password));
  return client;
}

Result<void> StaffClient::log_in(const std::string& username, const std::string& password) {
  return connection_->log_in(username, password);
}

Result<HttpAnswer> StaffClient::get(const std::string& target) {
  return connection_->ask(target, nullptr);
}

Result<json::value> StaffClient::command(std::string_view type, json::object fields) {
  fields["id"] = json::string(Uuid::v7(clock_, random_).to_string());
  fields["type"] = json::string(type);
  auto answer = connection_->post("/api/v1/commands", fields);
  if (!answer && answer.error().code == Errc::unavailable)
    answer = connection_->post("/api/v1/commands", fields);
  if (!answer) return fail(answer.error().with(type));
  return answer;
}

Result<ServerDate> ask_date(const std::string& server, const std::filesystem::path& ca_file,
                            const Clock& clock) {
  static const CurlGlobal global;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl || !server.starts_with("https://")) {
    return fail(Errc::invalid_argument, "the server's address must be https://…");
  }
  const std::string url = server + "/healthz";
  const std::string ca = ca_file.string();
  std::string body;
  std::string date;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https");
  if (!ca.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, k_connect_timeout_s);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  const auto start = clock.mono();
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return fail(Errc::unavailable, fmt::format("{}: {}", server, curl_easy_strerror(code)));
  curl_header* header = nullptr;
  if (curl_easy_header(curl.get(), "Date", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
    return fail(Errc::unsupported, "the server's answer carries no Date");
  }
  const std::time_t seconds = curl_getdate(header->value, nullptr);
  if (seconds < 0) return fail(Errc::parse, "the server's Date");
  return ServerDate{from_unix_ms(static_cast<std::int64_t>(seconds) * 1000), clock.mono() - start};
}

}  // namespace vuoro::ctl
