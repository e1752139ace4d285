#include "tests/sim/world.h"

#include "tests/support/sim_disk_files.h"

#include "tests/sim/screen_visitor.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// What may go wrong is looked at so often; chances are of this time.
constexpr Millis k_worst_every{60'000};

}  // namespace

World::World(const WorldPlan& plan)
    : plan_(plan),
      weather_(plan.weather),
      agenda_(plan.seed, WallTime(std::chrono::sys_days(plan.day) + plan.begins)),
      mutant_(plan.mutation, agenda_),
      server_rot_(plan.seed, agenda_),
      server_(agenda_, weather_, mutant_, Uuid::from_name("sim:site"), "server") {
  note_troubles_of(server_);
  server_.start();
  lobby_ = furnish(server_, plan.lobby);
  if (plan.site_server) found_site();
  const SimDevice::Surroundings around{agenda_, weather_, *lobby_server_, told_, mutant_};
  for (int i = 0; i < plan.lobby.terminals; ++i) {
    terminals_.emplace_back(around, fmt::format("terminal{}", i), lobby_.devices.at(terminals_.size()),
                            lobby_.site_id, plan.paper, plan.screens);
  }
  for (int i = 0; i < plan.lobby.displays; ++i) {
    displays_.emplace_back(around, fmt::format("display{}", i),
                           lobby_.devices.at(terminals_.size() + displays_.size()), lobby_.site_id);
  }
  for (auto* device : devices()) device->start();
  for (std::size_t i = 0; i < lobby_.clerks.size(); ++i) {
    clerks_.emplace_back(agenda_, weather_, *lobby_server_, told_, mutant_, lobby_, lobby_.clerks[i],
                         lobby_.counters[i]);
  }
  boss_ = std::make_unique<SimClerk>(agenda_, weather_, server_, told_, mutant_, lobby_, lobby_.supervisor,
                                     std::nullopt);
  // At the head office: while the box acts, the central server refuses.
  if (site_) boss_->gives_up_after(3);
  if (plan.weather.server_clock > 0) begin_clocks();
  if (plan.editor) editor_ = std::make_unique<SimEditor>(agenda_, mutant_, server_, lobby_);
}

std::vector<SimDevice*> World::devices() {
  std::vector<SimDevice*> all;
  for (auto& terminal : terminals_) all.push_back(&terminal);
  for (auto& display : displays_) all.push_back(&display);
  return all;
}

int World::device_crashes() const {
  int sum = 0;
  for (const auto& terminal : terminals_) sum += terminal.crashes();
  for (const auto& display : displays_) sum += display.crashes();
  return sum;
}

void World::live(Millis time) {
  if (!open_) {
    open_ = true;
    agenda_.pass(20s);  // the devices load their snapshots
    if (technician_) {
      weather_ = plan_.weather;
      technician_->begin_work();
    }
    if (editor_) editor_->begin_work();
    for (auto& clerk : clerks_) clerk.begin_work();
    for (auto& terminal : terminals_) terminal.open_doors(true);
    visitor_comes();
    announce();
    if (plan_.paper) give_at_desk();
    agenda_.after(k_worst_every, [this] { do_worst(); });
  }
  agenda_.pass(time);
}

void World::live_through() {
  const WallTime begin = agenda_.wall();
  for (int day = 0; day < plan_.days; ++day) {
    if (day > 0) sleep_till(begin + std::chrono::days(day));
    live(plan_.lives);
  }
}

/// The doors are shut, with people still waiting; some machines are switched off for the night.
void World::sleep_till(WallTime morning) {
  open_ = false;
  weather_ = fair_weather();
  for (auto& clerk : clerks_) clerk.stop();
  if (timekeeper_) timekeeper_->set_all_right();
  agenda_.pass(5min);
  const Millis night = morning - agenda_.wall() - 5min;
  for (auto* device : devices()) {
    if (agenda_.below(2) == 0) device->crash(true, night + agenda_.up_to(4min));
  }
  for (auto* server : {&server_, lobby_server_}) server->rest(true);
  agenda_.pass(morning - agenda_.wall());
  for (auto* server : {&server_, lobby_server_}) server->rest(false);
  weather_ = plan_.weather;
  // Nobody's log-in of yesterday counts.
  for (auto& clerk : clerks_) clerk.turn_to(*lobby_server_);
  boss_->turn_to(server_);
}

