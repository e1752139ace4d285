#include "tests/bench/crowd.h"

namespace vuoro::bench {
namespace {

std::size_t take(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

/// The number after `"revision":` of a page; the first of the text is the page's own.
std::string revision_of(const std::string& page) {
  constexpr std::string_view k_name = "\"revision\":";
  const auto at = page.find(k_name);
  if (at == std::string::npos) return "0";
  const auto begin = at + k_name.size();
  return page.substr(begin, page.find_first_not_of("0123456789", begin) - begin);
}

}  // namespace

struct Crowd::Member {
  CURL* curl = curl_easy_init();
  curl_slist* headers = nullptr;
  std::string path, since = "0", body;
  bool caught_up = false;

  Member() = default;
  ~Member() {
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
  }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  void ask() {
    body.clear();
    const std::string url = path + since + (caught_up ? "&wait=25" : "");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  }
};

Crowd::Crowd(const OtherServer& server, const test::HttpClient& desk, int desks,
             const test::HttpClient& display, int displays) {
  for (int i = 0; i < desks + displays; ++i) {
    auto member = std::make_unique<Member>();
    const bool at_desk = i < desks;
    member->path = (at_desk ? server.public_url() : server.device_url()) +
                   "/api/v1/changes?scope=site:" + server.site.to_string() + "&since=";
    CURL* curl = member->curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file().c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &member->body);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, member.get());
    // As every browser and device of its own would: no TLS session is shared.
    curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    if (at_desk) {
      member->headers = curl_slist_append(nullptr, ("Cookie: vuoro_session=" + desk.cookie).c_str());
      curl_easy_setopt(curl, CURLOPT_HTTPHEADER, member->headers);
    } else {
      curl_easy_setopt(curl, CURLOPT_SSLCERT, display.certificate_file.c_str());
      curl_easy_setopt(curl, CURLOPT_SSLKEY, display.key_file.c_str());
    }
    members_.push_back(std::move(member));
  }
  thread_ = std::thread([this] { live(); });
}

Crowd::~Crowd() {
  over_ = true;
  thread_.join();
}

void Crowd::live() {
  CURLM* multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(members_.size()) + 8);
  for (auto& member : members_) {
    member->ask();
    curl_multi_add_handle(multi, member->curl);
  }
  while (!over_) {
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      void* who = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &who);
      auto& member = *static_cast<Member*>(who);
      ++answers_;
      member.since = revision_of(member.body);
      member.caught_up = member.body.find("\"more\":true") == std::string::npos;
      curl_multi_remove_handle(multi, member.curl);
      member.ask();
      curl_multi_add_handle(multi, member.curl);
    }
    curl_multi_poll(multi, nullptr, 0, 50, nullptr);
  }
  for (auto& member : members_) curl_multi_remove_handle(multi, member->curl);
  curl_multi_cleanup(multi);
}

bool Crowd::settled() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  std::int64_t before = -1;
  while (std::chrono::steady_clock::now() < until) {
    const std::int64_t now = answers_;
    if (now >= static_cast<std::int64_t>(members_.size()) && now == before) return true;
    before = now;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  return false;
}

}  // namespace vuoro::bench
