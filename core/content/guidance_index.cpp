#include "core/content/guidance_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/content/guidance_rank.h"
#include "core/content/guidance_schema.h"

namespace vuoro::content {
namespace {

using guidance::k_languages;
using guidance::Place;

constexpr std::size_t k_column_words_max = 2000;

// unicode61 keeps diacritics (å ä ö are letters of their own): WordForms decides what is the same, not
// SQLite.
constexpr std::string_view k_schema = R"sql(
CREATE TABLE IF NOT EXISTS guidance_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS guidance_service (
  number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, digest BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS guidance_title (
  number INTEGER NOT NULL, language INTEGER NOT NULL, title TEXT NOT NULL,
  PRIMARY KEY (number, language)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS guidance_prefix (
  language INTEGER NOT NULL, prefix TEXT NOT NULL, rank INTEGER NOT NULL, number INTEGER NOT NULL,
  PRIMARY KEY (language, prefix, rank, number)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS guidance_fi USING fts5(name, keywords, summary, description,
  tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4 5 6 7');
CREATE VIRTUAL TABLE IF NOT EXISTS guidance_sv USING fts5(name, keywords, summary, description,
  tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4 5 6 7');
CREATE VIRTUAL TABLE IF NOT EXISTS guidance_en USING fts5(name, keywords, summary, description,
  tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4 5 6 7');
)sql";

/// The form column of a text: every word followed by its other forms.
std::string indexed(std::string_view text, std::string_view language, const WordForms& forms) {
  std::string out;
  for (const auto& word : split_words(text, k_column_words_max)) {
    for (const auto& form : forms.to_index(word, language)) {
      if (!out.empty()) out += ' ';
      out += form;
    }
  }
  return out;
}

/// A service's texts of one language as they stand; nothing in a language that it does not have.
std::string text_of(const LocalizedText& text, const std::string& language) {
  const auto found = text.find(language);
  return found == text.end() ? std::string() : found->second;
}

std::string joined(const LocalizedWords& words, const std::string& language) {
  std::string out;
  if (const auto found = words.find(language); found != words.end()) {
    for (const auto& word : found->second) out += word + " ";
  }
  return out;
}

/// One that speaks none of our languages is searched in Finnish, under what is shown of it.
Service with_a_known_language(const Service& service) {
  const bool known = std::any_of(k_languages.begin(), k_languages.end(), [&](std::string_view language) {
    return !text_of(service.name, std::string(language)).empty();
  });
  if (known) return service;
  Service out = service;
  for (auto* text : {&out.name, &out.summary, &out.description, &out.what_to_do}) {
    if (std::string shown = text_in(*text, "fi"); !shown.empty()) (*text)["fi"] = std::move(shown);
  }
  return out;
}

template <class Visit>
void each_prefix(std::string_view columns, const Visit& visit) {
  std::size_t at = 0;
  while (at < columns.size()) {
    const std::size_t end = std::min(columns.find(' ', at), columns.size());
    const std::string_view word = columns.substr(at, end - at);
    const std::size_t characters = count_characters(word);
    for (std::size_t n = 1; n <= std::min(characters, guidance::k_prefix_characters); ++n) {
      visit(first_characters(word, n));
    }
    at = end + 1;
  }
}

}  // namespace

struct GuidanceIndex::LanguageTexts {
  std::string title;  ///< as it is shown
  std::string first_word;
  std::string name;
  std::string keywords;
  std::string summary;
  std::string description;
};

Result<GuidanceIndex> GuidanceIndex::open(sqlite::Database& database, const WordForms& forms,
                                          const GuidanceLimits& limits) {
  VUORO_TRY(database.execute(std::string(k_schema)));
  VUORO_TRY(database.run("INSERT OR IGNORE INTO guidance_state VALUES ('forms', ?), ('layout', ?)",
                         forms.name(), guidance::k_layout));
  return open_existing(database, forms, limits);
}

Result<GuidanceIndex> GuidanceIndex::open_existing(sqlite::Database& database, const WordForms& forms,
                                                   const GuidanceLimits& limits) {
  VUORO_TRY(add_guidance_rank(database));
  GuidanceIndex index(database, forms, limits);
  VUORO_TRY(index.read_state());
  return index;
}

Result<void> GuidanceIndex::read_state() {
  {
    VUORO_ASSIGN(
        auto table,
        database_->query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'guidance_state'"));
    VUORO_ASSIGN(const bool there, table.step());
    if (!there) return fail(Errc::not_found, "the database holds no guidance index");
  }
  std::map<std::string, std::string> state;
  VUORO_ASSIGN(auto rows, database_->query("SELECT name, value FROM guidance_state"));
  while (true) {
    VUORO_ASSIGN(const bool more, rows.step());
    if (!more) break;
    state[rows.text(0)] = rows.text(1);
  }
  stale_ = state["forms"] != forms_->name() || state["layout"] != guidance::k_layout;
  return {};
}

GuidanceIndex::LanguageTexts GuidanceIndex::texts_of(const Service& service, const LocalizedWords& related,
                                                     std::size_t language) const {
  const std::string wanted(k_languages[language]);
  const auto column = [&](const LocalizedText& text) {
    return indexed(text_of(text, wanted), wanted, *forms_);
  };
  LanguageTexts texts;
  texts.title = text_of(service.name, wanted);
  if (texts.title.empty()) return texts;
  texts.name = column(service.name);
  texts.first_word = texts.name.substr(0, texts.name.find(' '));
  texts.keywords = indexed(joined(service.keywords, wanted), wanted, *forms_);
  texts.summary = column(service.summary);
  texts.description = column(service.description) + " " + column(service.what_to_do) + " " +
                      indexed(joined(related, wanted), wanted, *forms_);
  return texts;
}

struct GuidanceIndex::Plan {
  std::int64_t number = 0;
  std::array<LanguageTexts, k_languages.size()> texts;
};

Result<std::optional<GuidanceIndex::Plan>> GuidanceIndex::prepare(const Service& service,
                                                                  const LocalizedWords& related) {
  Plan plan;
  const Service known = with_a_known_language(service);
  std::string whole;
  for (std::size_t language = 0; language < k_languages.size(); ++language) {
    auto& t = plan.texts[language] = texts_of(known, related, language);
    for (const auto* part : {&t.title, &t.name, &t.keywords, &t.summary, &t.description})
      whole += *part + '\x1f';
  }
  const Uuid digest = Uuid::from_name(whole);
  {
    VUORO_ASSIGN(auto row,
                 database_->query("SELECT number, digest FROM guidance_service WHERE id = ?", service.id));
    VUORO_ASSIGN(const bool there, row.step());
    if (there) {
      if (row.uuid(1) == digest) return std::optional<Plan>();
      plan.number = row.integer(0);
    }
  }
  if (plan.number != 0) {
    for (std::size_t language = 0; language < k_languages.size(); ++language)
      VUORO_TRY(erase(plan.number, language));
    VUORO_TRY(database_->run("UPDATE guidance_service SET digest = ? WHERE number = ?", digest, plan.number));
  } else {
    VUORO_TRY(database_->run("INSERT INTO guidance_service (id, digest) VALUES (?, ?)", service.id, digest));
    plan.number = sqlite3_last_insert_rowid(database_->handle());
  }
  return std::optional<Plan>(std::move(plan));
}

Result<void> GuidanceIndex::put(const Service& service, const LocalizedWords& related) {
  VUORO_ASSIGN(const auto plan, prepare(service, related));
  for (std::size_t language = 0; plan && language < k_languages.size(); ++language) {
    VUORO_TRY(insert(plan->number, language, plan->texts[language]));
  }
  return {};
}

Result<void> GuidanceIndex::put_all(const std::vector<Service>& services,
                                    const std::function<LocalizedWords(const Service&)>& related) {
  // FTS5 writes out all it has gathered whenever a rowid is smaller than the last one.
  constexpr std::size_t k_services_at_once = 4000;
  for (std::size_t begin = 0; begin < services.size(); begin += k_services_at_once) {
    std::vector<Plan> plans;
    for (std::size_t i = begin; i < std::min(services.size(), begin + k_services_at_once); ++i) {
      VUORO_ASSIGN(auto plan, prepare(services[i], related ? related(services[i]) : LocalizedWords()));
      if (plan) plans.push_back(std::move(*plan));
    }
    for (std::size_t language = 0; language < k_languages.size(); ++language) {
      const auto row = [language](const Plan& plan) {
        return guidance::row_of(plan.number, count_characters(plan.texts[language].title));
      };
      std::sort(plans.begin(), plans.end(), [&](const Plan& a, const Plan& b) { return row(a) < row(b); });
      for (const auto& plan : plans) VUORO_TRY(insert(plan.number, language, plan.texts[language]));
    }
  }
  return {};
}

Result<void> GuidanceIndex::insert(std::int64_t number, std::size_t language, const LanguageTexts& texts) {
  if (texts.title.empty()) return {};
  const auto code = static_cast<std::int64_t>(language);
  const std::size_t characters = count_characters(texts.title);
  VUORO_TRY(database_->run("INSERT INTO guidance_title VALUES (?, ?, ?)", number, code, texts.title));
  VUORO_TRY(database_->run(
      fmt::format("INSERT INTO guidance_{} (rowid, name, keywords, summary, description) "
                  "VALUES (?, ?, ?, ?, ?)",
                  k_languages[language]),
      guidance::row_of(number, characters), texts.name, texts.keywords, texts.summary, texts.description));
  std::map<std::string_view, Place> places;
  const auto note = [&](Place place) {
    return [&places, place](std::string_view prefix) { places.try_emplace(prefix, place); };
  };
  each_prefix(texts.first_word, note(Place::name_start));
  const auto first_forms = texts.first_word.empty()
                               ? std::vector<std::string>()
                               : forms_->to_index(texts.first_word, k_languages[language]);
  for (const auto& form : first_forms) each_prefix(form, note(Place::name_start));
  each_prefix(texts.name, note(Place::name));
  each_prefix(texts.keywords, note(Place::keyword));
  for (const auto& [prefix, place] : places) {
    VUORO_TRY(database_->run("INSERT INTO guidance_prefix VALUES (?, ?, ?, ?)", code, prefix,
                             guidance::prefix_rank(place, characters), number));
  }
  return {};
}

Result<void> GuidanceIndex::erase(std::int64_t number, std::size_t language) {
  const auto code = static_cast<std::int64_t>(language);
  std::size_t characters = 0;
  {
    VUORO_ASSIGN(
        auto title,
        database_->query("SELECT title FROM guidance_title WHERE number = ? AND language = ?", number, code));
    VUORO_ASSIGN(const bool there, title.step());
    if (!there) return {};
    characters = count_characters(title.view(0));
  }
  const std::int64_t row = guidance::row_of(number, characters);
  std::set<std::string, std::less<>> prefixes;
  {
    VUORO_ASSIGN(auto words,
                 database_->query(fmt::format("SELECT name, keywords FROM guidance_{} WHERE rowid = ?",
                                              k_languages[language]),
                                  row));
    VUORO_ASSIGN(const bool there, words.step());
    if (there) {
      for (const int column : {0, 1}) {
        each_prefix(words.view(column), [&](std::string_view prefix) { prefixes.emplace(prefix); });
      }
    }
  }
  // The row's place is not kept; it is one of three, and each is a lookup in the key.
  for (const auto& prefix : prefixes) {
    VUORO_TRY(database_->run(
        "DELETE FROM guidance_prefix WHERE language = ? AND prefix = ? AND rank IN (?, ?, ?) AND number = ?",
        code, prefix, guidance::prefix_rank(Place::name_start, characters),
        guidance::prefix_rank(Place::name, characters), guidance::prefix_rank(Place::keyword, characters),
        number));
  }
  VUORO_TRY(
      database_->run(fmt::format("DELETE FROM guidance_{} WHERE rowid = ?", k_languages[language]), row));
  return database_->run("DELETE FROM guidance_title WHERE number = ? AND language = ?", number, code);
}

Result<void> GuidanceIndex::remove(const Uuid& service_id) {
  std::int64_t number = 0;
  {
    VUORO_ASSIGN(auto row, database_->query("SELECT number FROM guidance_service WHERE id = ?", service_id));
    VUORO_ASSIGN(const bool there, row.step());
    if (!there) return {};
    number = row.integer(0);
  }
  for (std::size_t language = 0; language < k_languages.size(); ++language)
    VUORO_TRY(erase(number, language));
  return database_->run("DELETE FROM guidance_service WHERE number = ?", number);
}

Result<void> GuidanceIndex::clear() {
  for (const auto language : k_languages) {
    VUORO_TRY(database_->run(fmt::format("DELETE FROM guidance_{}", language)));
  }
  VUORO_TRY(database_->run("DELETE FROM guidance_prefix"));
  VUORO_TRY(database_->run("DELETE FROM guidance_title"));
  VUORO_TRY(database_->run("DELETE FROM guidance_service"));
  VUORO_TRY(database_->run("INSERT OR REPLACE INTO guidance_state VALUES ('forms', ?), ('layout', ?)",
                           forms_->name(), guidance::k_layout));
  stale_ = false;
  return {};
}

Result<void> GuidanceIndex::rebuild(const std::vector<Service>& services) {
  VUORO_TRY(clear());
  return put_all(services);
}

Result<std::string> GuidanceIndex::title(const Uuid& service_id, std::string_view language) const {
  const auto* found = std::find(k_languages.begin(), k_languages.end(), language);
  const auto code = found == k_languages.end() ? 0 : static_cast<std::int64_t>(found - k_languages.begin());
  VUORO_ASSIGN(auto row,
               database_->query("SELECT t.title FROM guidance_title t JOIN guidance_service s ON s.number = "
                                "t.number WHERE s.id = ? ORDER BY t.language <> ?, t.language LIMIT 1",
                                service_id, code));
  VUORO_ASSIGN(const bool there, row.step());
  return there ? row.text(0) : std::string();
}

Result<std::int64_t> GuidanceIndex::count() const {
  VUORO_ASSIGN(auto row, database_->query("SELECT count(*) FROM guidance_service"));
  VUORO_TRY(row.step());
  return row.integer(0);
}

}  // namespace vuoro::content
