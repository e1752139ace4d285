#pragma once
// A small window of the real toolkit, for tests of what stands around the screen.

#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/paths.h"
#include "ui/app.h"

namespace vuoro::test {

/// 540×960 with the standard theme. Fails the test when it cannot be had.
struct SmallWindow {
  SmallWindow() {
    auto loaded = ui::load_theme(source_dir() / "assets/themes/standard.toml");
    REQUIRE(loaded.has_value());
    theme = *loaded;
    auto made = ui::App::create({.width_px = 540, .height_px = 960}, clock);
    REQUIRE(made.has_value());
    app = std::move(*made);
    app->view().theme = &theme;
    app->view().px_per_mm = 1.35f;
  }
  SystemClock clock;
  ui::Theme theme;
  std::unique_ptr<ui::App> app;
};

}  // namespace vuoro::test
