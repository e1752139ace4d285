#include "kiosk/engine/engine.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/net/curl_wire.h"
#include "kiosk/engine/guidance.h"
#include "kiosk/engine/lobby_core.h"

namespace vuoro::kiosk {
namespace {

/// While a database cannot be opened, the log says it again so often; at once when the reason is another.
constexpr Millis k_say_again_every{600'000};

}  // namespace

// ---- The UI's side
// ----------------------------------------------------------------------------------------------

Result<std::unique_ptr<Engine>> Engine::start(EngineConfig config, Post post) {
  EngineParts parts;
  VUORO_ASSIGN(parts.identity, load_identity(config.state_dir));
  VUORO_ASSIGN(parts.wire, net::CurlWire::create({config.device_url, config.ca_file,
                                                  parts.identity.certificate, parts.identity.key}));
  return start_with(std::move(config), std::move(parts), std::move(post));
}

std::unique_ptr<Engine> Engine::start_with(EngineConfig config, EngineParts parts, Post post) {
  std::unique_ptr<Engine> engine(new Engine(std::move(config), std::move(parts), std::move(post)));
  engine->thread_ = std::thread([raw = engine.get()] { raw->run(); });
  return engine;
}

Engine::Engine(EngineConfig config, EngineParts parts, Post post)
    : config_(std::move(config)),
      parts_(std::move(parts)),
      post_(std::move(post)),
      ui_(std::make_shared<UiSide>()) {
  auto empty = std::make_shared<LobbyView>();
  empty->device_id = parts_.identity.device_id;
  empty->content = std::make_shared<const ContentView>();
  ui_->view = std::move(empty);
}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  parts_.wire->wake();
  thread_.join();
}

LobbyViewPtr Engine::view() const {
  return ui_->view;
}
void Engine::on_view(std::function<void()> call) {
  ui_->on_view = std::move(call);
}

template <class T>
LobbyPort::Answer<T> Engine::on_ui(Answer<T> answer) const {
  return [post = post_, ui = std::weak_ptr<UiSide>(ui_), answer = std::move(answer)](Result<T> result) {
    post([ui, answer, result = std::move(result)]() mutable {
      if (!ui.expired()) answer(std::move(result));
    });
  };
}

void Engine::enqueue(Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  parts_.wire->wake();
}

template <class T, class Act>
void Engine::act(Answer<T> answer, Act call) {
  enqueue([answer = on_ui(std::move(answer)), call = std::move(call)](LobbyCore* core) {
    if (core == nullptr) return answer(fail(Errc::io, "the device's database cannot be opened"));
    call(*core, answer);
  });
}

void Engine::take_ticket(const TakeTicket& ask, Answer<IssuedTicket> answer) {
  act<IssuedTicket>(std::move(answer),
                    [ask](LobbyCore& core, auto done) { core.take_ticket(ask, std::move(done)); });
}
void Engine::cancel_ticket(const Uuid& ticket_id, Answer<void> answer) {
  act<void>(std::move(answer),
            [ticket_id](LobbyCore& core, auto done) { core.cancel_ticket(ticket_id, std::move(done)); });
}
void Engine::begin_print(const Uuid& job_id, Answer<IssuedTicket> answer) {
  act<IssuedTicket>(std::move(answer),
                    [job_id](LobbyCore& core, auto done) { core.begin_print(job_id, std::move(done)); });
}
void Engine::end_print(const Uuid& job_id, PrintJobState outcome, const std::string& why,
                       Answer<void> answer) {
  act<void>(std::move(answer), [job_id, outcome, why](LobbyCore& core, auto done) {
    core.end_print(job_id, outcome, why, std::move(done));
  });
}
void Engine::hold_slot(const Uuid& slot_id, Answer<Uuid> answer) {
  act<Uuid>(std::move(answer),
            [slot_id](LobbyCore& core, auto done) { core.hold_slot(slot_id, std::move(done)); });
}
void Engine::release_slot(const Uuid& hold_id) {
  enqueue([hold_id](LobbyCore* core) {
    if (core != nullptr) core->release_slot(hold_id);
  });
}
void Engine::book(const BookAppointment& ask, Answer<Appointment> answer) {
  act<Appointment>(std::move(answer), [ask](LobbyCore& core, auto done) { core.book(ask, std::move(done)); });
}
void Engine::cancel_appointment(const Uuid& appointment_id, Answer<void> answer) {
  act<void>(std::move(answer), [appointment_id](LobbyCore& core, auto done) {
    core.cancel_appointment(appointment_id, std::move(done));
  });
}
void Engine::check_in(const std::string& code, const std::string& language, Answer<CheckedIn> answer) {
  act<CheckedIn>(std::move(answer), [code, language](LobbyCore& core, auto done) {
    core.check_in(code, language, std::move(done));
  });
}
void Engine::give_feedback(const GiveFeedback& ask, Answer<Uuid> answer) {
  act<Uuid>(std::move(answer),
            [ask](LobbyCore& core, auto done) { core.give_feedback(ask, std::move(done)); });
}

void Engine::search(const std::string& text, const std::string& language, Answer<std::vector<Found>> answer) {
  std::optional<Search> earlier;
  {
    const std::lock_guard lock(mutex_);
    earlier = std::exchange(search_, Search{text, language, on_ui(std::move(answer))});
  }
  if (earlier) earlier->answer(fail(Errc::cancelled, "a later search"));
  parts_.wire->wake();
}

std::optional<Uuid> Engine::ticket_of_follow_url(const std::string& url) const {
  const std::string& start = ui_->view->site.follow_url;
  if (!ui_->tokens || start.empty() || !url.starts_with(start)) return std::nullopt;
  const auto found = ui_->tokens->find(url.substr(start.size()));
  return found == ui_->tokens->end() ? std::nullopt : std::optional(found->second);
}

void Engine::set_device_state(const std::string& printer, const std::vector<protocol::Trouble>& troubles) {
  enqueue([version = config_.version, printer, troubles](LobbyCore* core) {
    if (core != nullptr) core->set_device_state(version, printer, troubles);
  });
}

void Engine::exchange(sync::Request request, std::function<void(sync::Response)> answer) {
  const auto give = [post = post_, ui = std::weak_ptr<UiSide>(ui_),
                     answer = std::move(answer)](sync::Response response) {
    post([ui, answer, response = std::move(response)]() mutable {
      if (!ui.expired()) answer(std::move(response));
    });
  };
  enqueue([this, request = std::move(request), give](LobbyCore*) { parts_.wire->send(request, give); });
}

// ---- The thread
// -------------------------------------------------------------------------------------------------

bool Engine::run_commands(LobbyCore* core) {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    if (stop_) return false;
    commands.swap(commands_);
  }
  for (auto& command : commands) command(core);
  return true;
}

