#include "kiosk/app/remote_hand.h"

#include <sodium.h>

#include <array>
#include <deque>
#include <map>
#include <optional>

#include "core/base/json.h"
#include "core/base/log.h"
#include "kiosk/app/line_server.h"
#include "kiosk/app/remote_ask.h"
#include "kiosk/app/remote_view.h"

namespace vuoro::kiosk {
namespace {

using Do = RemoteAsk::Do;
constexpr Millis k_idle_look{50};  ///< how often "wait-idle" looks again

std::string problem(const Error& error) {
  return json::serialize(json::object{
      {"ok", false},
      {"error", json::object{{"code", json::string(name_of(error.code))}, {"message", error.message}}}});
}

template <class E>
std::optional<E> by_name(std::string_view wanted, E last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (ui::name_of(static_cast<E>(i)) == wanted) return static_cast<E>(i);
  }
  return std::nullopt;
}

constexpr std::pair<std::string_view, ui::Key> k_keys[] = {
    {"tab", ui::Key::tab},     {"back-tab", ui::Key::back_tab}, {"up", ui::Key::up},
    {"down", ui::Key::down},   {"left", ui::Key::left},         {"right", ui::Key::right},
    {"enter", ui::Key::enter}, {"space", ui::Key::space},       {"escape", ui::Key::escape},
    {"home", ui::Key::home},   {"end", ui::Key::end},           {"backspace", ui::Key::backspace},
    {"delete", ui::Key::del},  {"page-up", ui::Key::page_up},   {"page-down", ui::Key::page_down},
};

std::string base64(const std::string& bytes) {
  constexpr int k_kind = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), k_kind), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), k_kind);
  out.pop_back();  // its final zero
  return out;
}

std::string picture_answer(const ui::Image& picture) {
  const auto png = ui::encode_png(picture);
  return png ? R"({"ok":true,"png":")" + base64(*png) + "\"}" : problem(png.error());
}

}  // namespace

struct RemoteHand::Inner {
  Inner(RemoteHandSpec the_spec, ui::App& the_app, const Clock& the_clock)
      : spec(std::move(the_spec)), app(the_app), clock(the_clock) {}

  struct Question {
    int guest = 0;
    RemoteAsk ask;
  };
  /// A question whose answer waits for frames.
  struct Pending {
    Question question;
    MonoTime until{};
    std::size_t stale_before = 0;
  };
  struct Visit {
    Peer peer;
    std::int64_t looks = 0, acts = 0, refused = 0;
  };

  RemoteHandSpec spec;
  ui::App& app;
  const Clock& clock;
  std::deque<Question> early;  ///< came before the first frame, when there was nothing to see or touch
  std::deque<Pending> pending;
  std::map<int, Visit> visits;
  std::shared_ptr<int> alive = std::make_shared<int>(0);
  std::unique_ptr<LineServer> server;  ///< last: its thread calls into this object

  void answer(int guest, std::string line) {
    server->answer(guest, [line = std::move(line)]() mutable { return std::move(line); });
  }
  void ask(int guest, const Peer& peer, const std::string& line);
  void take(Question question);
  void take_early();
  void leave(int guest);
  void note(Visit& visit, const RemoteAsk& ask, const Result<void>& begun) const;
  Result<void> begin(const RemoteAsk& ask);
  Result<void> tap(const RemoteAsk& ask);
  Result<void> act(const RemoteAsk& ask);
  Result<const ui::Node*> target(const RemoteAsk& ask) const;
  [[nodiscard]] bool idle() const;
  void finish(const Pending& waiting);
  void give_picture(int guest);
};

void RemoteHand::Inner::ask(int guest, const Peer& peer, const std::string& line) {
  const auto [at, came] = visits.try_emplace(guest, Visit{peer});
  if (came) log::info("remote_came", {{"uid", static_cast<std::int64_t>(peer.uid)}, {"pid", peer.pid}});
  auto parsed = parse_remote_ask(line);
  if (!parsed) {
    ++at->second.refused;
    return answer(guest, problem(parsed.error()));
  }
  if (app.counts().frames == 0) {
    app.request_frame();
    return early.push_back({guest, std::move(*parsed)});
  }
  take({guest, std::move(*parsed)});
}

void RemoteHand::Inner::take(Question question) {
  const auto begun = begin(question.ask);
  note(visits[question.guest], question.ask, begun);
  if (!begun) return answer(question.guest, problem(begun.error()));
  app.request_frame();
  const MonoTime until = clock.mono() + question.ask.patience;
  pending.push_back({std::move(question), until, app.context().stale_requests()});
}

/// What was asked before the first frame, once there is one; it is answered after the next.
void RemoteHand::Inner::take_early() {
  if (app.counts().frames == 0) return;
  for (Question& question : std::exchange(early, {})) take(std::move(question));
}

