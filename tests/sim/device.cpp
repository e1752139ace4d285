#include "tests/sim/device.h"

#include <stdexcept>

#include "tests/support/sim_disk_files.h"

namespace vuoro::test {

using namespace std::chrono_literals;

SimDevice::SimDevice(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id,
                     bool terminal)
    : around_(around),
      machine_(around.agenda, std::move(name)),
      line_(around.agenda, around.weather, around.server),
      id_(id),
      site_id_(site_id),
      terminal_(terminal),
      server_(around.server.machine().name) {
  lay_new_device(machine_);
}

void SimDevice::start() {
  machine_.running = true;
  starts();
  begin();
  if (machine_.disk.is_dark()) end_and_restart();
}

void SimDevice::begin() {
  const bool full = !around_.mutant.is(Mutation::terminal_skips_fsync);
  auto store = kiosk::Store::open_or_recover(machine_.disk.path(k_device_file), machine_.clock,
                                             {machine_.boot(), full, &sim_disk_files()});
  if (!store) {
    // A full disk, or power lost while starting: as the engine, it tries again.
    agenda().note(name(), "cannot open its database", store.error().to_string());
    agenda().after(3s, [this, run = machine_.run] {
      if (machine_.run == run && !core_) start();
    });
    return;
  }
  store_ = std::make_unique<kiosk::Store>(std::move(*store));
  read_mendings();
  if (crashes_ > 0) around_.mutant.restarts(*store_);
  auto core = kiosk::LobbyCore::create(machine_.clock, machine_.random, *this, *store_,
                                       {id_, site_id_, terminal_, server_});
  if (!core) {
    agenda().note(name(), "cannot begin", core.error().to_string());
    store_.reset();
    agenda().after(3s, [this, run = machine_.run] {
      if (machine_.run == run && !core_) start();
    });
    return;
  }
  core_ = std::move(*core);
  agenda().note(name(), "up");
  if (down_since_)
    around_.told.troubles.push_back({name(), *std::exchange(down_since_, std::nullopt), agenda().wall()});
  started();
  turn();
}

void SimDevice::read_mendings() {
  for (const auto& mending : store_->mendings()) {
    if (!mendings_.emplace(mending.at, mending.text).second) continue;
    agenda().note(name(), "mends its database", mending.text);
    const bool unsaid = around_.mutant.is(Mutation::loss_unsaid);
    around_.told.mended.push_back({name(), agenda().wall(), unsaid ? 0 : mending.acts_lost});
    // A wall knows nothing until it has loaded everything again.
    around_.told.troubles.push_back({name(), agenda().wall(), agenda().wall() + 30s});
  }
}

void SimDevice::crash(bool power, std::optional<Millis> down) {
  if (!machine_.running) return;
  if (!machine_.disk.is_dark()) power ? machine_.disk.cut() : machine_.disk.kill();
  agenda().note(name(), power ? "loses power" : "is killed");
  end_and_restart(down);
}

void SimDevice::crash_in_a_write(int writes_from_now) {
  if (is_up()) machine_.disk.cut_at(writes_from_now);
}

void SimDevice::turn_to(SimServer& server) {
  server_ = server.machine().name;
  line_.lead_to(server);
  crash(false);
}

void SimDevice::end_and_restart(std::optional<Millis> down) {
  ++machine_.run;
  ++crashes_;
  machine_.running = false;
  if (!down_since_) down_since_ = agenda().wall();
  ended();
  core_.reset();
  store_.reset();
  const bool power = machine_.disk.is_dark();
  agenda().after(down ? *down : agenda().up_to(around_.weather.down_most), [this, power] {
    machine_.disk.restore();
    machine_.disk.cut_at(0);
    if (power) {
      machine_.clock.boot();
      ++machine_.boots;
    }
    start();
  });
}

void SimDevice::turn() {
  if (!core_) return;
  if (!machine_.disk.is_dark()) {
    core_->step();
    read_mendings();
    turned();
  }
  if (machine_.disk.is_dark()) {
    agenda().note(name(), "loses power in a write");
    // Whoever called is still at work in the core.
    agenda().after(0ms, [this, run = machine_.run] {
      if (machine_.running && machine_.run == run) end_and_restart();
    });
    return;
  }
  if (agenda().mono() < slow_until_) busy_until_ = agenda().mono() + agenda().between(50ms, k_slow_turn_most);
  const Millis delay = std::max(Millis(1), core_->wake() - machine_.clock.mono());
  agenda().after(std::min(delay, Millis(60'000)), [this, run = machine_.run, alarm = ++alarm_] {
    // Power that was lost in an act of a visitor is noticed here.
    if (machine_.running && machine_.run == run && alarm == alarm_) when_free([this] { turn(); });
  });
}

/// Everything happens on the thread whose writes are slow.
void SimDevice::when_free(std::function<void()> then) {
  if (agenda().mono() >= busy_until_) return then();
  agenda().after(busy_until_ - agenda().mono(), [this, run = machine_.run, then = std::move(then)]() mutable {
    if (machine_.running && machine_.run == run) when_free(std::move(then));
  });
}

void SimDevice::send(sync::Request request, Done done) {
  if (machine_.disk.is_dark()) return;
  around_.mutant.request_leaves(id_, request, *store_);
  const Millis timeout = request.timeout;
  auto wire = wire_form(request, id_);
  line_.exchange(std::move(wire), timeout,
                 [this, run = machine_.run, request = std::move(request),
                  done = std::move(done)](std::optional<http::Response> response) {
                   // The program that asked may be gone when the answer comes.
                   if (!alive(run)) return;
                   when_free([this, request, response = std::move(response), done]() mutable {
                     answered(request, std::move(response), done);
                     turn();
                   });
                 });
}

void SimDevice::answered(const sync::Request& request, std::optional<http::Response> response,
                         const Done& done) {
  sync::Response answer = answer_of(response);
  around_.mutant.answer_comes(id_, request, answer);
  agenda().note(name(), request.target.substr(0, 20), answer.body);
  done(std::move(answer));
}

}  // namespace vuoro::test
