#include "ui/app.h"

#include <SDL.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <string_view>

#include "core/base/json.h"
#include "core/base/log.h"
#include "ui/image.h"
#include "ui/paint/presenter.h"
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
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");  // a plain surface: without it Mesa is loaded, 110 MB
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, spec.fullscreen ? "1" : "0");
}

}  // namespace

struct App::Inner {
  explicit Inner(const Clock& the_clock) : clock(the_clock), posts([this] { wake(); }) {}

  const Clock& clock;
  SdlVideo video;
  std::unique_ptr<SDL_Window, DestroyWindow> window;
  std::unique_ptr<TextEngine> text;
  std::unique_ptr<Context> context;
  Presenter presenter;
  std::vector<std::uint32_t> own_pixels;  ///< only when the window's format is not ours
  SDL_Surface* surface = nullptr;         ///< the window's; as of the last frame
  SdlInput input;
  View view;
  Screen screen;
  std::function<void(const ClickEvent&)> heard;
  FrameCounts counts;
  Uint32 wake_event = 0;
  bool waits = false;  ///< the video driver can sleep until an event
  bool needs_input_polling = true;
  bool frame_wanted = true;
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
  void draw();
  Surface target();
  void present(const std::vector<PixelRect>& rects);
};

App::App(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

App::~App() {
  inner_->posts.close();
}

Result<std::unique_ptr<App>> App::create(const WindowSpec& spec, const Clock& clock) {
  set_hints(spec);
  auto inner = std::make_unique<Inner>(clock);
  const auto sdl_error = [](std::string_view what) {
    return fail(Errc::unavailable, std::string(what) + ": " + SDL_GetError());
  };
  if (!inner->video.good) return sdl_error("SDL video");
  const int display = std::clamp(spec.display, 0, std::max(0, SDL_GetNumVideoDisplays() - 1));
  const auto at = static_cast<int>(SDL_WINDOWPOS_CENTERED_DISPLAY(static_cast<unsigned>(display)));
  const auto flags = static_cast<Uint32>(spec.fullscreen ? static_cast<int>(SDL_WINDOW_FULLSCREEN_DESKTOP)
                                                         : static_cast<int>(SDL_WINDOW_RESIZABLE));
  inner->window.reset(SDL_CreateWindow(spec.title.c_str(), at, at, spec.width_px, spec.height_px, flags));
  if (!inner->window) return sdl_error("window");
  if (SDL_GetWindowSurface(inner->window.get()) == nullptr) {
    // Wayland has no plain surface in SDL 2.26: let SDL put a texture behind it.
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "1");
    if (SDL_GetWindowSurface(inner->window.get()) == nullptr) return sdl_error("window surface");
  }
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
  const auto due = [&] {
    return in.frame_wanted || in.context->has_input() || in.context->next_frame_at() <= in.clock.mono();
  };
  if (!due() && !in.wake_pending && in.posts.empty() && !in.ended) {
    Millis until = longest;
    if (in.context->next_frame_at() != MonoTime::max())
      until = std::clamp(in.context->next_frame_at() - in.clock.mono(), Millis(0), longest);
    in.wait(until);
    ++in.counts.wakes;
  }
  in.wake_pending = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) in.handle(event);
  if (in.posts.run_all() > 0) in.frame_wanted = true;
  if (in.ended) return false;
  if (due()) in.draw();
  return true;
}

void App::Inner::handle(const SDL_Event& event) {
  if (event.type == SDL_QUIT) {
    ended = true;
  } else if (event.type == SDL_WINDOWEVENT) {
    switch (event.window.event) {
      case SDL_WINDOWEVENT_SIZE_CHANGED:
      case SDL_WINDOWEVENT_EXPOSED:
      case SDL_WINDOWEVENT_RESTORED:
        presenter.forget();
        frame_wanted = true;
        break;
      default:
        break;
    }
  } else if (auto translated = input.translate(event, view.width_px, view.height_px)) {
    context->push(std::move(*translated));
  }
}

Surface App::Inner::target() {
  SDL_Surface* now = SDL_GetWindowSurface(window.get());
  if (now == nullptr) return {};
  const bool ours =
      now->format->format == SDL_PIXELFORMAT_RGB888 || now->format->format == SDL_PIXELFORMAT_ARGB8888;
  if (now != surface) {
    surface = now;
    presenter.forget();
    own_pixels.assign(ours ? 0 : static_cast<std::size_t>(now->w) * static_cast<std::size_t>(now->h),
                      0xff000000u);
  }
  if (ours && now->pitch % 4 == 0)
    return {static_cast<std::uint32_t*>(now->pixels), now->w, now->h, now->pitch / 4};
  return {own_pixels.data(), now->w, now->h, now->w};
}

void App::Inner::present(const std::vector<PixelRect>& rects) {
  std::vector<SDL_Rect> areas;
  areas.reserve(rects.size());
  for (const PixelRect& r : rects) {
    counts.pixels += static_cast<std::uint64_t>(r.width()) * static_cast<std::uint64_t>(r.height());
    areas.push_back({r.left, r.top, r.width(), r.height()});
    if (own_pixels.empty()) continue;
    const int bytes = surface->format->BytesPerPixel;
    SDL_ConvertPixels(r.width(), r.height(), SDL_PIXELFORMAT_ARGB8888,
                      own_pixels.data() + static_cast<std::ptrdiff_t>(r.top) * surface->w + r.left,
                      surface->w * 4, surface->format->format,
                      static_cast<std::uint8_t*>(surface->pixels) +
                          static_cast<std::ptrdiff_t>(r.top) * surface->pitch +
                          static_cast<std::ptrdiff_t>(r.left) * bytes,
                      surface->pitch);
  }
  if (SDL_UpdateWindowSurfaceRects(window.get(), areas.data(), static_cast<int>(areas.size())) != 0) {
    log::warn("present_failed", {{"why", json::value(SDL_GetError())}});
    presenter.forget();
  }
  ++counts.painted;
}

void App::Inner::draw() {
  frame_wanted = false;
  if (!screen || view.theme == nullptr) return;
  const Surface to = target();
  if (to.pixels == nullptr) {
    log::error("no_window_surface", {{"why", json::value(SDL_GetError())}});
    return;
  }
  view.width_px = to.width;
  view.height_px = to.height;
  counts.frames += static_cast<std::uint64_t>(context->run(view, screen));
  for (const ClickEvent& click : context->take_clicks())
    if (heard) heard(click);
  const auto& rects = presenter.paint(context->draw_data(), to);
  if (!rects.empty()) present(rects);
}

Result<Image> App::picture() {
  const Surface from = inner_->target();
  if (from.pixels == nullptr) return fail(Errc::unavailable, "no window surface");
  Image image{from.width, from.height, {}};
  image.pixels.reserve(static_cast<std::size_t>(from.width) * static_cast<std::size_t>(from.height));
  for (int y = 0; y < from.height; ++y) {
    const std::uint32_t* row = from.pixels + static_cast<std::ptrdiff_t>(y) * from.stride_px;
    image.pixels.insert(image.pixels.end(), row, row + from.width);
  }
  return image;
}

}  // namespace vuoro::ui
