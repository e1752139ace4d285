#pragma once
// The technician's page.

#include "kiosk/terminal/screens.h"

namespace vuoro::kiosk {

ScreenPtr make_service_panel();

}  // namespace vuoro::kiosk
