#pragma once
// Shared by guidance_index.cpp (writes) and guidance_search.cpp (reads): the tables' shape.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace vuoro::content::guidance {

inline constexpr auto k_languages = std::to_array<std::string_view>({"fi", "sv", "en"});

/// Prefixes of up to this many characters are answered from guidance_prefix, where they lie ranked ahead of
/// time.
inline constexpr std::size_t k_prefix_characters = 3;

/// Changes when the tables or what is written into them change.
inline constexpr std::string_view k_layout = "1";

/// A row of a language's FTS table carries the length of the name in its upper half: rows come out of FTS5 in
/// order of rowid, so a search that stops early has seen the short, general names ("Passi") first.
inline constexpr std::int64_t row_of(std::int64_t number, std::size_t name_characters) {
  return static_cast<std::int64_t>(std::min<std::size_t>(name_characters, 255)) << 32 | number;
}
inline constexpr std::int64_t number_of_row(std::int64_t row) {
  return row & 0xFFFFFFFF;
}

/// Rank in guidance_prefix, lower is better: where the word stands, then the length of the name.
enum class Place { name_start = 0, name = 1, keyword = 2 };
inline constexpr std::int64_t prefix_rank(Place place, std::size_t name_characters) {
  return static_cast<std::int64_t>(place) << 8 |
         static_cast<std::int64_t>(std::min<std::size_t>(name_characters, 255));
}

}  // namespace vuoro::content::guidance
