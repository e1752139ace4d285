#include "drivers/printer/qr_raster.h"

#define ZX_USE_UTF8
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <algorithm>
#include <exception>
#include <string>

#include "core/base/text.h"

namespace vuoro::drivers {

Result<Bitmap> qr_modules(std::string_view payload) {
  if (payload.empty() || !is_valid_utf8(payload))
    return fail(Errc::invalid_argument, "QR payload is empty or not UTF-8");
  try {
    // 4 is M on the writer's scale of 1 to 8.
    const ZXing::BitMatrix matrix = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                                        .setEncoding(ZXing::CharacterSet::UTF8)
                                        .setEccLevel(4)
                                        .setMargin(0)
                                        .encode(std::string(payload), 0, 0);
    Bitmap out(matrix.width(), matrix.height());
    for (int y = 0; y < matrix.height(); ++y)
      for (int x = 0; x < matrix.width(); ++x) out.set(x, y, matrix.get(x, y));
    return out;
  } catch (const std::exception& error) {
    return fail(Errc::invalid_argument, std::string("QR: ") + error.what());
  }
}

Bitmap enlarged(const Bitmap& bitmap, int factor) {
  factor = std::max(factor, 1);
  Bitmap out(bitmap.width() * factor, bitmap.height() * factor);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x)
      if (bitmap.black(x / factor, y / factor)) out.set(x, y);
  return out;
}

}  // namespace vuoro::drivers
