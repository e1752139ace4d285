#include "tests/unit/shares_world.h"

#include "server/authority/event_intake.h"
#include "server/authority/leases.h"
#include "server/limits.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// A machine's own clocks: the monotonic one starts anew with the machine, the other is set by anybody.
class MachineClock final : public Clock {
 public:
  explicit MachineClock(const ManualClock& truth) : truth_(truth) {}
  [[nodiscard]] WallTime wall() const override { return truth_.wall() + wall_off; }
  [[nodiscard]] MonoTime mono() const override { return truth_.mono() + mono_off; }
  Millis wall_off{0};
  Millis mono_off{0};

 private:
  const ManualClock& truth_;
};

/// A disk that never fails: kiosk_store_test and disk_faults_test have those that do.
class LeaseDisk final : public sync::LeaseStore {
 public:
  Result<std::vector<sync::HeldLease>> leases() override {
    std::vector<sync::HeldLease> out;
    for (auto [id, held] : rows) {
      if (boots.at(id) != boot) held.expires = clock->mono();
      out.push_back(held);
    }
    return out;
  }
  Result<void> keep_lease(const sync::HeldLease& lease) override { return keep_leases(std::span(&lease, 1)); }
  Result<void> keep_leases(std::span<const sync::HeldLease> leases) override {
    for (const auto& held : leases) {
      rows.insert_or_assign(held.lease.id, held);
      boots[held.lease.id] = boot;
    }
    return {};
  }
  Result<void> forget_leases(std::span<const Uuid> ids) override {
    for (const auto& id : ids) rows.erase(id);
    return {};
  }
  std::map<Uuid, sync::HeldLease> rows;
  std::map<Uuid, int> boots;
  int boot = 1;
  const Clock* clock = nullptr;
};

}  // namespace

/// The engine's path of a booking without its screens: hold, else from the stock; confirm or leave.
class SharesWorld::Device final : public sync::Transport {
 public:
  Device(SharesWorld& world, const std::string& name)
      : id(Uuid::from_name("test:" + name)), world_(world), clock_(world.server_.clock) {
    disk_.clock = &clock_;
    start();
  }

  void start() {
    ++run_;
    shares_.reset();
    leases_.reset();
    link_ = std::make_unique<sync::Link>(clock_, world_.random_, *this);
    leases_ = std::make_unique<sync::LeaseKeeper>(*link_, disk_, clock_.mono());
    shares_ = std::make_unique<sync::SlotShares>(*link_, disk_, clock_.mono());
    (void)leases_->start();
    (void)shares_->start();
  }
  void restart(bool machine) {
    if (machine) {
      ++disk_.boot;
      clock_.mono_off = world_.up_to(100h);
      link_busy_ = false;
    }
    start();
  }
  void jump_clock() { clock_.wall_off = world_.up_to(48h) - 24h; }

  void step() {
    if (!alive) return;
    if (cut_until_ > world_.server_.clock.mono()) {
      // The content is as it was.
    } else {
      known_ = world_.slots_;
    }
    sync::SlotStockAsk ask;
    ask.now = world_.server_.clock.wall();
    static const TimeZone zone = TimeZone::create("Europe/Helsinki").value();
    ask.zone = &zone;
    ask.held = shares_->places();
    ask.refused = shares_->refused();
    for (const auto& slot : known_) {
      if (slot.start > ask.now) ask.slots.push_back(&slot);
    }
    ask.services = {{world_.server_.service, booked_}, {Uuid::from_name("other service"), 0}};
    shares_->set_wishes(sync::wanted_places(ask));
    (void)leases_->step();
    shares_->step();
    flush();
  }

  void visitor() {
    const Slot slot = world_.slots_[world_.random_.below(world_.slots_.size())];
    if (!alive || slot.start <= world_.server_.clock.wall()) return;
    auto over = std::make_shared<bool>(false);
    const int run = run_;
    const auto from_stock = [this, slot, over] {
      *over = true;
      if (const auto place = shares_->take(slot.id)) confirm(slot, *place, true);
    };
    if (!link_->worth_asking()) return from_stock();
    leases_->ask_slot(slot.id, [this, slot, over, run, from_stock](const Result<protocol::Lease>& lease) {
      if (run != run_) return;
      if (*over) {
        if (lease) leases_->give_back(lease->id);
        return;
      }
      if (!lease) return from_stock();
      *over = true;
      confirm(slot, lease->id, false);
    });
    world_.after(sync::k_number_budget, [this, over, run, from_stock] {
      if (run == run_ && alive && !*over) from_stock();
    });
  }

  void cut_for(Millis time) { cut_until_ = world_.server_.clock.mono() + time; }
  void mend() { cut_until_ = {}; }
  [[nodiscard]] std::size_t waiting() const { return outbox_.size(); }
  [[nodiscard]] sync::SlotShares& shares() { return *shares_; }

