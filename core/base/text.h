#pragma once
// UTF-8 text primitives.

#include <cstddef>
#include <string>
#include <string_view>

namespace vuoro {

[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Replaces every invalid byte with U+FFFD and drops control characters other than newline and tab, and the
/// bidirectional overrides (U+202A–202E, U+2066–2069) with which a content text could disguise itself.
[[nodiscard]] std::string clean_text(std::string_view text);

/// The longest prefix of at most `bytes_max` bytes that does not cut a character.
[[nodiscard]] std::string_view truncate_utf8(std::string_view text, std::size_t bytes_max);

[[nodiscard]] std::string_view trim(std::string_view text);

/// Decodes the character at `offset` and moves `offset` past it; U+FFFD for an invalid byte (moves by one).
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& offset);
void append_utf8(std::string& out, char32_t code_point);

}  // namespace vuoro
