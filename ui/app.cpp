#include "ui/app.h"

#include <SDL.h>
#include <malloc.h>

#include <atomic>
#include <condition_variable>
#include <string_view>

#include "core/base/json.h"
#include "core/base/log.h"
#include "ui/image.h"
#include "ui/paint/output.h"
#include "ui/sdl_input.h"
#include "ui/text/text.h"

namespace vuoro::ui {
namespace {

/// Drivers that cannot wait for input are asked this often (KMSDRM reads evdev only when asked).
constexpr Millis k_poll{10};
/// A driver without any input is looked at this often, for the end that SIGINT and SIGTERM ask for.
constexpr Millis k_poll_signals{250};

struct SdlVideo {
  SdlVideo() { good = SDL_InitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS) == 0; }
  ~SdlVideo() {
    if (good) SDL_QuitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS);
  }
  SdlVideo(const SdlVideo&) = delete;
  SdlVideo& operator=(const SdlVideo&) = delete;
  bool good = false;
};
struct DestroyWindow {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
};

void set_hints(const WindowSpec& spec) {
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, spec.fullscreen ? "1" : "0");
}

}  // namespace

struct App::Inner {
  Inner(const WindowSpec& window_spec, const Clock& the_clock)
      : spec(window_spec), clock(the_clock), posts([this] { wake(); }) {}

  const WindowSpec spec;
  const Clock& clock;
  SdlVideo video;
  std::unique_ptr<SDL_Window, DestroyWindow> window;
  std::unique_ptr<Output> output;  ///< before the window goes, it goes
  std::unique_ptr<TextEngine> text;
  std::unique_ptr<Context> context;
  SdlInput input;
  View view;
  Screen screen;
  std::function<void(const ClickEvent&)> heard;
  FrameCounts counts;
  Uint32 wake_event = 0;
  bool waits = false;  ///< the video driver can sleep until an event
  bool needs_input_polling = true;
  bool frame_wanted = true;
  bool told_display = false;                 ///< that the display asked for is not there
  bool press_unseen = false;                 ///< a press came that no painted frame shows yet
  MonoTime press_seen_at = MonoTime::min();  ///< when the last press came on the screen
  MonoTime held_until = MonoTime::min();     ///< what follows it is painted then
  bool unpainted = false;                    ///< a frame was run and held back
  std::atomic<bool> ended{false};
  std::atomic<bool> wake_pending{false};
  std::mutex wake_mutex;
  std::condition_variable wake_signal;
  Posts posts;

  void wake() {
    if (wake_pending.exchange(true)) return;
    if (waits) {
      SDL_Event event{};
      event.type = wake_event;
      SDL_PushEvent(&event);
    }
    const std::lock_guard lock(wake_mutex);
    wake_signal.notify_one();
  }
  void wait(Millis longest);
  void handle(const SDL_Event& event);
  void take(InputEvent event);
  void draw();
  void run_frame();
  void paint();
  [[nodiscard]] bool held() const { return clock.mono() < held_until; }
  [[nodiscard]] bool due() const {
    return frame_wanted || context->has_input() || context->next_frame_at() <= clock.mono() ||
           (unpainted && !held());
  }
  Result<void> open_window();
  Result<void> open_output();
  Result<void> fall_back(const Error& why);
};