  void send(sync::Request request, Done done) override {
    const int run = run_;
    const auto call = [this, run, done](const sync::Response& response) {
      if (run == run_ && alive) done(response);
    };
    const Millis there = world_.up_to(900ms);
    const bool cut = cut_until_ > world_.server_.clock.mono();
    const bool lost = cut || world_.chance(world_.weather_.lose_request);
    const bool mute = world_.chance(world_.weather_.lose_answer);
    const int times = world_.chance(world_.weather_.duplicate) ? 2 : 1;
    world_.after(request.timeout, [call] { call({0, "", std::nullopt, "no answer"}); });
    if (lost) return;
    for (int i = 0; i < times; ++i) {
      world_.after(there * (i + 1), [this, request, call, mute] {
        const auto response = world_.serve(id, request);
        if (!mute) world_.after(world_.up_to(700ms), [call, response] { call(response); });
      });
    }
  }

  const Uuid id;
  bool alive = true;

 private:
  void confirm(const Slot& slot, const Uuid& hold, bool stock) {
    const int run = run_;
    world_.after(world_.up_to(4min), [this, slot, hold, stock, run] {
      if (run != run_ || !alive) return;
      if (world_.chance(300)) {
        stock ? shares_->put_back(hold) : leases_->give_back(hold);
        return;
      }
      const auto good = stock ? shares_->in_hand(hold) : leases_->hold(hold);
      if (!good) return;
      protocol::AppointmentBooked booked;
      booked.appointment_id = Uuid::v7(clock_, world_.random_);
      booked.slot_id = slot.id;
      booked.service_id = slot.service_id;
      booked.lease_id = hold;
      booked.code = world_.random_.text(8, k_readable_alphabet);
      booked.language = "fi";
      booked.start = slot.start;
      booked.minutes = slot.minutes;
      // One commit of the device: the event is there and the lease is not.
      disk_.rows.erase(hold);
      outbox_.push_back({Uuid::v7(clock_, world_.random_), ++sequence_, "appointment.booked", clock_.wall(),
                         protocol::encode(booked)});
      stock ? shares_->used(hold) : leases_->used(hold);
      ++booked_;
      ++world_.promised_;
      world_.appointments_.push_back(booked.appointment_id);
      if (stock) ++world_.from_stock_;
      if (++world_.promises_[slot.id] > slot.capacity) ++world_.over_;
    });
  }

  void flush() {
    if (outbox_.empty() || link_busy_ || cut_until_ > world_.server_.clock.mono()) return;
    link_busy_ = true;
    const auto event_id = outbox_.front().id;
    const int run = run_;
    sync::Request request{"POST", "/api/v1/events",
                          json::serialize(protocol::encode(protocol::EventBatch{{outbox_.front()}})), 10s};
    link_->send(std::move(request), [this, event_id, run](const sync::Response& response, MonoTime) {
      if (run != run_) return;
      link_busy_ = false;
      if (response.status == 200 && !outbox_.empty() && outbox_.front().id == event_id) outbox_.pop_front();
    });
    world_.after(11s, [this] { link_busy_ = false; });
  }

  SharesWorld& world_;
  MachineClock clock_;
  LeaseDisk disk_;
  std::unique_ptr<sync::Link> link_;
  std::unique_ptr<sync::LeaseKeeper> leases_;
  std::unique_ptr<sync::SlotShares> shares_;
  std::deque<protocol::Event> outbox_;
  std::vector<Slot> known_;
  std::int64_t sequence_ = 0;
  std::int32_t booked_ = 0;
  MonoTime cut_until_{};
  bool link_busy_ = false;
  int run_ = 0;
};

SharesWorld::SharesWorld(std::uint64_t seed, int devices, SharesWeather weather)
    : random_(seed), weather_(weather), strict_(weather.cut_most < limits::k_place_grace) {
  std::vector<authority::ImportRecord> records;
  for (int i = 0; i < 14; ++i) {
    Slot slot;
    slot.id = Uuid::from_name("share slot " + std::to_string(i));
    slot.site_id = server_.site;
    slot.service_id = i % 3 == 0 ? Uuid::from_name("other service") : server_.service;
    slot.start = server_.clock.wall() + 3h + i * 9h;
    slot.capacity = 1 + i % 5;
    records.push_back({"slot", encode(slot)});
    slots_.push_back(slot);
  }
  for (int i = 0; i < devices; ++i)
    devices_.push_back(std::make_unique<Device>(*this, "terminal " + std::to_string(i)));
  server_
      .act<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(authority::import_records(context, "shares", records, false));
        for (const auto& device : devices_) {
          store::DeviceRow row;
          row.id = device->id;
          row.site_id = server_.site;
          VUORO_TRY(context.tx.put_device(row));
        }
        return 0;
      })
      .value();
}

SharesWorld::~SharesWorld() = default;

