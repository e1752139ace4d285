// How the screen is best seen, heard and reached: for this visit only, and one touch back to where one was.
#include <array>
#include <vector>

#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

constexpr std::array k_scales = {1.0f, 1.25f, 1.5f, 2.0f};
/// From this text size on, choices no longer stand side by side.
constexpr float k_large = 1.4f;

class AccessibilityScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("How is this machine easiest for you?"));
    head.home.clear();  // one way out: back to where one was, with what is chosen here
    head.access.clear();
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "accessibility", head);
    t.follow(page);
    {
      auto content = page.content();
      auto list = ui::scroll(ui, "choices");
      draw_sizes(ui, t);
      draw_colours(ui, t);
      if (t.has_low_reach(ui.view())) draw_reach(ui, t);
      if (t.has_speech()) draw_speech(ui, t);
      draw_motion(ui, t);
      ui::paragraph(ui, "note", l.t("These choices are cleared when your visit ends."), ui::Tone::soft);
    }
    auto footer = page.footer();
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.back();
  }

 private:
  /// One thing to choose, with its name above it. @return the index just chosen, or -1.
  static int draw_choice(ui::Context& ui, std::string_view key, const std::string& name,
                         const std::vector<ui::ChoiceSpec>& choices, int selected) {
    ui::heading(ui, std::string(key) + "-name", name, ui::TextStyle::subtitle);
    int chosen = -1;
    if (ui.view().text_scale < k_large) {
      chosen = ui::segmented(ui, key, name, choices, selected);
    } else {
      std::vector<bool> which(choices.size(), false);
      which[static_cast<std::size_t>(selected)] = true;
      chosen = ui::chips(ui, key, name, choices, which);
    }
    ui::space(ui, ui::Space::m);
    return chosen;
  }

  static void draw_sizes(ui::Context& ui, Terminal& t) {
    const std::vector<ui::ChoiceSpec> sizes = {{.key = "100", .label = "100 %"},
                                               {.key = "125", .label = "125 %"},
                                               {.key = "150", .label = "150 %"},
                                               {.key = "200", .label = "200 %"}};
    int selected = 0;
    for (std::size_t i = 0; i < k_scales.size(); ++i) {
      if (k_scales[i] == t.visit().text_scale) selected = static_cast<int>(i);
    }
    const int chosen = draw_choice(ui, "text-size", t.language().t("Text size"), sizes, selected);
    if (chosen < 0) return;
    t.visit().text_scale = k_scales[static_cast<std::size_t>(chosen)];
    t.wake();
  }

  static void draw_colours(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    std::vector<ui::ChoiceSpec> looks = {{.key = "standard", .label = l.t("Usual colours")}};
    std::vector<Palette> palettes = {Palette::standard};
    if (t.has_contrast()) {
      looks.push_back({.key = "contrast", .label = l.t("High contrast"), .icon = ui::Icon::contrast});
      palettes.push_back(Palette::high_contrast);
    }
    if (t.has_dark()) {
      looks.push_back({.key = "dark", .label = l.t("Dark background")});
      palettes.push_back(Palette::dark);
    }
    if (looks.size() < 2) return;
    int selected = 0;
    for (std::size_t i = 0; i < palettes.size(); ++i) {
      if (palettes[i] == t.visit().palette) selected = static_cast<int>(i);
    }
    const int chosen = draw_choice(ui, "colours", l.t("Colours"), looks, selected);
    if (chosen < 0) return;
    t.visit().palette = palettes[static_cast<std::size_t>(chosen)];
    t.wake();
  }

  static void draw_reach(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    const std::vector<ui::ChoiceSpec> places = {
        {.key = "usual", .label = l.t("Whole screen")},
        {.key = "low", .label = l.t("Low down"), .icon = ui::Icon::wheelchair}};
    const int chosen =
        draw_choice(ui, "reach", l.t("Where the buttons are"), places, t.visit().low_reach ? 1 : 0);
    if (chosen < 0) return;
    t.visit().low_reach = chosen == 1;
    t.wake();
  }

  static void draw_speech(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    const std::vector<ui::ChoiceSpec> voices = {
        {.key = "off", .label = l.t("Silent")},
        {.key = "on", .label = l.t("Reads aloud"), .icon = ui::Icon::speaker}};
    const int chosen = draw_choice(ui, "speech", l.t("Speech"), voices, t.speaks() ? 1 : 0);
    if (chosen < 0) return;
    t.speak(chosen == 1);
    t.wake();
  }

  static void draw_motion(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    const std::vector<ui::ChoiceSpec> kinds = {{.key = "usual", .label = l.t("Moves a little")},
                                               {.key = "still", .label = l.t("Stays still")}};
    const int chosen =
        draw_choice(ui, "motion", l.t("What moves on the screen"), kinds, t.visit().reduced_motion ? 1 : 0);
    if (chosen < 0) return;
    t.visit().reduced_motion = chosen == 1;
    t.wake();
  }
};

}  // namespace

ScreenPtr make_accessibility_screen() {
  return std::make_unique<AccessibilityScreen>();
}

}  // namespace vuoro::kiosk
