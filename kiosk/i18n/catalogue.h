#pragma once
// Reads a gettext catalogue (.po) and says what is wrong with it, with its place. For the build and its
// tests.

#include <string>
#include <string_view>
#include <vector>

namespace vuoro::kiosk {

/// One message of a catalogue.
struct Message {
  std::string id, plural_id;
  std::vector<std::string> texts;  ///< one, or one a plural form
  std::size_t line = 0;            ///< of its msgid
  bool fuzzy = false;
};

struct Catalogue {
  std::string file;      ///< as it is to be named in findings
  std::string language;  ///< "fi": the file's name
  std::vector<Message> messages;
  std::vector<std::string> findings;  ///< "fi.po:12: what is wrong"
};

/// Parses and checks one file by itself: syntax, UTF-8, header and plural forms, missing and fuzzy
/// translations, duplicates, placeholders, direction controls.
[[nodiscard]] Catalogue read_catalogue(const std::string& file, std::string_view bytes);

/// A text in the code, with its place.
struct CodeText {
  std::string text;
  std::string file;
  std::size_t line = 0;
  bool asked_for = false;  ///< given to t(), n() or in_all(); otherwise some other literal
};
/// Every string literal of a C++ source.
[[nodiscard]] std::vector<CodeText> code_texts(const std::string& file, std::string_view source);

/// What is wrong between them: a message one catalogue has and another lacks, a text in the code that a
/// catalogue lacks, a message that no code asks for.
[[nodiscard]] std::vector<std::string> compare(const std::vector<Catalogue>& catalogues,
                                               const std::vector<CodeText>& code);

}  // namespace vuoro::kiosk
