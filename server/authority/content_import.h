#pragma once
// Content and set-up brought in from outside: only what changed gets a new revision.

#include <span>

#include "server/authority/context.h"

namespace vuoro::authority {

struct ImportRecord {
  std::string collection;
  json::value record;
};

/// It was to go, but there are visitors in it or numbers of it out today.
struct KeptQueue {
  Uuid queue_id;
  std::string prefix;
};

/// It was to go, but somebody sits at it, or a visitor is called to it.
struct KeptCounter {
  Uuid counter_id;
  std::string name;
};

struct ImportCounts {
  std::int64_t created = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t removed = 0;
  std::vector<KeptQueue> kept;
  std::vector<KeptCounter> kept_counters;
};

/// Puts the records in place. What only the authority knows (who sits at a counter, how many places of a slot
/// are taken) stays as it is. All or nothing.
/// @param source  whose records these are: "demo", "ptv" …
/// @param prune   what the same source brought before and does not bring now is removed; but a queue or
///                counter in use stays, until the first such import of another day.
/// @return invalid_argument with the path of the first bad field.
[[nodiscard]] Result<ImportCounts> import_records(Context& context, std::string_view source,
                                                  std::span<const ImportRecord> records, bool prune);

}  // namespace vuoro::authority
