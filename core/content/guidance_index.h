#pragma once
// The guidance search: services found as their words are being typed. Lives in a database of the caller's, so
// that the index changes in the same transaction as the records.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/sqlite.h"
#include "core/content/word_forms.h"
#include "core/lobby/content_records.h"

namespace vuoro::content {

struct GuidanceHit {
  Uuid service_id;
  double score = 0;  ///< higher is better; comparable within one search only
  friend bool operator==(const GuidanceHit&, const GuidanceHit&) = default;
};

struct GuidanceLimits {
  std::size_t query_bytes_max = 256;  ///< the rest of a longer query is not looked at
  std::size_t query_words_max = 8;
  int results_max = 200;
  /// Rows that are ranked in one search; those with the shortest names come first. Bounds the time of a
  /// keystroke.
  int candidates_max = 600;
};

/// FTS5 over name, keywords, summary and description in fi, sv and en; in each language a service is found by
/// the text that would be shown in that language, so one without a translation is found by what it has.
/// Borrows the database and the forms, which must outlive it; one thread at a time. Starts no transaction:
/// put changes and the records' own into one.
class GuidanceIndex {
 public:
  /// Creates its tables (named guidance_…) when they are not there.
  /// @return unsupported without FTS5; io, corrupt.
  [[nodiscard]] static Result<GuidanceIndex> open(sqlite::Database& database, const WordForms& forms,
                                                  const GuidanceLimits& limits = {});
  /// The same for a connection that only reads. @return not_found when the file has no index.
  [[nodiscard]] static Result<GuidanceIndex> open_existing(sqlite::Database& database, const WordForms& forms,
                                                           const GuidanceLimits& limits = {});

  /// True when the index was made with other word forms or by another version: rebuild it.
  [[nodiscard]] bool stale() const { return stale_; }

  /// Adds or replaces one service. Nothing is written when nothing changed.
  /// @param related  words from records around it (its organisation's and channels' names), by language; they
  /// count
  ///                 as little as the description.
  [[nodiscard]] Result<void> put(const Service& service, const LocalizedWords& related = {});
  /// Many at once: the same as put() of each, some times faster, since the rows go in in the order in which
  /// FTS5 keeps them.
  [[nodiscard]] Result<void> put_all(const std::vector<Service>& services,
                                     const std::function<LocalizedWords(const Service&)>& related = {});
  /// Nothing happens when it is not there.
  [[nodiscard]] Result<void> remove(const Uuid& service_id);
  /// Forgets everything and marks the index as made with the present forms; put() everything afterwards, in
  /// the same transaction.
  [[nodiscard]] Result<void> clear();
  /// clear(), then put_all().
  [[nodiscard]] Result<void> rebuild(const std::vector<Service>& services);
  [[nodiscard]] Result<std::int64_t> count() const;

  /// The services that fit `text`, best first, equal ones in a fixed order. Every word counts as a beginning.
  /// In turn: all words in the name and keywords; all words anywhere; any of the words. What the other
  /// languages have comes last, so that a service without a translation is found by what it has.
  /// Any bytes are safe; no words, no hits.
  /// @param language  "fi", "sv", "en"; any other is searched in Finnish, which is what is then shown.
  [[nodiscard]] Result<std::vector<GuidanceHit>> search(std::string_view text, std::string_view language,
                                                        int limit = 20) const;

  /// The service's name as it is indexed in `language`, else in another; empty when it is not there.
  [[nodiscard]] Result<std::string> title(const Uuid& service_id, std::string_view language) const;

 private:
  GuidanceIndex(sqlite::Database& database, const WordForms& forms, const GuidanceLimits& limits)
      : database_(&database), forms_(&forms), limits_(limits) {}

  struct LanguageTexts;
  struct Plan;  ///< a service's texts in every language, and its number
  [[nodiscard]] LanguageTexts texts_of(const Service& service, const LocalizedWords& related,
                                       std::size_t language) const;
  /// Notes the service; nothing when it is unchanged. Its old rows are gone afterwards.
  [[nodiscard]] Result<std::optional<Plan>> prepare(const Service& service, const LocalizedWords& related);
  [[nodiscard]] Result<void> insert(std::int64_t number, std::size_t language, const LanguageTexts& texts);
  [[nodiscard]] Result<void> erase(std::int64_t number, std::size_t language);
  [[nodiscard]] Result<void> read_state();

  sqlite::Database* database_;
  const WordForms* forms_;
  GuidanceLimits limits_;
  bool stale_ = false;
};

}  // namespace vuoro::content
