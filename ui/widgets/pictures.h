#pragma once
// Pictures and codes.

#include <optional>
#include <string>
#include <vector>

#include "ui/context.h"

namespace vuoro::ui {

/// The modules of a QR code, without its quiet zone; row by row, true is dark.
struct QrMatrix {
  int side = 0;
  std::vector<bool> dark;
};
/// Black on white with the four-module quiet zone, whatever the theme. @param size  px of the whole square.
Response qr_code(Context& context, std::string_view key, std::string_view label, const QrMatrix& matrix,
                 float size);

/// A picture fitted whole into the width it gets. @param height  px. @param label  empty: decorative, no
/// node.
Response image(Context& context, std::string_view key, std::string_view label, ImagePtr picture,
               float height);

/// A picture on which a place is pointed out: a map. The pin is drawn at `pin` (0..1 of width and height).
/// @param drawn  how far the picture was drawn aside in this frame, 0..1 of its sides; a drag then chooses
/// nothing.
///               Null: it stays where it is.
/// @return the place just chosen.
std::optional<Point> image_picker(Context& context, std::string_view key, std::string_view label,
                                  ImagePtr picture, float height, std::optional<Point> pin,
                                  Point* drawn = nullptr);

}  // namespace vuoro::ui
