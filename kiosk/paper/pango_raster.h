#pragma once
// Letters a printer lacks (č đ ŋ, Arabic, Cyrillic), drawn with the toolkit's own text.

#include <memory>

#include "drivers/printer/text_raster.h"

namespace vuoro::ui {
class TextEngine;
}

namespace vuoro::kiosk {

/// Belongs to the thread that made it.
class PangoRaster final : public drivers::TextRaster {
 public:
  /// @return unavailable when the fonts are not installed.
  [[nodiscard]] static Result<std::unique_ptr<PangoRaster>> create();
  ~PangoRaster() override;

  [[nodiscard]] Result<drivers::Bitmap> raster(const drivers::TextRasterRequest& request) override;

 private:
  explicit PangoRaster(std::unique_ptr<ui::TextEngine> text);
  std::unique_ptr<ui::TextEngine> text_;
};

}  // namespace vuoro::kiosk
