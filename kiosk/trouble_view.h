#pragma once
// What a technician should know of a machine, on its service panel.

#include <cstdint>
#include <string>

#include "core/base/clock.h"

namespace vuoro::kiosk {

struct TroubleView {
  std::string text;         ///< an id of the catalogues: the English sentence, with {when} and {count}
  std::string detail = {};  ///< as a library or the other end says it; not translated
  std::int64_t count = 0;
  WallTime when = {};
};

}  // namespace vuoro::kiosk
