#pragma once
// The way in for technicians: five presses on the clock within four seconds.

#include "core/base/clock.h"
#include "ui/ui.h"

namespace vuoro::kiosk {

class Terminal;

class ServiceDoor {
 public:
  /// Adds the area over the clock in the upper corner; nothing is drawn. @return it was opened.
  bool draw(ui::Context& ui, const Terminal& t);

 private:
  int presses_ = 0;
  MonoTime first_{};
};

}  // namespace vuoro::kiosk
