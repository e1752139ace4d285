#include "ui/paint/spans.h"

#include <algorithm>

namespace vuoro::ui {
namespace {

template <class Row>
void each_row(const Patch& to, const Row& row) {
  for (int y = 0; y < to.height; ++y) row(to.pixels + y * to.stride, y);
}

void fill_plain(const Patch& to, std::uint32_t rgb) {
  each_row(to, [&](std::uint32_t* row, int) { std::fill_n(row, to.width, rgb | 0xff000000u); });
}

void blend_plain(const Patch& to, std::uint32_t rgb, std::uint32_t alpha) {
  each_row(to, [&](std::uint32_t* row, int) {
    for (int x = 0; x < to.width; ++x) row[x] = blend(row[x], rgb, alpha);
  });
}

void cover_plain(const Patch& to, const std::uint8_t* coverage, std::ptrdiff_t stride, std::uint32_t rgb,
                 std::uint32_t alpha) {
  each_row(to, [&](std::uint32_t* row, int y) {
    const std::uint8_t* shares = coverage + y * stride;
    for (int x = 0; x < to.width; ++x) {
      if (shares[x] != 0) row[x] = blend(row[x], rgb, over_255(shares[x] * alpha));
    }
  });
}

void picture_plain(const Patch& to, const std::uint32_t* argb, std::ptrdiff_t stride, std::uint32_t alpha) {
  each_row(to, [&](std::uint32_t* row, int y) {
    const std::uint32_t* over = argb + y * stride;
    for (int x = 0; x < to.width; ++x) {
      const std::uint32_t a = over_255((over[x] >> 24) * alpha);
      if (a != 0) row[x] = blend(row[x], over[x], a);
    }
  });
}

}  // namespace

const Spans& plain_spans() {
  static constexpr Spans k_spans{"plain", fill_plain, blend_plain, cover_plain, picture_plain};
  return k_spans;
}

const Spans& best_spans() {
  static const Spans& best = []() -> const Spans& {
    if (const Spans* spans = avx2_spans()) return *spans;
    if (const Spans* spans = sse2_spans()) return *spans;
    return plain_spans();
  }();
  return best;
}

}  // namespace vuoro::ui
