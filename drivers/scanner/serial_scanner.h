#pragma once
// A hand or built-in scanner that sends each code as a line of text.

#include <memory>

#include "drivers/printer/byte_link.h"
#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {

/// Lines end with CR, LF or both. @param open  how the line is opened, and opened again.
[[nodiscard]] std::unique_ptr<Scanner> make_line_scanner(LinkOpener open, const Clock& clock);

}  // namespace vuoro::drivers
