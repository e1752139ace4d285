#include "kiosk/app/remote_hand.h"

#include <deque>
#include <optional>

#include "core/base/json.h"
#include "core/base/object_reader.h"
#include "kiosk/app/line_server.h"

namespace vuoro::kiosk {
namespace {

constexpr JsonLimits k_question_limits{.bytes_max = 64 * 1024, .depth_max = 4};
constexpr Millis k_idle_look{50};  ///< how often "wait-idle" looks again

json::object problem(const Error& error) {
  return {{"ok", false},
          {"error", json::object{{"code", std::string(name_of(error.code))}, {"message", error.message}}}};
}

template <class E>
std::optional<E> by_name(std::string_view wanted, int count) {
  for (int i = 0; i < count; ++i) {
    if (ui::name_of(static_cast<E>(i)) == wanted) return static_cast<E>(i);
  }
  return std::nullopt;
}
constexpr int k_roles = static_cast<int>(ui::Role::picker) + 1;
constexpr int k_actions = static_cast<int>(ui::Action::dismiss) + 1;

}  // namespace

struct RemoteHand::Inner {
  Inner(RemoteHandSpec the_spec, ui::App& the_app, const Clock& the_clock)
      : spec(std::move(the_spec)), app(the_app), clock(the_clock) {}

  /// A question whose answer waits for frames.
  struct Pending {
    int guest = 0;
    std::string then;  ///< "tree" …; what to answer with
    json::object ask;
    MonoTime until{};
    std::size_t stale_before = 0;
  };

  RemoteHandSpec spec;
  ui::App& app;
  const Clock& clock;
  std::deque<Pending> pending;
  std::shared_ptr<int> alive = std::make_shared<int>(0);
  std::unique_ptr<LineServer> server;  ///< last: its thread calls into this object

