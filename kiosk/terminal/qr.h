#pragma once
// A text as the modules of a QR code.

#include <string>

#include "ui/ui.h"

namespace vuoro::kiosk {

/// Error correction M. An empty matrix when the text is empty or does not fit.
[[nodiscard]] ui::QrMatrix qr_matrix(const std::string& payload);

}  // namespace vuoro::kiosk
