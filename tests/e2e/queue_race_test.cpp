// Five hundred tickets and sixteen clerks over real TLS. What happened is read from three places, which must
// agree: the answers, the change feed, and the log of the tickets.

#include <catch2/catch.hpp>

#include <future>
#include <set>

#include "core/base/sqlite.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"
#include "tests/e2e/race_clerk.h"

using namespace vuoro;
using test::LivingServer;
using test::RaceClerk;

namespace {

constexpr std::size_t k_tickets = 500;
constexpr std::size_t k_batch = 100;
/// Half of them different: each of these tickets is asked for by two clerks.
constexpr std::size_t k_favourites = 120;

/// Reads the site's feed to its end.
class FeedReader {
 public:
  FeedReader(test::HttpClient& http, const LivingServer& server)
      : http_(http), path_("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=") {}

  /// @param wait_s  for how long to wait when there is nothing new
  void read(int wait_s) {
    for (bool more = true; more;) {
      const auto answer = http_.get(path_ + since_ + "&wait=" + std::to_string(wait_s));
      if (answer.status != 200) {
        wrong.push_back("feed: " + answer.body);
        return;
      }
      const auto page = answer.json();
      since_ = answer.at("/revision");
      more = page.at("more").as_bool();
      wait_s = 0;
      for (const auto& change : page.at("changes").as_array()) {
        if (change.at("collection") == "ticket") take(change.at("record"));
      }
    }
  }

  std::map<std::string, Ticket> tickets;
  std::map<std::string, std::set<std::string>> seen_at;  ///< ticket → the counters at which the feed had it
  std::vector<std::string> wrong;

 private:
  void take(const json::value& record) {
    const auto ticket = decode<Ticket>(record);
    if (!ticket) return wrong.push_back("feed: " + ticket.error().to_string());
    const std::string id = ticket->id.to_string();
    if (ticket->counter_id) seen_at[id].insert(ticket->counter_id->to_string());
    if (tickets.contains(id) && tickets.at(id).calls > ticket->calls)
      wrong.push_back(id + ": calls went back");
    tickets[id] = *ticket;
  }

  test::HttpClient& http_;
  std::string path_;
  std::string since_ = "0";
};

struct LogLine {
  std::string ticket, act, from, to, counter;
};

std::vector<LogLine> log_of(const LivingServer& server) {
  sqlite::OpenOptions options;
  options.read_only = true;
  auto database = sqlite::Database::open(server.folder() / "state" / "vuoro.db", options).value();
  auto rows =
      database.query("SELECT ticket_id, act, from_state, to_state, counter_id FROM ticket_log ORDER BY entry")
          .value();
  std::vector<LogLine> lines;
  while (rows.step().value()) {
    const auto counter = rows.uuid_if(4);
    lines.push_back({rows.uuid(0).to_string(), rows.text(1), rows.text(2), rows.text(3),
                     counter ? counter->to_string() : ""});
  }
  return lines;
}

bool in_the_table(const LogLine& line) {
  for (const auto& row : k_ticket_life) {
    if (name_of(row.from) == line.from && name_of(row.act) == line.act && name_of(row.to) == line.to)
      return true;
  }
  return false;
}

struct LogStory {
  std::map<std::string, std::string> state;
  std::map<std::string, std::string> called_at;  ///< ticket → counter
  std::map<std::string, int> calls, recalls;
  std::vector<std::string> wrong;
};

/// Tells the log from its beginning: every line starts where the one before ended, is in the table of the
/// ticket's life, and nobody is called to a counter at which somebody is.
LogStory tell(const std::vector<LogLine>& lines) {
  LogStory story;
  std::map<std::string, std::string> at_counter;
  for (const auto& line : lines) {
    const std::string what = line.ticket + " " + line.act + ": " + line.from + " to " + line.to;
    if (line.act == "issue") {
      if (story.state.contains(line.ticket) || line.to != "waiting") story.wrong.push_back(what);
      story.state[line.ticket] = line.to;
      continue;
    }
    if (story.state[line.ticket] != line.from || !in_the_table(line)) story.wrong.push_back(what);
    story.state[line.ticket] = line.to;
    auto& visitor = at_counter[line.counter];
    if (line.act == "call") {
      if (!visitor.empty()) story.wrong.push_back(what + ", while " + visitor + " is there");
      ++story.calls[line.ticket];
      story.called_at[line.ticket] = line.counter;
      visitor = line.ticket;
    } else if (visitor != line.ticket) {
      story.wrong.push_back(what + ", at the wrong counter");
    }
    if (line.act == "recall") ++story.recalls[line.ticket];
    if (line.to != "called" && line.to != "serving") visitor.clear();
  }
  return story;
}

std::vector<std::string> issue_tickets(LivingServer& server, test::HttpClient& http) {
  const SystemClock clock;
  SystemRandom random;
  std::vector<std::string> tickets;
  for (std::size_t first = 0; first < k_tickets; first += k_batch) {
    json::array events;
    for (std::size_t i = first; i < first + k_batch; ++i) {
      const Uuid ticket = Uuid::v7(clock, random);
      tickets.push_back(ticket.to_string());
      events.push_back(test::issue_event(Uuid::v7(clock, random), static_cast<std::int64_t>(i + 1), ticket,
                                         server.queue, "A" + std::to_string(i + 1)));
    }
    const json::value batch = json::object{{"events", events}};
    REQUIRE(http.post("/api/v1/events", batch).at("/answers/99/status") == "accepted");
    REQUIRE(http.post("/api/v1/events", batch).at("/answers/99/status") == "repeated");
  }
  return tickets;
}

}  // namespace

