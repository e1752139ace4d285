#include "tests/sim/technician.h"

#include "server/authority/site_authority.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

constexpr Millis k_look_every{1'000};
constexpr Millis k_given_up_turned_within = 5min;

/// However lately it was heard of: who says so has seen the smoke, or was told it on the telephone.
Result<void> lose(authority::Context& context, const Uuid& site_id) {
  return authority::declare_box_lost(context, site_id, true);
}

}  // namespace

SimTechnician::SimTechnician(Agenda& agenda, const Weather& weather, Mutant& mutant, SimServer& central,
                             SimSite& site, const Uuid& site_id, TurnLobby turn_lobby)
    : agenda_(agenda),
      weather_(weather),
      mutant_(mutant),
      central_(central),
      site_(site),
      site_id_(site_id),
      turn_lobby_(std::move(turn_lobby)) {}

/// Under the newest epoch: a box that was lost and has not heard of it yet is not asked.
bool SimTechnician::acts(SimServer& server) const {
  if (!server.is_up() || !central_.is_up()) return false;
  const auto row_of = [this](SimServer& of) {
    return of.store().read_value<store::SiteAuthorityRow>(
        [this](store::Reader& reader) { return authority::authority_row(reader, site_id_); });
  };
  const auto row = row_of(server);
  const auto central = row_of(central_);
  return row && central && row->here && row->epoch >= central->epoch;
}

bool SimTechnician::decide(Result<void> (*rule)(authority::Context&, const Uuid&)) {
  if (!central_.is_up()) return false;
  const auto done = central_.act<int>([&](authority::Context& context) -> Result<int> {
    VUORO_TRY(rule(context, site_id_));
    return 0;
  });
  return done.has_value();
}

void SimTechnician::look(SimServer& wanted, const std::string& name, std::function<void()> then) {
  if (acts(wanted)) {
    agenda_.note("technician", "sees that it acts", name);
    return then();
  }
  agenda_.after(k_look_every, [this, &wanted, name, then = std::move(then)] { look(wanted, name, then); });
}

void SimTechnician::finish(SimServer& server, Millis within) {
  // A cable is moved, an address is typed.
  agenda_.after(agenda_.between(2s, 30s), [this, &server, within] {
    turn_lobby_(server, began_, within);
    ++moves_;
    busy_ = false;
    next();
  });
}

void SimTechnician::give() {
  if (!busy_) began_ = agenda_.wall();
  busy_ = true;
  // A box that was lost and has not told yet what it did before is refused.
  const auto given = !central_.is_up()
                         ? Result<int>(fail(Errc::unavailable, "down"))
                         : central_.act<int>([this](authority::Context& context) -> Result<int> {
                             VUORO_TRY(authority::give_site(context, site_id_, site_.device_id()));
                             return 0;
                           });
  if (given) central_.at_once([this] { mutant_.site_leaves(central_.store(), site_id_, true); });
  if (!given) return agenda_.after(k_look_every, [this] { give(); });
  look(site_.box(), "box", [this] { finish(site_.box()); });
}

void SimTechnician::begin_work() {
  working_ = true;
  next();
}

void SimTechnician::next() {
  if (!working_) return;
  agenda_.after(agenda_.between(5min, 25min), [this] {
    if (!working_ || busy_) return;
    if (!acts(site_.box())) return acts(central_) ? give() : next();
    began_ = agenda_.wall();
    if (agenda_.chance(weather_.box_given_up)) return give_up_living();
    agenda_.chance(weather_.box_lost) ? lose_box() : take_back();
  });
}

void SimTechnician::take_back() {
  busy_ = true;
  if (!decide(authority::want_site_back)) return agenda_.after(k_look_every, [this] { take_back(); });
  look(central_, "central", [this] { finish(central_); });
}

void SimTechnician::lose_box() {
  busy_ = true;
  // Smoke. The lobby stands still until somebody says so; the box comes from the repair with its old disk,
  // and its line is looked to before it is switched on.
  site_.box().crash(true, 12min);
  site_.wide().mend();
  agenda_.after(agenda_.between(30s, 5min), [this] { declare_lost(); });
}

void SimTechnician::give_up_living() {
  busy_ = true;
  // A digger, and a wrong word on the telephone. Who is still turned to the box is served there.
  site_.wide().cut(agenda_.between(2min, 12min));
  agenda_.after(agenda_.between(30s, 2min), [this] {
    if (!acts(site_.box()) || !decide(lose)) {
      busy_ = false;
      return next();
    }
    agenda_.note("technician", "declares a living box lost");
    ++lost_boxes_;
    given_up_.push_back(agenda_.wall());
    finish(central_, k_given_up_turned_within);
  });
}

void SimTechnician::declare_lost() {
  // A central server that waits for its clock to be set took no declaration until the box was back.
  if (site_.box().is_up()) {
    busy_ = false;
    return next();
  }
  if (!decide(lose)) return agenda_.after(k_look_every, [this] { declare_lost(); });
  agenda_.note("technician", "declares the box lost");
  ++lost_boxes_;
  finish(central_);
}

}  // namespace vuoro::test
