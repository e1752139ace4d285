#include "tests/sim/world.h"

#include <fmt/format.h>

#include <list>
#include <stdexcept>

namespace vuoro::test {

using namespace std::chrono_literals;

/// A machine of its own: its wall clock, its disk, its line, and what runs on it until the next crash.
class World::Terminal final : public sync::Transport {
 public:
  Terminal(World& world, int number)
      : world_(world),
        id_(Uuid::from_name(fmt::format("sim:terminal:{}", number))),
        disk_(world.random_.next_u64()),
        clock_(world.clock_) {}

  /// Shares monotonic time with the world; the wall clock is its own.
  class OwnClock final : public Clock {
   public:
    explicit OwnClock(const Clock& world) : world_(world) {}
    [[nodiscard]] WallTime wall() const override { return world_.wall() + wrong_by; }
    [[nodiscard]] MonoTime mono() const override { return world_.mono(); }
    Millis wrong_by{0};

   private:
    const Clock& world_;
  };

  void start() {
    auto store = kiosk::Store::open_or_recover(disk_.path("kiosk.db"), clock_, {"sim-boot", true});
    if (!store) throw std::runtime_error(store.error().to_string());
    store_ = std::make_unique<kiosk::Store>(std::move(*store));
    auto core =
        kiosk::LobbyCore::create(clock_, world_.random_, *this, *store_, {id_, world_.lobby_.site_id, true});
    if (!core) throw std::runtime_error(core.error().to_string());
    core_ = std::move(*core);
    turn();
  }

  /// The program is killed, or the machine's power goes: only the disk stays, and of what was not synced only
  /// what chance leaves.
  void crash() {
    ++run_;
    const bool power_goes = world_.random_.below(2) == 0;
    power_goes ? disk_.cut() : disk_.kill();
    core_.reset();
    store_.reset();
    disk_.restore();
    waiting_.clear();
    ++world_.crashes_;
    world_.after(world_.up_to(20s), [this] { start(); });
  }

  /// One turn of the machine's loop, and an alarm for the next.
  void turn() {
    if (!core_) return;
    core_->step();
    if (core_->view_changed()) (void)core_->view();
    const Millis delay = std::max(Millis(1), core_->wake() - clock_.mono());
    world_.after(std::min(delay, Millis(60'000)), [this, run = run_, alarm = ++alarm_] {
      if (run == run_ && alarm == alarm_) turn();
    });
  }

  void send(sync::Request request, Done done) override {
    // The machine that asked may be gone when the answer comes.
    auto answered = std::make_shared<bool>(false);
    const auto answer = [this, run = run_, answered, done = std::move(done)](sync::Response response) {
      if (run != run_ || *answered) return;
      *answered = true;
      done(std::move(response));
      turn();
    };
    world_.after(request.timeout, [answer] { answer({0, "", std::nullopt, "timeout"}); });
    const int copies = world_.chance(world_.weather_.duplicate) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      if (is_cut() || world_.chance(world_.weather_.lose_request)) continue;
      world_.after(world_.up_to(world_.weather_.delay_most),
                   [this, request, answer] { arrive(request, answer); });
    }
  }

  void arrive(const sync::Request& request, const std::function<void(sync::Response)>& answer) {
    auto response = world_.authority_.handle(id_, request, true);
    if (!response) {
      waiting_.push_back({request, answer, clock_.mono() + 25s, run_});
      world_.after(25s, [this] { offer(); });
      return;
    }
    if (is_cut() || world_.chance(world_.weather_.lose_answer)) return;
    world_.after(world_.up_to(world_.weather_.delay_most),
                 [answer, response = *response] { answer(response); });
  }

  /// Something changed at the authority, or a wait is over.
  void offer() {
    auto waiting = std::move(waiting_);
    waiting_.clear();
    for (auto& one : waiting) {
      if (one.run != run_) continue;
      auto response = world_.authority_.handle(id_, one.request, clock_.mono() < one.until);
      if (!response) {
        waiting_.push_back(std::move(one));
      } else if (!is_cut() && !world_.chance(world_.weather_.lose_answer)) {
        world_.after(world_.up_to(world_.weather_.delay_most),
                     [answer = one.answer, response = *response] { answer(response); });
      }
    }
  }

  [[nodiscard]] bool is_cut() const { return clock_.mono() < cut_until_; }

