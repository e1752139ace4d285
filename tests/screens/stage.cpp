#include "tests/screens/stage.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/paths.h"

namespace vuoro::test {
namespace {

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

std::filesystem::path build_dir() {
  const char* dir = std::getenv("VUORO_BUILD_DIR");
  return dir != nullptr ? std::filesystem::path(dir) : source_dir() / "build/dev";
}

bool acts(const ui::Node& node) {
  return node.actions.has(ui::Action::press) || node.actions.has(ui::Action::pick);
}

/// What of the node's rectangle its scroll areas leave in sight.
ui::Rect in_sight(const ui::Tree& tree, const ui::Node& node) {
  ui::Rect rect = node.rect;
  for (const ui::Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->role == ui::Role::scroll_area) rect = rect.intersect(up->rect);
  }
  return rect;
}

}  // namespace

const kiosk::Languages& languages() {
  static const kiosk::Languages all = [] {
    auto loaded = or_throw(kiosk::Languages::load(build_dir() / "share/vuoro/i18n"));
    loaded.add_pseudo();
    return loaded;
  }();
  return all;
}

const ui::Theme& standard_theme() {
  static const ui::Theme theme = or_throw(ui::load_theme(source_dir() / "assets/themes/standard.toml"));
  return theme;
}

const ui::Theme* contrast_theme() {
  static const auto theme = ui::load_theme(source_dir() / "assets/themes/high_contrast.toml");
  return theme ? &*theme : nullptr;
}

const ui::Theme* dark_theme() {
  static const auto theme = ui::load_theme(source_dir() / "assets/themes/dark.toml");
  return theme ? &*theme : nullptr;
}

Stage::Stage(const std::string& language, int width_px, int height_px) {
  kiosk::TerminalParts parts{lobby,
                             paper,
                             service,
                             languages(),
                             clock,
                             &standard_theme(),
                             contrast_theme(),
                             [this] { woken_ = true; },
                             dark_theme(),
                             [this] { ++warnings; },
                             [this] { return speech; },
                             [this](bool on) { speech = on; }};
  terminal = std::make_unique<kiosk::Terminal>(std::move(parts), kiosk::TerminalSettings{});
  terminal->set_language(language);
  harness = std::make_unique<ui::Harness>([](ui::Context&) {}, clock);
  harness->view().width_px = width_px;
  harness->view().height_px = height_px;
  harness->view().px_per_mm = static_cast<float>(std::min(width_px, height_px)) / 398.5f;
  harness->set_screen([this](ui::Context& ui) { terminal->frame(ui); });
  settle();
}

void Stage::frames() {
  do {
    woken_ = false;
    terminal->prepare(harness->view());
    harness->settle();
    if (terminal->prepare(harness->view()) || (after_frames && after_frames())) woken_ = true;
  } while (woken_);
}

void Stage::settle() {
  do {
    frames();
  } while (lobby.deliver() + paper.deliver() + service.deliver() > 0);
}

void Stage::advance(Millis by) {
  clock.advance(by);
  settle();
}

const ui::Node* Stage::pressable(const std::string& label) const {
  for (const ui::Node& node : harness->tree().nodes()) {
    if (node.label == label && node.actions.has(ui::Action::press) && !node.obscured) return &node;
  }
  return nullptr;
}

void Stage::press_label(const std::string& label) {
  INFO("pressing \"" << label << "\" on\n" << harness->tree_text());
  const ui::Node* node = pressable(label);
  REQUIRE(node != nullptr);
  const auto done = harness->act(node->id, ui::Action::press);
  INFO((done ? "" : done.error().to_string()));
  REQUIRE(done.has_value());
  settle();
}

void Stage::press(const char* id, kiosk::Values values) {
  press_label(l().t(id, values));
}

void Stage::press_only(const char* id) {
  const ui::Node* node = pressable(l().t(id));
  REQUIRE(node != nullptr);
  REQUIRE(harness->act(node->id, ui::Action::press).has_value());
  frames();
}

void Stage::set_text(const std::string& field_label, const std::string& text) {
  INFO("writing into \"" << field_label << "\" on\n" << harness->tree_text());
  const ui::Node* field = harness->find(ui::Role::text_field, field_label);
  REQUIRE(field != nullptr);
  REQUIRE(harness->act(field->id, ui::Action::set_text, text).has_value());
  settle();
}

void Stage::scan(const std::string& payload) {
  terminal->scan(payload);
  settle();
}

bool Stage::shows_label(const std::string& label) const {
  for (const ui::Node& node : harness->tree().nodes()) {
    if (node.label == label || node.value == label || node.description == label) return true;
  }
  return false;
}

bool Stage::shows(const char* id, kiosk::Values values) const {
  return shows_label(l().t(id, values));
}

std::string Stage::page() const {
  for (const ui::Node& node : harness->tree().nodes()) {
    if (node.role == ui::Role::page) return node.key;
  }
  return {};
}

void check_golden(const std::string& name, const std::string& text) {
  const auto file = source_dir() / "tests/screens/golden" / (name + ".txt");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file) << text;
    return;
  }
  std::ifstream in(file);
  INFO("no golden " << file << "; run with UPDATE_GOLDEN=1 and look at what it writes");
  REQUIRE(in.good());
  std::stringstream golden;
  golden << in.rdbuf();
  INFO(name);
  CHECK(golden.str() == text);
}

void check_rules(const ui::Harness& harness, const std::string& where) {
  INFO(where << "\n" << harness.tree_text(true));
  for (const std::string& finding : harness.tree().audit()) {
    INFO(finding);
    CHECK(false);
  }
  const float least = ui::k_target_min_mm *
                      static_cast<float>(std::min(harness.tree().nodes().front().rect.w,
                                                  harness.tree().nodes().front().rect.h)) /
                      398.5f;
  std::vector<const ui::Node*> acting;
  for (const ui::Node& node : harness.tree().nodes()) {
    if (!acts(node) || node.obscured || node.state.has(ui::State::offscreen)) continue;
    INFO(ui::name_of(node.role) << " \"" << node.label << "\" " << node.rect.w << " x " << node.rect.h);
    CHECK_FALSE(node.label.empty());
    CHECK(node.rect.w >= least - 1);
    CHECK(node.rect.h >= least - 1);
    for (const ui::Node* other : acting) {
      INFO("over " << ui::name_of(other->role) << " \"" << other->label << "\"");
      const ui::Rect common = in_sight(harness.tree(), node).intersect(in_sight(harness.tree(), *other));
      CHECK((common.w < 1 || common.h < 1));
    }
    acting.push_back(&node);
  }
  CHECK_FALSE(acting.empty());
}

void take_kela(Stage& s) {
  s.press("Take a queue number");
  s.press_label(s.in(s.lobby.queue("K").name));
  s.press("Take a queue number");
}

void keep_picture(ui::Harness& harness, const std::string& name) {
  const char* folder = std::getenv("VUORO_SCREENS_DIR");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  CHECK(harness.png(std::filesystem::path(folder) / (name + ".png")).has_value());
}

}  // namespace vuoro::test
