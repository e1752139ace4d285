// How large the panel is.
#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "kiosk/app/panel_size.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::kiosk;

namespace {

std::string kept(const char* name) {
  const auto bytes = read_file(test::source_dir() / "tests/fuzz/corpus/edid" / name, k_edid_bytes_max);
  REQUIRE(bytes);
  return *bytes;
}

void connect(const std::filesystem::path& drm, const char* output, const char* status,
             const std::string& edid) {
  std::filesystem::create_directories(drm / output);
  REQUIRE(write_file_durably(drm / output / "status", std::string(status) + "\n"));
  REQUIRE(write_file_durably(drm / output / "edid", edid));
}

}  // namespace

TEST_CASE("a panel says how large it is") {
  const auto panel = parse_edid(kept("panel_32_inch"));
  REQUIRE(panel);
  CHECK(panel->width_px == 1920);
  CHECK(panel->height_px == 1080);
  CHECK(panel->width_mm == 698);
  CHECK(panel->height_mm == 393);
}

TEST_CASE("a shape given for a size is not believed; the size in centimetres is") {
  const auto panel = parse_edid(kept("shape_for_size"));
  REQUIRE(panel);
  CHECK(panel->width_mm == 700);
  CHECK(parse_edid(kept("projector")).error().code == Errc::unsupported);
  CHECK(parse_edid(kept("no_mode")).error().code == Errc::unsupported);
}

TEST_CASE("what is not an EDID is rejected") {
  CHECK(parse_edid({}).error().code == Errc::parse);
  CHECK(parse_edid(kept("short")).error().code == Errc::parse);
  std::string changed = kept("panel_32_inch");
  changed[66] = static_cast<char>(changed[66] + 1);
  CHECK(parse_edid(changed).error().message == "EDID: wrong checksum");
  CHECK(parse_edid(std::string(k_edid_bytes_max + 1, '\0')).error().code == Errc::parse);
}

TEST_CASE("millimetres come from the configuration, the panel, or the usual panel") {
  const test::TempDir drm;
  CHECK(connected_panels(drm.path() / "none").empty());
  connect(drm.path(), "card0-HDMI-A-1", "connected", kept("panel_32_inch"));
  connect(drm.path(), "card0-HDMI-A-2", "disconnected", kept("four_k"));
  connect(drm.path(), "card0-DP-1", "connected", kept("projector"));
  const auto panels = connected_panels(drm.path());
  REQUIRE(panels.size() == 1);
  CHECK(px_per_mm(3.5, panels, 1080, 1920) == 3.5f);
  CHECK(px_per_mm(0, panels, 1080, 1920) == Approx(1920.0 / 698));  // hung upright
  CHECK(px_per_mm(0, panels, 1280, 720) == Approx(1280.0 / 698));   // another mode, the same glass
  CHECK(px_per_mm(0, {}, 1080, 1920) == Approx(1080 / 398.5));
  const auto wide = parse_edid(kept("four_k"));
  REQUIRE(wide);
  const std::vector<PanelSize> both = {panels[0], *wide};
  CHECK(px_per_mm(0, both, 2160, 3840) == Approx(3840.0 / 941));
  CHECK(px_per_mm(0, both, 1000, 1000) == Approx(1000 / 398.5));  // neither: not guessed
}