// ---- Visitors
// ---------------------------------------------------------------------------------------------------

void World::visitor_comes() {
  if (!open_) return;
  // Twice the mean at most: they come in no order, but never all at once.
  const Millis mean = Millis(3'600'000) / plan_.visitors_an_hour;
  agenda_.after(agenda_.up_to(2 * mean), [this] {
    if (!open_) return;
    auto terminal = std::next(terminals_.begin(), agenda_.below(static_cast<int>(terminals_.size())));
    ++told_.asked;
    if (plan_.screens) {
      ScreenVisitor::come(agenda_, told_, *terminal);
    } else if (terminal->is_up()) {
      visit(*terminal);
    }
    visitor_comes();
  });
}

void World::visit(SimTerminal& terminal) {
  (void)terminal.core().view();  // the screen is drawn
  const int act = agenda_.below(100);
  if (act < 66) {
    take_ticket(terminal);
  } else if (act < 76) {
    book(terminal);
  } else if (act < 84) {
    check_in(terminal);
  } else if (act < 92) {
    give_feedback(terminal);
  } else {
    change_mind(terminal);
  }
  terminal.turn();
}

void World::note_ticket(SimTerminal& terminal, const kiosk::IssuedTicket& issued) {
  told_.tickets.push_back({issued, terminal.name(), agenda_.wall(), terminal.knows_time()});
  if (!issued.online) ++told_.offline;
  agenda_.note(terminal.name(), "gives", issued.ticket.number);
  terminal.print(issued);
}

void World::take_ticket(SimTerminal& terminal) {
  kiosk::TakeTicket ask;
  ask.queue_id = lobby_.queues[static_cast<std::size_t>(agenda_.below(2))];
  ask.language = agenda_.below(5) == 0 ? "sv" : "fi";
  if (agenda_.below(10) == 0)
    ask.errands.push_back({lobby_.queues[static_cast<std::size_t>(agenda_.below(2))], std::nullopt});
  terminal.core().take_ticket(
      ask, [this, &terminal, run = terminal.run()](const Result<kiosk::IssuedTicket>& got) {
        if (!terminal.alive(run)) return;  // the screen is dark: nobody was told
        got ? note_ticket(terminal, *got) : static_cast<void>(++told_.refused);
      });
}

void World::book(SimTerminal& terminal) {
  const Uuid slot =
      lobby_.slots[static_cast<std::size_t>(agenda_.below(static_cast<int>(lobby_.slots.size())))];
  terminal.core().hold_slot(slot, [this, &terminal, run = terminal.run(), slot](const Result<Uuid>& hold) {
    if (!terminal.alive(run)) return;
    if (!hold) return static_cast<void>(++told_.refused);
    // The visitor types a phone number, and thinks.
    agenda_.after(agenda_.between(2s, 60s), [this, &terminal, run, slot, hold = *hold] {
      if (!terminal.alive(run)) return;
      if (agenda_.below(8) == 0) return terminal.core().release_slot(hold);
      kiosk::BookAppointment ask{slot, lobby_.services.front(), hold, "fi", std::nullopt, std::nullopt};
      ask.phone = fmt::format("+35850{:07}", agenda_.below(10'000'000));
      told_.secrets.push_back(*ask.phone);
      terminal.core().book(ask, [this, &terminal, run](const Result<Appointment>& booked) {
        if (!terminal.alive(run)) return;
        booked ? told_.bookings.push_back(*booked) : static_cast<void>(++told_.refused);
      });
      terminal.turn();
    });
  });
}