void SharesWorld::after(Millis delay, std::function<void()> call) {
  happenings_.push({server_.clock.mono() + delay, ++order_, std::move(call)});
}

void SharesWorld::pass(Millis time) {
  const MonoTime end = server_.clock.mono() + time;
  while (!happenings_.empty() && happenings_.top().at <= end) {
    const auto next = happenings_.top();
    happenings_.pop();
    server_.clock.advance(next.at - server_.clock.mono());
    next.call();
  }
  server_.clock.advance(end - server_.clock.mono());
}

sync::Response SharesWorld::serve(const Uuid& device_id, const sync::Request& request) {
  const auto body = parse_json(request.body).value();
  const auto answer = server_.act<json::value>([&](authority::Context& context) -> Result<json::value> {
    VUORO_ASSIGN(const auto row, authority::living_device(context.tx, device_id));
    if (request.target == "/api/v1/events") {
      VUORO_ASSIGN(const auto answers, authority::take_events(context, row, body));
      return protocol::encode(answers);
    }
    if (request.target == "/api/v1/leases/return") {
      VUORO_ASSIGN(const auto message, protocol::decode<protocol::LeaseReturn>(body, RecordMode::strict));
      VUORO_TRY(authority::return_leases(context, row, message));
      return json::value(json::object());
    }
    VUORO_ASSIGN(const auto message, protocol::decode<protocol::LeaseRequest>(body, RecordMode::strict));
    return authority::grant_leases(context, row, message);
  });
  look();
  return {200, json::serialize(answer.value()), std::nullopt, {}};
}

void SharesWorld::tick_server() {
  server_.act<std::size_t>([](authority::Context& context) { return authority::expire_leases(context, 500); })
      .value();
  look();
}

std::string SharesWorld::wrong() {
  for (const auto& slot : slots_) {
    const int promised = promises_.contains(slot.id) ? promises_.at(slot.id) : 0;
    if (slot.leased < 0) return "a slot has fewer than no places held";
    if (slot.taken > promised) return "the authority knows more bookings than were made";
    if (slot.taken <= slot.capacity && slot.taken + slot.leased > slot.capacity && strict_)
      return "the authority holds more places than there are";
  }
  return "";
}

std::string SharesWorld::run(int steps, Millis step_most) {
  for (int i = 0; i < steps; ++i) {
    Device& one = *devices_[random_.below(devices_.size())];
    if (chance(350)) one.visitor();
    if (chance(weather_.cut)) one.cut_for(up_to(weather_.cut_most));
    if (chance(weather_.restart) && one.alive) one.restart(chance(250));
    if (chance(weather_.clock_jump)) one.jump_clock();
    if (chance(weather_.dies) && alive() > 1) one.alive = false;
    for (auto& device : devices_) device->step();
    if (i % 20 == 0) tick_server();
    pass(up_to(step_most));
    if (auto what = wrong(); !what.empty()) return what;
  }
  return "";
}

std::string SharesWorld::settle() {
  weather_ = {0, 0, 0, 0, Millis(0), 0, 0, 0};
  for (auto& device : devices_) device->mend();
  for (int i = 0; i < 4'000; ++i) {
    for (auto& device : devices_) device->step();
    pass(30s);
    std::size_t waiting = 0;
    for (const auto& device : devices_) waiting += device->alive ? device->waiting() : 0;
    if (waiting == 0 && i > 400) break;
  }
  for (const auto& device : devices_) {
    if (device->alive && device->waiting() > 0) return "a booking never arrived";
  }
  // Nobody comes any more, and every device is gone: in the end nothing is held.
  const int living = alive();
  for (auto& device : devices_) device->alive = false;
  pass(26h);
  tick_server();
  if (auto what = wrong(); !what.empty()) return what;
  for (const auto& slot : slots_) {
    if (server_.has<Slot>(slot.id) && slot.leased != 0) return "a place never came back";
    const int promised = promises_.contains(slot.id) ? promises_.at(slot.id) : 0;
    if (living == std::ssize(devices_) && slot.taken != promised) return "the authority misses a booking";
  }
  return "";
}

int SharesWorld::alive() const {
  return static_cast<int>(
      std::count_if(devices_.begin(), devices_.end(), [](const auto& device) { return device->alive; }));
}

int SharesWorld::marked_over() {
  int marked = 0;
  for (const auto& id : appointments_) {
    if (server_.has<Appointment>(id) && server_.get<Appointment>(id).over_capacity.value_or(false)) ++marked;
  }
  return marked;
}

void SharesWorld::look() {
  server_.store
      ->read_value<int>([&](store::Reader& reader) -> Result<int> {
        for (auto& slot : slots_) {
          VUORO_ASSIGN(auto found, authority::find<Slot>(reader, slot.id));
          if (found) slot = std::move(*found);
        }
        return 0;
      })
      .value();
}

}  // namespace vuoro::test
