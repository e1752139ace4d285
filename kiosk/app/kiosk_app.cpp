#include "kiosk/app/kiosk_app.h"

#include <mutex>
#include <utility>

#include "core/base/log.h"
#include "core/base/share_dir.h"
#include "drivers/audio/audio.h"
#include "drivers/watchdog/watchdog.h"
#include "kiosk/app/machine.h"
#include "kiosk/app/panel_size.h"
#include "kiosk/app/remote_hand.h"
#include "kiosk/app/silence.h"
#include "kiosk/app/wall_desk.h"
#include "kiosk/display/display.h"
#include "kiosk/engine/engine.h"
#include "kiosk/paper/desk_printing.h"
#include "kiosk/paper/pango_raster.h"
#include "kiosk/paper/print_desk.h"
#include "kiosk/speech/guide.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"
#include "ui/app.h"
#include "ui/built_in_theme.h"

namespace vuoro::kiosk {
namespace {

constexpr Millis k_turn_max{60'000};  ///< the loop sleeps at most this long
constexpr Millis k_retry{3'000};      ///< a machine that cannot start its lobby looks again this often
constexpr Millis k_first_page{150};   ///< so long a start waits for the lobby before it shows a page

/// So long after the last touch of a visit that has ended memory is given back: a visitor who follows on the
/// heels of another finds all as it was.
constexpr Millis k_rest_after{2'000};

Result<ui::Theme> theme_named(const std::string& name) {
  return ui::load_theme(share_dir() / "themes" / (name + ".toml"));
}

/// Hands work to the drawing thread: what comes before there is a window is kept until there is.
class Posting {
 public:
  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (to_ == nullptr) return early_.push_back(std::move(work));
    to_->post(std::move(work));
  }
  void open(ui::Posts& to) {
    const std::lock_guard lock(mutex_);
    to_ = &to;
    for (auto& work : early_) to.post(std::move(work));
    early_.clear();
  }

 private:
  std::mutex mutex_;
  ui::Posts* to_ = nullptr;
  std::vector<std::function<void()>> early_;
};

}  // namespace

struct KioskApp::Inner {
  explicit Inner(const KioskConfig& given) : config(given) {}

  KioskConfig config;
  SystemClock clock;
  ui::Theme theme;
  std::optional<ui::Theme> contrast, dark;
  std::vector<PanelSize> panels;  ///< connected at the start
  std::unique_ptr<Languages> languages;
  Posting posting;
  std::unique_ptr<ui::App> app;
  std::unique_ptr<drivers::Watchdog> watchdog;
  std::unique_ptr<drivers::Speaker> speaker;
  std::unique_ptr<drivers::Audio> audio;
  std::unique_ptr<drivers::Scanner> scanner;
  std::vector<std::unique_ptr<drivers::Keypad>> keypads;  ///< the keypad itself, and a headset's jack
  std::unique_ptr<PrintDesk> desk;
  std::unique_ptr<Machine> machine;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Terminal> terminal;
  std::unique_ptr<DeskPrinting> desk_printing;
  std::unique_ptr<Guide> guide;
  std::unique_ptr<WallDesk> wall;
  std::unique_ptr<Display> display;
  std::unique_ptr<RemoteHand> hand;  ///< last: uses all of the above
  int exit_code = 0;
  bool restart_asked = false;
  std::string not_started;  ///< why there is no lobby
  std::string told_printer;
  std::vector<std::string> troubles;  ///< of the start, for the service panel

  [[nodiscard]] bool is_display() const { return config.role == KioskRole::display; }
  [[nodiscard]] std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> work) { posting.post(std::move(work)); };
  }
  /// What the configuration asks for cannot be had: said in the log and on the service panel; the rest goes
  /// on.
  void note(std::string_view event, const std::string& what, const Error& why) {
    log::error(event, {{"what", what}, {"why", why.to_string()}});
    troubles.push_back(what + ": " + why.to_string());
  }
  [[nodiscard]] ui::Theme choose_theme();
  Result<void> open_window();
  void open_hand();
  void open_devices();
  [[nodiscard]] bool start_engine();
  void await_lobby();
  void open_screens();
  void open_keypads();
  bool prepare();
  void tell_device_state();
  bool turn(Millis longest);
  MonoTime touched_at{};            ///< the last input that the sound device was told of
  std::uint64_t rested_visits = 0;  ///< visits that had ended when memory was last given back
  [[nodiscard]] MonoTime rest_at() const;
};

/// The theme asked for, else the standard one, else the one inside the program: a terminal without its files
/// looks plainer, and serves.
ui::Theme KioskApp::Inner::choose_theme() {
  for (const std::string& name : {config.theme, std::string("standard")}) {
    auto loaded = theme_named(name);
    if (loaded) return std::move(*loaded);
    note("theme_not_loaded", "theme " + name, loaded.error());
    if (name == "standard") break;
  }
  return ui::built_in_theme();
}

Result<void> KioskApp::Inner::open_window() {
  theme = choose_theme();
  const auto offer = [](const char* name, std::optional<ui::Theme>& to) {
    if (auto loaded = theme_named(name)) {
      to = std::move(*loaded);
    } else {
      log::warn("theme_not_offered", {{"theme", name}, {"why", loaded.error().to_string()}});
    }
  };
  offer("high_contrast", contrast);
  offer("dark", dark);
  VUORO_ASSIGN(Languages loaded, Languages::load(share_dir() / "i18n"));
  languages = std::make_unique<Languages>(std::move(loaded));
  ui::WindowSpec window;
  window.title = is_display() ? "Vuoro – display" : "Vuoro";
  window.width_px = config.window.width;
  window.height_px = config.window.height;
  window.fullscreen = config.window.fullscreen;
  window.display = config.window.display;
  window.hide_pointer = config.window.hide_pointer || is_display();
  if (config.window.renderer == "cpu") window.renderer = ui::RendererChoice::cpu;
  if (config.window.renderer == "gpu") window.renderer = ui::RendererChoice::gpu;
  VUORO_ASSIGN(app, ui::App::create(window, clock));
  posting.open(app->posts());
  // In a window the panel's size means nothing.
  if (config.window.fullscreen) panels = connected_panels();
  app->view().theme = &theme;
  return {};
}

void KioskApp::Inner::open_devices() {
  watchdog = drivers::make_watchdog(clock);
  audio = config.sound.effects ? drivers::make_sdl_audio() : std::make_unique<SilentAudio>();
  speaker = config.sound.speech ? drivers::make_speech_dispatcher_speaker("vuoro-kiosk")
                                : std::make_unique<SilentSpeaker>();
  if (is_display()) return;
  std::unique_ptr<drivers::Printer> printer;
  drivers::PrinterProfile profile;
  if (!config.printer.uri.empty()) {
    auto found = drivers::find_printer_profile(config.printer.profile);
    if (!found) {
      note("printer_profile_unknown", "printer profile " + config.printer.profile, found.error());
    } else {
      profile = *found;
      auto made = drivers::make_printer(config.printer.uri, profile, clock);
      if (made) {
        printer = std::move(*made);
      } else {
        note("printer_not_made", "printer " + config.printer.uri, made.error());
      }
    }
  }
  desk = std::make_unique<PrintDesk>(
      std::move(printer), profile, post(),
      []() -> std::unique_ptr<drivers::TextRaster> {
        auto raster = PangoRaster::create();
        if (raster) return std::move(*raster);
        log::error("no_text_raster", {{"why", raster.error().to_string()}});
        return nullptr;
      },
      config.printer.uri);
  if (!config.scanner.uri.empty()) {
    auto made = drivers::make_scanner(config.scanner.uri, clock);
    if (made) {
      scanner = std::move(*made);
    } else {
      note("scanner_not_made", "scanner " + config.scanner.uri, made.error());
    }
  }
  const auto restart = [this] {
    restart_asked = true;
    exit_code = k_exit_restart;
    app->quit();
  };
  machine = std::make_unique<Machine>(
      MachineParts{config, *desk, *speaker, scanner.get(), post(), restart, keypads, troubles});
}

void KioskApp::Inner::open_keypads() {
  guide = std::make_unique<Guide>(GuideParts{*terminal, app->context(), *speaker, *audio});
  speaker->on_event([this](const drivers::SpeechEvent& event) {
    app->posts().post([this, event] { guide->heard(event); });
  });
  for (const auto& [uri, keys] : {std::pair(config.keypad.device, config.keypad.keys),
                                  std::pair(config.keypad.headset, drivers::KeypadMap{})}) {
    if (uri.empty()) continue;
    auto made = drivers::make_keypad(uri, keys);
    if (!made) {
      note("keypad_not_made", "keypad " + uri, made.error());
      continue;
    }
    (*made)->start([this](drivers::KeypadKey key, bool repeat) {
      app->posts().post([this, key, repeat] { guide->key(key, repeat); });
    });
    keypads.push_back(std::move(*made));
  }
}

bool KioskApp::Inner::start_engine() {
  EngineConfig ask{config.server.device_url, config.server.ca_file, config.state_dir, VUORO_VERSION};
  auto started = Engine::start(std::move(ask), post());
  if (!started) {
    const std::string why = started.error().code == Errc::not_found
                                ? "not enrolled: run vuoroctl enrol --state " + config.state_dir.string()
                                : started.error().to_string();
    // It is tried every few seconds; the log says it once.
    if (std::exchange(not_started, why) != why) log::warn("lobby_not_started", {{"why", why}});
    return false;
  }
  engine = std::move(*started);
  engine->on_view([this] {
    app->request_frame();
    if (desk_printing) desk_printing->look();
  });
  return true;
}

/// What the last run knew is read in a moment, and the first page is the visitor's own: without waiting there
/// would first be one that says that the machine is starting.
void KioskApp::Inner::await_lobby() {
  const MonoTime until = clock.mono() + k_first_page;
  for (MonoTime now = clock.mono(); !engine->view()->ready && now < until; now = clock.mono())
    if (!app->pump(until - now)) return app->quit();
}

void KioskApp::Inner::open_screens() {
  const auto wake = [this] { app->request_frame(); };
  if (is_display()) {
    wall = std::make_unique<WallDesk>(*engine, *app, clock, config.state_dir);
    display = std::make_unique<Display>(
        DisplayParts{*engine, *speaker, *audio, *languages, clock, &theme, &wall->pictures()});
    speaker->on_event([this](const drivers::SpeechEvent& event) {
      app->posts().post([this, event] { display->heard(event); });
    });
    app->show([this](ui::Context& ui) { display->frame(ui); });
    return;
  }
  TerminalParts parts{*engine,
                      *desk,
                      *machine,
                      *languages,
                      clock,
                      &theme,
                      contrast ? &*contrast : nullptr,
                      wake,
                      dark ? &*dark : nullptr,
                      [this] { audio->play(drivers::Sound::notice); },
                      [this] { return guide && guide->speaks(); },
                      [this](bool on) {
                        if (guide && guide->speaks() != on) guide->key(drivers::KeypadKey::speech, false);
                      }};
  terminal = std::make_unique<Terminal>(
      std::move(parts), TerminalSettings{config.languages, config.visit.idle, config.visit.warning,
                                         static_cast<float>(config.window.lower_edge_mm)});
  desk_printing = std::make_unique<DeskPrinting>(*engine, *desk, *languages);
  desk_printing->look();
  app->on_click([this](const ui::ClickEvent&) { audio->play(drivers::Sound::click); });
  open_keypads();
  await_lobby();
  app->show([this](ui::Context& ui) {
    terminal->frame(ui);
    guide->frame(ui);
  });
  if (scanner) {
    scanner->start([this](const drivers::Scan& scan) {
      app->posts().post([this, text = scan.text] { terminal->scan(text); });
    });
  }
}

/// Looking from afar is for technicians: a socket that cannot be had costs no visitor anything.
void KioskApp::Inner::open_hand() {
  if (config.remote.socket.empty()) return;
  RemoteHandSpec spec;
  spec.socket = config.remote.socket;
  spec.act = config.remote.act;
  spec.role = is_display() ? "display" : "terminal";
  spec.scan = [this](const std::string& payload) {
    if (terminal) terminal->scan(payload);
  };
  spec.keypad = [this](const std::string& name) {
    const auto key = drivers::keypad_key_by_name(name);
    if (key && guide) guide->key(*key, false);
    return key && guide;
  };
  spec.said = [this] {
    return guide ? std::vector<std::string>(guide->log().begin(), guide->log().end())
                 : std::vector<std::string>();
  };
  spec.busy = [this] { return terminal && terminal->busy(); };
  auto started = RemoteHand::start(std::move(spec), *app, clock);
  if (started) {
    hand = std::move(*started);
  } else {
    note("remote_not_started", "remote socket " + config.remote.socket.string(), started.error());
  }
}

bool KioskApp::Inner::prepare() {
  ui::View& view = app->view();
  const float density = px_per_mm(config.window.px_per_mm, panels, view.width_px, view.height_px,
                                  is_display() ? k_wall_short_side_mm : k_short_side_mm);
  bool changed = view.px_per_mm != density;
  view.px_per_mm = density;
  if (terminal) changed = terminal->prepare(view) || changed;
  if (display) changed = display->prepare(view) || changed;
  return changed;
}

void KioskApp::Inner::tell_device_state() {
  if (!engine || !desk) return;
  const std::string printer = desk->has_printer() ? std::string(drivers::name_of(desk->status())) : "none";
  if (printer == told_printer) return;
  told_printer = printer;
  engine->set_device_state(printer, {});
}

MonoTime KioskApp::Inner::rest_at() const {
  if (!terminal || terminal->visits() == rested_visits || terminal->depth() > 1) return MonoTime::max();
  return app->context().last_input_at() + k_rest_after;
}

bool KioskApp::Inner::turn(Millis longest) {
  if (const MonoTime due = rest_at(), now = clock.mono(); due <= now) {
    rested_visits = terminal->visits();
    app->rest();
  } else if (due != MonoTime::max()) {
    longest = std::min(longest, due - now);
  }
  if (prepare()) app->request_frame();
  if (hand && hand->next_at() != MonoTime::max()) longest = std::min(longest, Millis(50));
  if (const auto interval = watchdog->interval()) longest = std::min(longest, *interval / 2);
  if (!app->pump(longest)) return false;
  watchdog->alive();
  // The sound of a press comes when it is let go: by then the device is there again.
  if (const MonoTime at = app->context().last_input_at(); std::exchange(touched_at, at) != at)
    audio->expect();
  tell_device_state();
  if (wall) wall->after_frame(*display);
  if (prepare() || (guide && guide->after_frame())) {
    app->request_frame();
  } else if (hand) {
    hand->after_frame();
  }
  return true;
}

KioskApp::KioskApp(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

KioskApp::~KioskApp() {
  // Threads first: nothing may be posted to what is gone.
  if (inner_->scanner) inner_->scanner->stop();
  for (auto& keypad : inner_->keypads) keypad->stop();
  inner_->hand.reset();
  inner_->display.reset();
  inner_->wall.reset();
  inner_->engine.reset();
  inner_->app->posts().close();
}

Result<std::unique_ptr<KioskApp>> KioskApp::create(const KioskConfig& config) {
  auto inner = std::make_unique<Inner>(config);
  // First of all: its thread reads what the last run knew while this one makes the window.
  (void)inner->start_engine();
  VUORO_TRY(inner->open_window());
  inner->open_devices();
  inner->open_hand();
  return std::unique_ptr<KioskApp>(new KioskApp(std::move(inner)));
}

void KioskApp::quit() {
  inner_->app->quit();
}

int KioskApp::run() {
  Inner& in = *inner_;
  bool told_ready = false;
  const auto told = [&] {
    if (!std::exchange(told_ready, true)) in.watchdog->ready();
  };
  while (!in.engine && !in.start_engine()) {
    in.app->show(
        [&in](ui::Context& ui) { draw_not_in_use(ui, *in.languages, in.is_display(), in.not_started); });
    const MonoTime again = in.clock.mono() + k_retry;
    while (in.clock.mono() < again) {
      if (!in.turn(k_retry)) return in.exit_code;
      told();
    }
  }
  in.open_screens();
  log::info("kiosk_started",
            {{"role", in.is_display() ? "display" : "terminal"}, {"version", VUORO_VERSION}});
  while (in.turn(k_turn_max)) told();
  in.watchdog->stopping();
  log::info("kiosk_ended", {{"restart", in.restart_asked}});
  return in.exit_code;
}

}  // namespace vuoro::kiosk
