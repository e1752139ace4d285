#include "tests/e2e/server_client.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

#include "core/base/file.h"
#include "server/admin.h"
#include "server/authority/x509.h"
#include "tests/support/midday.h"

namespace vuoro::test {
namespace {

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* out) {
  const std::string line(data, size * count);
  const std::size_t colon = line.find(": ");
  if (colon != std::string::npos) {
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    (*static_cast<std::map<std::string, std::string>*>(out))[name] =
        line.substr(colon + 2, line.find_last_not_of("\r\n") - colon - 1);
  }
  return size * count;
}

}  // namespace

Uuid new_id() {
  static const SystemClock clock;
  static SystemRandom random;
  return Uuid::v7(clock, random);
}

std::string HttpAnswer::at(const std::string& pointer) const {
  const auto value = json();
  json::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  if (found == nullptr) return "absent";
  return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

HttpClient::HttpClient(std::string base_url, std::string ca_file)
    : curl_(curl_easy_init()), base_url_(std::move(base_url)), ca_file_(std::move(ca_file)) {}

HttpClient::~HttpClient() {
  curl_easy_cleanup(curl_);
}

HttpAnswer HttpClient::request(const std::string& method, const std::string& path, const std::string* body) {
  HttpAnswer answer;
  curl_easy_reset(curl_);
  const std::string url = base_url_ + path;
  curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, patience_ms);
  curl_easy_setopt(curl_, CURLOPT_PATH_AS_IS, 1L);
  if (!ca_file_.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO, ca_file_.c_str());
  if (!certificate_file.empty()) {
    curl_easy_setopt(curl_, CURLOPT_SSLCERT, certificate_file.c_str());
    curl_easy_setopt(curl_, CURLOPT_SSLKEY, key_file.c_str());
  }
  curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &answer.headers);
  curl_slist* headers = nullptr;
  if (!cookie.empty()) headers = curl_slist_append(headers, ("Cookie: vuoro_session=" + cookie).c_str());
  if (!csrf.empty()) headers = curl_slist_append(headers, ("X-CSRF-Token: " + csrf).c_str());
  if (!protocol.empty()) headers = curl_slist_append(headers, ("Vuoro-Protocol: " + protocol).c_str());
  if (method == "HEAD")
    curl_easy_setopt(curl_, CURLOPT_NOBODY, 1L);
  else
    curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (body != nullptr) {
    headers = curl_slist_append(headers, ("Content-Type: " + content_type).c_str());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body->c_str());
  }
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
  answer.curl = curl_easy_perform(curl_);
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  return answer;
}

KeyAndRequest make_request() {
  const auto key = authority::x509::make_key().value();
  const std::unique_ptr<X509_REQ, authority::x509::Freed<X509_REQ_free>> request(X509_REQ_new());
  X509_REQ_set_pubkey(request.get(), key.get());
  X509_REQ_sign(request.get(), key.get(), EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509_REQ(bio, request.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  KeyAndRequest made{authority::x509::to_pem(key.get()).value(),
                     std::string(data, static_cast<std::size_t>(size))};
  BIO_free(bio);
  return made;
}

void seed_lobby(const std::filesystem::path& folder, int counter_count) {
  ServerConfig config;
  config.state = folder;
  const SystemClock clock;
  SystemRandom random;
  const auto state = open_state(config, clock, random).value();
  Site site;
  site.id = Uuid::from_name("site");
  site.name = {{"en", "Trial lobby"}, {"fi", "Koeaula"}};
  site.time_zone = zone_of_tests();
  Queue queue;
  queue.id = Uuid::from_name("queue");
  queue.site_id = site.id;
  queue.prefix = "A";
  queue.number_first = 1;
  queue.number_last = 1'500'000;
  std::vector<authority::ImportRecord> records = {{"site", encode(site)}, {"queue", encode(queue)}};
  for (int i = 0; i < counter_count; ++i) {
    Counter counter;
    counter.id = Uuid::from_name("counter " + std::to_string(i));
    counter.site_id = site.id;
    counter.name = std::to_string(i + 1);
    counter.queue_ids = {queue.id};
    records.push_back({"counter", encode(counter)});
  }
  state->authority
      ->act_now<authority::ImportCounts>([&](authority::Context& context) {
        return authority::import_records(context, "test", records, true);
      })
      .value();
  // One hash for everybody: hashing is slow by intent.
  const auto hash = authority::hash_password(LivingServer::k_password).value();
  state->authority
      ->act_now<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(authority::put_staff_member(
            context, {"boss", "Boss", hash, {"supervisor", "technician", "editor", "manager"}, {}, {}}));
        VUORO_TRY(authority::put_staff_member(context, {"clerk", "Clerk", hash, {"clerk"}, {}, {}}));
        for (int i = 0; i < counter_count; ++i) {
          VUORO_TRY(authority::put_staff_member(
              context, {"clerk" + std::to_string(i), "Clerk", hash, {"clerk"}, {}, {}}));
        }
        return 0;
      })
      .value();
}

