#include "tests/e2e/staff_client.h"

#include <curl/curl.h>

#include "core/base/ids.h"
#include "tests/e2e/hand.h"

namespace vuoro::test {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

}  // namespace

struct StaffClient::Curl {
  CURL* handle = curl_easy_init();
  ~Curl() { curl_easy_cleanup(handle); }
};

StaffClient::StaffClient(std::string url, std::filesystem::path ca_file)
    : url_(std::move(url)), ca_file_(std::move(ca_file)), curl_(std::make_unique<Curl>()) {}

StaffClient::~StaffClient() = default;

HttpAnswer StaffClient::request(const std::string& method, const std::string& target, const json::value* body) {
  CURL* handle = curl_->handle;
  const std::string url = url_ + target;
  const std::string sent = body == nullptr ? "" : json::serialize(*body);
  std::string received;
  std::string csrf = "X-CSRF-Token: " + csrf_;
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  if (!csrf_.empty()) headers = curl_slist_append(headers, csrf.c_str());
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file_.c_str());
  curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 40'000L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &received);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  if (body != nullptr) {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(sent.size()));
    curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, sent.c_str());
  } else {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
  }
  const CURLcode code = curl_easy_perform(handle);
  curl_slist_free_all(headers);
  if (code != CURLE_OK) throw Stuck(method + " " + url + ": " + curl_easy_strerror(code));
  HttpAnswer answer;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  if (!received.empty()) {
    if (auto parsed = parse_json(received, {.bytes_max = 16 << 20, .depth_max = 32})) answer.body = *parsed;
  }
  return answer;
}

void StaffClient::log_in(const std::string& username, const std::string& password) {
  csrf_.clear();
  const json::value body{{"username", username}, {"password", password}};
  const auto answer = request("POST", "/api/v1/login", &body);
  if (answer.status != 200) throw Stuck("log-in of " + username + " answered " + std::to_string(answer.status));
  csrf_ = std::string(answer.body.at("csrf").as_string());
}

json::object StaffClient::command(const std::string& type, json::object fields) {
  static const SystemClock clock;
  static SystemRandom random;
  fields["id"] = Uuid::v7(clock, random).to_string();
  fields["type"] = type;
  const json::value body(std::move(fields));
  const auto answer = request("POST", "/api/v1/commands", &body);
  if (answer.status != 200) {
    throw Stuck(type + " answered " + std::to_string(answer.status) + ": " + json::serialize(answer.body));
  }
  return answer.body.is_object() ? answer.body.as_object() : json::object();
}

json::array StaffClient::records(const std::string& scope, const std::string& collection) {
  json::array out;
  std::int64_t since = 0;
  for (bool more = true; more;) {
    const auto page =
        request("GET", "/api/v1/changes?scope=" + scope + "&since=" + std::to_string(since) + "&wait=0");
    if (page.status != 200) throw Stuck("the feed answered " + std::to_string(page.status));
    since = page.body.at("revision").to_number<std::int64_t>();
    more = page.body.at("more").as_bool();
    const auto* changes = page.body.as_object().if_contains("changes");
    if (changes == nullptr) break;
    for (const auto& change : changes->as_array()) {
      if (change.at("collection").as_string() == collection && !change.at("deleted").as_bool()) {
        out.push_back(change.at("record"));
      }
    }
  }
  return out;
}

}  // namespace vuoro::test
