#pragma once
// Receipt → ESC/POS bytes.

#include <cstddef>
#include <vector>

#include "core/base/result.h"
#include "drivers/printer/printer_profile.h"
#include "drivers/printer/receipt.h"
#include "drivers/printer/text_raster.h"

namespace vuoro::drivers {

/// A whole job: initialise, the receipt's items, feed, cut. Text goes in a code table of the profile where
/// one has all its characters, else as a picture from `raster`.
/// @param raster  borrowed for the call; null: text that no table has is an `unsupported` error.
/// @return too_large (over a limit of receipt.h, picture wider than the paper), invalid_argument (not UTF-8,
///         control characters, scale), unsupported.
[[nodiscard]] Result<std::vector<std::byte>> encode_escpos(const Receipt& receipt,
                                                           const PrinterProfile& profile, TextRaster* raster);

/// Breaks a paragraph into lines of at most `columns` characters, at spaces where there are any, else within
/// a word.
[[nodiscard]] std::vector<std::string> wrap_words(std::string_view text, int columns);

}  // namespace vuoro::drivers
