// The interpreter's pictures and symbols.
#include <algorithm>

#include "drivers/printer/escpos_sim_interpreter.h"
#include "drivers/printer/qr_raster.h"

namespace vuoro::drivers {
namespace {

/// Rows of whole bytes from `offset`, as in GS v 0; missing data stays white.
/// Dots of the widest paper there is, with room to spare: what lies beyond is never seen.
constexpr int k_row_dots_max = 2048;

Bitmap rows(const std::vector<std::uint8_t>& bytes, std::size_t offset, int row_bytes, int height) {
  // A picture may claim more rows than its data hold.
  const std::size_t held = bytes.size() > offset ? bytes.size() - offset : 0;
  const auto stride = static_cast<std::size_t>(std::max(row_bytes, 1));
  const int rows_held = static_cast<int>(std::min<std::size_t>((held + stride - 1) / stride, 1U << 20));
  Bitmap bitmap(std::min(row_bytes * 8, k_row_dots_max), std::min(height, rows_held));
  for (int y = 0; y < bitmap.height(); ++y)
    for (int x = 0; x < bitmap.width(); ++x) {
      const std::size_t index = offset + static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x / 8);
      if (index < bytes.size() && ((bytes[index] >> (7 - x % 8)) & 1) != 0) bitmap.set(x, y);
    }
  return bitmap;
}

}  // namespace

// ESC * m nL nH d: columns of 8 or 24 dots, the top one in the highest bit.
SimEffect EscposInterpreter::column_image(const Bytes& args) {
  const int mode = args[0], columns = word(args, 1), column_bytes = mode >= 32 ? 3 : 1;
  Cell cell;
  cell.picture = Bitmap(columns, column_bytes * 8);
  cell.width_factor = mode == 0 || mode == 32 ? 2 : 1;
  cell.height_factor = column_bytes == 1 ? 3 : 1;
  for (int x = 0; x < columns; ++x)
    for (int y = 0; y < column_bytes * 8; ++y) {
      const auto index = static_cast<std::size_t>(3 + x * column_bytes + y / 8);
      if (index < args.size() && ((args[index] >> (7 - y % 8)) & 1) != 0) cell.picture.set(x, y);
    }
  ++job_.pictures;
  add(std::move(cell));
  return {};
}

SimEffect EscposInterpreter::raster(const Bitmap& bitmap, int width_factor, int height_factor) {
  SimEffect effect = line_.empty() ? SimEffect{} : end_line();
  page_.picture(left_for(bitmap.width() * width_factor), page_.height(), bitmap, width_factor, height_factor);
  page_.feed(bitmap.height() * height_factor);
  ++job_.pictures;
  ++effect.lines;
  return effect;
}

// GS v 0 m xL xH yL yH d.
SimEffect EscposInterpreter::raster_image(const Bytes& args) {
  return raster(rows(args, 6, word(args, 2), word(args, 4)), 1 + (args[1] & 1), 1 + ((args[1] >> 1) & 1));
}

// GS ( k pL pH cn fn …: cn 49 is QR.
SimEffect EscposInterpreter::symbol(const Bytes& args) {
  if (args.size() < 5) return {};
  const int cn = args[3], fn = args[4];
  if (cn != 49) {
    if (fn == 81) not_drawn("two-dimensional symbol");
    return {fn == 81 ? 1 : 0, false};
  }
  if (fn == 67 && args.size() > 5) qr_module_ = std::clamp<int>(args[5], 1, 16);
  if (fn == 80 && args.size() > 6) qr_payload_.assign(args.begin() + 6, args.end());
  if (fn != 81 || qr_payload_.empty()) return {};
  const auto modules = qr_modules(qr_payload_);
  if (!modules) {
    not_drawn("QR code");
    return {1, false};
  }
  job_.qr.push_back(qr_payload_);
  const SimEffect effect = raster(enlarged(*modules, qr_module_), 1, 1);
  --job_.pictures;  // counted as a code, not as a picture
  return effect;
}

// GS ( L and GS 8 L: m fn …; 112 stores raster graphics (a bx by c xL xH yL yH d), 2 and 50 print them.
SimEffect EscposInterpreter::graphics(const Bytes& function) {
  if (function.size() < 2) return {};
  const int fn = function[1];
  if (fn == 112 && function.size() >= 10) {
    stored_width_factor_ = std::clamp<int>(function[3], 1, 2);
    stored_height_factor_ = std::clamp<int>(function[4], 1, 2);
    stored_graphics_ = rows(function, 10, (word(function, 6) + 7) / 8, std::min(word(function, 8), 4096));
  }
  if (fn == 2 || fn == 50) return raster(stored_graphics_, stored_width_factor_, stored_height_factor_);
  return {};
}

}  // namespace vuoro::drivers
