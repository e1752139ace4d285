// vuoro-gallery: shows every widget. With --png FOLDER it draws the pages into files, without a window.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "ui/app.h"
#include "ui/gallery/screens.h"
#include "ui/harness.h"

namespace {

using namespace vuoro;

struct Options {
  std::string png, theme, language = "en";
  int width = 1080, height = 1920;
  float scale = 1.0f, px_per_mm = ui::k_px_per_mm_default;
  bool rtl = false, dialog = false, rects = false;
};

void apply(const Options& options, ui::View& view) {
  view.width_px = options.width;
  view.height_px = options.height;
  view.text_scale = options.scale;
  view.px_per_mm = options.px_per_mm;
  view.language = options.language;
  view.direction = options.rtl ? ui::Direction::right_to_left : ui::Direction::left_to_right;
}

int draw_files(const Options& options, const Clock& clock) {
  ui::gallery::State state;
  state.dialog = options.dialog;
  for (const auto& page : ui::gallery::pages()) {
    ui::Harness harness([&](ui::Context& context) { page.draw(context, state); }, clock, options.theme);
    apply(options, harness.view());
    harness.settle();
    const std::string file = fmt::format("{}/{}.png", options.png, page.name);
    if (const auto saved = harness.png(file); !saved) {
      fmt::print(stderr, "{}\n", saved.error().to_string());
      return 1;
    }
    fmt::print("{}\n{}", file, harness.tree_text(options.rects));
    for (const std::string& finding : harness.tree().audit()) fmt::print("  audit: {}\n", finding);
  }
  return 0;
}

int show_window(const Options& options, const Clock& clock) {
  const auto theme = ui::load_theme(options.theme);
  if (!theme) {
    fmt::print(stderr, "{}\n", theme.error().to_string());
    return 1;
  }
  auto app = ui::App::create(
      {.title = "vuoro-gallery", .width_px = options.width, .height_px = options.height}, clock);
  if (!app) {
    fmt::print(stderr, "{}\n", app.error().to_string());
    return 1;
  }
  apply(options, (*app)->view());
  (*app)->view().theme = &*theme;
  ui::gallery::State state;
  std::size_t number = 0;
  (*app)->show([&](ui::Context& context) {
    const auto pages = ui::gallery::pages();
    if (context.take_key(ui::Key::page_down)) number = (number + 1) % pages.size();
    pages[number].draw(context, state);
  });
  (*app)->run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli{"Shows every widget of the toolkit. Page Down turns the page."};
  cli.add_option("--png", options.png, "draw the pages into this folder and end");
  cli.add_option("--theme", options.theme, "theme file")->default_val("assets/themes/standard.toml");
  cli.add_option("--language", options.language);
  cli.add_option("--width", options.width);
  cli.add_option("--height", options.height);
  cli.add_option("--scale", options.scale, "text scale, 1 to 2");
  cli.add_option("--px-per-mm", options.px_per_mm);
  cli.add_flag("--rtl", options.rtl, "right to left");
  cli.add_flag("--dialog", options.dialog);
  cli.add_flag("--rects", options.rects);
  CLI11_PARSE(cli, argc, argv);
  const SystemClock clock;
  return options.png.empty() ? show_window(options, clock) : draw_files(options, clock);
}
