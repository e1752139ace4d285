#pragma once
// Text as dots, for what a printer's own font cannot write. The drawing itself lives with the toolkit.

#include <string_view>

#include "core/base/result.h"
#include "drivers/printer/bitmap.h"
#include "drivers/printer/receipt.h"

namespace vuoro::drivers {

struct TextRasterRequest {
  std::string_view text;      ///< UTF-8, one paragraph
  std::string_view language;  ///< BCP 47, for shaping and line breaking
  int line_height_px = 24;    ///< of one line, ascent to descent
  int width_max_px = 576;     ///< break into more lines where it is wider
  bool bold = false;
  Align align = Align::center;  ///< of the lines within the bitmap, when there are several
};

/// Draws black text on white. Called on the thread that encodes the receipt.
class TextRaster {
 public:
  virtual ~TextRaster() = default;
  /// @return a bitmap not wider than `width_max_px`; unsupported when no font has the text.
  [[nodiscard]] virtual Result<Bitmap> raster(const TextRasterRequest& request) = 0;
};

}  // namespace vuoro::drivers