void RemoteHand::Inner::leave(int guest) {
  std::erase_if(early, [guest](const Question& question) { return question.guest == guest; });
  std::erase_if(pending, [guest](const Pending& waiting) { return waiting.question.guest == guest; });
  const auto at = visits.find(guest);
  if (at == visits.end()) return;
  const Visit& visit = at->second;
  log::info("remote_left", {{"uid", static_cast<std::int64_t>(visit.peer.uid)},
                            {"pid", visit.peer.pid},
                            {"looks", visit.looks},
                            {"acts", visit.acts},
                            {"refused", visit.refused}});
  visits.erase(at);
}

/// The log says who did what, but never a text, nor what would add up to one: keys and places on a keyboard.
void RemoteHand::Inner::note(Visit& visit, const RemoteAsk& ask, const Result<void>& begun) const {
  if (ask.only_looks()) {
    ++visit.looks;
    return;
  }
  ++(begun ? visit.acts : visit.refused);
  json::object on;
  const bool writes = ask.what == Do::type || ask.what == Do::key || ask.what == Do::keypad ||
                      ask.what == Do::scan;
  const bool on_key = ask.role == ui::name_of(ui::Role::key);
  if (!writes && !on_key && !has_secret(app.context().tree())) {
    if (ask.at) on["x"] = ask.at->x, on["y"] = ask.at->y;
    if (ask.id) on["id"] = *ask.id;
    if (!ask.role.empty()) on["role"] = ask.role;
    if (ask.what == Do::act) on["action"] = ask.action;
  }
  log::info("remote_act", {{"uid", static_cast<std::int64_t>(visit.peer.uid)},
                           {"pid", visit.peer.pid},
                           {"did", json::string(name_of(ask.what))},
                           {"on", std::move(on)},
                           {"refused", begun ? json::value(nullptr)
                                             : json::value(json::string(name_of(begun.error().code)))}});
}

Result<void> RemoteHand::Inner::begin(const RemoteAsk& ask) {
  if (!ask.only_looks() && !spec.act) {
    return fail(Errc::forbidden,
                "only looking is allowed here; to act, set act = true under [remote] in the kiosk's "
                "configuration and "
                "start it again");
  }
  switch (ask.what) {
    case Do::tap:
      return tap(ask);
    case Do::act:
      return act(ask);
    case Do::type:
      app.context().push(ui::TextEvent{ask.text});
      return {};
    case Do::key:
      for (const auto& [name, key] : k_keys) {
        if (name != ask.text) continue;
        app.context().push(ui::KeyEvent{key});
        return {};
      }
      return fail(Errc::invalid_argument, "key: not one of the known keys");
    case Do::keypad:
      if (!spec.keypad || !spec.keypad(ask.text))
        return fail(Errc::invalid_argument, "key: not one of the keypad's keys, or no terminal");
      return {};
    case Do::scan:
      if (spec.scan) spec.scan(ask.text);
      return {};
    case Do::tree:
    case Do::picture:
    case Do::state:
    case Do::speech:
    case Do::wait_idle:
      break;
  }
  return {};
}

/// The node meant, never one behind a dialog.
Result<const ui::Node*> RemoteHand::Inner::target(const RemoteAsk& ask) const {
  const ui::Tree& tree = app.context().tree();
  if (ask.id) {
    const ui::Node* node = tree.find(static_cast<ui::NodeId>(*ask.id));
    if (node == nullptr) return fail(Errc::not_found, "no such node on the screen");
    if (node->obscured) return fail(Errc::forbidden, "the node is behind a dialog");
    return node;
  }
  const auto role = by_name(ask.role, ui::Role::picker);
  if (!role) return fail(Errc::invalid_argument, "role: not one of the known values");
  const ui::Node* node = tree.find(*role, ask.label);
  if (node == nullptr) return fail(Errc::not_found, ask.role + " \"" + ask.label + "\"");
  return node;
}

Result<void> RemoteHand::Inner::tap(const RemoteAsk& ask) {
  ui::Point at;
  if (ask.at) {
    at = {static_cast<float>(ask.at->x), static_cast<float>(ask.at->y)};
  } else {
    VUORO_ASSIGN(const ui::Node* node, target(ask));
    if (node->state.has(ui::State::offscreen))
      return fail(Errc::conflict, "the node is scrolled out of sight");
    at = {node->rect.x + node->rect.w / 2, node->rect.y + node->rect.h / 2};
  }
  const ui::View& view = app.view();
  if (at.x >= static_cast<float>(view.width_px) || at.y >= static_cast<float>(view.height_px)) {
    return fail(Errc::invalid_argument, "the place is outside the screen");
  }
  app.context().push(ui::PointerEvent{ui::PointerPhase::down, at});
  app.context().push(ui::PointerEvent{ui::PointerPhase::up, at});
  return {};
}

