// vuoro-gallery: every widget of the toolkit, in every state, theme, script and size of letters. In a window;
// or into PNG files, without one.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "ui/app.h"
#include "ui/gallery/screens.h"
#include "ui/gallery/sheet.h"
#include "ui/harness.h"

namespace {

using namespace vuoro;
namespace gallery = ui::gallery;

struct Options {
  std::string png, pictures, widget, size = "1080x1920";
  std::string themes = "assets/themes";
  std::string theme = "standard", language = "en";
  int width = 1080, height = 1920;
  float scale = 1.0f, px_per_mm = ui::k_px_per_mm_default;
  bool rtl = false, dialog = false, rects = false;

  [[nodiscard]] std::filesystem::path theme_file(const std::string& name) const {
    return name.ends_with(".toml") ? std::filesystem::path(name)
                                   : std::filesystem::path(themes) / (name + ".toml");
  }
  [[nodiscard]] bool right_to_left() const { return rtl || gallery::sample_of(language).right_to_left; }
};

int failed(const Error& error) {
  fmt::print(stderr, "{}\n", error.to_string());
  return 1;
}

void apply(const Options& options, ui::View& view) {
  view.width_px = options.width;
  view.height_px = options.height;
  view.text_scale = options.scale;
  view.px_per_mm = options.px_per_mm;
  view.language = options.language;
  view.direction = options.right_to_left() ? ui::Direction::right_to_left : ui::Direction::left_to_right;
}

gallery::Look look_of(const Options& options) {
  return {.theme = options.theme_file(options.theme),
          .language = options.language,
          .scale = options.scale,
          .px_per_mm = options.px_per_mm};
}

ui::Image states_of(const gallery::Specimen& specimen, const gallery::Look& look, const Clock& clock) {
  std::vector<ui::Image> all;
  for (const gallery::Condition one : specimen.conditions)
    all.push_back(gallery::picture_of(specimen, one, look, clock));
  return gallery::stacked(all);
}

int draw_files(const Options& options, const Clock& clock) {
  bool found = false;
  for (const gallery::Specimen& specimen : gallery::specimens()) {
    if (!options.widget.empty() && options.widget != specimen.name) continue;
    found = true;
    const std::string file = fmt::format("{}/{}.png", options.png, specimen.name);
    if (const auto saved = ui::save_png(file, states_of(specimen, look_of(options), clock)); !saved)
      return failed(saved.error());
    fmt::print("{}\n", file);
  }
  gallery::State state;
  state.dialog = options.dialog;
  for (const gallery::Page& page : gallery::pages()) {
    if (!options.widget.empty() && options.widget != page.name) continue;
    found = true;
    ui::Harness harness([&](ui::Context& context) { page.draw(context, state); }, clock,
                        options.theme_file(options.theme));
    apply(options, harness.view());
    harness.settle();
    const std::string file = fmt::format("{}/page-{}.png", options.png, page.name);
    if (const auto saved = harness.png(file); !saved) return failed(saved.error());
    fmt::print("{}\n{}", file, harness.tree_text(options.rects));
    for (const std::string& finding : harness.tree().audit()) fmt::print("  audit: {}\n", finding);
  }
  if (!found) fmt::print(stderr, "no widget or page is called {}\n", options.widget);
  return found ? 0 : 1;
}

const gallery::Specimen& specimen_of(std::string_view name) {
  for (const gallery::Specimen& one : gallery::specimens()) {
    if (one.name == name) return one;
  }
  return gallery::specimens().front();
}

/// What docs/toolkit.md shows: states, themes, scripts, sizes. Half the size they were drawn in.
int draw_pictures(const Options& options, const Clock& clock) {
  gallery::Look look = look_of(options);
  const auto save = [&](const char* name, const ui::Image& picture) {
    return ui::save_png(fmt::format("{}/{}.png", options.pictures, name), gallery::smaller(picture, 2));
  };
  std::vector<ui::Image> columns;
  for (const char* name : {"button", "list-row", "checkbox"})
    columns.push_back(states_of(specimen_of(name), look, clock));
  if (const auto saved = save("toolkit-states", gallery::beside(columns)); !saved)
    return failed(saved.error());

  columns.clear();
  for (const char* theme : {"standard", "dark", "high_contrast"}) {
    look.theme = options.theme_file(theme);
    std::vector<ui::Image> parts;
    for (const char* name : {"tile-primary", "text-field", "rating", "banner"})
      parts.push_back(gallery::picture_of(specimen_of(name), gallery::Condition::rest, look, clock,
                                          parts.empty() ? theme : name));
    columns.push_back(gallery::stacked(parts));
  }
  if (const auto saved = save("toolkit-themes", gallery::beside(columns)); !saved)
    return failed(saved.error());

  look = look_of(options);
  columns.clear();
  for (std::size_t from = 0; from < gallery::samples().size(); from += 2) {
    std::vector<ui::Image> parts;
    for (const gallery::Sample& sample : gallery::samples().subspan(from, 2)) {
      look.language = sample.language;
      parts.push_back(gallery::picture_of(specimen_of("tile"), gallery::Condition::rest, look, clock,
                                          std::string(sample.name)));
      parts.push_back(gallery::picture_of(specimen_of("rating"), gallery::Condition::selected, look, clock,
                                          std::string(sample.language)));
    }
    columns.push_back(gallery::stacked(parts));
  }
  if (const auto saved = save("toolkit-scripts", gallery::beside(columns)); !saved)
    return failed(saved.error());

  look = look_of(options);
  columns.clear();
  for (const float scale : {1.0f, 1.5f, 2.0f}) {
    look.scale = scale;
    std::vector<ui::Image> parts;
    for (const char* name : {"tile", "list-row"})
      parts.push_back(gallery::picture_of(specimen_of(name), gallery::Condition::rest, look, clock,
                                          fmt::format("{:.0f} %", scale * 100)));
    columns.push_back(gallery::stacked(parts));
  }
  if (const auto saved = save("toolkit-sizes", gallery::beside(columns)); !saved)
    return failed(saved.error());
  return 0;
}

int show_window(const Options& options, const Clock& clock) {
  const auto theme = ui::load_theme(options.theme_file(options.theme));
  if (!theme) return failed(theme.error());
  auto app = ui::App::create(
      {.title = "vuoro-gallery", .width_px = options.width, .height_px = options.height}, clock);
  if (!app) return failed(app.error());
  apply(options, (*app)->view());
  (*app)->view().theme = &*theme;
  gallery::State state;
  std::size_t number = 0;
  (*app)->show([&](ui::Context& context) {
    const auto pages = gallery::pages();
    if (context.take_key(ui::Key::page_down)) number = (number + 1) % pages.size();
    pages[number].draw(context, state);
  });
  (*app)->run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli{"Shows every widget of the toolkit. In the window, Page Down turns the page."};
  cli.add_option("--png", options.png, "draw every widget in every state, and the pages, into this folder");
  cli.add_option("--pictures", options.pictures, "draw the pictures of docs/toolkit.md into this folder");
  cli.add_option("--widget", options.widget, "only this one, as the files are called");
  cli.add_option("--theme", options.theme, "standard, dark, high_contrast, or a file");
  cli.add_option("--themes", options.themes, "the folder with the themes");
  cli.add_option("--language", options.language, "en, fi, sv, ru, ar or zh for the widgets' example words");
  cli.add_option("--scale", options.scale, "of the letters")->check(CLI::Range(1.0, 2.0));
  cli.add_option("--size", options.size, "of the pages: WIDTHxHEIGHT");
  cli.add_option("--px-per-mm", options.px_per_mm)->check(CLI::Range(1.0, 20.0));
  cli.add_flag("--rtl", options.rtl, "right to left");
  cli.add_flag("--dialog", options.dialog, "with the dialog open");
  cli.add_flag("--rects", options.rects, "print rectangles too");
  CLI11_PARSE(cli, argc, argv);
  if (std::sscanf(options.size.c_str(), "%dx%d", &options.width, &options.height) != 2 ||
      options.width < 200 || options.height < 200 || options.width > 4096 || options.height > 4096) {
    fmt::print(stderr, "--size wants WIDTHxHEIGHT, each from 200 to 4096\n");
    return 1;
  }
  const SystemClock clock;
  if (const auto theme = ui::load_theme(options.theme_file(options.theme)); !theme)
    return failed(theme.error());
  if (!options.pictures.empty()) return draw_pictures(options, clock);
  return options.png.empty() ? show_window(options, clock) : draw_files(options, clock);
}
