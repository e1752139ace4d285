#pragma once
// The window and the loop: sleeps until something happens, draws only what changed.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "ui/context.h"
#include "ui/image.h"
#include "ui/posts.h"

namespace vuoro::ui {

class Output;

/// Who paints.
enum class RendererChoice {
  automatic,  ///< the graphics processor where there is a real one, this processor otherwise
  cpu,
  gpu,  ///< whatever SDL offers, also one that draws in software
};

/// A press is seen at least so long, however short the touch was; what it did is shown after that.
inline constexpr Millis k_press_visible{64};

struct WindowSpec {
  std::string title = "Vuoro";
  int width_px = 1080;
  int height_px = 1920;
  bool fullscreen = false;    ///< takes the display's own size
  int display = 0;            ///< SDL's index of the display
  bool hide_pointer = false;  ///< touch screens
  RendererChoice renderer = RendererChoice::automatic;
};

/// What has been drawn since the start.
struct FrameCounts {
  std::uint64_t frames = 0;   ///< times the screen's code ran
  std::uint64_t painted = 0;  ///< times any pixel was painted and presented
  std::uint64_t pixels = 0;   ///< pixels painted
  std::uint64_t wakes = 0;    ///< times the loop woke up
};

/// The drawing thread's own; only posts() and quit() may be used from others.
class App {
 public:
  using Screen = std::function<void(Context&)>;

  /// @return unavailable: no display, no fonts. Headless: set SDL_VIDEODRIVER=dummy before.
  [[nodiscard]] static Result<std::unique_ptr<App>> create(const WindowSpec& window, const Clock& clock);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// How frames look; change it at any time. The size follows the window.
  [[nodiscard]] View& view();
  [[nodiscard]] Context& context();
  [[nodiscard]] Posts& posts();
  /// Called for every activation, before the frame is painted (click sound).
  void on_click(std::function<void(const ClickEvent&)> heard);
  /// Sets the screen and asks for a frame.
  void show(Screen screen);
  /// The state behind the screen changed outside a frame.
  void request_frame();
  /// Nobody is at the screen: gives back what memory is soon had again, to the system too, and draws a frame.
  void rest();

  /// Waits for input, posts, a time asked for, or at most `longest`; then draws if there is a reason to.
  /// @return false once the window was closed or quit() called.
  bool pump(Millis longest);
  /// pump() until the end.
  void run();
  void quit();

  [[nodiscard]] FrameCounts counts() const;
  /// Who paints now, "cpu, …" or "gpu, …".
  [[nodiscard]] std::string renderer() const;
  /// Paints through another output from the next frame on; when that one fails, on the CPU. For tests.
  void replace_output(std::unique_ptr<Output> output);
  /// The picture of the last frame. @return unavailable: there is no window surface.
  [[nodiscard]] Result<Image> picture();

 private:
  struct Inner;
  explicit App(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace vuoro::ui
