#pragma once
// The program's own words in one language, and how that language writes dates, times, lengths and waits.
//
// Message ids are the English source texts. Values go in by name: l.t("Number {number}", {{"number", n}});
// msgfmt checks that every translation uses the same names. Numbers that decide a plural form come in as
// {count}.

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/lobby/call_order.h"
#include "core/lobby/time_zone.h"

namespace vuoro::kiosk {

struct Named {
  std::string_view name;
  std::string value;
};
using Values = std::initializer_list<Named>;

/// Immutable; thread-safe.
class Language {
 public:
  ~Language();
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;

  [[nodiscard]] const std::string& tag() const { return tag_; }
  /// The language's name in itself: "Suomi".
  [[nodiscard]] const std::string& own_name() const { return own_name_; }
  [[nodiscard]] bool right_to_left() const;

  /// A text; the id itself when the catalogue lacks it, which is logged once a text.
  [[nodiscard]] std::string t(const char* id, Values values = {}) const;
  /// A text whose form depends on a number, which is put in for {count}.
  [[nodiscard]] std::string n(const char* singular, const char* plural, std::int64_t count,
                              Values values = {}) const;
  [[nodiscard]] bool has(const char* id) const;

  /// "5.3.2026"
  [[nodiscard]] std::string date(LocalDate day) const;
  /// "5.3."
  [[nodiscard]] std::string day_and_month(LocalDate day) const;
  /// "torstai", as a heading would say it.
  [[nodiscard]] std::string weekday(LocalDate day) const;
  /// "to"
  [[nodiscard]] std::string weekday_short(LocalDate day) const;
  /// "torstaina", "på torsdag", "on Thursday"
  [[nodiscard]] std::string on_weekday(LocalDate day) const;
  /// "torstai 5.3.2026"
  [[nodiscard]] std::string long_date(LocalDate day) const;
  /// "9.15"; midnight at the end of a day is "24.00"
  [[nodiscard]] std::string time(std::chrono::minutes since_midnight) const;
  /// "klo 9.15", "kl. 9.15", "9.15"
  [[nodiscard]] std::string at_time(std::chrono::minutes since_midnight) const;
  /// "9.00–16.00"
  [[nodiscard]] std::string time_range(std::chrono::minutes from, std::chrono::minutes to) const;
  /// "noin 10–25 min"
  [[nodiscard]] std::string wait(const WaitRange& range) const;
  /// "350 m", "1,2 km"
  [[nodiscard]] std::string distance(double metres) const;
  /// "suomi", "svenska", "englanti": a language's name in this one; the tag itself when it is not known.
  [[nodiscard]] std::string name_of_language(const std::string& tag) const;
  /// What stands between two parts of a list: ", ", in Arabic script "، ".
  [[nodiscard]] std::string_view comma() const;

 private:
  friend class Languages;
  struct Forms;
  Language(std::string tag, std::unique_ptr<Forms> forms);

  std::string tag_;  ///< BCP 47
  std::string own_name_;
  std::unique_ptr<Forms> forms_;
};

/// Every language that has a catalogue. Immutable; thread-safe.
class Languages {
 public:
  /// @param folder  holds <tag>/LC_MESSAGES/vuoro.mo.
  /// A missing one is left out; without any the program speaks English, as its code does, and logs that.
  /// @return not_found: not even that works.
  [[nodiscard]] static Result<Languages> load(const std::filesystem::path& folder);
  /// The tags of those that have a catalogue in that folder.
  [[nodiscard]] static std::vector<std::string> in_folder(const std::filesystem::path& folder);

  /// Adds the pseudo-locales en-XA (longer by half) and ar-XB (right to left): English texts here, which the
  /// toolkit shows lengthened or in Arabic letters. For tests.
  void add_pseudo();

  /// The language, or English, or the first there is.
  [[nodiscard]] const Language& of(std::string_view tag) const;
  [[nodiscard]] bool has(std::string_view tag) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Language>>& all() const { return all_; }

 private:
  /// @return null when its catalogue cannot be read, which is logged.
  [[nodiscard]] std::unique_ptr<Language> open(const std::string& tag, const std::string& catalogue) const;

  std::filesystem::path folder_;
  std::vector<std::unique_ptr<Language>> all_;
};

}  // namespace vuoro::kiosk
