// The same rows with SSE2, which every 64-bit x86 has, and with AVX2, asked for when the program runs.
// Channels are widened to 16 bits: colour · alpha + ground · (255 − alpha) + 128 never passes 65,535.

#include "ui/paint/spans.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

namespace vuoro::ui {
namespace {

#define VUORO_AVX2 __attribute__((target("avx2")))

// ---- SSE2, four pixels at a time ----

/// Each 16-bit channel as over_255() of spans.h.
inline __m128i over_255(__m128i value) {
  const __m128i t = _mm_add_epi16(value, _mm_set1_epi16(128));
  return _mm_srli_epi16(_mm_add_epi16(t, _mm_srli_epi16(t, 8)), 8);
}

inline __m128i load4(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}
inline void store4(std::uint32_t* to, __m128i pixels) {
  _mm_storeu_si128(static_cast<__m128i*>(static_cast<void*>(to)),
                   _mm_or_si128(pixels, _mm_set1_epi32(-16777216)));
}

/// Two pixels: both colours and the alphas as 16-bit channels.
inline __m128i mix2(__m128i under, __m128i over, __m128i alpha) {
  const __m128i rest = _mm_sub_epi16(_mm_set1_epi16(255), alpha);
  return over_255(_mm_add_epi16(_mm_mullo_epi16(over, alpha), _mm_mullo_epi16(under, rest)));
}

/// @param alphas  one in each 32-bit lane.
inline __m128i mix4(__m128i under, __m128i over_low, __m128i over_high, __m128i alphas) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i twice = _mm_or_si128(alphas, _mm_slli_epi32(alphas, 16));
  const __m128i low = mix2(_mm_unpacklo_epi8(under, zero), over_low, _mm_unpacklo_epi32(twice, twice));
  const __m128i high = mix2(_mm_unpackhi_epi8(under, zero), over_high, _mm_unpackhi_epi32(twice, twice));
  return _mm_packus_epi16(low, high);
}

inline __m128i wide_colour(std::uint32_t rgb) {
  return _mm_unpacklo_epi8(_mm_set1_epi32(static_cast<int>(rgb)), _mm_setzero_si128());
}

/// What is left of a row when whole steps have been taken.
Patch rest_of(std::uint32_t* row, int x, int width) {
  return {row + x, 0, width - x, 1};
}

void blend_sse2(const Patch& to, std::uint32_t rgb, std::uint32_t alpha) {
  const __m128i over = wide_colour(rgb), zero = _mm_setzero_si128();
  const __m128i own = _mm_mullo_epi16(over, _mm_set1_epi16(static_cast<short>(alpha)));
  const __m128i rest = _mm_set1_epi16(static_cast<short>(255 - alpha));
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    int x = 0;
    for (; x + 4 <= to.width; x += 4) {
      const __m128i under = load4(row + x);
      const __m128i low = over_255(_mm_add_epi16(own, _mm_mullo_epi16(_mm_unpacklo_epi8(under, zero), rest)));
      const __m128i high =
          over_255(_mm_add_epi16(own, _mm_mullo_epi16(_mm_unpackhi_epi8(under, zero), rest)));
      store4(row + x, _mm_packus_epi16(low, high));
    }
    plain_spans().blend(rest_of(row, x, to.width), rgb, alpha);
  }
}

void cover_sse2(const Patch& to, const std::uint8_t* coverage, std::ptrdiff_t stride, std::uint32_t rgb,
                std::uint32_t alpha) {
  const __m128i over = wide_colour(rgb), zero = _mm_setzero_si128();
  const __m128i all = _mm_set1_epi16(static_cast<short>(alpha));
  const __m128i colour = _mm_set1_epi32(static_cast<int>(rgb));
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    const std::uint8_t* source = coverage + y * stride;
    int x = 0;
    for (; x + 4 <= to.width; x += 4) {
      std::uint32_t four = 0;
      std::memcpy(&four, source + x, 4);
      if (four == 0) continue;
      if (four == 0xffffffffu && alpha == 255) {
        store4(row + x, colour);
        continue;
      }
      const __m128i shares = _mm_unpacklo_epi8(_mm_cvtsi32_si128(static_cast<int>(four)), zero);
      const __m128i alphas = _mm_unpacklo_epi16(over_255(_mm_mullo_epi16(shares, all)), zero);
      store4(row + x, mix4(load4(row + x), over, over, alphas));
    }
    plain_spans().cover(rest_of(row, x, to.width), source + x, 0, rgb, alpha);
  }
}

