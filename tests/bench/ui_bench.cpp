// What a frame costs: ours and SDL's software renderer on the same draw data, in the same run.
// Prints one JSON object a line: {"name","value","unit","baseline","baseline_value","ratio","runs","spread"}.

#include <SDL.h>
#include <fmt/format.h>
#include <imgui.h>

#include <time.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ui/gallery/screens.h"
#include "ui/harness.h"
#include "ui/paint/presenter.h"
#include "ui/text/text.h"

namespace {

using namespace vuoro;

/// Processor time of this thread: what one core spends, whoever else uses the machine meanwhile.
struct Stopwatch {
  [[nodiscard]] static double now() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1000.0 + static_cast<double>(t.tv_nsec) / 1e6;
  }
};

double ms_since(double start) {
  return Stopwatch::now() - start;
}

struct Sample {
  std::vector<double> ms;
  [[nodiscard]] double at(double share) const {
    std::vector<double> sorted = ms;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  }
  [[nodiscard]] double median() const { return at(0.5); }
};

void report(const std::string& name, const Sample& ours, const Sample& sdl) {
  fmt::print(
      R"({{"name":"{}","value":{:.3f},"unit":"ms","baseline":"SDL software renderer, same draw data","baseline_value":{:.3f},"ratio":{:.1f},"runs":{},"spread":[{:.3f},{:.3f}]}})"
      "\n",
      name, ours.median(), sdl.median(), sdl.median() / ours.median(), ours.ms.size(), ours.at(0.1),
      ours.at(0.9));
}

void report(const std::string& name, const Sample& ours) {
  fmt::print(R"({{"name":"{}","value":{:.3f},"unit":"ms","runs":{},"spread":[{:.3f},{:.3f}]}})"
             "\n",
             name, ours.median(), ours.ms.size(), ours.at(0.1), ours.at(0.9));
}

/// SDL's software renderer on a surface of its own, fed as ImGui's SDL_Renderer backend feeds it.
class SdlBaseline {
 public:
  SdlBaseline(int width, int height)
      : surface_(SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888)),
        renderer_(SDL_CreateSoftwareRenderer(surface_)) {}
  ~SdlBaseline() {
    for (auto& [key, texture] : textures_) SDL_DestroyTexture(texture);
    SDL_DestroyRenderer(renderer_);
    SDL_FreeSurface(surface_);
  }
  SdlBaseline(const SdlBaseline&) = delete;
  SdlBaseline& operator=(const SdlBaseline&) = delete;

  void paint(const ImDrawData& data) {
    for (int n = 0; n < data.CmdListsCount; ++n) {
      const ImDrawList& list = *data.CmdLists[n];
      for (const ImDrawCmd& c : list.CmdBuffer) {
        const SDL_Rect clip{static_cast<int>(c.ClipRect.x), static_cast<int>(c.ClipRect.y),
                            static_cast<int>(c.ClipRect.z - c.ClipRect.x),
                            static_cast<int>(c.ClipRect.w - c.ClipRect.y)};
        SDL_RenderSetClipRect(renderer_, &clip);
        const ImDrawVert* v = list.VtxBuffer.Data + c.VtxOffset;
        SDL_RenderGeometryRaw(
            renderer_, texture(*static_cast<const ui::Texture*>(c.GetTexID())), &v->pos.x, sizeof(ImDrawVert),
            reinterpret_cast<const SDL_Color*>(&v->col), sizeof(ImDrawVert), &v->uv.x, sizeof(ImDrawVert),
            list.VtxBuffer.Size - static_cast<int>(c.VtxOffset), list.IdxBuffer.Data + c.IdxOffset,
            static_cast<int>(c.ElemCount), sizeof(ImDrawIdx));
      }
    }
    SDL_RenderFlush(renderer_);
  }
  [[nodiscard]] std::uint32_t pixel(int x, int y) const {
    return static_cast<std::uint32_t*>(surface_->pixels)[y * surface_->pitch / 4 + x];
  }

 private:
  SDL_Texture* texture(const ui::Texture& t) {
    SDL_Texture*& made = textures_[t.serial];
    if (made != nullptr) return made;
    made =
        SDL_CreateTexture(renderer_, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, t.width, t.height);
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(t.width) * static_cast<std::size_t>(t.height));
    for (std::size_t i = 0; i < pixels.size(); ++i)
      pixels[i] = t.kind == ui::Texture::Kind::picture
                      ? t.picture[i]
                      : 0x00ffffffu | (static_cast<std::uint32_t>(t.coverage[i]) << 24);
    SDL_UpdateTexture(made, nullptr, pixels.data(), t.width * 4);
    SDL_SetTextureBlendMode(made, SDL_BLENDMODE_BLEND);
    return made;
  }
  SDL_Surface* surface_;
  SDL_Renderer* renderer_;
  std::map<std::uint64_t, SDL_Texture*> textures_;
};

