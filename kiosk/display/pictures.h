#pragma once
// Where the wall gets the pictures of its slides.

#include "core/base/ids.h"
#include "ui/image.h"

namespace vuoro::kiosk {

/// UI thread only. Nothing here waits.
class Pictures {
 public:
  virtual ~Pictures() = default;
  /// As large as it fits into that box. Null while it is not here: it is fetched, and a frame asked for when
  /// it has come; until then the text stands in its place.
  [[nodiscard]] virtual ui::ImagePtr picture(const Uuid& id, int width_px, int height_px) = 0;
};

}  // namespace vuoro::kiosk
