#include "tests/sim/screen.h"

#include <stdexcept>

#include "tests/sim/screen_ports.h"
#include "tests/support/paths.h"
#include "ui/text/text.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// Small, so that few pixels of letters are made; in millimetres it is a terminal's panel.
constexpr int k_width_px = 540, k_height_px = 960;
/// A page that turns something round is not drawn more often than this.
constexpr Millis k_turning{250};
/// News of the lobby is drawn so soon where somebody looks, and where nobody does.
constexpr Millis k_news_seen{50}, k_news_unseen{2'000};
/// A page that changes nothing is looked at this often.
constexpr Millis k_beat{5'000};

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

const ui::Theme& theme() {
  static const ui::Theme one = or_throw(ui::load_theme(source_dir() / "assets/themes/standard.toml"));
  return one;
}

ui::TextEngine& text_engine() {
  static const std::unique_ptr<ui::TextEngine> one = or_throw(ui::TextEngine::create());
  return *one;
}

kiosk::LobbyViewPtr nothing_known() {
  auto view = std::make_shared<kiosk::LobbyView>();
  view->content = std::make_shared<const kiosk::ContentView>();
  return view;
}

}  // namespace

SimScreen::SimScreen(Agenda& agenda, Told& told, Mutant& mutant, SimTerminal& terminal)
    : agenda_(agenda),
      told_(told),
      mutant_(mutant),
      terminal_(terminal),
      run_(terminal.run()),
      view_(nothing_known()),
      port_(std::make_unique<ScreenPort>(*this)),
      paper_(std::make_unique<ScreenPaper>(*this, terminal.paper())),
      service_(std::make_unique<ScreenService>(*this)),
      context_(std::make_unique<ui::Context>(text_engine(), terminal.machine().clock)),
      touched_at_(agenda.wall()) {
  kiosk::TerminalParts parts{
      *port_, *paper_, *service_, sim_words(), terminal.machine().clock, &theme(), nullptr, [this] {
        woken_ = true;
        want_frame(0ms);
      }};
  screens_ = std::make_unique<kiosk::Terminal>(std::move(parts), kiosk::TerminalSettings{});
  look_.width_px = k_width_px;
  look_.height_px = k_height_px;
  look_.px_per_mm = static_cast<float>(k_width_px) / 398.5f;
  look_.theme = &theme();
  want_frame(0ms);
  beat();
}

SimScreen::~SimScreen() {
  still();
}

void SimScreen::core_started() {
  guidance_ = std::make_unique<kiosk::Guidance>(terminal_.store());
  auto& core = terminal_.core();
  (void)guidance_->refresh(core.picture());  // without an index the search page says so
  core.on_content = [this](const protocol::ChangesPage* page) {
    const auto& picture = terminal_.core().picture();
    (void)(page == nullptr ? guidance_->refresh(picture) : guidance_->follow(picture, *page));
  };
  look_at_lobby();
}

void SimScreen::look_at_lobby() {
  auto now = terminal_.core().view();
  if (now == view_) return;
  view_ = std::move(now);
  want_frame(somebody_ ? k_news_seen : k_news_unseen);
}

// ---- Frames
// -----------------------------------------------------------------------------------------------------

void SimScreen::soon(Millis delay, std::function<void()> call) {
  agenda_.after(delay, [this, alive = std::weak_ptr<int>(alive_), call = std::move(call)] {
    if (!alive.expired() && terminal_.alive(run_)) call();
  });
}

void SimScreen::want_frame(Millis delay) {
  const MonoTime at = agenda_.mono() + delay;
  if (at >= frame_at_) return;
  frame_at_ = at;
  soon(delay, [this, at] {
    if (frame_at_ == at) frame();
  });
}

void SimScreen::frame() {
  if (!terminal_.alive(run_)) return;
  frame_at_ = MonoTime::max();
  ++told_.screens.frames;
  if (mutant_.somebody_touches()) context_->note_input();
  do {
    woken_ = false;
    (void)screens_->prepare(look_);
    context_->run(look_, [this](ui::Context& ui) { screens_->frame(ui); });
    if (screens_->prepare(look_)) woken_ = true;
  } while (woken_ || context_->has_input());
  frame_at_ = MonoTime::max();
  for (const auto& what : context_->drawn_without_node())
    told_.screens.faults.push_back(terminal_.name() + ": drawn without a node: " + what);
  read();
  const MonoTime next = context_->next_frame_at();
  if (next == MonoTime::max()) return;
  const bool turns = sight_ && !told_.screens.sights[*sight_].waits.empty();
  want_frame(std::max(turns ? k_turning : 1ms, next - terminal_.machine().clock.mono()));
}

void SimScreen::beat() {
  soon(k_beat, [this] {
    still();
    beat();
  });
}

// ---- People
// -----------------------------------------------------------------------------------------------------

const std::vector<ui::Node>& SimScreen::nodes() const {
  return mutant_.changes_screens() ? changed_ : context_->tree().nodes();
}

bool SimScreen::can_press(const ui::Node& node) const {
  if (!node.actions.has(ui::Action::press) || node.obscured || node.state.has(ui::State::disabled))
    return false;
  if (!node.state.has(ui::State::offscreen)) return true;
  const ui::Tree& tree = context_->tree();
  for (const auto* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->role == ui::Role::scroll_area) return true;
  }
  return false;
}

