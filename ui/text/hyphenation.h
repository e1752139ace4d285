#pragma once
// Where a word may be broken at the end of a line: Finnish by libvoikko, which knows compounds; Swedish,
// English, Russian, Ukrainian, Spanish and French by libhyphen's dictionaries of patterns. Nothing is opened
// before the first word that needs it. One thread.

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ui/text/places.h"

namespace vuoro::ui {

class Hyphenation {
 public:
  /// Words remembered; about 60 bytes each.
  static constexpr std::size_t k_words_max = 2000;

  explicit Hyphenation(DictionaryFolders folders = {});
  ~Hyphenation();
  Hyphenation(const Hyphenation&) = delete;
  Hyphenation& operator=(const Hyphenation&) = delete;

  /// Byte offsets in the word before which a hyphen may stand, growing. Empty when the language has no
  /// dictionary (logged once a language): the word is then broken anywhere, with a hyphen.
  /// @param word  valid UTF-8 without spaces.
  [[nodiscard]] const std::vector<std::size_t>& breaks(std::string_view word, std::string_view language);
  /// The word with soft hyphens at its syllables; an address gets places to break without a hyphen instead.
  [[nodiscard]] std::string softened(std::string_view word, std::string_view language);

  /// Closes libvoikko, whose dictionary and libraries take 5 MB, until a word comes that is not remembered.
  /// The patterns of the other languages, 0.2 MB each at most, stay.
  void rest();

  [[nodiscard]] std::size_t words() const { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t dictionaries() const;

 private:
  class Dictionary;
  class Voikko;
  class Patterns;
  struct Entry {
    std::string key;  ///< language, NUL, word
    std::vector<std::size_t> breaks;
  };
  Dictionary* dictionary(std::string_view language);

  DictionaryFolders folders_;
  std::unordered_map<std::string, std::unique_ptr<Dictionary>> dictionaries_;  ///< null: there is none
  std::list<Entry> entries_;                                                   ///< most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
  std::size_t bytes_ = 0;
};

}  // namespace vuoro::ui
