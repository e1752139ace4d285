#include "tests/support/herd.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>

#include "core/sync/sync.h"
#include "tests/support/herd_line.h"
#include "tests/support/herd_store.h"

namespace vuoro::test {
namespace {

/// A device that has nothing to do is looked at so often all the same.
constexpr Millis k_look_again{1'000};
/// A step that says it wants another at once gets it after this, and the others theirs before.
constexpr Millis k_step_least{5};
/// What somebody waits for is looked at no more often: with thousands of devices a look has its price.
constexpr Millis k_look_least{20};
constexpr std::size_t k_connections_of_a_device = 6;

}  // namespace

struct Herd::Inside {
  explicit Inside(const HerdPlan& plan)
      : line(plan.ca_file, plan.devices.size() * k_connections_of_a_device) {}

  SystemClock clock;
  SystemRandom random;
  HerdFigures figures;
  std::map<Uuid, std::vector<double>> heard;
  std::map<Uuid, std::set<Uuid>> given;  ///< by site
  WallTime since = clock.wall();
  MonoTime timing_began = clock.mono();
  std::vector<double> current_s;
  std::vector<std::unique_ptr<Device>> devices;
  HerdLine line;  ///< after those whose exchanges it carries

  std::mutex mutex;  ///< guards what follows
  std::condition_variable came;
  std::function<bool()> awaited;  ///< looked at on the herd's thread; empty: nobody waits
  bool held = false;
  bool over = false;
};

class Herd::Device final : public sync::Transport {
 public:
  Device(Inside& herd, const HerdPlan& plan, int number)
      : herd_(herd),
        who_(plan.devices[static_cast<std::size_t>(number)]),
        machine(herd.clock, herd.random, *this, store, {who_.site, true}) {
    caller_.url = fmt::format("https://d{}.herd.test:{}", number, plan.device_port);
    // All devices of a lobby come from one address.
    const int place = number / plan.devices_of_a_site;
    caller_.address = fmt::format("127.1.{}.{}", place / 250 + 1, place % 250 + 1);
    caller_.badge = {who_.certificate_pem, plan.key_pem};
    const std::string where = fmt::format("d{}.herd.test:{}:127.0.0.1", number, plan.device_port);
    caller_.resolve = curl_slist_append(nullptr, where.c_str());
    (void)machine.start();
    machine.leases().set_stock(plan.service_day, {who_.queue});
    protocol::DeviceStatus status;
    status.version = "herd";
    status.printer = "ok";
    machine.set_status(status);
    for (auto* feed : {&machine.global_feed(), &machine.site_feed()})
      feed->on_applied = [this](const protocol::ChangesPage& page) { note_heard(page); };
  }
  ~Device() override { curl_slist_free_all(caller_.resolve); }

  void step() {
    machine.step();
    wake = std::max(machine.wake(), herd_.clock.mono() + k_step_least);
  }

  void send(sync::Request request, Done done) override {
    herd_.line.send(caller_, request, [this, done = std::move(done)](sync::Response response) {
      ++herd_.figures.answers[response.status];
      herd_.figures.bytes += static_cast<std::int64_t>(response.body.size());
      done(std::move(response));
      step();
      note_current();
    });
  }

  void note_current() {
    if (was_current || !is_current()) return;
    was_current = true;
    herd_.current_s.push_back(std::chrono::duration<double>(herd_.clock.mono() - herd_.timing_began).count());
  }

  /// @return whether a number of the block was there.
  bool give_number() {
    const auto grant = machine.leases().next_of_block(who_.queue);
    if (!grant) return false;
    machine.leases().spent(who_.queue, *grant);
    protocol::TicketIssued issued;
    issued.ticket_id = Uuid::v7(herd_.clock, herd_.random);
    issued.queue_id = who_.queue;
    issued.lease_id = grant->lease_id;
    issued.number = fmt::format("A{}", grant->number);
    issued.number_value = grant->number;
    issued.service_day = grant->service_day;
    issued.language = "fi";
    issued.follow_token = herd_.random.text(24, k_url_alphabet);
    herd_.given[who_.site].insert(issued.ticket_id);
    store.events.push_back({Uuid::v7(herd_.clock, herd_.random), ++sequence_, "ticket.issued",
                            herd_.clock.wall(), protocol::encode(issued)});
    machine.outbox().added();
    step();
    return true;
  }

  [[nodiscard]] bool is_stocked(int each) const { return machine.leases().left(who_.queue) >= each; }
  [[nodiscard]] bool agrees() const {
    const auto at = herd_.given.find(who_.site);
    return store.refused == 0 && store.events.empty() &&
           store.tickets == (at == herd_.given.end() ? std::set<Uuid>() : at->second);
  }

  MonoTime wake{};
  bool was_current = false;
  HerdStore store;

