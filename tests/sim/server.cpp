#include "tests/sim/server.h"

#include <stdexcept>

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// Waiting requests are looked at so often; a real server does it some times a second.
constexpr Millis k_tick{1'000};
/// What time brings to the authority (parked visitors, days, expired leases): every so many of them.
constexpr int k_ticks_of_authority = 5;

}  // namespace

SimServer::SimServer(Agenda& agenda, const Weather& weather, Mutant& mutant, const Uuid& site_id,
                     std::string name)
    : agenda_(agenda),
      weather_(weather),
      mutant_(mutant),
      site_id_(site_id),
      machine_(agenda, std::move(name)) {
  if (mutant_.is(Mutation::server_skips_fsync)) machine_.disk.lie_about_syncs(true);
}

SimServer::~SimServer() {
  machine_.running = false;
  if (authority_) authority_->stop();
}

void SimServer::start() {
  store::SqliteOptions options;
  options.later = [this](std::function<void()> work) {
    if (at_once_) return work();
    agenda_.after(agenda_.up_to(weather_.commit_most), [this, run = machine_.run, work = std::move(work)] {
      if (!machine_.alive(run)) return;
      work();
      notice_power();
    });
  };
  if (crashes_ > 0) mutant_.server_restarts(machine_.disk.path("server.db"));
  auto store = store::open_sqlite_store(machine_.disk.path("server.db"), options);
  if (!store) throw std::runtime_error("server: " + store.error().to_string());
  real_ = std::move(*store);
  if (mutant_.is(Mutation::ack_before_commit)) hasty_ = make_hasty_store(*real_);
  store::Store& used = hasty_ ? *hasty_ : *real_;
  authority_ = std::make_unique<authority::Authority>(used, machine_.clock, machine_.random, signer_);
  api_ = std::make_unique<api::Api>(*authority_, http::StaticFiles());
  api_->set_surroundings({[](const std::function<void()>& call) { call(); }, {}});
  used.after_commit([this](const std::set<std::string>& scopes) { api_->changed(scopes); });
  machine_.running = true;
  agenda_.note(machine_.name, "up");
  if (on_power) on_power(true);
  agenda_.after(k_tick, [this, run = machine_.run] {
    if (machine_.alive(run)) tick();
  });
}

void SimServer::tick() {
  api_->tick();
  if (++ticks_ % k_ticks_of_authority == 0) authority_->tick();
  agenda_.after(k_tick, [this, run = machine_.run] {
    if (machine_.alive(run)) tick();
  });
}

void SimServer::crash(bool power, Millis down) {
  if (!machine_.running) return;
  if (!machine_.disk.is_dark()) power ? machine_.disk.cut() : machine_.disk.kill();
  agenda_.note(machine_.name, power ? "loses power" : "is killed");
  come_back(down);
}

void SimServer::crash_in_a_write(int writes_from_now) {
  if (machine_.running) machine_.disk.cut_at(writes_from_now);
}

void SimServer::notice_power() {
  if (!machine_.running || !machine_.disk.is_dark()) return;
  agenda_.note(machine_.name, "loses power in a write");
  // The call that noticed it is still at work in the store.
  const Millis down = agenda_.up_to(weather_.down_most);
  agenda_.after(0ms, [this, run = machine_.run, down] {
    if (machine_.running && machine_.run == run) come_back(down);
  });
}

void SimServer::come_back(Millis down) {
  ++machine_.run;
  ++crashes_;
  machine_.running = false;
  if (on_power) on_power(false);
  if (authority_) authority_->stop();
  api_.reset();
  authority_.reset();
  hasty_.reset();
  real_.reset();
  agenda_.after(down, [this] {
    machine_.disk.restore();
    machine_.disk.cut_at(0);
    machine_.clock.boot();
    ++machine_.boots;
    start();
  });
}

void SimServer::arrive(const std::shared_ptr<const http::Request>& request, const Answered& answered) {
  if (!is_up()) return answered(std::nullopt);
  api_->handle(mutant_.command_arrives(request, *real_, site_id_),
               [this, run = machine_.run, answered](http::Response response) {
                 if (machine_.alive(run)) answered(std::move(response));
               });
}

}  // namespace vuoro::test
