#include "tests/support/core_terminal.h"

#include <stdexcept>

namespace vuoro::test {

CoreTerminal::CoreTerminal(WallTime now, int slots, bool begins)
    : truth(now), clock(now), authority(truth, random), lobby(furnish(authority, now, slots)) {
  if (begins) start();
}

void CoreTerminal::start(const std::string& boot) {
  core.reset();
  store.reset();
  transport.sent.clear();
  // Full syncs cost time and matter to a power cut only.
  store.emplace(kiosk::Store::open_or_recover(dir.path() / "kiosk.db", clock, {boot, false}).value());
  core = kiosk::LobbyCore::create(clock, random, transport, *store, {device, lobby.site_id, true}).value();
  turns();
}

void CoreTerminal::turns(int count) {
  for (int turn = 0; turn < count; ++turn) {
    core->step();
    flush();
    advance(Millis(500));
  }
  core->step();
  flush();
}

void CoreTerminal::flush() {
  while (!transport.sent.empty()) {
    const auto one = std::move(transport.sent.front());
    transport.sent.pop_front();
    one.done(connected ? *authority.handle(device, one.request, false)
                       : sync::Response{0, "", std::nullopt, "cut"});
  }
}

void CoreTerminal::advance(Millis by) {
  clock.advance(by);
  truth.advance(by);
}

Result<kiosk::IssuedTicket> CoreTerminal::take_ticket(const kiosk::TakeTicket& wish) {
  std::optional<Result<kiosk::IssuedTicket>> got;
  core->take_ticket(wish, [&](auto ticket) { got = std::move(ticket); });
  flush();
  if (!got) throw std::logic_error("the terminal does not answer");
  return std::move(*got);
}

}  // namespace vuoro::test
