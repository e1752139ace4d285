#pragma once
// What painting spends its time on: patches of pixels filled, blended and covered. One version for every kind
// of processor; all of them give the same pixels to the last bit.

#include <cstddef>
#include <cstdint>

namespace vuoro::ui {

/// Exact rounding of value / 255 for values up to 255 · 255.
[[nodiscard]] constexpr std::uint32_t over_255(std::uint32_t value) {
  const std::uint32_t t = value + 128;
  return (t + (t >> 8)) >> 8;
}

/// Source over an opaque destination, two channels at a time, each rounded exactly.
[[nodiscard]] constexpr std::uint32_t blend(std::uint32_t under, std::uint32_t over, std::uint32_t alpha) {
  const std::uint32_t rest = 255 - alpha;
  std::uint32_t rb = (over & 0xff00ffu) * alpha + (under & 0xff00ffu) * rest + 0x800080u;
  rb = ((rb + ((rb >> 8) & 0xff00ffu)) >> 8) & 0xff00ffu;
  return 0xff000000u | rb | (over_255(((over >> 8) & 0xffu) * alpha + ((under >> 8) & 0xffu) * rest) << 8);
}

/// A rectangle of pixels to paint on, 0xFFRRGGBB, and to go through row by row. Sides may be 0.
struct Patch {
  std::uint32_t* pixels = nullptr;
  std::ptrdiff_t stride = 0;  ///< pixels from row to row
  int width = 0, height = 0;
};

struct Spans {
  const char* name;  ///< for the log and the bench
  void (*fill)(const Patch& to, std::uint32_t rgb);
  /// alpha 0..255, of one colour.
  void (*blend)(const Patch& to, std::uint32_t rgb, std::uint32_t alpha);
  /// One colour through coverage, all of it times alpha. @param stride  bytes from row to row; 0 repeats a
  /// row.
  void (*cover)(const Patch& to, const std::uint8_t* coverage, std::ptrdiff_t stride, std::uint32_t rgb,
                std::uint32_t alpha);
  /// A picture with straight alpha of its own, all of it times alpha. @param stride  pixels from row to row.
  void (*picture)(const Patch& to, const std::uint32_t* argb, std::ptrdiff_t stride, std::uint32_t alpha);
};

/// Ordinary C++: the reference that the others are tested against.
[[nodiscard]] const Spans& plain_spans();
/// @return nullptr where this processor has no such instructions.
[[nodiscard]] const Spans* sse2_spans();
[[nodiscard]] const Spans* avx2_spans();
/// The fastest that this processor runs.
[[nodiscard]] const Spans& best_spans();

}  // namespace vuoro::ui
