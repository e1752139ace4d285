#pragma once
// The ranking function that the guidance index adds to SQLite's FTS5.

#include "core/base/sqlite.h"

namespace vuoro::content {

/// Adds `guidance_rank(table, w1 … w4, r1 … rn)` to this connection: higher is better. w: weights of the
/// columns; r: how telling each phrase of the query is. Like BM25's sum of saturated, weighted term counts,
/// but it looks at the row in hand only: FTS5's own bm25() walks every row of every phrase first, which costs
/// 70–100 ms when two letters match nearly everything. Harmless to call twice.
/// @return unsupported when SQLite was built without FTS5.
[[nodiscard]] Result<void> add_guidance_rank(sqlite::Database& database);

}  // namespace vuoro::content
