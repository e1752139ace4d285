#pragma once
// The baseline of what a server commits: one durable single-row commit after another, on the same disk.

#include <chrono>
#include <filesystem>
#include <string>

#include "core/base/sqlite.h"
#include "tests/e2e/server_client.h"

namespace vuoro::bench {

/// Commits each second, over so long.
inline double single_commits(const std::filesystem::path& folder, std::chrono::milliseconds time) {
  std::filesystem::create_directories(folder);
  auto database = sqlite::Database::open(folder / "single.db").value();
  (void)database.execute("CREATE TABLE IF NOT EXISTS t (id BLOB PRIMARY KEY, json TEXT NOT NULL) STRICT;");
  const std::string text(400, 'x');
  int done = 0;
  const auto began = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - began < time) {
    if (database.run("INSERT INTO t (id, json) VALUES (?, ?)", test::new_id(), text)) ++done;
  }
  return done / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace vuoro::bench