  void answer(int guest, const json::object& what);
  void ask(int guest, const std::string& line);
  Result<void> begin(Pending& question);
  Result<void> begin_act(ObjectReader& reader);
  [[nodiscard]] bool idle() const;
  void finish(const Pending& question);
};

void RemoteHand::Inner::answer(int guest, const json::object& what) {
  server->answer(guest, json::serialize(what));
}

void RemoteHand::Inner::ask(int guest, const std::string& line) {
  auto parsed = parse_json(line, k_question_limits);
  if (!parsed) return answer(guest, problem(parsed.error()));
  if (!parsed->is_object()) return answer(guest, problem({Errc::invalid_argument, "expected an object"}));
  Pending question;
  question.guest = guest;
  question.ask = parsed->as_object();
  question.stale_before = app.context().stale_requests();
  if (auto begun = begin(question); !begun) return answer(guest, problem(begun.error()));
  app.request_frame();
  pending.push_back(std::move(question));
}

Result<void> RemoteHand::Inner::begin(Pending& question) {
  const json::value asked(question.ask);  // the reader borrows it
  ObjectReader reader(asked, "");
  question.then = reader.text("do", 32);
  const bool looks = question.then == "tree" || question.then == "picture" || question.then == "state" ||
                     question.then == "wait-idle";
  if (!looks && !spec.act) return fail(Errc::forbidden, "acting is not allowed by the configuration");
  if (question.then == "tree") {
    (void)reader.text_or("form", 8, "text");
  } else if (question.then == "picture") {
    (void)reader.text("file", 4096);
  } else if (question.then == "wait-idle") {
    question.until = clock.mono() + std::chrono::seconds(reader.integer_or("seconds", 0, 600, 10));
  } else if (question.then == "tap") {
    const ui::Point at{static_cast<float>(reader.number("x", 0, 100'000)),
                       static_cast<float>(reader.number("y", 0, 100'000))};
    VUORO_TRY(reader.finish());
    app.context().push(ui::PointerEvent{ui::PointerPhase::down, at});
    app.context().push(ui::PointerEvent{ui::PointerPhase::up, at});
  } else if (question.then == "type") {
    const std::string text = reader.text("text", 4096);
    VUORO_TRY(reader.finish());
    app.context().push(ui::TextEvent{text});
  } else if (question.then == "scan") {
    const std::string payload = reader.text("payload", 512);
    VUORO_TRY(reader.finish());
    if (spec.scan) spec.scan(payload);
  } else if (question.then == "act") {
    return begin_act(reader);
  } else if (question.then != "state") {
    return fail(Errc::invalid_argument, "do: not one of the known words");
  }
  return reader.finish();
}

Result<void> RemoteHand::Inner::begin_act(ObjectReader& reader) {
  const auto id = reader.integer_if("id", 1, 0xffffffffLL);
  const std::string role_name = reader.text_or("role", 32, "");
  const std::string label = reader.text_or("label", 1024, "");
  const std::string action_name = reader.text_or("action", 32, "press");
  ui::ActionRequest request;
  request.text = reader.text_or("text", 4096, "");
  request.point.x = static_cast<float>(reader.number_if("x", 0, 1).value_or(0));
  request.point.y = static_cast<float>(reader.number_if("y", 0, 1).value_or(0));
  VUORO_TRY(reader.finish());
  const auto action = by_name<ui::Action>(action_name, k_actions);
  if (!action) return fail(Errc::invalid_argument, "action: not one of the known values");
  request.action = *action;
  if (id) {
    request.id = static_cast<ui::NodeId>(*id);
  } else {
    const auto role = by_name<ui::Role>(role_name, k_roles);
    if (!role) return fail(Errc::invalid_argument, "role: not one of the known values");
    const ui::Node* node = app.context().tree().find(*role, label);
    if (node == nullptr) return fail(Errc::not_found, role_name + " \"" + label + "\"");
    request.id = node->id;
  }
  return app.context().act(std::move(request));
}

bool RemoteHand::Inner::idle() const {
  if (app.context().has_input() || (spec.busy && spec.busy())) return false;
  for (const ui::Node& node : app.context().tree().nodes()) {
    if (node.state.has(ui::State::busy)) return false;
  }
  return true;
}

void RemoteHand::Inner::finish(const Pending& question) {
  json::object out{{"ok", true}};
  if (app.context().stale_requests() != question.stale_before && question.then == "act") {
    return answer(question.guest, problem({Errc::conflict, "the node was gone before it could act"}));
  }
  if (question.then == "tree") {
    const auto* form = question.ask.if_contains("form");
    const bool as_json = form != nullptr && form->is_string() && form->get_string() == "json";
    if (as_json) {
      json::error_code ignored;
      out["tree"] = json::parse(app.context().tree().to_json(), ignored);
    } else {
      out["tree"] = app.context().tree().dump();
    }
  } else if (question.then == "picture") {
    if (auto saved = app.save_png(std::string(question.ask.at("file").as_string())); !saved) {
      return answer(question.guest, problem(saved.error()));
    }
  } else if (question.then == "state") {
    const ui::FrameCounts counts = app.counts();
    out["role"] = spec.role;
    out["frames"] = counts.frames;
    out["painted"] = counts.painted;
    out["pixels"] = counts.pixels;
    out["wakes"] = counts.wakes;
    out["idle"] = idle();
  } else if (question.then == "wait-idle" && !idle()) {
    return answer(question.guest, problem({Errc::timeout, "something is still under way"}));
  }
  answer(question.guest, out);
}

void RemoteHand::after_frame() {
  Inner& in = *inner_;
  if (in.app.context().has_input()) return;
  std::deque<Inner::Pending> later;
  for (Inner::Pending& question : std::exchange(in.pending, {})) {
    if (question.then == "wait-idle" && !in.idle() && in.clock.mono() < question.until) {
      later.push_back(std::move(question));
    } else {
      in.finish(question);
    }
  }
  for (auto& question : later) in.pending.push_back(std::move(question));
}

MonoTime RemoteHand::next_at() const {
  return inner_->pending.empty() ? MonoTime::max() : inner_->clock.mono() + k_idle_look;
}

RemoteHand::RemoteHand(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Result<std::unique_ptr<RemoteHand>> RemoteHand::start(RemoteHandSpec spec, ui::App& app, const Clock& clock) {
  const std::filesystem::path socket = spec.socket;
  auto inner = std::make_unique<Inner>(std::move(spec), app, clock);
  const auto on_line = [raw = inner.get(), &app, still = std::weak_ptr<int>(inner->alive)](int guest,
                                                                                           std::string line) {
    app.posts().post([raw, guest, line = std::move(line), still] {
      if (still.lock()) raw->ask(guest, line);
    });
  };
  VUORO_ASSIGN(inner->server, LineServer::start(socket, on_line));
  return std::unique_ptr<RemoteHand>(new RemoteHand(std::move(inner)));
}

RemoteHand::~RemoteHand() = default;

}  // namespace vuoro::kiosk