void World::check_in(SimTerminal& terminal) {
  if (told_.bookings.empty()) return take_ticket(terminal);
  // Whose slot is near comes; others come by mistake.
  const Appointment* who = nullptr;
  for (const auto& booking : told_.bookings) {
    const auto away = std::chrono::abs(booking.start - agenda_.wall());
    if (who == nullptr || away < std::chrono::abs(who->start - agenda_.wall())) who = &booking;
  }
  terminal.core().check_in(
      who->code, "fi", [this, &terminal, run = terminal.run()](const Result<kiosk::CheckedIn>& checked) {
        if (!terminal.alive(run)) return;
        const bool took = checked && checked->ticket &&
                          (checked->verdict == CheckIn::on_time || checked->verdict == CheckIn::late);
        took ? note_ticket(terminal, *checked->ticket) : static_cast<void>(++told_.refused);
      });
}

void World::give_feedback(SimTerminal& terminal) {
  kiosk::GiveFeedback ask;
  ask.score = 1 + agenda_.below(5);
  ask.language = "fi";
  if (agenda_.below(3) == 0) {
    ask.contact = fmt::format("visitor{}@example.fi", agenda_.below(10'000'000));
    told_.secrets.push_back(*ask.contact);
  }
  terminal.core().give_feedback(ask, [this, &terminal, run = terminal.run()](const Result<Uuid>& id) {
    if (!terminal.alive(run)) return;
    id ? told_.feedback.push_back(*id) : static_cast<void>(++told_.refused);
  });
}

void World::change_mind(SimTerminal& terminal) {
  if (agenda_.below(2) == 0 && !told_.bookings.empty()) {
    const Uuid id =
        told_.bookings[static_cast<std::size_t>(agenda_.below(static_cast<int>(told_.bookings.size())))].id;
    told_.let_go.insert(id);
    return terminal.core().cancel_appointment(
        id, [this, &terminal, run = terminal.run(), id](const Result<void>& done) {
          if (terminal.alive(run) && done) told_.taken_back.insert(id);
        });
  }
  if (told_.tickets.empty()) return;
  const Uuid id = told_.tickets.back().issued.ticket.id;
  terminal.core().cancel_ticket(id, [this, &terminal, run = terminal.run(), id](const Result<void>& done) {
    if (terminal.alive(run) && done) told_.given_up.insert(id);
  });
}

// ---- The supervisor
// ---------------------------------------------------------------------------------------------