void Engine::run_search(const Guidance* guidance) {
  std::optional<Search> search;
  {
    const std::lock_guard lock(mutex_);
    search = std::exchange(search_, std::nullopt);
  }
  if (!search) return;
  if (guidance == nullptr) return search->answer(fail(Errc::io, "the device's database cannot be opened"));
  search->answer(guidance->search(search->text, search->language));
}

void Engine::publish(LobbyViewPtr view, std::shared_ptr<const FollowTokens> tokens) {
  post_([ui = std::weak_ptr<UiSide>(ui_), view = std::move(view), tokens = std::move(tokens)]() mutable {
    const auto side = ui.lock();
    if (!side) return;
    side->view = std::move(view);
    side->tokens = std::move(tokens);
    if (side->on_view) side->on_view();
  });
}

void Engine::run() {
  for (;;) {
    auto store = Store::open_or_recover(config_.state_dir / "kiosk.db", *parts_.clock, {boot_id(), true});
    Result<std::unique_ptr<LobbyCore>> core = fail(Errc::io, "");
    if (store) {
      const bool terminal = parts_.identity.role != "display";
      core = LobbyCore::create(
          *parts_.clock, *parts_.random, *parts_.wire, *store,
          {parts_.identity.device_id, parts_.identity.site_id, terminal, config_.device_url});
    }
    if (core) {
      if (unusable_) log::info("store_usable_again");
      Guidance guidance(*store);
      return serve(**core, guidance);
    }
    serve_without(store ? core.error() : store.error());
    const std::lock_guard lock(mutex_);
    if (stop_) return;
  }
}

void Engine::serve_without(const Error& why) {
  const MonoTime now = parts_.clock->mono();
  if (!unusable_ || unusable_->why != why.message || now >= unusable_->say_again) {
    log::error("store_unusable", {{"code", name_of(why.code).data()}, {"message", why.message.c_str()}});
    const WallTime since = unusable_ ? unusable_->since : parts_.clock->wall();
    unusable_ = {why.message, now + k_say_again_every, since};
  }
  auto view = std::make_shared<LobbyView>();
  view->device_id = parts_.identity.device_id;
  view->content = std::make_shared<const ContentView>();
  view->out_of_order = true;
  view->connection.since = unusable_->since;
  view->connection.troubles = {{"The device's database cannot be opened.", std::string(name_of(why.code))}};
  publish(std::move(view));
  const MonoTime until = parts_.clock->mono() + parts_.reopen_every;
  while (parts_.clock->mono() < until && run_commands(nullptr)) {
    run_search(nullptr);
    parts_.wire->run(std::max(Millis(1), until - parts_.clock->mono()));
  }
}

void Engine::serve(LobbyCore& core, Guidance& guidance) {
  const auto index = [&](const protocol::ChangesPage* page) {
    const auto done =
        page == nullptr ? guidance.refresh(core.picture()) : guidance.follow(core.picture(), *page);
    if (!done) {
      log::error("guidance_index_failed",
                 {{"code", name_of(done.error().code).data()}, {"message", done.error().message.c_str()}});
    }
  };
  core.on_content = index;
  core.set_device_state(config_.version, "", {});
  publish(core.view(), core.follow_tokens());  // what the last run knew, before anything else
  index(nullptr);
  net::Renewal renewal(*parts_.clock, *parts_.wire, parts_.identity);
  while (run_commands(&core)) {
    run_search(&guidance);
    renewal.step(core.now());
    core.step();
    if (core.view_changed()) publish(core.view(), core.follow_tokens());
    parts_.wire->run(std::max(Millis(0), core.wake() - parts_.clock->mono()));
  }
}

}  // namespace vuoro::kiosk