struct Stage {
  explicit Stage(std::size_t page_number)
      : harness([this, page_number](
                    ui::Context& context) { ui::gallery::pages()[page_number].draw(context, state); },
                clock) {}
  SystemClock clock;
  ui::gallery::State state;
  ui::Harness harness;
};

/// A whole new page: its code runs, every pixel is painted.
void bench_page(const std::string& name, std::size_t page_number, int runs, int baseline_runs) {
  Stage stage(page_number);
  ui::Canvas canvas;
  canvas.resize(1080, 1920);
  Sample ours, code, sdl;
  for (int i = 0; i < runs; ++i) {
    const auto start = Stopwatch::now();
    stage.harness.settle();
    code.ms.push_back(ms_since(start));
    canvas.forget();
    canvas.paint(stage.harness.context().draw_data());
    ours.ms.push_back(ms_since(start));
  }
  SdlBaseline baseline(1080, 1920);
  baseline.paint(stage.harness.context().draw_data());
  for (int i = 0; i < baseline_runs; ++i) {
    const auto start = Stopwatch::now();
    stage.harness.settle();
    baseline.paint(stage.harness.context().draw_data());
    sdl.ms.push_back(ms_since(start));
  }
  report(name, ours, sdl);
  report(name + "_code_only", code);
}

/// A press: the finger goes down on a button, what changed is painted; and up again.
void bench_press(const std::string& name, std::size_t page_number, std::string_view path, int runs,
                 int baseline_runs) {
  Stage stage(page_number);
  ui::Canvas canvas;
  canvas.resize(1080, 1920);
  canvas.paint(stage.harness.context().draw_data());
  const ui::Point at = stage.harness.find_path(path)->rect.centre();
  Sample ours, sdl;
  const auto once = [&](bool down, const auto& paint) {
    const auto start = Stopwatch::now();
    // Away before it is lifted: a press is shown, nothing is chosen.
    if (!down)
      stage.harness.context().push(ui::PointerEvent{ui::PointerPhase::cancel, {0, 0}});
    else
      stage.harness.context().push(ui::PointerEvent{ui::PointerPhase::down, at});
    stage.harness.settle();
    paint(stage.harness.context().draw_data());
    return ms_since(start);
  };
  for (int i = 0; i < runs; ++i)
    ours.ms.push_back(once(i % 2 == 0, [&](const ImDrawData& data) { canvas.paint(data); }));
  SdlBaseline baseline(1080, 1920);
  baseline.paint(stage.harness.context().draw_data());
  for (int i = 0; i < baseline_runs; ++i)
    sdl.ms.push_back(once(i % 2 == 0, [&](const ImDrawData& data) { baseline.paint(data); }));
  report(name, ours, sdl);
}

void bench_start(int runs) {
  Sample fonts;
  for (int i = 0; i < runs; ++i) {
    const auto start = Stopwatch::now();
    const auto engine = ui::TextEngine::create();
    if (!engine) return;
    fonts.ms.push_back(ms_since(start));
  }
  report("ui_fonts_open", fonts);
}

void report_memory() {
  std::ifstream file("/proc/self/smaps_rollup");
  std::string word;
  double kib = 0;
  while (file >> word) {
    if (word != "Pss:") continue;
    file >> kib;
    break;
  }
  fmt::print(R"({{"name":"ui_bench_pss","value":{:.1f},"unit":"MB","runs":1}})"
             "\n",
             kib / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(4, std::atoi(argv[1])) : 60;
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
  bench_start(5);
  bench_page("redraw_page", 0, runs, std::max(3, runs / 6));
  report_memory();
  bench_page("redraw_page_list", 1, runs, std::max(3, runs / 6));
  bench_press("redraw_press", 0, "jobs_window/ticket", runs, std::max(4, runs / 6));
  bench_press("redraw_press_row", 1, "list/service0", runs, std::max(4, runs / 6));
  bench_press("redraw_press_key", 4, "keyboard/key_g", runs, std::max(4, runs / 6));
  return 0;
}
