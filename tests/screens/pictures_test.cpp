// A few screens as pictures, where pixels matter: type, spacing, colour and icons against what was looked at and kept.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "drivers/image/image_file.h"
#include "tests/screens/stage.h"
#include "tests/screens/stops.h"
#include "tests/support/paths.h"

namespace vuoro::test {
namespace {

/// Grey levels that one rounding more or less can make; and how much of a picture may differ by more.
constexpr int k_level_tolerance = 24;
constexpr double k_share_tolerance = 0.001;

/// A quarter of each side: small enough to keep in the project, large enough to see a moved edge.
drivers::GrayImage quarter(const drivers::GrayImage& image) {
  drivers::GrayImage small{image.width / 4, image.height / 4, {}};
  small.pixels.reserve(static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height));
  for (int y = 0; y < small.height; ++y) {
    for (int x = 0; x < small.width; ++x) {
      int sum = 0;
      for (int dy = 0; dy < 4; ++dy) {
        for (int dx = 0; dx < 4; ++dx) {
          sum += image.pixels[static_cast<std::size_t>((4 * y + dy) * image.width + 4 * x + dx)];
        }
      }
      small.pixels.push_back(static_cast<std::uint8_t>(sum / 16));
    }
  }
  return small;
}

void check_picture(const std::string& name, const drivers::GrayImage& now) {
  const auto file = source_dir() / "tests/screens/golden" / (name + ".png");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    REQUIRE(drivers::write_png(file, now).has_value());
    return;
  }
  INFO("against " << file << "; UPDATE_GOLDEN=1 writes it anew: look at it then");
  const auto kept = drivers::read_picture(file);
  REQUIRE(kept.has_value());
  REQUIRE(kept->width == now.width);
  REQUIRE(kept->height == now.height);
  std::size_t different = 0;
  for (std::size_t i = 0; i < now.pixels.size(); ++i) {
    different += std::abs(int{now.pixels[i]} - int{kept->pixels[i]}) > k_level_tolerance;
  }
  CHECK(static_cast<double>(different) <= k_share_tolerance * static_cast<double>(now.pixels.size()));
}

}  // namespace

TEST_CASE("These screens look as they did when somebody last looked", "[pictures]") {
  struct Kept {
    const char* stop;
    const char* language;
    int width, height;
  };
  const Kept kept[] = {{"home", "fi", 1080, 1920},
                       {"number", "sv", 1080, 1920},
                       {"answer", "en", 1080, 1920},
                       {"feedback", "fi", 1920, 1080}};
  for (const Kept& one : kept) {
    const auto stop = std::find_if(stops().begin(), stops().end(), [&](const Stop& s) { return s.name == one.stop; });
    REQUIRE(stop != stops().end());
    Stage stage(one.language, one.width, one.height);
    stage.settle();
    stop->reach(stage);
    const TempDir dir;
    REQUIRE(stage.harness->png(dir.path() / "now.png").has_value());
    const auto picture = drivers::read_picture(dir.path() / "now.png");
    REQUIRE(picture.has_value());
    check_picture(std::string(one.stop) + "." + one.language, quarter(*picture));
  }
}

}  // namespace vuoro::test
