#include "core/content/word_forms.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "core/base/text.h"

namespace vuoro::content {
namespace {

constexpr std::size_t k_word_characters_max = 48;

icu::UnicodeString composed_lower(std::string_view text) {
  icu::UnicodeString wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  // The root locale: Turkish rules for i must not depend on the machine.
  wide.toLower(icu::Locale::getRoot());
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) != 0) return wide;
  icu::UnicodeString composed = nfc->normalize(wide, status);
  return U_FAILURE(status) != 0 ? wide : composed;
}

bool is_word_character(UChar32 c) {
  return u_isalnum(c) != 0 || u_charType(c) == U_NON_SPACING_MARK ||
         u_charType(c) == U_COMBINING_SPACING_MARK;
}

/// Letters that Unicode does not take apart but people type plainly.
UChar32 plain_letter(UChar32 c) {
  switch (c) {
    case 0x00F8:
      return 'o';  // ø
    case 0x0111:
      return 'd';  // đ
    case 0x0142:
      return 'l';  // ł
    case 0x014B:
      return 'n';  // ŋ
    case 0x0167:
      return 't';  // ŧ
    default:
      return c;
  }
}

}  // namespace

std::string fold_case(std::string_view text) {
  std::string out;
  composed_lower(text).toUTF8String(out);
  return out;
}

std::vector<std::string> split_words(std::string_view text, std::size_t words_max) {
  std::vector<std::string> words;
  const icu::UnicodeString wide = composed_lower(text);
  std::string word;
  std::size_t characters = 0;
  const auto flush = [&] {
    if (!word.empty() && words.size() < words_max) words.push_back(word);
    word.clear();
    characters = 0;
  };
  for (std::int32_t at = 0; at < wide.length() && words.size() < words_max;) {
    const UChar32 c = wide.char32At(at);
    at += U16_LENGTH(c);
    if (!is_word_character(c) || c == 0xFFFD) {
      flush();
    } else if (characters++ < k_word_characters_max) {
      append_utf8(word, static_cast<char32_t>(c));
    }
  }
  flush();
  return words;
}

std::string without_diacritics(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) != 0) return std::string(word);
  const icu::UnicodeString apart = nfd->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size()))),
      status);
  if (U_FAILURE(status) != 0) return std::string(word);
  std::string out;
  for (std::int32_t at = 0; at < apart.length();) {
    const UChar32 c = apart.char32At(at);
    at += U16_LENGTH(c);
    const bool latin_mark = c >= 0x0300 && c <= 0x036F;  // marks of other scripts carry meaning and stay
    if (!latin_mark) append_utf8(out, static_cast<char32_t>(plain_letter(c)));
  }
  return out;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size() && characters > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --characters;
  }
  return text.substr(0, at);
}

std::vector<std::string> PlainWordForms::to_index(std::string_view word, std::string_view) const {
  std::vector<std::string> forms{std::string(word)};
  std::string plain = without_diacritics(word);
  if (plain != word && !plain.empty()) forms.push_back(std::move(plain));
  return forms;
}

std::vector<std::string> PlainWordForms::to_search(std::string_view word, std::string_view) const {
  return {std::string(word)};
}

}  // namespace vuoro::content