LivingServer::LivingServer(ServerConfig config) {
  constexpr int k_counters = 16;
  config.state = folder_.path() / "state";
  config.public_port = 0;
  config.device_port = 0;
  seed_lobby(config.state, k_counters);
  for (int i = 0; i < k_counters; ++i) counters.push_back(Uuid::from_name("counter " + std::to_string(i)));
  auto created = Server::create(config, clock_, random_);
  if (!created) throw std::runtime_error(created.error().to_string());
  server_ = std::move(*created);
  thread_ = std::thread([this] { server_->run(); });
}

LivingServer::~LivingServer() {
  server_->stop();
  thread_.join();
}

std::string LivingServer::public_url() const {
  return "https://127.0.0.1:" + std::to_string(server_->public_port());
}
std::string LivingServer::device_url() const {
  return "https://127.0.0.1:" + std::to_string(server_->device_port());
}

std::unique_ptr<HttpClient> LivingServer::visitor() const {
  return std::make_unique<HttpClient>(public_url(), ca_file());
}

std::unique_ptr<HttpClient> LivingServer::staff(const std::string& username) const {
  auto client = visitor();
  const auto answer =
      client->post("/api/v1/login", json::object{{"username", username}, {"password", k_password}});
  if (answer.status != 200) throw std::runtime_error("log-in: " + answer.body);
  const std::string& cookie = answer.headers.at("set-cookie");
  const std::size_t begin = cookie.find('=') + 1;
  client->cookie = cookie.substr(begin, cookie.find(';') - begin);
  client->csrf = answer.at("/csrf");
  return client;
}

std::string device_code(HttpClient& technician, const Uuid& site, const std::string& role,
                        const std::string& name) {
  const auto answer = technician.post("/api/v1/commands", json::object{{"id", new_id().to_string()},
                                                                       {"type", "device.code"},
                                                                       {"site_id", site.to_string()},
                                                                       {"role", role},
                                                                       {"name", name}});
  if (answer.status != 200) throw std::runtime_error("device.code: " + answer.body);
  return answer.at("/code");
}

LivingServer::DeviceClient LivingServer::device(const std::string& name, const std::string& role) {
  const std::string code = device_code(*staff("boss"), site, role, name);
  const auto made = make_request();
  const auto answer =
      visitor()->post("/api/v1/enrol", json::object{{"code", code}, {"csr_pem", made.csr_pem}});
  if (answer.status != 200) throw std::runtime_error("enrol: " + answer.body);
  DeviceClient device{std::make_unique<HttpClient>(device_url(), ca_file()),
                      Uuid::parse(answer.at("/device_id")).value()};
  device.http->certificate_file = (folder_.path() / (name + ".pem")).string();
  device.http->key_file = (folder_.path() / (name + ".key")).string();
  const bool written = write_file_durably(device.http->certificate_file, answer.at("/certificate_pem")) &&
                       write_file_durably(device.http->key_file, made.key_pem, 0600);
  if (!written) throw std::runtime_error("cannot write " + device.http->key_file);
  return device;
}

json::value issue_event(const Uuid& event_id, std::int64_t sequence, const Uuid& ticket_id,
                        const Uuid& queue_id, const std::string& number) {
  const SystemClock clock;
  SystemRandom random;
  return json::object{
      {"id", event_id.to_string()},
      {"sequence", sequence},
      {"type", "ticket.issued"},
      {"time", to_unix_ms(clock.wall())},
      {"payload", json::object{{"ticket_id", ticket_id.to_string()},
                               {"queue_id", queue_id.to_string()},
                               {"number", number},
                               {"number_value", 1},
                               {"service_day",
                                to_iso(service_day(TimeZone::create(zone_of_tests()).value(), clock.wall()))},
                               {"language", "fi"},
                               {"follow_token", random.text(24, k_url_alphabet)}}}};
}

}  // namespace vuoro::test
