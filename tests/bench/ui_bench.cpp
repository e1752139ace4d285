// What a frame costs: ours and SDL's software renderer on the same draw data, in the same run.
// Prints one JSON object a line: {"name","value","unit","baseline","baseline_value","ratio","runs","spread"}.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "tests/bench/sample.h"
#include "tests/bench/sdl_baseline.h"
#include "tests/bench/touch_bench.h"
#include "tests/support/process_memory.h"
#include "ui/gallery/screens.h"
#include "ui/harness.h"
#include "ui/paint/presenter.h"
#include "ui/text/text.h"
#include "ui/ui.h"

namespace {

using namespace vuoro;
using bench::Sample;
using bench::SdlBaseline;

constexpr const char* k_baseline = "SDL software renderer, same draw data";
constexpr int k_width = 1080, k_height = 1920;

/// A long answer, as the guidance gives them: paragraphs, places, ways to go on.
void long_answer(ui::Context& context) {
  auto head = ui::page(context, "answer", {.title = "Moving to a new home", .back = "Back", .home = "Start"});
  auto content = head.content(ui::Space::m);
  auto window = ui::scroll(context, "text", {.label = "The answer", .gap = ui::Space::m});
  for (int i = 0; i < 14; ++i) {
    ui::paragraph(
        context, fmt::format("what{}", i),
        "Tell your new address at the latest one week after you have moved. You can tell it up to a month "
        "before. One notice is enough: the post, Kela and the tax office hear of it too.");
    ui::list_row(context, fmt::format("place{}", i),
                 {.icon = ui::Icon::housing,
                  .title = "Digital and Population Data Services Agency",
                  .subtitle = "Desk 4, today until 16.15",
                  .badge = "3 waiting"});
  }
}

constexpr std::size_t k_long_answer = ~std::size_t{0};

struct Stage {
  explicit Stage(std::size_t first_page)
      : page(first_page),
        harness(
            [this](ui::Context& context) {
              if (page == k_long_answer) return long_answer(context);
              ui::gallery::pages()[page].draw(context, state);
            },
            clock) {
    canvas.resize(k_width, k_height);
  }
  SystemClock clock;
  ui::gallery::State state;
  std::size_t page;
  ui::Harness harness;
  ui::Canvas canvas;

  /// Changes something, runs the frame and paints it. @return ms of this thread.
  template <class Change, class Paint>
  double frame(const Change& change, const Paint& paint) {
    const double start = bench::cpu_ms();
    change();
    harness.settle();
    paint(harness.context().draw_data());
    return bench::cpu_ms() - start;
  }
  [[nodiscard]] auto ours() {
    return [this](const ImDrawData& data) { canvas.paint(data); };
  }
};

/// The same changes painted by us and by SDL; the first of each warms the caches.
template <class Change>
void bench_beside(const std::string& name, Stage& stage, int runs, const Change& change) {
  Sample ours, sdl;
  for (int i = 0; i <= runs; ++i) {
    const double ms = stage.frame([&] { change(i); }, stage.ours());
    if (i > 0) ours.ms.push_back(ms);
  }
  SdlBaseline baseline(k_width, k_height);
  const int baseline_runs = std::max(6, runs / 4);
  for (int i = 0; i <= baseline_runs; ++i) {
    const double ms = stage.frame([&] { change(i); }, [&](const ImDrawData& data) { baseline.paint(data); });
    if (i > 0) sdl.ms.push_back(ms);
  }
  bench::report_beside(name, ours, sdl, k_baseline);
}

/// A visitor goes from one page to quite another and back: code, decoding, and every pixel that is not as it
/// was.
void bench_page(int runs) {
  Stage stage(0);
  bench_beside("redraw_page", stage, runs, [&](int i) { stage.page = i % 2 == 0 ? 1 : 0; });
}

/// Every pixel of a page, as when the window has just come.
void bench_everything(const std::string& name, std::size_t page, int runs) {
  Stage stage(page);
  bench_beside(name, stage, runs, [&](int) { stage.canvas.forget(); });
}

void bench_code(int runs) {
  Stage stage(0);
  Sample code;
  for (int i = 0; i < runs; ++i) {
    stage.page = i % 2 == 0 ? 1 : 0;
    code.ms.push_back(stage.frame([] {}, [](const ImDrawData&) {}));
  }
  bench::report("redraw_page_code_only", code, code.median());
}

/// A press: the finger goes down on a button, what changed is painted; and up again.
void bench_press(const std::string& name, std::size_t page, std::string_view path, int runs) {
  Stage stage(page);
  const ui::Point at = stage.harness.find_path(path)->rect.centre();
  bench_beside(name, stage, runs, [&](int i) {
    // Away before it is lifted: a press is shown, nothing is chosen.
    if (i % 2 == 1)
      stage.harness.context().push(ui::PointerEvent{ui::PointerPhase::cancel, {0, 0}});
    else
      stage.harness.context().push(ui::PointerEvent{ui::PointerPhase::down, at});
  });
}

/// A finger that draws a long answer up and down, 12 px a frame.
void bench_scroll(int runs) {
  Stage stage(k_long_answer);
  const auto finger = [&](ui::PointerPhase phase, int y) {
    stage.harness.context().push(ui::PointerEvent{phase, {500, static_cast<float>(y)}});
  };
  finger(ui::PointerPhase::down, 1500);
  stage.harness.settle();
  bench_beside("redraw_scroll", stage, std::max(runs, 80), [&](int i) {
    const int step = i % 80;
    finger(ui::PointerPhase::move, 1400 - 12 * (step < 40 ? step : 80 - step));
  });
}

void bench_start(int runs) {
  Sample fonts;
  for (int i = 0; i < runs; ++i) {
    const auto start = bench::cpu_ms();
    const auto engine = ui::TextEngine::create();
    if (!engine) return;
    fonts.ms.push_back(bench::cpu_ms() - start);
  }
  bench::report("ui_fonts_open", fonts, fonts.median());
}

void report_memory() {
  fmt::print(R"({{"name":"ui_bench_pss","value":{:.1f},"unit":"MB","runs":1}})"
             "\n",
             test::pss_mb(::getpid()).value_or(0));
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(4, std::atoi(argv[1])) : 60;
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
  bench_start(5);
  bench_page(runs);
  bench_code(runs);
  bench_everything("redraw_everything", 0, runs);
  bench_everything("redraw_everything_list", 1, runs);
  bench_press("redraw_press", 0, "jobs_window/ticket", runs);
  bench_press("redraw_press_row", 1, "list/service0", runs);
  bench_press("redraw_press_key", 4, "keyboard/key_g", runs);
  bench_scroll(runs);
  report_memory();
  bench::touch_to_press("dummy", std::max(20, runs));
  bench::touch_to_press("x11", std::max(20, runs));
  bench::touch_to_sound(std::max(20, runs / 2));
  return 0;
}
