#pragma once
// Words of a text, and the forms under which they are indexed and looked for. The seam for a lemmatiser.

#include <string>
#include <string_view>
#include <vector>

namespace vuoro::content {

/// Which forms of a word go into the index, and which are looked for. Words come lower-case and in Unicode's
/// composed form (NFC). Implementations are immutable; thread-safe.
class WordForms {
 public:
  virtual ~WordForms() = default;
  /// Kept in the index: an index made with other forms must be rebuilt. Change it when the forms change.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Every form under which `word` is to be found; the word itself first.
  [[nodiscard]] virtual std::vector<std::string> to_index(std::string_view word,
                                                          std::string_view language) const = 0;
  /// Alternatives to look for, any of which will do; each is looked for as a beginning of a word.
  [[nodiscard]] virtual std::vector<std::string> to_search(std::string_view word,
                                                           std::string_view language) const = 0;
};

/// No inflection: the word itself, and, for those who type a for ä, the word without diacritics. What is
/// typed with its dots is found with its dots only: "sää" never finds "saa", "saa" finds both.
class PlainWordForms final : public WordForms {
 public:
  [[nodiscard]] std::string_view name() const override { return "plain-1"; }
  [[nodiscard]] std::vector<std::string> to_index(std::string_view word,
                                                  std::string_view language) const override;
  [[nodiscard]] std::vector<std::string> to_search(std::string_view word,
                                                   std::string_view language) const override;
};

/// NFC, lower-case, split at everything that is neither a letter, a mark nor a digit. Any bytes are safe.
/// @param words_max  the rest is left out; words are cut at 48 characters.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text, std::size_t words_max);

/// Lower-case and NFC without splitting.
[[nodiscard]] std::string fold_case(std::string_view text);

/// The word without its diacritics: "työttömyys" → "tyottomyys"; also ø → o, đ → d, ł → l, ŋ → n.
[[nodiscard]] std::string without_diacritics(std::string_view word);

/// How many characters (code points) a text of valid UTF-8 has.
[[nodiscard]] std::size_t count_characters(std::string_view text);
/// The first `characters` of it.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t characters);

}  // namespace vuoro::content
