#pragma once
// Codes in a grey picture.

#include <vector>

#include "drivers/image/image_file.h"
#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {

/// How much time a picture is worth.
enum class ReadEffort {
  frame,    ///< one of many camera frames: the next is never far
  picture,  ///< the only one: every retry
};

/// QR, Aztec and Data Matrix codes that pass check_scan_text(). Tried as it is, then until something is
/// found: inverted, with a global threshold, twice as large. A camera's frames take the retries in turn
/// (`turn`).
[[nodiscard]] std::vector<Scan> read_codes(const GrayImage& image, ReadEffort effort = ReadEffort::picture,
                                           unsigned turn = 0);

/// The same before check_scan_text(): whatever the codes hold. For measuring how well codes are read.
[[nodiscard]] std::vector<Scan> read_raw_codes(const GrayImage& image, ReadEffort effort, unsigned turn = 0);

}  // namespace vuoro::drivers
