#include "ui/text/hyphenation.h"

#include <dlfcn.h>
#include <glib.h>
#include <libvoikko/voikko.h>

#include <algorithm>
#include <array>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "ui/text/patterns.h"

namespace vuoro::ui {
namespace {

/// Letters that stay together at either end of a word.
constexpr std::size_t k_least_letters = 2;
/// Nobody hyphenates a longer one by rules.
constexpr std::size_t k_word_bytes_max = 400;
/// The largest of Debian's dictionaries has 107,000.
constexpr std::size_t k_patterns_bytes_max = std::size_t{4} << 20;
constexpr std::string_view k_soft_hyphen = "\u00AD", k_zero_width_space = "\u200B";

std::string_view primary(std::string_view language) {
  return language.substr(0, language.find('-'));
}

const char* pattern_file(std::string_view language) {
  struct File {
    std::string_view language;
    const char* name;
  };
  static constexpr auto k_files = std::to_array<File>({{"sv", "hyph_sv_SE.dic"},
                                                       {"en", "hyph_en_GB.dic"},
                                                       {"ru", "hyph_ru_RU.dic"},
                                                       {"uk", "hyph_uk_UA.dic"},
                                                       {"es", "hyph_es_ES.dic"},
                                                       {"fr", "hyph_fr.dic"}});
  for (const File& file : k_files)
    if (file.language == language) return file.name;
  return nullptr;
}

/// Byte offsets of the word's characters, and its end.
std::vector<std::size_t> starts_of(std::string_view word) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < word.size();) {
    starts.push_back(at);
    (void)next_code_point(word, at);
  }
  starts.push_back(word.size());
  return starts;
}

}  // namespace

class Hyphenation::Dictionary {
 public:
  virtual ~Dictionary() = default;
  /// @param starts  byte offsets of the characters. @return which characters a hyphen may stand before.
  [[nodiscard]] virtual std::vector<std::size_t> breaks(const std::string& word,
                                                        const std::vector<std::size_t>& starts) = 0;
};

/// Opened by name when it is needed: with it come archive and XML libraries that nobody wants at the start.
class Hyphenation::Voikko final : public Dictionary {
 public:
  static std::unique_ptr<Dictionary> open(const DictionaryFolders& folders, std::string& why) {
    std::unique_ptr<Voikko> out(new Voikko);
    out->library_ = dlopen(folders.voikko_library.c_str(), RTLD_LAZY | RTLD_LOCAL);
    const auto find = [&out](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(out->library_, name));
      return function != nullptr;
    };
    decltype(&voikkoInit) init = nullptr;
    decltype(&voikkoSetBooleanOption) option = nullptr;
    if (out->library_ == nullptr || !find(init, "voikkoInit") || !find(option, "voikkoSetBooleanOption") ||
        !find(out->hyphenate_, "voikkoHyphenateCstr") || !find(out->release_, "voikkoFreeCstr") ||
        !find(out->end_, "voikkoTerminate")) {
      why = "the library libvoikko is not installed (Debian package libvoikko1)";
      return nullptr;
    }
    const char* error = nullptr;
    out->handle_ = init(&error, "fi", folders.voikko.empty() ? nullptr : folders.voikko.c_str());
    if (out->handle_ == nullptr) {
      why = std::string(error != nullptr ? error : "no dictionary") + " (Debian package voikko-fi)";
      return nullptr;
    }
    option(out->handle_, VOIKKO_OPT_NO_UGLY_HYPHENATION, 1);
    return out;
  }
  ~Voikko() override {
    if (handle_ != nullptr) end_(handle_);
    if (library_ != nullptr) dlclose(library_);
  }
  std::vector<std::size_t> breaks(const std::string& word, const std::vector<std::size_t>& starts) override {
    std::vector<std::size_t> out;
    char* marks = hyphenate_(handle_, word.c_str());
    if (marks == nullptr) return out;
    for (std::size_t i = 0; i + 1 < starts.size() && marks[i] != '\0'; ++i)
      if (marks[i] == '-') out.push_back(i);
    release_(marks);
    return out;
  }

 private:
  Voikko() = default;
  void* library_ = nullptr;
  VoikkoHandle* handle_ = nullptr;
  decltype(&voikkoHyphenateCstr) hyphenate_ = nullptr;
  decltype(&voikkoFreeCstr) release_ = nullptr;
  decltype(&voikkoTerminate) end_ = nullptr;
};

