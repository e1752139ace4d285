#include "core/base/span_text.h"

#include <fmt/format.h>

#include <array>

namespace vuoro {

std::string span_text(Millis span) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  constexpr std::array<Unit, 4> k_units{{{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}}};
  const std::int64_t ms = span.count();
  // A day and a half is 36 h, as who sets a clock counts.
  const std::size_t first = ms < 2 * k_units[0].ms ? 1 : 0;
  for (std::size_t i = first; i < k_units.size(); ++i) {
    if (ms < k_units[i].ms) continue;
    std::string text = fmt::format("{} {}", ms / k_units[i].ms, k_units[i].name);
    if (i + 1 == k_units.size()) return text;
    const std::int64_t rest = ms % k_units[i].ms / k_units[i + 1].ms;
    if (rest > 0) text += fmt::format(" {} {}", rest, k_units[i + 1].name);
    return text;
  }
  return fmt::format("{} ms", ms);
}

}  // namespace vuoro
