#pragma once
// Reads what can still be read from a damaged database: what exists nowhere else, and what the lobby goes on
// with until the authority is reached.

#include <optional>

#include "core/base/sqlite.h"
#include "kiosk/store/store_files.h"

namespace vuoro::kiosk {

struct Salvaged {
  std::int64_t events = 0;
  std::int64_t leases = 0;
  std::int64_t issued = 0;
  std::int64_t records = 0;  ///< of the authority
  bool readable = false;     ///< it could be opened as a database at all
  /// Acts that had not been sent and could not be read; nothing: nobody knows how many.
  std::optional<std::int64_t> lost;
};

/// Copies outbox, set_aside, leases, issued tickets, local records and settings, row by row, from both ends
/// of each table towards the damage; then, where there is room, the authority's records. Rows that are not
/// whole are left behind. @return errors of `into` only.
[[nodiscard]] Result<Salvaged> salvage(const std::filesystem::path& damaged, StoreFiles& files,
                                       sqlite::Database& into);
/// Of one that is open, and whose file may be gone.
[[nodiscard]] Result<Salvaged> salvage(sqlite::Database& damaged, sqlite::Database& into);

}  // namespace vuoro::kiosk
