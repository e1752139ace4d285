#pragma once
// The whole synchronisation of a terminal over a played transport, with the real store, and an authority to
// answer it.

#include <catch2/catch.hpp>

#include "core/sync/sync.h"
#include "kiosk/store/store.h"
#include "tests/support/fake_authority.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_transport.h"

namespace vuoro::test {

struct SyncFixture {
  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + std::chrono::hours(8))};
  SeededRandom random{5};
  FakeAuthority authority{clock, random};
  FakeLobby lobby = furnish(authority, clock.wall());
  ScriptedTransport transport;
  TempDir dir;
  kiosk::Store store = kiosk::Store::open_or_recover(dir.path() / "s.db", clock, {"boot", false}).value();
  sync::Sync sync{clock, random, transport, store, {lobby.site_id, true}};
  Uuid device = Uuid::from_name("device");
  std::string site_target = "/api/v1/changes?scope=site:";

  Uuid add_event(const std::string& type = "feedback.given") {
    protocol::FeedbackGiven message;
    message.feedback_id = Uuid::v7(clock, random);
    message.score = 3;
    message.contact = "a@b.fi";
    message.language = "fi";
    kiosk::Act act;
    act.event = {Uuid::v7(clock, random), 0, type, clock.wall(), protocol::encode(message)};
    REQUIRE(store.perform(act).has_value());
    sync.outbox().added();
    return act.event.id;
  }
  std::int64_t waiting() { return store.outbox_counts().value().waiting; }
  std::int64_t set_aside() { return store.outbox_counts().value().set_aside; }
  /// Lets the authority answer the oldest request to this target.
  void serve(const std::string& target) {
    const auto one = transport.take(target);
    one.done(*authority.handle(device, one.request, false));
  }
  void serve_all() {
    for (int turn = 0; turn < 50; ++turn) {
      sync.step();
      if (transport.sent.empty()) return;
      const auto one = std::move(transport.sent.front());
      transport.sent.pop_front();
      if (auto response = authority.handle(device, one.request, true)) one.done(*response);
    }
  }
};

}  // namespace vuoro::test