  struct Waiting {
    sync::Request request;
    std::function<void(sync::Response)> answer;
    MonoTime until;
    int run;
  };
  World& world_;
  Uuid id_;
  SimDisk disk_;
  OwnClock clock_;
  std::unique_ptr<kiosk::Store> store_;
  std::unique_ptr<kiosk::LobbyCore> core_;
  std::list<Waiting> waiting_;
  MonoTime cut_until_{};
  int run_ = 0;
  int alarm_ = 0;
};

World::World(std::uint64_t seed, int terminals, Weather weather)
    : random_(seed),
      clock_(WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 7h)),
      weather_(weather),
      authority_(clock_, random_),
      lobby_(furnish(authority_, clock_.wall(), 24)) {
  authority_.set_page_max(7);
  authority_.on_change([this] {
    // From within a request: the others hear of it a moment later.
    after(1ms, [this] {
      for (auto& terminal : terminals_) terminal->offer();
    });
  });
  for (int number = 0; number < terminals; ++number) {
    terminals_.push_back(std::make_unique<Terminal>(*this, number));
    terminals_.back()->start();
  }
}

World::~World() {
  authority_.on_change(nullptr);
}

void World::after(Millis delay, std::function<void()> call) {
  happenings_.push({clock_.mono() + delay, ++order_, std::move(call)});
}

void World::pass(Millis time) {
  const MonoTime end = clock_.mono() + time;
  while (!happenings_.empty() && happenings_.top().at <= end) {
    const Happening next = happenings_.top();
    happenings_.pop();
    if (next.at > clock_.mono()) clock_.advance(next.at - clock_.mono());
    next.call();
  }
  clock_.advance(end - clock_.mono());
}

void World::visitors(int count) {
  for (int i = 0; i < count; ++i) {
    pass(up_to(8s));
    auto& terminal = *terminals_[random_.below(terminals_.size())];
    if (chance(weather_.cut)) terminal.cut_until_ = clock_.mono() + up_to(weather_.cut_most);
    if (chance(weather_.clock_jump)) terminal.clock_.wrong_by = up_to(2h) - 1h;
    if (terminal.core_) visit(terminal);
    // In the same breath or some moments later: also between an answer and its event's leaving.
    if (chance(weather_.crash)) {
      pass(up_to(300ms));
      if (terminal.core_) terminal.crash();
    }
  }
}

void World::visit(Terminal& terminal) {
  auto& core = *terminal.core_;
  ++told_.asked;
  const auto act = random_.below(10);
  if (act < 6) {
    const Uuid queue = random_.below(2) == 0 ? lobby_.queue_a : lobby_.queue_b;
    const Uuid other = queue == lobby_.queue_a ? lobby_.queue_b : lobby_.queue_a;
    std::vector<Errand> errands;
    if (act == 0) errands.push_back({other, std::nullopt});
    core.take_ticket(
        {queue, std::nullopt, "fi", {}, std::move(errands)}, [this](Result<kiosk::IssuedTicket> ticket) {
          ticket ? told_.tickets.push_back(std::move(*ticket)) : static_cast<void>(++told_.refused);
        });
  } else if (act < 8) {
    const Uuid slot = lobby_.slots[random_.below(lobby_.slots.size())];
    core.hold_slot(slot, [this, &terminal, run = terminal.run_, slot](const Result<Uuid>& hold) {
      if (!hold || run != terminal.run_) return static_cast<void>(++told_.refused);
      terminal.core_->book({slot, lobby_.service_a, *hold, "fi", std::nullopt, std::nullopt},
                           [this](Result<Appointment> booked) {
                             booked ? told_.bookings.push_back(std::move(*booked))
                                    : static_cast<void>(++told_.refused);
                           });
    });
  } else if (act < 9 && !told_.bookings.empty()) {
    const std::string code = told_.bookings[random_.below(told_.bookings.size())].code;
    core.check_in(code, "fi", [this](Result<kiosk::CheckedIn> checked) {
      const bool took = checked && checked->ticket &&
                        (checked->verdict == CheckIn::on_time || checked->verdict == CheckIn::late);
      took ? told_.tickets.push_back(std::move(*checked->ticket)) : static_cast<void>(++told_.refused);
    });
  } else {
    kiosk::GiveFeedback ask;
    ask.score = 4;
    ask.language = "fi";
    core.give_feedback(ask, [this](Result<Uuid> id) {
      id ? told_.feedback.push_back(*id) : static_cast<void>(++told_.refused);
    });
  }
  terminal.turn();
}

bool World::settle(Millis bound) {
  weather_ = {0, 0, 0, 20ms, 0, 0ms, 0, 0};
  for (auto& terminal : terminals_) terminal->cut_until_ = {};
  const MonoTime end = clock_.mono() + bound;
  while (clock_.mono() < end) {
    pass(5s);
    bool empty = true;
    for (auto& terminal : terminals_) {
      const auto counts = terminal->store_ ? terminal->store_->outbox_counts()
                                           : Result<sync::OutboxCounts>(fail(Errc::offline, ""));
      empty = empty && counts && counts->waiting == 0;
    }
    if (empty) return true;
  }
  return false;
}

}  // namespace vuoro::test
