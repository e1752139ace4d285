#include "tests/sim/server.h"

#include <stdexcept>

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// Waiting requests are looked at so often; a real server does it some times a second.
constexpr Millis k_tick{1'000};
constexpr Millis k_tick_at_night{30'000};
/// What time brings to the authority (parked visitors, days, expired leases): every so many of them.
constexpr int k_ticks_of_authority = 5;

json::array list_in(const std::string& body, const char* name) {
  auto value = parse_json(body);
  return value ? std::move(value->as_object().at(name).as_array()) : json::array();
}

}  // namespace

SimServer::SimServer(Agenda& agenda, const Weather& weather, Mutant& mutant, const Uuid& site_id,
                     std::string name)
    : agenda_(agenda),
      weather_(weather),
      mutant_(mutant),
      site_id_(site_id),
      machine_(agenda, std::move(name)) {
  lay_new_server(machine_);
  if (mutant_.is(Mutation::server_skips_fsync)) machine_.disk.lie_about_syncs(true);
}

SimServer::~SimServer() {
  machine_.running = false;
  if (authority_) authority_->stop();
}

void SimServer::start() {
  store::SqliteOptions options;
  options.later = [this](std::function<void()> work) {
    waiting_ = std::move(work);
    if (at_once_ && !writing_) return write_waiting();
    const bool slow = agenda_.mono() < slow_until_;
    agenda_.after(slow ? agenda_.between(300ms, 3s) : agenda_.up_to(weather_.commit_most),
                  [this, run = machine_.run] {
                    if (!machine_.alive(run)) return;
                    write_waiting();
                    notice_power();
                  });
  };
  if (crashes_ > 0) mutant_.server_restarts(machine_.disk.path(k_server_file));
  auto store = store::open_sqlite_store(machine_.disk.path(k_server_file), options);
  if (!store && store.error().code != Errc::corrupt) {
    // A full disk, or power lost while starting: whoever watches over it starts it again.
    return agenda_.after(3s, [this, run = machine_.run] {
      if (machine_.run == run && !machine_.running) start();
    });
  }
  if (!store) throw std::runtime_error("server: " + store.error().to_string());
  real_ = std::move(*store);
  if (mutant_.is(Mutation::ack_before_commit)) hasty_ = make_hasty_store(*real_);
  store::Store& used = hasty_ ? *hasty_ : *real_;
  authority_ = std::make_unique<authority::Authority>(used, machine_.clock, machine_.random, signer_);
  api_ = std::make_unique<api::Api>(*authority_, http::StaticFiles());
  api_->set_surroundings({[](const std::function<void()>& call) { call(); }, {}});
  used.after_commit([this](const std::set<std::string>& scopes) {
    api_->changed(scopes);
    if (on_commit) on_commit(scopes);
  });
  machine_.running = true;
  agenda_.note(machine_.name, "up");
  if (mutant_.is(Mutation::clock_believed))
    at_once([this] { mutant_.clock_is_believed(*real_, machine_.clock.wall()); });
  if (on_begin) at_once(on_begin);
  if (on_power) on_power(true);
  agenda_.after(k_tick, [this, run = machine_.run] {
    if (machine_.alive(run)) tick();
  });
}

void SimServer::write_waiting() {
  if (!waiting_) return;
  writing_ = true;
  std::exchange(waiting_, nullptr)();
  writing_ = false;
}

void SimServer::at_once(const std::function<void()>& work) {
  write_waiting();
  at_once_ = true;
  work();
  at_once_ = false;
  notice_power();
}

bool SimServer::check_pages() {
  const bool sound = real_->check_pages().has_value();
  notice_power();
  return sound;
}

void SimServer::tick() {
  api_->tick();
  if (rests_ || ++ticks_ % k_ticks_of_authority == 0) {
    if (mutant_.is(Mutation::evening_forgotten) || mutant_.is(Mutation::numbers_run_on))
      at_once([this] { mutant_.time_comes(*real_, site_id_, machine_.clock.wall()); });
    authority_->tick();
  }
  agenda_.after(rests_ ? k_tick_at_night : k_tick, [this, run = machine_.run] {
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
  if (on_end) on_end();
  if (authority_) authority_->stop();
  api_.reset();
  authority_.reset();
  hasty_.reset();
  real_.reset();
  waiting_ = nullptr;
  agenda_.after(down, [this] {
    machine_.disk.restore();
    machine_.disk.cut_at(0);
    machine_.clock.boot();
    ++machine_.boots;
    if (on_boot) on_boot();
    start();
  });
}

void SimServer::tell_accepted(const http::Request& request, const std::string& answer) const {
  std::map<json::string, json::string> types;
  for (const auto& event : list_in(request.body, "events")) {
    types[event.as_object().at("id").as_string()] = event.as_object().at("type").as_string();
  }
  for (const auto& one : list_in(answer, "answers")) {
    const auto& fields = one.as_object();
    if (fields.at("status").as_string() == "accepted")
      on_accepted(*request.device_id, std::string(types[fields.at("id").as_string()]));
  }
}

void SimServer::arrive(const std::shared_ptr<const http::Request>& request, const Answered& answered) {
  if (!is_up()) return answered(std::nullopt);
  api_->handle(mutant_.command_arrives(request, *real_, site_id_),
               [this, run = machine_.run, request, answered](http::Response response) {
                 if (!machine_.alive(run)) return;
                 if (on_accepted && response.status == 200 && request->target == "/api/v1/events")
                   tell_accepted(*request, response.content());
                 if (on_pressed && response.status == 200 && request->target == "/api/v1/commands")
                   on_pressed(request->body);
                 answered(std::move(response));
               });
}

}  // namespace vuoro::test
