// The remote hand's socket under bad input: nothing that a guest sends, or does not read, makes it wait or
// grow.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kiosk/app/line_server.h"
#include "kiosk/app/remote_limits.h"
#include "tests/support/line_guest.h"
#include "tests/support/paths.h"

using namespace vuoro;
using kiosk::LineServer;
using kiosk::Peer;
using test::LineGuest;
namespace limits = kiosk::remote_limits;

namespace {

/// Answers "you said N bytes", except to "wait", which it keeps, and to "much", a great answer.
struct Echo {
  explicit Echo(bool everybody = true) {
    LineServer::Calls calls;
    calls.lets_in = [everybody](const Peer&) { return everybody; };
    calls.on_line = [this](int guest, const Peer& peer, const std::string& line) {
      heard(line, peer);
      if (line == "wait") return;
      server->answer(guest, [line] {
        return line == "much" ? std::string(16u << 20u, 'x') : "you said " + std::to_string(line.size());
      });
    };
    calls.on_leave = [this](int) {
      const std::lock_guard lock(mutex);
      ++left;
      changed.notify_all();
    };
    auto started = LineServer::start(dir.path() / "socket", std::move(calls));
    REQUIRE(started.has_value());
    {
      const std::lock_guard lock(mutex);
      server = std::move(*started);
    }
  }
  ~Echo() { server.reset(); }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  void heard(const std::string& line, const Peer& peer) {
    const std::lock_guard lock(mutex);
    lines.push_back(line);
    last = peer;
    changed.notify_all();
  }
  bool wait_for(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), holds);
  }
  [[nodiscard]] std::filesystem::path socket() const { return dir.path() / "socket"; }

  test::TempDir dir;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> lines;
  Peer last;
  int left = 0;
  std::unique_ptr<LineServer> server;
};

}  // namespace

TEST_CASE("who speaks is known, and others than the own user and root are refused") {
  CHECK(kiosk::is_own_or_root({::geteuid(), 1}));
  CHECK(kiosk::is_own_or_root({0, 1}));
  CHECK_FALSE(kiosk::is_own_or_root({::geteuid() + 1, 1}));
  CHECK_FALSE(kiosk::is_own_or_root({}));
  Echo echo;
  LineGuest guest(echo.socket());
  CHECK(guest.ask("hello") == "you said 5");
  CHECK(echo.wait_for([&] { return echo.last.uid == ::geteuid() && echo.last.pid == ::getpid(); }));

  Echo closed(false);
  LineGuest stranger(closed.socket());
  CHECK(stranger.hear().find("\"forbidden\"") != std::string::npos);
  CHECK(stranger.is_let_go());
  CHECK(closed.lines.empty());
}

TEST_CASE("lines come in pieces, several at once, and the last may be half") {
  Echo echo;
  LineGuest guest(echo.socket());
  CHECK(guest.say("he"));
  CHECK(guest.say("llo\nworld!\n\nhal"));
  CHECK(guest.hear() == "you said 5");
  CHECK(guest.hear() == "you said 6");
  CHECK(guest.hear() == "you said 0");
  guest.end();
  CHECK(guest.is_let_go());
  CHECK(echo.wait_for([&] { return echo.left == 1; }));
  CHECK(echo.lines.size() == 3);

  // One that has said all it wants still gets its answer.
  LineGuest brief(echo.socket());
  CHECK(brief.say("once\n"));
  brief.end();
  CHECK(brief.hear() == "you said 4");
  CHECK(brief.is_let_go());
}

TEST_CASE("a giant line is refused, and others go on") {
  Echo echo;
  LineGuest giant(echo.socket());
  LineGuest other(echo.socket());
  (void)giant.say(std::string(limits::k_line_bytes_max, 'x'));
  CHECK(giant.hear().find("\"too_large\"") != std::string::npos);
  CHECK(giant.is_let_go());
  CHECK(other.ask(std::string(limits::k_line_bytes_max - 1, 'y')) ==
        "you said " + std::to_string(limits::k_line_bytes_max - 1));
  // Any bytes are a line; what they mean is not the socket's matter.
  CHECK(other.ask(std::string("\0\xff\x1b{", 4)) == "you said 4");
}

TEST_CASE("more guests than there is place for: a silent one gives way, or the newcomer is told") {
  Echo echo;
  std::vector<std::unique_ptr<LineGuest>> guests;
  for (std::size_t i = 0; i < limits::k_guests_max; ++i) {
    guests.push_back(std::make_unique<LineGuest>(echo.socket()));
    REQUIRE(guests.back()->ask("here") == "you said 4");
  }
  LineGuest early(echo.socket());
  CHECK(early.hear().find("\"too_many\"") != std::string::npos);
  CHECK(early.is_let_go());
  // All but one wait for an answer; that one has been silent for long enough some time.
  for (std::size_t i = 1; i < guests.size(); ++i) REQUIRE(guests[i]->say("wait\n"));
  REQUIRE(echo.wait_for([&] { return echo.lines.size() == 2 * limits::k_guests_max - 1; }));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string answer;
  while (answer != "you said 5" && std::chrono::steady_clock::now() < end) {
    LineGuest newcomer(echo.socket());
    answer = newcomer.ask("hello");
  }
  CHECK(answer == "you said 5");
  CHECK(guests[0]->is_let_go());
}

TEST_CASE("who never reads its answer keeps nobody waiting, and is let go") {
  Echo echo;
  LineGuest deaf(echo.socket());
  REQUIRE(deaf.say("much\n"));
  REQUIRE(echo.wait_for([&] { return echo.lines.size() == 1; }));
  LineGuest other(echo.socket());
  CHECK(other.ask("still here?") == "you said 11");
  CHECK(echo.wait_for([&] { return echo.left == 1; }));
  CHECK(other.ask("and now?") == "you said 8");
}

TEST_CASE("who leaves while its answer is on the way is forgotten") {
  Echo echo;
  for (int i = 1; i <= 20; ++i) {
    LineGuest hasty(echo.socket());
    REQUIRE(hasty.say(i % 2 == 0 ? "much\n" : "wait\n"));
    REQUIRE(echo.wait_for([&] { return static_cast<int>(echo.lines.size()) == i; }));
    hasty.leave();
    CHECK(echo.wait_for([&] { return echo.left == i; }));
  }
  LineGuest other(echo.socket());
  CHECK(other.ask("hello") == "you said 5");
}
