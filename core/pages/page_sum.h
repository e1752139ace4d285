#pragma once
// The check sum of SQLite's write-ahead log, used for pages too: 64 bits, and since it is linear, a single
// bit that flipped is found by arithmetic instead of by trying.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vuoro::sqlite {

using Bytes = std::span<const std::uint8_t>;

// ---- Of a page of the database
// ----------------------------------------------------------------------------------

/// Each word times an odd number of its place: unlike in the log's sum every bit of a page counts for itself.
/// Zero for a page of zeros, which a file that grew may have.
/// @param bytes  a multiple of four, at most k_page_bytes
[[nodiscard]] std::uint64_t page_sum(Bytes bytes);
/// Which bit of `bytes` to flip so that their sum becomes `wanted`, counted from the lowest of the first
/// byte.
[[nodiscard]] std::optional<std::size_t> flipped_bit(Bytes bytes, std::uint64_t wanted);

inline constexpr std::size_t k_page_bytes = 4096;

// ---- Of a frame of the write-ahead log
// --------------------------------------------------------------------------

/// https://www.sqlite.org/fileformat2.html#checksum_algorithm
struct LogSum {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  bool operator==(const LogSum&) const = default;
};

/// @param bytes       a multiple of eight
/// @param big_endian  how words are read; a log's header says it
[[nodiscard]] LogSum sum_of(Bytes bytes, LogSum seed, bool big_endian);

/// The state before these bytes were added.
[[nodiscard]] LogSum sum_before(Bytes bytes, LogSum after, bool big_endian);

/// How many bits of `bytes` could be the flipped one; of the highest nine of a word this sum tells too
/// little.
/// @param which  one of them
[[nodiscard]] int flipped_bits(Bytes bytes, LogSum seed, LogSum wanted, bool big_endian, std::size_t& which);
/// Whether the two differ in one bit only.
[[nodiscard]] bool differ_in_one_bit(LogSum one, LogSum other);

[[nodiscard]] std::uint32_t word_at(Bytes bytes, std::size_t offset, bool big_endian);
/// @param bit  counted from the lowest of the first byte
void flip_bit(std::span<std::uint8_t> bytes, std::size_t bit);
void put_word(std::span<std::uint8_t> bytes, std::size_t offset, std::uint32_t word, bool big_endian);

}  // namespace vuoro::sqlite
