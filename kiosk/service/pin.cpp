// The technician's PIN: throttled, checked off the drawing thread.
#include "core/base/log.h"
#include "kiosk/service/panel.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

constexpr int k_tries = 3;
constexpr std::chrono::seconds k_pause_first{30};
constexpr int k_pause_doublings_max = 6;

class PinScreen final : public Screen {
 public:
  [[nodiscard]] bool is_for_technician() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("For the technician"));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "pin", head);
    t.follow(page);
    const bool locked = t.clock().mono() < t.pin_throttle().open_at;
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      if (!t.service().has_pin()) {
        ui::banner(ui, "no-pin",
                   {.title = l.t("The service panel is not in use"),
                    .text = l.t("A PIN must be set in this machine's configuration first.")});
      } else if (locked) {
        ui::banner(ui, "locked",
                   {.kind = ui::BannerKind::warning,
                    .title = l.t("Too many wrong tries"),
                    .text = l.t("Please wait a moment before trying again.")});
        ui.redraw_at(t.pin_throttle().open_at);
      } else {
        ui::text_field(ui, "pin", {.label = "PIN", .masked = true, .error = wrong_}, pin_);
        if (ui::number_pad(ui, "pad", {.enter = false}, pin_).changed) wrong_.clear();
      }
    }
    auto footer = page.footer();
    if (ui::button(ui, "open",
                   {.label = l.t("Continue"), .disabled = locked || checking_ || pin_.text.empty()}))
      check(t);
  }

 private:
  void check(Terminal& t) {
    checking_ = true;
    t.service().check_pin(pin_.text, while_here([this, &t](bool right) {
                            checking_ = false;
                            pin_.clear();
                            if (right) {
                              t.pin_throttle() = {};
                              log::info("service_panel_opened");
                              t.replace(make_service_panel());
                            } else {
                              PinThrottle& limit = t.pin_throttle();
                              wrong_ = t.language().t("Wrong PIN");
                              if (++limit.wrong >= k_tries) {
                                const int doubled = std::min(limit.wrong - k_tries, k_pause_doublings_max);
                                limit.open_at = t.clock().mono() + k_pause_first * (1 << doubled);
                                log::warn("service_pin_locked", {{"wrong", limit.wrong}});
                              }
                            }
                            t.wake();
                          }));
  }

  ui::TextEdit pin_;
  bool checking_ = false;
  std::string wrong_;
};

}  // namespace

ScreenPtr make_pin_screen() {
  return std::make_unique<PinScreen>();
}

}  // namespace vuoro::kiosk
