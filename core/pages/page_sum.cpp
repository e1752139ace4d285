#include "core/pages/page_sum.h"

#include <array>
#include <bit>
#include <cstring>

namespace vuoro::sqlite {
namespace {

/// Every page that is read or written is summed word by word.
std::uint32_t read_word(const std::uint8_t* from, bool big_endian) {
  std::uint32_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return big_endian == (std::endian::native == std::endian::big) ? word : __builtin_bswap32(word);
}

}  // namespace

std::uint32_t word_at(Bytes bytes, std::size_t offset, bool big_endian) {
  return read_word(bytes.subspan(offset, 4).data(), big_endian);
}

void flip_bit(std::span<std::uint8_t> bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 1U << bit % 8);
}

void put_word(std::span<std::uint8_t> bytes, std::size_t offset, std::uint32_t word, bool big_endian) {
  for (std::size_t i = 0; i < 4; ++i)
    bytes[offset + i] = static_cast<std::uint8_t>(word >> (8 * (big_endian ? 3 - i : i)));
}

LogSum sum_of(Bytes bytes, LogSum seed, bool big_endian) {
  LogSum sum = seed;
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    sum.a += read_word(bytes.data() + at, big_endian) + sum.b;
    sum.b += read_word(bytes.data() + at + 4, big_endian) + sum.a;
  }
  return sum;
}

LogSum sum_before(Bytes bytes, LogSum after, bool big_endian) {
  LogSum sum = after;
  for (std::size_t at = bytes.size(); at >= 8; at -= 8) {
    sum.b -= word_at(bytes, at - 4, big_endian) + sum.a;
    sum.a -= word_at(bytes, at - 8, big_endian) + sum.b;
  }
  return sum;
}

// What is added to a word reaches the sum multiplied by two factors that depend on the word's place only:
// they are followed from the end to the beginning.
int flipped_bits(Bytes bytes, LogSum seed, LogSum wanted, bool big_endian, std::size_t& which) {
  const LogSum got = sum_of(bytes, seed, big_endian);
  const LogSum missing{wanted.a - got.a, wanted.b - got.b};
  // How much the end gains when the state's a, or b, gains one after the step at hand.
  LogSum of_a{1, 0};
  LogSum of_b{0, 1};
  int found = 0;
  const auto look = [&](std::size_t at, LogSum factor) {
    const std::uint32_t word = word_at(bytes, at, big_endian);
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
      const std::uint32_t gain = (word >> bit & 1) != 0 ? 0U - (1U << bit) : 1U << bit;
      if (factor.a * gain != missing.a || factor.b * gain != missing.b) continue;
      ++found;
      which = (at + (big_endian ? 3 - bit / 8 : bit / 8)) * 8 + bit % 8;
    }
  };
  for (std::size_t at = bytes.size(); at >= 8; at -= 8) {
    const LogSum first{of_a.a + of_b.a, of_a.b + of_b.b};  // b gains what a gains
    look(at - 4, of_b);
    look(at - 8, first);
    of_b = {first.a + of_b.a, first.b + of_b.b};
    of_a = first;
  }
  return found;
}

// ---- Of a page
// --------------------------------------------------------------------------------------------------

namespace {

using Factors = std::array<std::uint64_t, k_page_bytes / 4>;

/// Odd and without a pattern (splitmix64). They are part of the file's format.
constexpr Factors make_factors() {
  Factors factors{};
  std::uint64_t state = 0x9e3779b97f4a7c15ULL;
  for (auto& factor : factors) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = (state ^ state >> 30) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
    factor = (mixed ^ mixed >> 31) | 1;
  }
  return factors;
}

constexpr Factors k_factors = make_factors();

}  // namespace

std::uint64_t page_sum(Bytes bytes) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    sum += k_factors[at / 4] * read_word(bytes.data() + at, false);
  return sum;
}

std::optional<std::size_t> flipped_bit(Bytes bytes, std::uint64_t wanted) {
  const std::uint64_t missing = wanted - page_sum(bytes);
  int found = 0;
  std::size_t where = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    const std::uint32_t word = word_at(bytes, at, false);
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
      const std::uint64_t gain = k_factors[at / 4] << bit;
      if (missing != ((word >> bit & 1) != 0 ? 0 - gain : gain)) continue;
      ++found;
      where = at * 8 + bit;
    }
  }
  return found == 1 ? std::optional(where) : std::nullopt;
}

bool differ_in_one_bit(LogSum one, LogSum other) {
  return std::popcount(one.a ^ other.a) + std::popcount(one.b ^ other.b) == 1;
}

}  // namespace vuoro::sqlite
