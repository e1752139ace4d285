#include "tests/e2e/staff_client.h"

#include "tests/e2e/hand.h"

namespace vuoro::test {
namespace {

const SystemClock k_clock;
SystemRandom k_random;

template <class T>
T got(Result<T> result, const std::string& what) {
  if (!result) throw Stuck(what + ": " + result.error().to_string());
  return std::move(*result);
}

}  // namespace

StaffClient::StaffClient(const std::string& url, const std::filesystem::path& ca_file)
    : client_(got(ctl::StaffClient::open(url, ca_file, k_clock, k_random), url)) {}

void StaffClient::log_in(const std::string& username, const std::string& password) {
  if (auto in = client_.log_in(username, password); !in)
    throw Stuck(username + ": " + in.error().to_string());
}

json::object StaffClient::command(const std::string& type, json::object fields) {
  const json::value answer = got(client_.command(type, std::move(fields)), type);
  return answer.is_object() ? answer.as_object() : json::object();
}

ctl::HttpAnswer StaffClient::get(const std::string& target) {
  return got(client_.get(target), target);
}

std::string StaffClient::site_scope() {
  return "site:" + std::string(get("/api/v1/session").body.at("sites").at(0).at("id").as_string());
}

json::array StaffClient::records(const std::string& scope, const std::string& collection) {
  json::array out;
  std::int64_t since = 0;
  for (bool more = true; more;) {
    const auto page = get("/api/v1/changes?scope=" + scope + "&since=" + std::to_string(since) + "&wait=0");
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

void widen_numbers(const LobbyFile& lobby) {
  StaffClient editor(lobby.central_url, lobby.central_ca_file);
  editor.log_in("editor", lobby.password);
  json::array records;
  for (auto& queue : editor.records(editor.site_scope(), "queue")) {
    queue.as_object()["number_last"] = 99'999;
    records.push_back(json::object{{"collection", "queue"}, {"record", queue}});
  }
  (void)editor.command("content.import",
                       {{"source", "wide_numbers"}, {"records", records}, {"prune", false}});
}

}  // namespace vuoro::test
