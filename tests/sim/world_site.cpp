// A lobby with a server of its own: how it comes into a world, and how its machines are turned to whoever
// acts.

#include "tests/sim/world.h"

namespace vuoro::test {

using namespace std::chrono_literals;

void World::note_troubles_of(SimServer& server) {
  server.on_power = [this, &server, since = std::make_shared<WallTime>()](bool up) {
    // Who is not asked is not missed.
    if (up && *since != WallTime{} && &server == lobby_server_)
      told_.troubles.push_back({"server", *since, agenda_.wall()});
    *since = agenda_.wall();
  };
}

void World::found_site() {
  weather_ = fair_weather();
  const auto note_decisions = [this](SimServer& server, const std::string& name) {
    server.on_accepted = [this, name](const Uuid& device_id, const std::string& type) {
      // What the box tells is not decided anew, and a word of feedback is nobody's decision.
      if (device_id != site_->device_id() && !type.starts_with("feedback."))
        told_.decisions.push_back({name, type, agenda_.wall(), std::nullopt});
    };
  };
  site_ = std::make_unique<SimSite>(agenda_, weather_, mutant_, told_, server_, lobby_);
  note_troubles_of(site_->box());
  note_decisions(server_, "central");
  note_decisions(site_->box(), "box");
  const auto look = [this](const std::set<std::string>& scopes) {
    if (scopes.contains(authority::scope_of_site(lobby_.site_id)))
      note_hands(server_, "central", lobby_.site_id, agenda_, told_);
  };
  server_.on_commit = look;
  server_.on_begin = [this] { note_hands(server_, "central", lobby_.site_id, agenda_, told_); };
  server_.on_begin();
  site_->start();
  agenda_.pass(5s);
  technician_ = std::make_unique<SimTechnician>(
      agenda_, weather_, mutant_, server_, *site_, lobby_.site_id,
      [this](SimServer& server, WallTime since, Millis within) { turn_lobby(server, since, within); });
  technician_->give();
  while (!technician_->idle()) agenda_.pass(1s);
}

void World::turn_lobby(SimServer& server, WallTime since, Millis within) {
  if (technician_ && technician_->lost_boxes() > 0) told_.box_lost = true;
  if (technician_) told_.given_up_boxes = technician_->given_up();
  lobby_server_ = &server;
  const auto turn = [this, &server, within](auto& machine) {
    ++turning_;
    agenda_.after(agenda_.up_to(within), [this, &server, &machine] {
      --turning_;
      machine.turn_to(server);
    });
  };
  for (auto* device : devices()) turn(*device);
  for (auto& clerk : clerks_) turn(clerk);
  // Nobody on the walls heard of anything meanwhile.
  told_.troubles.push_back({"server", since, agenda_.wall() + within});
}

void World::end_moves() {
  technician_->stop();
  site_->wide().mend();
  site_->box().machine().disk.cut_at(0);
  site_->box().machine().disk.limit(std::nullopt);
  // A box that is under repair comes back, a move that was begun ends.
  for (int second = 0; second < 1'800; ++second) {
    if (technician_->idle() && turning_ == 0 && site_->box().is_up()) return;
    agenda_.pass(1s);
  }
}

}  // namespace vuoro::test
