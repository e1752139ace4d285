#pragma once
// Hyphenation patterns as TeX and libhyphen know them (Liang 1983), read from libhyphen's dictionaries:
// sorted in one block, a tenth of the memory and of the time to open that libhyphen's automaton takes.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vuoro::ui {

/// Immutable; thread-safe.
class HyphenPatterns {
 public:
  /// @param file  a dictionary's bytes (hyph_*.dic): the name of its encoding, then a pattern a line.
  /// @return nothing when the encoding is unknown or there is no pattern.
  [[nodiscard]] static std::optional<HyphenPatterns> parse(std::string_view file);

  /// @param word  letters, in small ones; UTF-8.
  /// @return byte offsets before which a hyphen may stand, growing.
  [[nodiscard]] std::vector<std::size_t> breaks(std::string_view word) const;
  [[nodiscard]] std::size_t count() const { return sorted_.size(); }
  [[nodiscard]] std::size_t bytes() const {
    return sorted_.capacity() * sizeof(std::uint32_t) + block_.capacity();
  }

 private:
  void add(std::string_view pattern);
  void sort();
  [[nodiscard]] std::string_view letters(std::uint32_t at) const {
    return std::string_view(block_).substr(at + 1, static_cast<unsigned char>(block_[at]));
  }
  /// Patterns of `sorted_` that begin with the same letters.
  struct Range {
    std::uint32_t from = 0, to = 0;
    std::size_t start = 0;  ///< where in the word they begin
  };
  [[nodiscard]] Range narrowed(Range range, std::size_t at, char next) const;

  /// For each pattern the number of its letters' bytes, the letters, and a digit before each byte and after
  /// the last: odd allows a break there, even forbids it, the highest counts.
  std::string block_;
  std::vector<std::uint32_t> sorted_;  ///< places in the block, by letters
  std::size_t least_left_ = 2, least_right_ = 2;
};

}  // namespace vuoro::ui
