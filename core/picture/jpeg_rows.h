#pragma once
// libjpeg, kept apart: its way out of an error is a jump.

#include <string_view>

#include "core/picture/picture.h"

namespace vuoro {

enum class JpegOutcome { good, damaged, too_large };

/// Decodes into `picture`, whose pixels grow when the size is known and `fits`.
[[nodiscard]] JpegOutcome read_jpeg_rows(std::string_view bytes, bool (*fits)(std::int64_t, std::int64_t),
                                         Picture& picture);

}  // namespace vuoro