void World::announce() {
  agenda_.after(agenda_.between(2min, 12min), [this] {
    if (!open_) return;
    if (!announcements_.empty() && agenda_.below(2) == 0) {
      const Uuid id = announcements_.back();
      announcements_.pop_back();
      boss_->press({{"type", "announcement.delete"}, {"announcement_id", id.to_string()}},
                   [](int, const json::value&) {});
    } else {
      Announcement announcement;
      announcement.id = Uuid::v7(agenda_, agenda_.random());
      announcement.site_id = lobby_.site_id;
      announcement.text = {{"fi", fmt::format("Tiedote {}", agenda_.below(1'000))}};
      boss_->press({{"type", "announcement.put"}, {"announcement", encode(announcement)}},
                   [this, id = announcement.id](int status, const json::value&) {
                     if (status == 200) announcements_.push_back(id);
                   });
    }
    announce();
  });
}

void World::give_at_desk() {
  agenda_.after(agenda_.between(1min, 8min), [this] {
    if (!open_) return;
    const Uuid device = lobby_.devices[static_cast<std::size_t>(agenda_.below(plan_.lobby.terminals))];
    boss_->press(
        {{"type", "ticket.issue"},
         {"queue_id", lobby_.queues[static_cast<std::size_t>(agenda_.below(2))].to_string()},
         {"language", "fi"},
         {"needs", json::array()}},
        [this, device](int status, const json::value& answer) {
          if (status != 200) return;
          const auto& ticket = answer.at("ticket").as_object();
          boss_->press(
              {{"type", "ticket.print"}, {"ticket_id", ticket.at("id")}, {"device_id", device.to_string()}},
              [](int, const json::value&) {});
        });
    give_at_desk();
  });
}

// ---- The weather
// ------------------------------------------------------------------------------------------------

void World::do_worst() {
  if (!open_) return;
  agenda_.after(k_worst_every, [this] { do_worst(); });
  const auto jump = [this](Machine& machine) {
    machine.clock.wrong_by = agenda_.up_to(2 * weather_.jump_most) - weather_.jump_most;
    agenda_.note(machine.name, "clock is set");
  };
  for (auto* device : devices()) {
    if (agenda_.chance(weather_.cut)) {
      const Millis time = agenda_.up_to(weather_.cut_most);
      device->line().cut(time);
      told_.troubles.push_back({device->name(), agenda_.wall(), agenda_.wall() + time});
    }
    if (agenda_.chance(weather_.half_open)) {
      const Millis time = agenda_.up_to(weather_.cut_most);
      device->line().half_open(time);
      told_.troubles.push_back({device->name(), agenda_.wall(), agenda_.wall() + time});
    }
    if (agenda_.chance(weather_.clock_jump)) jump(device->machine());
    if (agenda_.chance(weather_.disk_full)) fill_disk(device->machine());
    if (agenda_.chance(weather_.slow_device)) slow_down(*device);
    if (agenda_.chance(weather_.rot)) rot_disk(device->machine());
    if (!agenda_.chance(weather_.device_crash)) continue;
    const int how = agenda_.below(3);
    agenda_.after(agenda_.up_to(k_worst_every), [this, device, how, writes = 1 + agenda_.below(40)] {
      if (!open_) return;
      how == 0 ? device->crash_in_a_write(writes) : device->crash(how == 1);
    });
  }
  for (auto& clerk : clerks_) {
    if (agenda_.chance(weather_.cut)) clerk.line().cut(agenda_.up_to(weather_.cut_most));
    if (agenda_.chance(weather_.half_open)) clerk.line().half_open(agenda_.up_to(weather_.cut_most));
  }
  if (timekeeper_) timekeeper_->do_worst();
  do_worst_to(server_);
  if (!site_) return;
  do_worst_to(site_->box());
  if (agenda_.chance(weather_.wide_cut)) site_->wide().cut(agenda_.up_to(weather_.wide_cut_most));
  if (agenda_.chance(weather_.half_open)) site_->wide().half_open(agenda_.up_to(weather_.cut_most));
}

void World::fill_disk(Machine& machine) {
  // Some pages more, and nothing further until somebody makes room.
  machine.disk.limit(machine.disk.bytes() + 1'024 * agenda_.below(64));
  agenda_.note(machine.name, "has a full disk");
  ++told_.full_disks;
  const Millis time = agenda_.up_to(weather_.full_most);
  told_.troubles.push_back({machine.name, agenda_.wall(), agenda_.wall() + time});
  agenda_.after(time, [&machine] { machine.disk.limit(std::nullopt); });
}

void World::slow_down(SimDevice& device) {
  const Millis time = agenda_.up_to(weather_.full_most);
  agenda_.note(device.name(), "has a slow disk");
  device.slow_down(time);
  told_.slow_disks.push_back({device.name(), agenda_.wall(), agenda_.wall() + time + k_slow_turn_most});
  told_.troubles.push_back(told_.slow_disks.back());
}

void World::rot_disk(Machine& machine) {
  const bool unnoticed = mutant_.is(Mutation::rot_unnoticed);
  const auto rotten = unnoticed ? rot_with_sums(machine.disk, "kiosk.db", agenda_.random())
                                : rot(machine.disk, "kiosk.db", agenda_.random());
  if (!rotten) return;
  told_.rotten.insert(machine.name);
  agenda_.note(machine.name, "has a rotten disk",
               fmt::format("{} bytes at {} of {}", rotten->bytes, rotten->offset, rotten->file));
}

void World::do_worst_to(SimServer& server) {
  if (agenda_.chance(weather_.disk_full)) fill_disk(server.machine());
  server_rot_.strike(server);
  if (agenda_.chance(weather_.slow_disk)) server.slow_down(agenda_.up_to(weather_.full_most));
  if (!agenda_.chance(weather_.server_crash)) return;
  const int how = agenda_.below(3);
  agenda_.after(agenda_.up_to(k_worst_every), [this, &server, how, writes = 1 + agenda_.below(60)] {
    if (!open_) return;
    how == 0 ? server.crash_in_a_write(writes) : server.crash(how == 1, agenda_.up_to(weather_.down_most));
  });
}

// ---- The end
// ----------------------------------------------------------------------------------------------------

std::optional<Millis> World::settle(Millis bound) {
  open_ = false;
  weather_ = fair_weather();
  if (editor_) editor_->stop();
  for (auto& clerk : clerks_) {
    clerk.stop();
    clerk.line().mend();
  }
  boss_->line().mend();
  for (auto* device : devices()) {
    device->line().mend();
    device->machine().disk.cut_at(0);
    device->machine().disk.limit(std::nullopt);
    device->slow_down(0ms);
    // What rots where nobody reads is found at the next start, or at night.
    if (!told_.rotten.empty() && device->is_up()) device->crash(false);
  }
  for (auto& terminal : terminals_) {
    terminal.open_doors(false);
    if (terminal.paper() != nullptr) terminal.paper()->mend();
  }
  server_.machine().disk.cut_at(0);
  server_.machine().disk.limit(std::nullopt);
  if (timekeeper_) timekeeper_->set_all_right();
  if (site_) end_moves();
  told_.ended = agenda_.wall();
  const MonoTime from = agenda_.mono();
  while (agenda_.mono() - from < bound) {
    agenda_.pass(1s);
    if (all_agree()) return agenda_.mono() - from;
  }
  return std::nullopt;
}

bool World::all_agree() {
  const auto not_yet = [this](std::string who) {
    disagrees_ = std::move(who);
    return false;
  };
  if (!server_.is_up() || !lobby_server_->is_up()) return not_yet("the server is down");
  if (turning_ > 0) return not_yet("a machine is not turned to the lobby's server yet");
  if (site_ && !site_->told_everything().value_or(false)) return not_yet("the box has news to tell");
  for (const auto& clerk : clerks_) {
    if (!clerk.idle()) return not_yet("a clerk waits for an answer");
  }
  for (auto& terminal : terminals_) {
    if (terminal.paper() != nullptr && !terminal.paper()->idle()) return not_yet(terminal.name() + " prints");
  }
  if (!boss_->idle()) return not_yet("the supervisor waits for an answer");
  const auto state_of = [this](const std::string& scope) {
    return lobby_server_->store().read_value<store::ScopeState>(
        [&](store::Reader& reader) { return reader.scope_state(scope); });
  };
  const auto state = state_of(authority::scope_of_site(lobby_.site_id));
  if (!state) return not_yet("the server cannot read: " + state.error().to_string());
  const auto content = state_of(std::string(protocol::k_global_scope));
  if (!content) return not_yet("the server cannot read: " + content.error().to_string());
  for (auto* device : devices()) {
    if (!device->is_up()) return not_yet(device->name() + " is down");
    const auto counts = device->store().outbox_counts();
    if (!counts || counts->waiting > 0) return not_yet(device->name() + " has acts to send");
    const auto revision = device->core().sync().site_feed().revision();
    if (revision != state->revision)
      return not_yet(fmt::format("{} is at {} of {}", device->name(), revision, state->revision));
    // Its own way, and from the beginning where its database was begun anew.
    const auto known = device->core().sync().global_feed().revision();
    if (known != content->revision)
      return not_yet(fmt::format("{} has content {} of {}", device->name(), known, content->revision));
  }
  return true;
}

}  // namespace vuoro::test
