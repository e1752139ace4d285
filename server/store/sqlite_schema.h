#pragma once
// The numbered steps of the SQLite schema. A landed step never changes.

#include <span>

#include "core/base/sqlite.h"

namespace vuoro::store {

[[nodiscard]] std::span<const sqlite::Migration> sqlite_migrations();

}  // namespace vuoro::store