void picture_sse2(const Patch& to, const std::uint32_t* argb, std::ptrdiff_t stride, std::uint32_t alpha) {
  const __m128i zero = _mm_setzero_si128(), all = _mm_set1_epi16(static_cast<short>(alpha));
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    const std::uint32_t* source = argb + y * stride;
    int x = 0;
    for (; x + 4 <= to.width; x += 4) {
      const __m128i over = load4(source + x);
      const __m128i alphas = over_255(_mm_mullo_epi16(_mm_srli_epi32(over, 24), all));
      store4(row + x,
             mix4(load4(row + x), _mm_unpacklo_epi8(over, zero), _mm_unpackhi_epi8(over, zero), alphas));
    }
    plain_spans().picture(rest_of(row, x, to.width), source + x, 0, alpha);
  }
}

// ---- AVX2, eight pixels at a time ----

VUORO_AVX2 inline __m256i over_255(__m256i value) {
  const __m256i t = _mm256_add_epi16(value, _mm256_set1_epi16(128));
  return _mm256_srli_epi16(_mm256_add_epi16(t, _mm256_srli_epi16(t, 8)), 8);
}

VUORO_AVX2 inline __m256i load8(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
VUORO_AVX2 inline void store8(std::uint32_t* to, __m256i pixels) {
  _mm256_storeu_si256(static_cast<__m256i*>(static_cast<void*>(to)),
                      _mm256_or_si256(pixels, _mm256_set1_epi32(-16777216)));
}

VUORO_AVX2 inline __m256i mix4(__m256i under, __m256i over, __m256i alpha) {
  const __m256i rest = _mm256_sub_epi16(_mm256_set1_epi16(255), alpha);
  return over_255(_mm256_add_epi16(_mm256_mullo_epi16(over, alpha), _mm256_mullo_epi16(under, rest)));
}

VUORO_AVX2 inline __m256i mix8(__m256i under, __m256i over_low, __m256i over_high, __m256i alphas) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i twice = _mm256_or_si256(alphas, _mm256_slli_epi32(alphas, 16));
  const __m256i low = mix4(_mm256_unpacklo_epi8(under, zero), over_low, _mm256_unpacklo_epi32(twice, twice));
  const __m256i high =
      mix4(_mm256_unpackhi_epi8(under, zero), over_high, _mm256_unpackhi_epi32(twice, twice));
  return _mm256_packus_epi16(low, high);
}

/// The first `count` (0 to 8) lanes.
VUORO_AVX2 inline __m256i lanes(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// The last up to seven pixels of a row, without touching what lies beyond.
VUORO_AVX2 inline __m256i load_some(const std::uint32_t* from, __m256i which) {
  return _mm256_maskload_epi32(reinterpret_cast<const int*>(from), which);
}
VUORO_AVX2 inline void store_some(std::uint32_t* to, __m256i which, __m256i pixels) {
  _mm256_maskstore_epi32(reinterpret_cast<int*>(to), which,
                         _mm256_or_si256(pixels, _mm256_set1_epi32(-16777216)));
}
/// The last `count` (1 to 7) bytes of a row of `width`, the first of them lowest; nothing beyond is read.
inline std::uint64_t last_bytes(const std::uint8_t* row, int width, int count) {
  std::uint64_t out = 0;
  if (width >= 8) {
    std::memcpy(&out, row + width - 8, 8);
    return out >> (8 * (8 - count));
  }
  for (int i = 0; i < count; ++i) out |= static_cast<std::uint64_t>(row[width - count + i]) << (8 * i);
  return out;
}

VUORO_AVX2 void fill_avx2(const Patch& to, std::uint32_t rgb) {
  const __m256i colour =
      _mm256_or_si256(_mm256_set1_epi32(static_cast<int>(rgb)), _mm256_set1_epi32(-16777216));
  const __m256i last = lanes(to.width & 7);
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    if (to.width < 16) {
      const bool whole = to.width >= 8;
      if (whole) store8(row, colour);
      if ((to.width & 7) != 0) store_some(row + (whole ? 8 : 0), last, colour);
      continue;
    }
    // Whole steps lie at multiples of 32 bytes, so that none touches two cache lines; the first and the last
    // step of the row overlap them.
    std::uint32_t* const end = row + to.width;
    store8(row, colour);
    const auto past = (reinterpret_cast<std::uintptr_t>(row) & 31u) / sizeof(std::uint32_t);
    std::uint32_t* at = row + (8 - past);
    for (; at + 32 <= end; at += 32)
      for (int i = 0; i < 32; i += 8)
        _mm256_store_si256(static_cast<__m256i*>(static_cast<void*>(at + i)), colour);
    for (; at + 8 <= end; at += 8) _mm256_store_si256(static_cast<__m256i*>(static_cast<void*>(at)), colour);
    store8(end - 8, colour);
  }
}

