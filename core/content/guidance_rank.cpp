#include "core/content/guidance_rank.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace vuoro::content {
namespace {

constexpr int k_columns = 4;

void rank(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* context, int value_count,
          sqlite3_value** values) {
  int instances = 0;
  if (api->xInstCount(row, &instances) != SQLITE_OK) return sqlite3_result_double(context, 0);
  const int phrases = api->xPhraseCount(row);
  std::vector<std::array<int, k_columns>> counts(static_cast<std::size_t>(std::max(phrases, 0)));
  for (int i = 0; i < instances; ++i) {
    int phrase = 0;
    int column = 0;
    int offset = 0;
    if (api->xInst(row, i, &phrase, &column, &offset) != SQLITE_OK) break;
    if (phrase < phrases && column < k_columns)
      ++counts[static_cast<std::size_t>(phrase)][static_cast<std::size_t>(column)];
  }
  double score = 0;
  for (int phrase = 0; phrase < phrases; ++phrase) {
    double weighted = 0;
    for (int column = 0; column < k_columns && column < value_count; ++column) {
      const int count = counts[static_cast<std::size_t>(phrase)][static_cast<std::size_t>(column)];
      // Saturation: the second mention says less than the first.
      if (count > 0) weighted += sqlite3_value_double(values[column]) * (count * 2.0) / (count + 1.0);
    }
    const int at = k_columns + phrase;
    score += weighted * (at < value_count ? sqlite3_value_double(values[at]) : 1.0);
  }
  sqlite3_result_double(context, score);
}

}  // namespace

Result<void> add_guidance_rank(sqlite::Database& database) {
  // https://www.sqlite.org/fts5.html#extending_fts5
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.handle(), "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  if (api == nullptr) return fail(Errc::unsupported, "this SQLite has no FTS5");
  if (api->xCreateFunction(api, "guidance_rank", nullptr, rank, nullptr) != SQLITE_OK) {
    return fail(database.last_error("guidance_rank"));
  }
  return {};
}

}  // namespace vuoro::content