Result<void> RemoteHand::Inner::act(const RemoteAsk& ask) {
  const auto action = by_name(ask.action, ui::Action::dismiss);
  if (!action) return fail(Errc::invalid_argument, "action: not one of the known values");
  VUORO_ASSIGN(const ui::Node* node, target(ask));
  ui::ActionRequest request{node->id, *action, ask.text, {}};
  if (ask.at) request.point = {static_cast<float>(ask.at->x), static_cast<float>(ask.at->y)};
  return app.context().act(std::move(request));
}

bool RemoteHand::Inner::idle() const {
  if (app.context().has_input() || (spec.busy && spec.busy())) return false;
  for (const ui::Node& node : app.context().tree().nodes()) {
    if (node.state.has(ui::State::busy)) return false;
  }
  return true;
}

void RemoteHand::Inner::give_picture(int guest) {
  auto picture = app.picture();
  if (!picture) return answer(guest, problem(picture.error()));
  const ui::Context& context = app.context();
  hide_in_picture(context.tree(), context.mm(context.theme().radius_large_mm), *picture);
  server->answer(guest, [shown = std::move(*picture)] { return picture_answer(shown); });
}

void RemoteHand::Inner::finish(const Pending& waiting) {
  const auto& [guest, ask] = waiting.question;
  const ui::Context& context = app.context();
  if (context.stale_requests() != waiting.stale_before && ask.what == Do::act) {
    return answer(guest, problem({Errc::conflict, "the node was gone before it could act"}));
  }
  if (ask.what == Do::picture) return give_picture(guest);
  if (ask.what == Do::wait_idle && !idle()) {
    return answer(guest, problem({Errc::timeout, "something is still under way"}));
  }
  if (ask.what == Do::tree && ask.as_json) {
    return answer(guest, R"({"ok":true,"tree":)" + seen_from_afar(context.tree()).to_json() + "}");
  }
  json::object out{{"ok", true}};
  if (ask.what == Do::tree) {
    out["tree"] = seen_from_afar(context.tree()).dump();
  } else if (ask.what == Do::state) {
    const ui::FrameCounts counts = app.counts();
    out["role"] = spec.role;
    out["act"] = spec.act;
    out["frames"] = counts.frames;
    out["painted"] = counts.painted;
    out["pixels"] = counts.pixels;
    out["wakes"] = counts.wakes;
    out["idle"] = idle();
  } else if (ask.what == Do::speech) {
    json::array& said = out["said"].emplace_array();
    if (spec.said)
      for (const std::string& line : spec.said()) said.emplace_back(line);
  }
  answer(guest, json::serialize(out));
}

void RemoteHand::after_frame() {
  Inner& in = *inner_;
  if (in.app.context().has_input()) return;
  std::deque<Inner::Pending> later;
  for (Inner::Pending& waiting : std::exchange(in.pending, {})) {
    if (waiting.question.ask.what == Do::wait_idle && !in.idle() && in.clock.mono() < waiting.until) {
      later.push_back(std::move(waiting));
    } else {
      in.finish(waiting);
    }
  }
  for (auto& waiting : later) in.pending.push_back(std::move(waiting));
  in.take_early();
}

MonoTime RemoteHand::next_at() const {
  return inner_->pending.empty() ? MonoTime::max() : inner_->clock.mono() + k_idle_look;
}

RemoteHand::RemoteHand(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Result<std::unique_ptr<RemoteHand>> RemoteHand::start(RemoteHandSpec spec, ui::App& app, const Clock& clock) {
  const std::filesystem::path socket = spec.socket;
  auto inner = std::make_unique<Inner>(std::move(spec), app, clock);
  // On the UI thread, unless the hand has gone meanwhile.
  const auto post = [&app, still = std::weak_ptr<int>(inner->alive)](std::function<void()> work) {
    app.posts().post([still, work = std::move(work)] {
      if (still.lock()) work();
    });
  };
  LineServer::Calls calls;
  calls.on_line = [raw = inner.get(), post](int guest, const Peer& peer, std::string line) {
    post([raw, guest, peer, line = std::move(line)] { raw->ask(guest, peer, line); });
  };
  calls.on_leave = [raw = inner.get(), post](int guest) { post([raw, guest] { raw->leave(guest); }); };
  VUORO_ASSIGN(inner->server, LineServer::start(socket, std::move(calls)));
  return std::unique_ptr<RemoteHand>(new RemoteHand(std::move(inner)));
}

RemoteHand::~RemoteHand() = default;

}  // namespace vuoro::kiosk
