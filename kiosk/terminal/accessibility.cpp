// Text size and contrast, for this visit only.
#include <array>

#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

constexpr std::array k_scales = {1.0f, 1.25f, 1.5f, 2.0f};

class AccessibilityScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("How do you see best?"));
    head.home.clear();  // the way home would forget what is chosen here
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "accessibility", head);
    t.follow(page);
    {
      auto content = page.content();
      auto list = ui::scroll(ui, "choices");
      ui::heading(ui, "size", l.t("Text size"), ui::TextStyle::subtitle);
      draw_sizes(ui, t);
      ui::space(ui, ui::Space::l);
      if (t.has_contrast()) {
        ui::heading(ui, "colours", l.t("Colours"), ui::TextStyle::subtitle);
        const std::array<ui::ChoiceSpec, 2> colours = {
            ui::ChoiceSpec{.key = "standard", .label = l.t("Usual colours")},
            ui::ChoiceSpec{.key = "contrast", .label = l.t("High contrast"), .icon = ui::Icon::contrast}};
        const int chosen =
            ui::segmented(ui, "contrast", l.t("Colours"), colours, t.visit().high_contrast ? 1 : 0);
        if (chosen >= 0) {
          t.visit().high_contrast = chosen == 1;
          t.wake();
        }
        ui::space(ui, ui::Space::l);
      }
      ui::paragraph(ui, "note", l.t("These choices are cleared when your visit ends."), ui::Tone::soft);
    }
    auto footer = page.footer();
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.back();
  }

 private:
  static void draw_sizes(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    const std::array<ui::ChoiceSpec, k_scales.size()> sizes = {
        ui::ChoiceSpec{.key = "100", .label = "100 %"}, ui::ChoiceSpec{.key = "125", .label = "125 %"},
        ui::ChoiceSpec{.key = "150", .label = "150 %"}, ui::ChoiceSpec{.key = "200", .label = "200 %"}};
    int selected = 0;
    for (std::size_t i = 0; i < k_scales.size(); ++i) {
      if (k_scales[i] == t.visit().text_scale) selected = static_cast<int>(i);
    }
    const int chosen = ui::segmented(ui, "text-size", l.t("Text size"), sizes, selected);
    if (chosen >= 0) {
      t.visit().text_scale = k_scales[static_cast<std::size_t>(chosen)];
      t.wake();
    }
  }
};

}  // namespace

ScreenPtr make_accessibility_screen() {
  return std::make_unique<AccessibilityScreen>();
}

}  // namespace vuoro::kiosk
