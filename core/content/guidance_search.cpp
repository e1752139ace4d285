// The reading half of GuidanceIndex: from a text as it is typed to ranked services.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "core/base/text.h"
#include "core/content/guidance_index.h"
#include "core/content/guidance_schema.h"

namespace vuoro::content {
namespace {

using guidance::k_languages;

/// Weights of name, keywords, summary, description.
constexpr std::array<double, 4> k_weights = {8, 5, 2, 1};
/// A later stage of the search never comes before an earlier one.
constexpr double k_stage_step = 1000;
/// A word that more rows have than this tells nothing; counting stops there.
constexpr int k_common_rows = 1500;
/// This many of the best are looked at closely (their names, word by word).
constexpr std::size_t k_close_look_max = 80;

struct Word {
  std::string typed;
  std::vector<std::string> forms;
  double telling = 1;  ///< rare words tell more
  bool common = false;
  bool unknown = false;  ///< no row has it
};

struct Candidate {
  std::int64_t number = 0;
  double score = 0;
};

class Search {
 public:
  Search(sqlite::Database& database, const WordForms& forms, const GuidanceLimits& limits,
         std::size_t language, std::size_t wanted)
      : database_(database), forms_(forms), limits_(limits), language_(language), wanted_(wanted) {}

  /// @param loosely  when no service has all the words, any of them will do.
  Result<std::vector<GuidanceHit>> run(std::string_view text, bool loosely) {
    for (auto& typed : split_words(text, limits_.query_words_max)) {
      Word word;
      word.forms = forms_.to_search(typed, k_languages[language_]);
      word.typed = std::move(typed);
      all_.push_back(std::move(word));
    }
    if (all_.empty()) return std::vector<GuidanceHit>{};
    // One letter is no word to look for in texts: it only helps to order what the others find.
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(words_),
                 [](const Word& word) { return count_characters(word.typed) > 1; });
    if (words_.size() <= 1) {
      const Word& only = words_.empty() ? all_.front() : words_.front();
      if (count_characters(only.typed) <= guidance::k_prefix_characters) VUORO_TRY(by_prefix(only));
    }
    if (!words_.empty() && found_.size() < wanted_) {
      VUORO_TRY(weigh());
      const bool hopeless =
          std::any_of(words_.begin(), words_.end(), [](const Word& word) { return word.unknown; });
      if (!hopeless) VUORO_TRY(stage(3, "{name keywords} : (" + all_words() + ")"));
      if (!hopeless && found_.size() < wanted_) VUORO_TRY(stage(2, all_words()));
      if (loosely && found_.empty() && words_.size() > 1) VUORO_TRY(stage(1, any_word()));
    }
    return closely();
  }

 private:
  /// The ranked lists made ahead of time: as fast for two letters as for a whole word.
  Result<void> by_prefix(const Word& word) {
    for (const auto& form : word.forms) {
      VUORO_ASSIGN(auto rows,
                   database_.query("SELECT number, rank FROM guidance_prefix WHERE language = ? AND prefix "
                                   "= ? ORDER BY rank, number LIMIT ?",
                                   static_cast<std::int64_t>(language_), form,
                                   static_cast<std::int64_t>(std::max(wanted_, k_close_look_max))));
      while (true) {
        VUORO_ASSIGN(const bool more, rows.step());
        if (!more) break;
        const double rank = static_cast<double>(rows.integer(1));
        note({rows.integer(0), 4 * k_stage_step - rank / 16});
      }
    }
    return {};
  }

  /// How telling each word is, from how many rows have it (counted up to a bound).
  Result<void> weigh() {
    if (words_.size() < 2) return {};
    for (auto& word : words_) {
      VUORO_ASSIGN(auto rows,
                   database_.query(fmt::format("SELECT count(*) FROM (SELECT 1 FROM guidance_{0} WHERE "
                                               "guidance_{0} MATCH ? LIMIT ?)",
                                               k_languages[language_]),
                                   alternatives(word), k_common_rows));
      VUORO_TRY(rows.step());
      const auto count = static_cast<double>(rows.integer(0));
      word.common = rows.integer(0) >= k_common_rows;
      word.unknown = rows.integer(0) == 0;
      word.telling = 0.3 + std::log(1 + k_common_rows / (1 + count));
    }
    return {};
  }

  Result<void> stage(int step, const std::string& match) {
    if (match.empty()) return {};
    std::string sql =
        fmt::format("SELECT rowid, guidance_rank(guidance_{}, ?, ?, ?, ?", k_languages[language_]);
    for (std::size_t i = 0; i < phrases_.size(); ++i) sql += ", ?";
    sql += fmt::format(") FROM guidance_{0} WHERE guidance_{0} MATCH ? ORDER BY rowid LIMIT ?",
                       k_languages[language_]);
    VUORO_ASSIGN(auto rows, database_.prepare(sql));
    for (const double weight : k_weights) rows.bind(weight);
    for (const double telling : phrases_) rows.bind(telling);
    rows.bind(match).bind(limits_.candidates_max);
    while (true) {
      VUORO_ASSIGN(const bool more, rows.step());
      if (!more) break;
      note({guidance::number_of_row(rows.integer(0)), step * k_stage_step + rows.real(1)});
    }
    return {};
  }

  void note(Candidate candidate) {
    if (seen_.insert(candidate.number).second) found_.push_back(candidate);
  }

