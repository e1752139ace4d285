#pragma once
// SVG-like paths, stroked with round ends by FreeType.

#include <string_view>

#include "core/base/result.h"
#include "ui/paint/atlas.h"

namespace vuoro::ui {

/// Strokes `path` (24-unit grid) into a square of `size_px`. @param stroke  width in grid units.
/// @return parse: with the place in the path.
[[nodiscard]] Result<Coverage> stroke_path(std::string_view path, int size_px, float stroke);

}  // namespace vuoro::ui
