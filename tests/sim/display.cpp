#include "tests/sim/display.h"

#include <cstdlib>

#include "tests/sim/terminal.h"

namespace vuoro::test {

using namespace std::chrono_literals;

const kiosk::Languages& sim_words() {
  static const kiosk::Languages all = [] {
    const char* build = std::getenv("VUORO_BUILD_DIR");
    return kiosk::Languages::load(std::filesystem::path(build == nullptr ? "." : build) / "share/vuoro/i18n")
        .value();
  }();
  return all;
}

SimDisplay::SimDisplay(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id)
    : SimDevice(around, std::move(name), id, site_id, false) {}

drivers::UtteranceId SimDisplay::Voice::say(drivers::Utterance utterance) {
  auto& agenda = display_.agenda();
  const auto id = ++next_;
  const auto ticket = display_.announcer_->speaking();
  if (ticket) {
    display_.around_.told.said.push_back({display_.name(), display_.run(), *ticket, agenda.wall()});
  }
  agenda.note(display_.name(), "says", utterance.text);
  if (agenda.chance(display_.around_.weather.voice_hangs)) return id;
  agenda.after(agenda.between(1500ms, 4s), [this, id, run = display_.run()] {
    if (!display_.alive(run) || !display_.announcer_) return;
    display_.announcer_->heard({drivers::SpeechEvent::Kind::end, id});
    display_.go_on();
  });
  return id;
}

void SimDisplay::started() {
  announcer_ = std::make_unique<kiosk::Announcer>(voice_, silence_, sim_words(), machine().clock);
  seen_.clear();
}

void SimDisplay::ended() {
  announcer_.reset();
  view_.reset();
}

void SimDisplay::turned() {
  if (core().view_changed()) look();
  go_on();
}

void SimDisplay::look() {
  const WallTime now = core().now();
  view_ = around_.mutant.look(core().view(), now);
  announcer_->look(*view_, view_->device.display, {"fi"}, now);
  const kiosk::Board board = kiosk::make_board(*view_, view_->device.display, now);
  for (const auto* part : {&board.current, &board.last}) {
    for (const auto& call : *part) {
      if (!seen_.emplace(call.ticket_id, call.called_at).second) continue;
      around_.told.seen.push_back({name(), call.ticket_id, call.called_at, agenda().wall()});
    }
  }
}

void SimDisplay::go_on() {
  if (!announcer_) return;
  announcer_->step();
  const MonoTime at = announcer_->next_at();
  if (at == MonoTime::max()) return;
  const Millis delay = std::max(Millis(1), at - machine().clock.mono());
  agenda().after(delay, [this, run = run(), alarm = ++alarm_] {
    if (alive(run) && alarm == alarm_) go_on();
  });
}

}  // namespace vuoro::test