VUORO_AVX2 void blend_avx2(const Patch& to, std::uint32_t rgb, std::uint32_t alpha) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i over = _mm256_unpacklo_epi8(_mm256_set1_epi32(static_cast<int>(rgb)), zero);
  const __m256i own = _mm256_mullo_epi16(over, _mm256_set1_epi16(static_cast<short>(alpha)));
  const __m256i rest = _mm256_set1_epi16(static_cast<short>(255 - alpha));
  const __m256i last = lanes(to.width & 7);
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    for (int x = 0; x < to.width; x += 8) {
      const bool whole = x + 8 <= to.width;
      const __m256i under = whole ? load8(row + x) : load_some(row + x, last);
      const __m256i low =
          over_255(_mm256_add_epi16(own, _mm256_mullo_epi16(_mm256_unpacklo_epi8(under, zero), rest)));
      const __m256i high =
          over_255(_mm256_add_epi16(own, _mm256_mullo_epi16(_mm256_unpackhi_epi8(under, zero), rest)));
      const __m256i mixed = _mm256_packus_epi16(low, high);
      if (whole)
        store8(row + x, mixed);
      else
        store_some(row + x, last, mixed);
    }
  }
}

VUORO_AVX2 void cover_avx2(const Patch& to, const std::uint8_t* coverage, std::ptrdiff_t stride,
                           std::uint32_t rgb, std::uint32_t alpha) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i colour = _mm256_set1_epi32(static_cast<int>(rgb));
  const __m256i over = _mm256_unpacklo_epi8(colour, zero);
  const __m256i all = _mm256_set1_epi16(static_cast<short>(alpha));
  const __m256i last = lanes(to.width & 7);
  // The upper half of each 32-bit lane is 0 and stays so: over_255(0) is 0.
  const auto alphas = [&](std::uint64_t eight) VUORO_AVX2 {
    return over_255(
        _mm256_mullo_epi16(_mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(eight))), all));
  };
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    const std::uint8_t* source = coverage + y * stride;
    int x = 0;
    for (; x + 8 <= to.width; x += 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, source + x, 8);
      if (eight == 0) continue;
      if (eight == ~std::uint64_t{0} && alpha == 255)
        store8(row + x, colour);
      else
        store8(row + x, mix8(load8(row + x), over, over, alphas(eight)));
    }
    if (x == to.width) continue;
    const std::uint64_t some = last_bytes(source, to.width, to.width - x);
    if (some != 0) store_some(row + x, last, mix8(load_some(row + x, last), over, over, alphas(some)));
  }
}

VUORO_AVX2 void picture_avx2(const Patch& to, const std::uint32_t* argb, std::ptrdiff_t stride,
                             std::uint32_t alpha) {
  const __m256i zero = _mm256_setzero_si256(), all = _mm256_set1_epi16(static_cast<short>(alpha));
  for (int y = 0; y < to.height; ++y) {
    std::uint32_t* row = to.pixels + y * to.stride;
    const std::uint32_t* source = argb + y * stride;
    int x = 0;
    for (; x + 8 <= to.width; x += 8) {
      const __m256i over = load8(source + x);
      const __m256i alphas = over_255(_mm256_mullo_epi16(_mm256_srli_epi32(over, 24), all));
      store8(row + x, mix8(load8(row + x), _mm256_unpacklo_epi8(over, zero), _mm256_unpackhi_epi8(over, zero),
                           alphas));
    }
    plain_spans().picture(rest_of(row, x, to.width), source + x, 0, alpha);
  }
}

}  // namespace

const Spans* sse2_spans() {
  static const Spans k_spans{"sse2", plain_spans().fill, blend_sse2, cover_sse2, picture_sse2};
  return &k_spans;
}

const Spans* avx2_spans() {
  static constexpr Spans k_spans{"avx2", fill_avx2, blend_avx2, cover_avx2, picture_avx2};
  return __builtin_cpu_supports("avx2") ? &k_spans : nullptr;
}

}  // namespace vuoro::ui

#else

namespace vuoro::ui {

const Spans* sse2_spans() {
  return nullptr;
}
const Spans* avx2_spans() {
  return nullptr;
}

}  // namespace vuoro::ui

#endif