class Hyphenation::Patterns final : public Dictionary {
 public:
  static std::unique_ptr<Dictionary> open(const std::string& folder, const char* name, std::string& why) {
    const std::string file = folder + "/" + name;
    const auto bytes = read_file(file, k_patterns_bytes_max);
    if (!bytes) {
      why = bytes.error().code == Errc::not_found ? file + " is not installed" : bytes.error().to_string();
      return nullptr;
    }
    auto patterns = HyphenPatterns::parse(*bytes);
    if (patterns) return std::unique_ptr<Dictionary>(new Patterns(std::move(*patterns)));
    why = file + " holds no patterns";
    return nullptr;
  }
  std::vector<std::size_t> breaks(const std::string& word, const std::vector<std::size_t>& starts) override {
    // Patterns are written in small letters.
    gchar* lowered = g_utf8_strdown(word.data(), static_cast<gssize>(word.size()));
    const std::string small(lowered);
    g_free(lowered);
    // In some languages a small letter is longer than its capital: it is counted in characters.
    const std::vector<std::size_t> small_starts = starts_of(small);
    if (small_starts.size() != starts.size()) return {};
    std::vector<std::size_t> out;
    for (const std::size_t place : patterns_.breaks(small))
      out.push_back(static_cast<std::size_t>(std::ranges::find(small_starts, place) - small_starts.begin()));
    return out;
  }

 private:
  explicit Patterns(HyphenPatterns patterns) : patterns_(std::move(patterns)) {}
  HyphenPatterns patterns_;
};

Hyphenation::Hyphenation(DictionaryFolders folders) : folders_(std::move(folders)) {}
Hyphenation::~Hyphenation() = default;

Hyphenation::Dictionary* Hyphenation::dictionary(std::string_view language) {
  const std::string tag(primary(language));
  if (const auto known = dictionaries_.find(tag); known != dictionaries_.end()) return known->second.get();
  // What content calls its language is not ours: only a handful of names is worth remembering.
  const char* file = pattern_file(tag);
  if (tag != "fi" && file == nullptr) return nullptr;
  std::string why;
  auto made = tag == "fi" ? Voikko::open(folders_, why) : Patterns::open(folders_.patterns, file, why);
  if (!made) log::warn("hyphenation_missing", {{"language", tag}, {"why", why}});
  return dictionaries_.emplace(tag, std::move(made)).first->second.get();
}

void Hyphenation::rest() {
  dictionaries_.erase("fi");
}

std::size_t Hyphenation::dictionaries() const {
  return static_cast<std::size_t>(std::count_if(dictionaries_.begin(), dictionaries_.end(),
                                                [](const auto& one) { return one.second != nullptr; }));
}

const std::vector<std::size_t>& Hyphenation::breaks(std::string_view word, std::string_view language) {
  static const std::vector<std::size_t> k_none;
  Dictionary* from = word.size() > k_word_bytes_max ? nullptr : dictionary(language);
  if (from == nullptr) return k_none;
  std::string key(primary(language));
  key.push_back('\0');
  key.append(word);
  if (const auto known = index_.find(key); known != index_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return entries_.front().breaks;
  }
  const std::vector<std::size_t> starts = starts_of(word);
  std::vector<std::size_t> found;
  for (const std::size_t character : from->breaks(std::string(word), starts))
    if (character >= k_least_letters && character + k_least_letters + 1 <= starts.size())
      found.push_back(starts[character]);
  bytes_ += key.size() + found.size() * sizeof(std::size_t) + sizeof(Entry);
  entries_.push_front({std::move(key), std::move(found)});
  index_.emplace(entries_.front().key, entries_.begin());
  if (entries_.size() > k_words_max) {
    const Entry& last = entries_.back();
    bytes_ -= last.key.size() + last.breaks.size() * sizeof(std::size_t) + sizeof(Entry);
    index_.erase(last.key);
    entries_.pop_back();
  }
  return entries_.front().breaks;
}

std::string Hyphenation::softened(std::string_view word, std::string_view language) {
  std::string out;
  const bool address = word.find_first_of("/@_") != std::string_view::npos || word.starts_with("www.");
  if (address) {
    for (std::size_t i = 0; i < word.size(); ++i) {
      out += word[i];
      if (std::string_view("/.@-_?&=").find(word[i]) != std::string_view::npos) out += k_zero_width_space;
    }
    return out;
  }
  // Only the letters are looked up: a hyphen, a bracket or a full stop beside them says nothing of syllables.
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t from = at;
    std::size_t end = at;
    while (end < word.size()) {
      std::size_t after = end;
      const char32_t c = next_code_point(word, after);
      if (g_unichar_isalpha(c) == 0 && g_unichar_type(c) != G_UNICODE_NON_SPACING_MARK) break;
      end = after;
    }
    if (end == from) {
      (void)next_code_point(word, end);
      out.append(word.substr(from, end - from));
    } else {
      const std::string_view letters = word.substr(from, end - from);
      std::size_t done = 0;
      for (const std::size_t place : breaks(letters, language)) {
        out.append(letters.substr(done, place - done)).append(k_soft_hyphen);
        done = place;
      }
      out.append(letters.substr(done));
    }
    at = end;
  }
  return out;
}

}  // namespace vuoro::ui
