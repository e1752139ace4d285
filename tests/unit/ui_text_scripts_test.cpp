// Every text of a real site in thirteen languages, through widgets, at ordinary and double size.

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/paths.h"
#include "ui/harness.h"
#include "ui/text/text.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

void collect(const boost::json::value& value, std::vector<std::string>& out) {
  if (value.is_string()) {
    if (!value.get_string().empty()) out.emplace_back(value.get_string());
  } else if (value.is_array()) {
    for (const auto& one : value.get_array()) collect(one, out);
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) collect(member.value(), out);
  }
}

struct Site {
  std::string language;
  std::vector<std::string> texts;
  [[nodiscard]] Direction direction() const {
    return language == "ar" || language == "fa" ? Direction::right_to_left : Direction::left_to_right;
  }
};

/// Empty when the shared data are not there.
std::vector<Site> sites() {
  std::vector<Site> out;
  const auto folder = test::shared_data_dir();
  if (!folder) return out;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "languages")) {
    const std::string name = entry.path().stem().string();
    std::ifstream in(entry.path());
    std::stringstream bytes;
    bytes << in.rdbuf();
    Site site{name.substr(name.rfind('_') + 1), {}};
    collect(boost::json::parse(bytes.str()), site.texts);
    out.push_back(std::move(site));
  }
  std::sort(out.begin(), out.end(), [](const Site& a, const Site& b) { return a.language < b.language; });
  return out;
}

void show(Context& context, const std::string& words) {
  auto list = column(context, {.gap = Space::s});
  heading(context, "heading", words);
  paragraph(context, "paragraph", words);
  button(context, "button", {.label = words, .icon = Icon::check});
  list_row(context, "row", {.icon = Icon::document, .title = words, .subtitle = words});
  auto pair = grid(context, {.columns = 2});
  tile(context, "tile", {.icon = Icon::ticket, .title = words, .subtitle = words, .status = words});
  tile(context, "wide", {.icon = Icon::ticket, .title = words, .wide = true});
}

/// What is wrong on the screen, one finding a line.
std::string trouble(const Tree& tree) {
  std::string out;
  std::vector<const Node*> seen;
  for (const Node& node : tree.nodes()) {
    if (node.state.has(State::clipped)) out += "clipped: " + std::string(name_of(node.role)) + "\n";
    for (const Node* other : seen) {
      const Rect common = node.rect.intersect(other->rect);
      if (common.w >= 1 && common.h >= 1)
        out += std::string(name_of(node.role)) + " over " + std::string(name_of(other->role)) + "\n";
    }
    seen.push_back(&node);
  }
  return out;
}

}  // namespace

TEST_CASE("thirteen languages are shown without boxes, clipping or overlap") {
  const std::vector<Site> all = sites();
  if (all.empty()) {
    WARN("no shared data: the texts of thirteen languages were not looked at");
    return;
  }
  CHECK(all.size() == 13);
  const std::string* words = nullptr;
  Harness harness([&](Context& context) { show(context, words != nullptr ? *words : ""); }, test_clock());
  for (const Site& site : all) {
    CHECK(site.texts.size() > 50);
    harness.view().language = site.language;
    harness.view().direction = site.direction();
    for (const float scale : {1.0f, 2.0f}) {
      harness.view().text_scale = scale;
      for (const std::string& text : site.texts) {
        words = &text;
        harness.settle();
        const std::string found = trouble(harness.tree());
        if (!found.empty()) FAIL_CHECK(site.language << " at " << scale << ": \"" << text << "\"\n" << found);
      }
    }
    if (const char* folder = std::getenv("VUORO_SCREENS_DIR"); folder != nullptr) {
      harness.view().text_scale = 1.0f;
      words = &*std::max_element(site.texts.begin(), site.texts.end(), [](const auto& a, const auto& b) {
        return (a.size() > 90 ? 0 : a.size()) < (b.size() > 90 ? 0 : b.size());
      });
      harness.settle();
      CHECK(harness.png(std::filesystem::path(folder) / ("script-" + site.language + ".png")).has_value());
    }
  }
}

TEST_CASE("Northern Sami, Chinese and their neighbours have letters in every weight") {
  const auto engine = TextEngine::create();
  REQUIRE(engine);
  for (const char* words : {"čđŋšŧž ČĐŊŠŦŽ", "欢迎来到服务点", "ґєїі", "əğşİı", "ქართული", "हिन्दी", "עברית"})
    for (const Weight weight : {Weight::regular, Weight::medium, Weight::semibold, Weight::bold})
      for (const float size : {24.0f, 60.0f}) {
        const TextLayout& layout = (*engine)->layout({.text = words, .size_px = size, .weight = weight});
        INFO(words);
        CHECK(layout.missing == 0);
        CHECK_FALSE(layout.clipped);
      }
}