  /// Words hold letters, marks and digits only (split_words), so quoting needs no escape.
  static std::string alternatives(const Word& word) {
    std::string out;
    for (const auto& form : word.forms) out += fmt::format("{}\"{}\" *", out.empty() ? "" : " OR ", form);
    return "(" + out + ")";
  }
  std::string all_words() {
    return combined(" AND ", [](const Word&) { return true; });
  }
  std::string any_word() {
    const bool all_common =
        std::all_of(words_.begin(), words_.end(), [](const Word& word) { return word.common; });
    return combined(" OR ", [&](const Word& word) { return !word.unknown && (all_common || !word.common); });
  }
  template <class Keep>
  std::string combined(std::string_view with, const Keep& keep) {
    std::string out;
    phrases_.clear();
    for (const auto& word : words_) {
      if (!keep(word)) continue;
      out += fmt::format("{}{}", out.empty() ? "" : with, alternatives(word));
      phrases_.insert(phrases_.end(), word.forms.size(), word.telling);
    }
    return out;
  }

  /// What the name says about each word typed: the whole word, its beginning, with its dots or without.
  double name_boost(const std::vector<std::string>& name) const {
    double boost = 0;
    std::size_t matched = 0;
    for (const auto& word : all_) {
      double best = 0;
      for (std::size_t i = 0; i < name.size(); ++i) {
        const std::string plain = without_diacritics(name[i]);
        double value = 0;
        for (const auto& form : word.forms) {
          if (name[i] == form) value = std::max(value, 14.0);
          if (name[i].starts_with(form)) value = std::max(value, 8.0);
          if (plain == form) value = std::max(value, 7.0);
          if (plain.starts_with(form)) value = std::max(value, 5.0);
        }
        if (value > 0 && i == 0) value += 6;
        best = std::max(best, value);
      }
      matched += best > 0 ? 1U : 0U;
      boost += best * word.telling;
    }
    if (matched == all_.size() && matched == name.size()) boost += 10;  // the name and nothing else
    return boost;
  }

  Result<std::vector<GuidanceHit>> closely() {
    const auto better = [](const Candidate& a, const Candidate& b) {
      return a.score != b.score ? a.score > b.score : a.number < b.number;
    };
    const std::size_t looked = std::min(found_.size(), std::max(k_close_look_max, wanted_));
    std::partial_sort(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(looked), found_.end(),
                      better);
    found_.resize(looked);
    struct Close {
      GuidanceHit hit;
      std::string title;
    };
    std::vector<Close> close;
    for (const auto& candidate : found_) {
      VUORO_ASSIGN(auto row,
                   database_.query("SELECT s.id, t.title FROM guidance_service s JOIN guidance_title t ON "
                                   "t.number = s.number WHERE s.number = ? AND t.language = ?",
                                   candidate.number, static_cast<std::int64_t>(language_)));
      VUORO_ASSIGN(const bool there, row.step());
      if (!there) continue;
      Close entry{{row.uuid(0), candidate.score}, row.text(1)};
      entry.hit.score += name_boost(split_words(entry.title, 40));
      close.push_back(std::move(entry));
    }
    std::sort(close.begin(), close.end(), [](const Close& a, const Close& b) {
      if (a.hit.score != b.hit.score) return a.hit.score > b.hit.score;
      if (a.title.size() != b.title.size()) return a.title.size() < b.title.size();
      return a.title != b.title ? a.title < b.title : a.hit.service_id < b.hit.service_id;
    });
    std::vector<GuidanceHit> hits;
    for (const auto& entry : close) {
      if (hits.size() < wanted_) hits.push_back(entry.hit);
    }
    return hits;
  }

  sqlite::Database& database_;
  const WordForms& forms_;
  const GuidanceLimits& limits_;
  std::size_t language_;
  std::size_t wanted_;
  std::vector<Word> all_;
  std::vector<Word> words_;      ///< those of more than one letter
  std::vector<double> phrases_;  ///< how telling each phrase of the match last built is
  std::vector<Candidate> found_;
  std::unordered_set<std::int64_t> seen_;
};

std::size_t language_index(std::string_view language) {
  const auto* found = std::find(k_languages.begin(), k_languages.end(), language);
  return found == k_languages.end() ? 0 : static_cast<std::size_t>(found - k_languages.begin());
}

}  // namespace

Result<std::vector<GuidanceHit>> GuidanceIndex::search(std::string_view text, std::string_view language,
                                                       int limit) const {
  if (limit <= 0) return std::vector<GuidanceHit>{};
  const auto wanted = static_cast<std::size_t>(std::min(limit, limits_.results_max));
  const std::string cleaned = clean_text(truncate_utf8(text, limits_.query_bytes_max));
  const std::size_t first = language_index(language);
  VUORO_ASSIGN(auto hits, Search(*database_, *forms_, limits_, first, wanted).run(cleaned, true));
  // Somebody who reads Swedish here may still know the Finnish word, and some services speak Finnish only.
  const bool loosely = hits.empty();
  double ceiling = hits.empty() ? 0 : hits.back().score;
  for (std::size_t other = 0; other < k_languages.size() && hits.size() < wanted; ++other) {
    if (other == first) continue;
    VUORO_ASSIGN(auto more, Search(*database_, *forms_, limits_, other, wanted).run(cleaned, loosely));
    const double above = more.empty() ? 0 : more.front().score - ceiling;
    for (auto& hit : more) {
      const bool known = std::any_of(
          hits.begin(), hits.end(), [&](const GuidanceHit& old) { return old.service_id == hit.service_id; });
      if (known || hits.size() >= wanted) continue;
      hit.score -= above;  // never before a hit in the visitor's own language
      hits.push_back(hit);
    }
    if (!hits.empty()) ceiling = hits.back().score;
  }
  return hits;
}

}  // namespace vuoro::content