TEST_CASE(
    "five hundred tickets and sixteen clerks: each is called once, and nothing happens outside the table") {
  ServerConfig config;
  config.requests_per_second = config.requests_burst = 100'000;  // all come from one address
  LivingServer server(config);
  const auto terminal = server.device("terminal");
  const auto display = server.device("wall", "display");
  test::RaceFloor floor{server, issue_tickets(server, *terminal.http), {0}, k_favourites};
  const std::set<std::string> issued(floor.tickets.begin(), floor.tickets.end());
  REQUIRE(issued.size() == k_tickets);

  FeedReader feed(*display.http, server);
  feed.read(0);
  CHECK(feed.tickets.size() == k_tickets);
  std::atomic<bool> over{false};
  auto watching = std::async(std::launch::async, [&] {
    while (!over && feed.wrong.empty()) feed.read(1);
  });
  std::vector<std::unique_ptr<RaceClerk>> clerks;
  for (std::size_t i = 0; i < server.counters.size(); ++i)
    clerks.push_back(std::make_unique<RaceClerk>(floor, i));
  {
    std::vector<std::future<void>> work;
    for (auto& clerk : clerks) work.push_back(std::async(std::launch::async, [&clerk] { clerk->work(); }));
    for (auto& one : work) one.get();
  }
  over = true;
  watching.get();
  feed.read(0);

  const LogStory log = tell(log_of(server));
  CHECK(log.wrong == std::vector<std::string>());
  CHECK(feed.wrong == std::vector<std::string>());
  std::set<std::string> called;
  std::size_t calls = 0;
  int fought = 0, lost = 0, repeated = 0;
  for (const auto& clerk : clerks) {
    CHECK(clerk->wrong == std::vector<std::string>());
    called.insert(clerk->called.begin(), clerk->called.end());
    calls += clerk->called.size();
    fought += clerk->fought;
    lost += clerk->lost;
    repeated += clerk->repeated;
    bool agree = true;
    for (const auto& ticket : clerk->called) {
      const int recalls = clerk->recalls.contains(ticket) ? clerk->recalls.at(ticket) : 0;
      const auto& record = feed.tickets.at(ticket);
      const bool same = log.calls.at(ticket) == 1 && log.called_at.at(ticket) == clerk->counter &&
                        feed.seen_at[ticket] == std::set<std::string>{clerk->counter} &&
                        record.calls == 1 + recalls &&
                        (log.recalls.contains(ticket) ? log.recalls.at(ticket) : 0) == recalls &&
                        clerk->left[ticket] == name_of(record.state) &&
                        log.state.at(ticket) == clerk->left[ticket] && is_over(record.state);
      if (!same) UNSCOPED_INFO(ticket << " differs: " << clerk->left[ticket] << ", " << log.state.at(ticket));
      agree = agree && same;
    }
    CHECK(agree);
  }
  CHECK(calls == k_tickets);
  CHECK(called == issued);
  CHECK(log.calls.size() == k_tickets);
  // The race was one: of every two who asked for the same ticket one was refused at least.
  CHECK(fought == static_cast<int>(k_favourites));
  CHECK(lost >= static_cast<int>(k_favourites) / 2);
  CHECK(repeated > 100);
}