const ui::Node* SimScreen::pressable(std::string_view key) const {
  for (const auto& node : nodes()) {
    if (node.key == key && can_press(node)) return &node;
  }
  return nullptr;
}

void SimScreen::touched() {
  still();  // what stood there so long stood there untouched
  touched_at_ = agenda_.wall();
  ++told_.screens.presses;
}

void SimScreen::press(const ui::Node& node) {
  touched();
  agenda_.note(terminal_.name(), "pressed", page_ + "/" + node.key);
  for (const char* away : {"back", "home", "done"}) {
    if (node.key == away)
      told_.screens.ways_taken.push_back({terminal_.name(), run_, agenda_.wall(), page_, node.key});
  }
  (void)context_->act({node.id, ui::Action::press, {}, {}});
  frame();
}

void SimScreen::tap_twice(const ui::Node& node) {
  if (node.state.has(ui::State::offscreen)) return press(node);
  agenda_.note(terminal_.name(), "tapped twice", page_ + "/" + node.key);
  const auto tap = [this, at = node.rect.centre()] {
    touched();
    context_->push(ui::PointerEvent{ui::PointerPhase::down, at});
    context_->push(ui::PointerEvent{ui::PointerPhase::up, at});
    frame();
  };
  tap();
  soon(agenda_.between(80ms, 300ms), tap);
}

void SimScreen::write(std::string_view field, const std::string& text) {
  for (const auto& node : nodes()) {
    if (node.key != field || node.role != ui::Role::text_field || node.obscured) continue;
    touched();
    (void)context_->act({node.id, ui::Action::set_text, text, {}});
    return frame();
  }
}

void SimScreen::scan(const std::string& payload) {
  touched();
  screens_->scan(payload);
  frame();
}

void SimScreen::begin_visit() {
  somebody_ = true;
  visit_ = static_cast<int>(told_.screens.visits.size());
  told_.screens.visits.push_back({terminal_.name(), {}});
  tickets_.clear();
  bookings_.clear();
  feedback_.reset();
  cancelling_.reset();
  print_.reset();
}

void SimScreen::note_item(const std::string& item) {
  if (visit_ >= 0) told_.screens.visits[static_cast<std::size_t>(visit_)].items.push_back(item);
}

// ---- Answers
// ----------------------------------------------------------------------------------------------------

void SimScreen::answered(const kiosk::IssuedTicket& issued, bool again) {
  tickets_.emplace_back(issued, again);
  note_item(issued.ticket.number);
}

void SimScreen::answered(const Appointment& booked) {
  bookings_.push_back(booked);
  note_item(booked.code);
}

void SimScreen::refused(const char* act, const Error& error) {
  ++told_.refused;
  agenda_.note(terminal_.name(), "refuses", std::string(act) + " " + std::string(name_of(error.code)));
  told_.screens.refusals.push_back(
      {terminal_.name(), run_, agenda_.wall(), act, std::string(name_of(error.code))});
}

}  // namespace vuoro::test
