#pragma once
// QR codes as dots, for printers (and the simulated printer) without their own.

#include <string_view>

#include "core/base/result.h"
#include "drivers/printer/bitmap.h"

namespace vuoro::drivers {

/// The symbol without a quiet zone, one pixel a module. UTF-8 in, error correction M.
/// @return invalid_argument when it does not fit into a QR code.
[[nodiscard]] Result<Bitmap> qr_modules(std::string_view payload);

/// Every pixel becomes a square of `factor` dots.
[[nodiscard]] Bitmap enlarged(const Bitmap& bitmap, int factor);

}  // namespace vuoro::drivers
