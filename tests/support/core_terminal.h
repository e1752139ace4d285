#pragma once
// A terminal without its thread and the authority beside it, lived through turn by turn.

#include <memory>
#include <optional>

#include "kiosk/engine/lobby_core.h"
#include "tests/support/fake_authority.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_transport.h"

namespace vuoro::test {

/// What is not connected is answered with nothing.
struct CoreTerminal {
  /// 3 March 2026 at 10 in Helsinki.
  static constexpr WallTime k_morning =
      WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + std::chrono::hours(8));

  /// @param slots  how many the lobby has
  /// @param begins  no: the authority is furnished further before start() is called
  explicit CoreTerminal(WallTime now = k_morning, int slots = 4, bool begins = true);

  /// The program begins: again, or after the machine did (another boot).
  void start(const std::string& boot = "boot");
  /// Half seconds of the machine's life; waiting requests are answered with whatever there is.
  void turns(int count = 60);
  /// Answers what was sent until now.
  void flush();
  void advance(Millis by);
  /// The engine's answer; throws when it is not there at once.
  [[nodiscard]] Result<kiosk::IssuedTicket> take_ticket(const kiosk::TakeTicket& wish);

  ManualClock truth;  ///< the authority's
  ManualClock clock;  ///< the terminal's: it goes as fast, and may stand elsewhere
  SeededRandom random{5};
  FakeAuthority authority;
  FakeLobby lobby;
  ScriptedTransport transport;
  TempDir dir;
  std::optional<kiosk::Store> store;
  std::unique_ptr<kiosk::LobbyCore> core;
  Uuid device = Uuid::from_name("device");
  bool connected = true;
};

}  // namespace vuoro::test
