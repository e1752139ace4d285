#pragma once
// A thin, strict wrapper of SQLite. One connection belongs to one thread at a time.

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/ids.h"
#include "core/base/result.h"

namespace vuoro::sqlite {

class Database;

/// A prepared statement, borrowed from its connection's cache: reset when it goes. Bind in order with bind(), or
/// query with one call: `db.run("UPDATE t SET a=? WHERE b=?", a, b)`.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(std::nullptr_t);
  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(std::int64_t{value}); }
  Statement& bind(bool value) { return bind(std::int64_t{value ? 1 : 0}); }
  Statement& bind(double value);
  Statement& bind(std::string_view value);  ///< copied
  Statement& bind(const char* value) { return bind(std::string_view(value)); }
  Statement& bind(const std::string& value) { return bind(std::string_view(value)); }
  Statement& bind(const Uuid& value);  ///< as a 16-byte blob
  Statement& bind(WallTime value) { return bind(std::int64_t{to_unix_ms(value)}); }
  Statement& bind_blob(std::string_view value);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(nullptr);
  }

  /// @return true: a row can be read; false: done. Errors: conflict (a constraint), disk_full, corrupt, io.
  [[nodiscard]] Result<bool> step();
  /// For statements without rows.
  [[nodiscard]] Result<void> run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// Valid until the next step().
  [[nodiscard]] std::string_view view(int column) const;
  [[nodiscard]] Uuid uuid(int column) const;  ///< nil when it is not 16 bytes
  [[nodiscard]] WallTime time(int column) const { return from_unix_ms(integer(column)); }
  [[nodiscard]] std::optional<Uuid> uuid_if(int column) const;
  [[nodiscard]] std::optional<std::int64_t> integer_if(int column) const;
  [[nodiscard]] std::optional<WallTime> time_if(int column) const;
  [[nodiscard]] std::optional<std::string> text_if(int column) const;

 private:
  friend class Database;
  Statement(sqlite3_stmt* statement, bool* in_use) : statement_(statement), in_use_(in_use) {}

  sqlite3_stmt* statement_;
  bool* in_use_;  ///< of its place in the cache; null: not of the cache
  int next_parameter_ = 1;
  int bind_error_ = SQLITE_OK;
};

struct OpenOptions {
  bool read_only = false;
  bool create = true;
  /// FULL: a commit that returned survives a power cut. The only setting that keeps promise 2.
  bool synchronous_full = true;
  Millis busy_timeout{5000};
  /// Page cache. Small: the operating system caches too.
  int cache_kib = 2048;
  /// SQLite's name of another VFS than the default one; must stay.
  const char* vfs = nullptr;
  /// Of each page's end, left to the VFS. Of a database that has pages already: from its next VACUUM.
  int reserved_bytes = 0;
};

/// A connection in WAL mode with foreign keys on.
class Database {
 public:
  /// ":memory:" is allowed. @return corrupt (not a database, malformed), disk_full, io.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& path, const OpenOptions& options = {});
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  /// From the cache, or compiled and cached. The text must be valid SQL: a mistake in it is a bug and is returned
  /// as internal.
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  /// Prepares, binds in order and runs a statement without rows.
  template <class... Values>
  [[nodiscard]] Result<void> run(std::string_view sql, const Values&... values) {
    auto statement = prepare(sql);
    if (!statement) return fail(statement.error());
    (statement->bind(values), ...);
    return statement->run();
  }
  /// Prepares and binds in order; the caller steps.
  template <class... Values>
  [[nodiscard]] Result<Statement> query(std::string_view sql, const Values&... values) {
    auto statement = prepare(sql);
    if (!statement) return fail(statement.error());
    (statement->bind(values), ...);
    return statement;
  }

  /// Several statements without parameters, as in migrations.
  [[nodiscard]] Result<void> execute(const std::string& sql);

  /// PRAGMA quick_check. @return corrupt with the first finding.
  [[nodiscard]] Result<void> check();

  /// Rows changed by the last statement.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  [[nodiscard]] Error last_error(std::string_view what) const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  void close();

  struct Cached {
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };
  /// Found by its text without a copy: every act of a visitor or clerk runs some tens of statements.
  struct TextHash {
    using is_transparent = void;
    /// Of some of its letters: statements differ in length or early, and equality is asked of the whole text.
    std::size_t operator()(std::string_view text) const {
      std::uint64_t mix = text.size();
      for (const std::size_t at : {text.size() / 4, text.size() / 2, text.size() * 3 / 4}) {
        std::uint64_t letters = 0;
        std::memcpy(&letters, text.data() + at, std::min(sizeof letters, text.size() - at));
        mix = (mix ^ letters) * 0x9e3779b97f4a7c15ULL;
      }
      return static_cast<std::size_t>(mix ^ (mix >> 32));
    }
  };
  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, Cached, TextHash, std::equal_to<>> cache_;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back when it goes without commit().
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  /// After success the work is durable (synchronous FULL).
  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

/// One step of a schema. Steps are numbered from 1 by their place and never change once landed.
struct Migration {
  std::string_view name;
  std::string_view sql;
};

/// Brings PRAGMA user_version up to the number of `migrations`, each in its own transaction.
/// @return unsupported when the file is newer than this program.
[[nodiscard]] Result<void> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace vuoro::sqlite
