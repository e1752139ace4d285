#pragma once
// The 8-bit character tables printers have, and what they can write.

#include <optional>
#include <string>
#include <string_view>

namespace vuoro::drivers {

enum class CodeTable { pc437, pc850, pc852, pc858, pc865, pc866, wpc1252 };

/// Name as in printer documentation: "PC858".
[[nodiscard]] std::string_view name_of(CodeTable table);

/// The upper half, 0x80 to 0xFF, 128 characters; U+FFFD where the table has nothing. The lower half is ASCII
/// in all.
[[nodiscard]] std::u16string_view upper_half(CodeTable table);

/// The text in that table's bytes, or nothing when it lacks a character. The no-break space becomes a space,
/// and typographic marks that only look different (’ ‘ – — …) become their ASCII form where the table lacks
/// them.
[[nodiscard]] std::optional<std::string> encode(CodeTable table, std::string_view text);

}  // namespace vuoro::drivers