App::App(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

App::~App() {
  inner_->posts.close();
}

Result<void> App::Inner::open_window() {
  output.reset();
  window.reset();
  const int displays = SDL_GetNumVideoDisplays();
  const int display = std::clamp(spec.display, 0, std::max(0, displays - 1));
  if (display != spec.display && !std::exchange(told_display, true))
    log::warn("display_absent", {{"asked", spec.display}, {"shown_on", display}, {"displays", displays}});
  const auto at = static_cast<int>(SDL_WINDOWPOS_CENTERED_DISPLAY(static_cast<unsigned>(display)));
  const auto flags = static_cast<Uint32>(spec.fullscreen ? static_cast<int>(SDL_WINDOW_FULLSCREEN_DESKTOP)
                                                         : static_cast<int>(SDL_WINDOW_RESIZABLE));
  window.reset(SDL_CreateWindow(spec.title.c_str(), at, at, spec.width_px, spec.height_px, flags));
  if (!window) return fail(Errc::unavailable, std::string("window: ") + SDL_GetError());
  return {};
}

/// Chooses who paints, and says why in the log.
Result<void> App::Inner::open_output() {
  std::string why = "asked for";
  const bool automatic = spec.renderer == RendererChoice::automatic;
  const std::string gpu = automatic ? gpu_driver() : "";
  if (automatic) why = gpu.empty() ? "no graphics processor" : "graphics processor, " + gpu;
  if (spec.renderer == RendererChoice::gpu || !gpu.empty()) {
    auto made = make_gpu_output(window.get(), automatic ? GpuKind::real : GpuKind::any);
    if (made) {
      output = std::move(*made);
    } else {
      why += "; " + made.error().message;
      VUORO_TRY(open_window());  // the attempt may have changed the window to one for OpenGL
    }
  }
  if (!output) {
    VUORO_ASSIGN(output, make_cpu_output(window.get()));
  }
  log::info("renderer_chosen", {{"renderer", json::value(output->name())}, {"why", json::value(why)}});
  return {};
}

/// The screen must not stay blank: from a lost graphics processor to painting by ourselves, in a new window.
Result<void> App::Inner::fall_back(const Error& why) {
  log::error("renderer_lost",
             {{"renderer", json::value(output->name())}, {"why", json::value(why.to_string())}});
  VUORO_TRY(open_window());
  VUORO_ASSIGN(output, make_cpu_output(window.get()));
  log::info("renderer_chosen",
            {{"renderer", json::value(output->name())}, {"why", "the one before was lost"}});
  return {};
}

Result<std::unique_ptr<App>> App::create(const WindowSpec& spec, const Clock& clock) {
  set_hints(spec);
  auto inner = std::make_unique<Inner>(spec, clock);
  if (!inner->video.good) return fail(Errc::unavailable, std::string("SDL video: ") + SDL_GetError());
  VUORO_TRY(inner->open_window());
  VUORO_TRY(inner->open_output());
  const std::string_view driver = SDL_GetCurrentVideoDriver();
  inner->waits = driver == "x11" || driver == "wayland";
  inner->needs_input_polling = driver != "dummy" && driver != "offscreen";
  inner->wake_event = SDL_RegisterEvents(1);
  if (spec.hide_pointer) SDL_ShowCursor(SDL_DISABLE);
  SDL_DisableScreenSaver();
  SDL_StartTextInput();
  VUORO_ASSIGN(inner->text, TextEngine::create());
  inner->context = std::make_unique<Context>(*inner->text, clock);
  return std::unique_ptr<App>(new App(std::move(inner)));
}

std::string App::renderer() const {
  return inner_->output->name();
}
void App::replace_output(std::unique_ptr<Output> output) {
  inner_->output = std::move(output);
  inner_->output->forget();
  inner_->frame_wanted = true;
}

View& App::view() {
  return inner_->view;
}
Context& App::context() {
  return *inner_->context;
}
Posts& App::posts() {
  return inner_->posts;
}
void App::on_click(std::function<void(const ClickEvent&)> heard) {
  inner_->heard = std::move(heard);
}
void App::show(Screen screen) {
  inner_->screen = std::move(screen);
  inner_->frame_wanted = true;
}
void App::request_frame() {
  inner_->frame_wanted = true;
}
void App::rest() {
  inner_->context->rest();
  inner_->frame_wanted = true;
  ::malloc_trim(0);
}
void App::quit() {
  inner_->ended = true;
  inner_->wake();
}
FrameCounts App::counts() const {
  return inner_->counts;
}
void App::run() {
  while (pump(std::chrono::hours(1))) {
  }
}

void App::Inner::wait(Millis longest) {
  if (waits) {
    SDL_Event event;
    if (SDL_WaitEventTimeout(&event, static_cast<int>(longest.count())) != 0) handle(event);
    return;
  }
  std::unique_lock lock(wake_mutex);
  const auto woken = [this] { return wake_pending.load(); };
  wake_signal.wait_for(lock, std::min(longest, needs_input_polling ? k_poll : k_poll_signals), woken);
}

bool App::pump(Millis longest) {
  Inner& in = *inner_;
  if (!in.due() && !in.wake_pending && in.posts.empty() && !in.ended) {
    Millis until = longest;
    const auto no_later_than = [&](MonoTime when) {
      until = std::min(until, std::max(when - in.clock.mono(), Millis(0)));
    };
    if (in.context->next_frame_at() != MonoTime::max()) no_later_than(in.context->next_frame_at());
    if (in.unpainted) no_later_than(in.held_until);
    in.wait(until);
    ++in.counts.wakes;
  }
  in.wake_pending = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) in.handle(event);
  if (in.posts.run_all() > 0) in.frame_wanted = true;
  if (in.ended) return false;
  if (in.due()) in.draw();
  return true;
}