 private:
  [[nodiscard]] bool is_current() {
    const auto stands = [&](const sync::FeedFollower& feed) {
      return feed.current_at() && *feed.current_at() >= herd_.since;
    };
    return machine.link().online() && store.events.empty() && stands(machine.site_feed()) &&
           stands(machine.global_feed());
  }
  void note_heard(const protocol::ChangesPage& page) {
    for (const auto& change : page.changes) {
      if (const auto at = herd_.heard.find(change.id); at != herd_.heard.end())
        at->second.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
                .count());
    }
  }

  Inside& herd_;
  const HerdDevice& who_;
  HerdCaller caller_;
  std::int64_t sequence_ = 0;

 public:
  sync::Sync machine;  ///< last: it uses all the others
};

Herd::Herd(HerdPlan plan) : plan_(std::move(plan)), inside_(std::make_unique<Inside>(plan_)) {
  for (std::size_t i = 0; i < plan_.devices.size(); ++i)
    inside_->devices.push_back(std::make_unique<Device>(*inside_, plan_, static_cast<int>(i)));
  thread_ = std::thread([this] { live(); });
}

Herd::~Herd() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->over = true;
  }
  inside_->line.wake();
  thread_.join();
}

void Herd::live() {
  MonoTime look_at{};
  for (Inside& herd = *inside_;;) {
    const MonoTime now = herd.clock.mono();
    MonoTime next = now + k_look_again;
    for (auto& device : herd.devices) {
      if (device->wake <= now) device->step();
      next = std::min(next, device->wake);
    }
    {
      const std::lock_guard lock(herd.mutex);
      if (herd.over) return;
      if (!herd.awaited) look_at = now;
      if (herd.awaited && now >= look_at) {
        look_at = now + k_look_least;
        herd.held = herd.awaited();
        if (herd.held) herd.awaited = nullptr;
        herd.came.notify_all();
      }
      if (herd.awaited) next = std::min(next, look_at);
    }
    herd.line.run(next);
  }
}

bool Herd::until(std::chrono::seconds patience, std::function<bool()> holds) {
  std::unique_lock lock(inside_->mutex);
  inside_->held = false;
  inside_->awaited = std::move(holds);
  inside_->line.wake();
  const bool held = inside_->came.wait_for(lock, patience, [&] { return inside_->held; });
  inside_->awaited = nullptr;
  return held;
}

void Herd::on_thread(const std::function<void()>& work) {
  (void)until(std::chrono::hours(24), [&] {
    work();
    return true;
  });
}

void Herd::begin_timing() {
  on_thread([&] {
    inside_->since = inside_->clock.wall();
    inside_->timing_began = inside_->clock.mono();
    inside_->current_s.clear();
    for (auto& device : inside_->devices) device->was_current = false;
  });
}

std::vector<double> Herd::current(std::chrono::seconds patience) {
  std::vector<double> times;
  (void)until(patience, [&] { return inside_->current_s.size() == inside_->devices.size(); });
  on_thread([&] { times = inside_->current_s; });
  return times;
}

bool Herd::stocked(int each, std::chrono::seconds patience) {
  return until(patience, [&] {
    return std::all_of(inside_->devices.begin(), inside_->devices.end(),
                       [&](const auto& device) { return device->is_stocked(each); });
  });
}

bool Herd::alone(std::chrono::seconds patience) {
  return until(patience, [&] {
    return std::none_of(inside_->devices.begin(), inside_->devices.end(),
                        [](const auto& device) { return device->machine.link().online(); });
  });
}

int Herd::visitors(int each) {
  int given = 0;
  on_thread([&] {
    for (auto& device : inside_->devices) {
      for (int i = 0; i < each; ++i) given += device->give_number() ? 1 : 0;
    }
  });
  return given;
}

std::string Herd::disagreement(std::chrono::seconds patience) {
  std::string why;
  (void)until(patience, [&] {
    std::int64_t refused = 0;
    std::int64_t waiting = 0;
    int other = 0;
    for (const auto& device : inside_->devices) {
      refused += device->store.refused;
      waiting += static_cast<std::int64_t>(device->store.events.size());
      other += device->agrees() ? 0 : 1;
    }
    why = other == 0 ? ""
                     : fmt::format(
                           "{} devices know other numbers than were given; {} acts refused, {} not delivered",
                           other, refused, waiting);
    return why.empty();
  });
  return why;
}

void Herd::listen_for(const Uuid& record) {
  on_thread([&] { inside_->heard[record].clear(); });
}

std::vector<double> Herd::heard_of(const Uuid& record, std::chrono::seconds patience) {
  std::vector<double> times;
  (void)until(patience, [&] { return inside_->heard[record].size() >= inside_->devices.size(); });
  on_thread([&] { times = inside_->heard[record]; });
  return times;
}

HerdFigures Herd::take_figures() {
  HerdFigures out;
  on_thread([&] { out = std::exchange(inside_->figures, HerdFigures()); });
  return out;
}

}  // namespace vuoro::test
