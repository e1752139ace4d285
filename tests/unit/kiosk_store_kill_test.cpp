// A terminal is killed at random moments while it gives tickets; afterwards every ticket that a visitor was
// given is at the authority exactly once.

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <map>
#include <set>

#include "kiosk/engine/lobby_core.h"
#include "tests/support/fake_authority.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_transport.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

/// The terminal without its thread: turns are played by hand.
struct Terminal {
  Terminal(const Clock& clock, Random& random, const std::filesystem::path& path,
           const test::FakeLobby& lobby)
      : store(Store::open_or_recover(path, clock, {"boot", true}).value()),
        core(LobbyCore::create(clock, random, transport, store,
                               {Uuid::from_name("device"), lobby.site_id, true})
                 .value()) {}

  void serve(test::FakeAuthority& authority, int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      core->step();
      if (transport.sent.empty()) return;
      const auto one = std::move(transport.sent.front());
      transport.sent.pop_front();
      if (auto response = authority.handle(Uuid::from_name("device"), one.request, true)) one.done(*response);
    }
  }

  test::ScriptedTransport transport;
  Store store;
  std::unique_ptr<LobbyCore> core;
};

/// Gives tickets until it is killed; tells each id through the pipe the moment it is answered, as a printer
/// would.
[[noreturn]] void give_until_killed(const Clock& clock, const std::filesystem::path& path,
                                    const test::FakeLobby& lobby, unsigned round, int told) {
  SystemRandom random;
  Terminal terminal(clock, random, path, lobby);
  for (unsigned i = 0;; ++i) {
    const Uuid queue = (i + round) % 2 == 0 ? lobby.queue_a : lobby.queue_b;
    terminal.core->take_ticket({queue, std::nullopt, "fi", {}}, [&](const Result<IssuedTicket>& ticket) {
      if (!ticket) ::_exit(3);
      const auto& bytes = ticket->ticket.id.bytes();
      if (::write(told, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) ::_exit(4);
    });
    // The line is dead: the number's request fails, and the block is used.
    while (!terminal.transport.sent.empty())
      terminal.transport.answer_oldest({0, "", std::nullopt, "dead line"});
    terminal.core->step();
  }
}

}  // namespace

TEST_CASE("Killed at any moment, nothing is lost and nothing happens twice") {
  constexpr unsigned k_rounds = 40;
  ManualClock clock(WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 10h));
  SystemRandom random;
  test::FakeAuthority authority(clock, random);
  const auto lobby = test::furnish(authority, clock.wall());
  test::TempDir dir;
  const auto path = dir.path() / "kiosk.db";
  std::vector<Uuid> on_paper;
  SeededRandom moments(20'260'303);

  for (unsigned round = 0; round < k_rounds; ++round) {
    {
      // Between two lives the authority is there: outbox empties (or not, each third time), blocks are
      // fetched.
      Terminal terminal(clock, random, path, lobby);
      CHECK(terminal.store.repairs().empty());
      clock.advance(sync::k_start_jitter);
      const auto block_left = [&](const Uuid& queue) { return terminal.core->sync().leases().left(queue); };
      for (int turn = 0; turn < 400 && (block_left(lobby.queue_a) < 5 || block_left(lobby.queue_b) < 5);
           ++turn) {
        for (int i = 0; i < 40; ++i)
          terminal.core->sync().leases().note_demand(i % 2 == 0 ? lobby.queue_a : lobby.queue_b);
        terminal.core->sync().leases().hurry();
        terminal.core->sync().site_feed().hurry();
        terminal.serve(authority, round % 3 == 0 ? 5 : 50);
      }
    }
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      give_until_killed(clock, path, lobby, round, pipe[1]);
    }
    ::close(pipe[1]);
    // Some tickets come out, then the power goes, anywhere within the next milliseconds.
    const auto until = moments.below(12);
    std::array<std::uint8_t, 16> bytes{};
    std::size_t tickets = 0;
    while (tickets < until && ::read(pipe[0], bytes.data(), bytes.size()) == 16) {
      on_paper.push_back(Uuid::from_bytes(bytes));
      ++tickets;
    }
    ::usleep(static_cast<useconds_t>(moments.below(6'000)));
    REQUIRE(::kill(child, SIGKILL) == 0);
    while (::read(pipe[0], bytes.data(), bytes.size()) == 16) on_paper.push_back(Uuid::from_bytes(bytes));
    ::close(pipe[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    const bool ended_itself = WIFEXITED(status);
    if (ended_itself) CHECK(WEXITSTATUS(status) == 3);  // the block was used up: an honest end
  }

  // The audit: what is on paper against what the authority and the outbox hold.
  Terminal terminal(clock, random, path, lobby);
  std::set<Uuid> waiting;
  const auto left = terminal.store.oldest_events(10'000).value();
  for (const auto& event : left) {
    const auto message = protocol::decode<protocol::TicketIssued>(event.payload, RecordMode::strict);
    REQUIRE(message.has_value());
    CHECK(waiting.insert(message->ticket_id).second);
  }
  std::map<Uuid, int> adopted;
  for (const auto& ticket : authority.tickets()) ++adopted[ticket.ticket_id];
  CHECK(on_paper.size() > k_rounds);
  for (const auto& id : on_paper) {
    CHECK(adopted[id] <= 1);
    CHECK((adopted[id] == 1 || waiting.contains(id)));
    CHECK(terminal.store.issued(id)->has_value());
  }
  clock.advance(sync::k_start_jitter);
  for (int turn = 0; turn < 200 && terminal.store.outbox_counts()->waiting > 0; ++turn)
    terminal.serve(authority, 50);
  CHECK(terminal.store.outbox_counts()->waiting == 0);
  std::set<Uuid> finally;
  for (const auto& ticket : authority.tickets()) CHECK(finally.insert(ticket.ticket_id).second);
  for (const auto& id : on_paper) CHECK(finally.contains(id));
  CHECK(authority.violations().empty());
}

}  // namespace vuoro::kiosk
