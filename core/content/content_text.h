#pragma once
// Texts of outside content made fit for our records.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/object_reader.h"
#include "core/lobby/localized.h"

namespace vuoro::content {

/// One text of an outside record is at most this long before it is a broken record.
inline constexpr std::size_t k_outside_text_bytes_max = 16'000;

/// Valid UTF-8 without control characters, zero-width spaces and trailing blanks; at most one empty line in a
/// row.
[[nodiscard]] std::string tidy(std::string_view text);
/// tidy() on one line.
[[nodiscard]] std::string tidy_line(std::string_view text);
/// The first sentence, for a summary; cut at a word when it is longer than `bytes_max`.
[[nodiscard]] std::string first_sentence(std::string_view text, std::size_t bytes_max = 240);
/// Words of a list divided by commas, semicolons or lines.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);
/// Adds `paragraph` after an empty line, unless it is empty or already there.
void add_paragraph(std::string& text, std::string_view paragraph);

/// A process description taken apart: numbered or dashed lines are steps; the rest explains.
struct Steps {
  std::string explanation;  ///< paragraphs
  std::string steps;        ///< one a line, without their numbers
};
/// When nothing is numbered, all of it is what to do: a paragraph a line.
[[nodiscard]] Steps split_steps(std::string_view process);

/// "https://…" or "http://…" of sensible length without blanks; otherwise nothing.
[[nodiscard]] std::string web_address(std::string_view text);

/// A text field that may be absent or null; reader fails when it is of another type or too long.
[[nodiscard]] std::string optional_text(ObjectReader& reader, std::string_view field);

/// Sets a language's text unless it is empty or already set.
void put_text(LocalizedText& text, const std::string& language, std::string value);
void put_word(LocalizedWords& words, const std::string& language, std::string word);

}  // namespace vuoro::content
