#include "kiosk/terminal/service_door.h"

#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {
constexpr int k_presses = 5;
constexpr Millis k_within{4000};
}  // namespace

bool ServiceDoor::draw(ui::Context& ui, const Terminal& t) {
  // The low-reach layout is a visitor's, and leaves nothing to touch up there.
  if (ui.view().reach_top_px > 0) return false;
  const float side = ui.mm(ui.theme().target_mm) * 1.5f;
  ui::Rect screen = ui.screen();
  ui::Rect strip = screen.cut_top(side);
  const ui::Rect corner = strip.cut_end(side * 1.6f, ui.view().direction);
  ui::Node node;
  node.role = ui::Role::button;
  node.label = t.language().t("For the technician");
  node.rect = corner;
  node.actions = {ui::Action::press};
  const bool clicked = ui.interact("service-door", node, {.rect = corner}).clicked;
  // No stop on a visitor's way by keypad: technicians have the gesture.
  ui.node(ui.last_index()).actions.set(ui::Action::focus, false);
  if (!clicked) return false;
  const MonoTime now = ui.clock().mono();
  if (presses_ == 0 || now - first_ > k_within) {
    presses_ = 0;
    first_ = now;
  }
  if (++presses_ < k_presses) return false;
  presses_ = 0;
  return true;
}

}  // namespace vuoro::kiosk