void App::Inner::handle(const SDL_Event& event) {
  if (event.type == SDL_QUIT) {
    ended = true;
  } else if (event.type == SDL_RENDER_DEVICE_RESET || event.type == SDL_RENDER_TARGETS_RESET) {
    log::warn("renderer_reset", {{"renderer", json::value(output->name())}});
    output->device_reset();
    frame_wanted = true;
  } else if (event.type == SDL_WINDOWEVENT) {
    switch (event.window.event) {
      case SDL_WINDOWEVENT_SIZE_CHANGED:
      case SDL_WINDOWEVENT_EXPOSED:
      case SDL_WINDOWEVENT_RESTORED:
        output->forget();
        frame_wanted = true;
        break;
      default:
        break;
    }
  } else if (auto translated = input.translate(event, view.width_px, view.height_px)) {
    take(std::move(*translated));
  }
}

/// However short the touch: the press is painted before the release acts, and stays for k_press_visible. What
/// the release does happens at once; only its picture waits.
void App::Inner::take(InputEvent event) {
  if (const auto* pointer = std::get_if<PointerEvent>(&event)) {
    if (pointer->phase == PointerPhase::down) {
      press_unseen = true;
      held_until = MonoTime::min();  // the next press is shown at once: nobody types slower for this
    } else if (pointer->phase == PointerPhase::up) {
      if (press_unseen) draw();
      if (press_seen_at != MonoTime::min()) held_until = press_seen_at + k_press_visible;
      press_seen_at = MonoTime::min();
    }
  }
  context->push(std::move(event));
}

void App::Inner::draw() {
  if (!screen || view.theme == nullptr) {
    frame_wanted = false;
    return;
  }
  const bool only_paint =
      unpainted && !frame_wanted && !context->has_input() && context->next_frame_at() > clock.mono();
  if (!only_paint) run_frame();
  if (held()) {
    unpainted = true;
    return;
  }
  paint();
}

void App::Inner::run_frame() {
  frame_wanted = false;
  if (const auto size = output->size()) {
    view.width_px = size->width;
    view.height_px = size->height;
  }
  counts.frames += static_cast<std::uint64_t>(context->run(view, screen));
  for (const ClickEvent& click : context->take_clicks())
    if (heard) heard(click);
}

void App::Inner::paint() {
  unpainted = false;
  auto painted = output->paint(context->draw_data());
  if (!painted) {
    if (auto back = fall_back(painted.error()); !back) {
      // Without any way to the screen the program ends, and is started anew by whoever watches it.
      log::error("no_renderer", {{"why", json::value(back.error().to_string())}});
      ended = true;
      return;
    }
    painted = output->paint(context->draw_data());
  }
  if (painted && *painted > 0) {
    counts.pixels += *painted;
    ++counts.painted;
    if (press_unseen) press_seen_at = clock.mono();
  }
  press_unseen = false;
}

Result<Image> App::picture() {
  return inner_->output->picture(inner_->context->draw_data());
}

}  // namespace vuoro::ui
