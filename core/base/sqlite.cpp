#include "core/base/sqlite.h"

#include <fmt/format.h>

#include <cstring>

namespace vuoro::sqlite {
namespace {

Errc code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CONSTRAINT: return Errc::conflict;
    case SQLITE_FULL: return Errc::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::unavailable;
    case SQLITE_TOOBIG: return Errc::too_large;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE: return Errc::internal;
    default: return Errc::io;
  }
}

Error error_of(sqlite3* handle, std::string_view what) {
  const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle);
  return Error{code_of(code), fmt::format("{} (SQLite {}) in: {}",
                                          handle == nullptr ? "no memory" : sqlite3_errmsg(handle), code,
                                          what.substr(0, 200))};
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      in_use_(other.in_use_),
      next_parameter_(other.next_parameter_),
      bind_error_(other.bind_error_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

Statement& Statement::bind(std::nullptr_t) {
  bind_error_ |= sqlite3_bind_null(statement_, next_parameter_++);
  return *this;
}
Statement& Statement::bind(std::int64_t value) {
  bind_error_ |= sqlite3_bind_int64(statement_, next_parameter_++, value);
  return *this;
}
Statement& Statement::bind(double value) {
  bind_error_ |= sqlite3_bind_double(statement_, next_parameter_++, value);
  return *this;
}
Statement& Statement::bind(std::string_view value) {
  // An empty view may carry a null pointer, which SQLite would store as NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  bind_error_ |= sqlite3_bind_text64(statement_, next_parameter_++, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind(const Uuid& value) {
  bind_error_ |= sqlite3_bind_blob64(statement_, next_parameter_++, value.bytes().data(), value.bytes().size(),
                                     SQLITE_TRANSIENT);
  return *this;
}
Statement& Statement::bind_blob(std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  bind_error_ |= sqlite3_bind_blob64(statement_, next_parameter_++, data, value.size(), SQLITE_TRANSIENT);
  return *this;
}

Result<bool> Statement::step() {
  if (bind_error_ != SQLITE_OK) {
    return fail(Errc::internal, fmt::format("binding parameters of: {}", sqlite3_sql(statement_)));
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(error_of(sqlite3_db_handle(statement_), sqlite3_sql(statement_)));
}

Result<void> Statement::run() {
  const auto stepped = step();
  if (!stepped) return fail(stepped.error());
  return {};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string_view Statement::view(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}
std::string Statement::text(int column) const { return std::string(view(column)); }

Uuid Statement::uuid(int column) const {
  const std::string_view bytes = view(column);
  if (bytes.size() != 16) return {};
  return Uuid::from_bytes(std::span<const std::uint8_t, 16>(reinterpret_cast<const std::uint8_t*>(bytes.data()), 16));
}
std::optional<Uuid> Statement::uuid_if(int column) const {
  if (is_null(column)) return std::nullopt;
  return uuid(column);
}
std::optional<std::int64_t> Statement::integer_if(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}
std::optional<WallTime> Statement::time_if(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}
std::optional<std::string> Statement::text_if(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

Result<Database> Database::open(const std::filesystem::path& path, const OpenOptions& options) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create && !options.read_only) flags |= SQLITE_OPEN_CREATE;
  // Nobody reads how much memory it took, and counting takes a lock at every allocation of every thread.
  static const int k_uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)k_uncounted;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, options.vfs);
  Database database(handle);
  if (code != SQLITE_OK) return fail(database.last_error("open " + path.string()));
  if (int reserved = options.reserved_bytes; reserved > 0) {
    (void)sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  }
  // SQLite would go on with reading alone, and make a log that may only be read too: that one would stay in the
  // way when the file may be written again.
  if (!options.read_only && sqlite3_db_readonly(handle, "main") == 1) {
    return fail(Errc::io, "open " + path.string() + ": the file may not be written");
  }
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  const std::string settings = fmt::format(
      "{}PRAGMA synchronous={};PRAGMA foreign_keys=ON;PRAGMA trusted_schema=OFF;PRAGMA cache_size=-{};"
      "PRAGMA temp_store=MEMORY;",
      options.read_only ? "" : "PRAGMA journal_mode=WAL;", options.synchronous_full ? "FULL" : "NORMAL",
      options.cache_kib);
  if (auto set = database.execute(settings); !set) return fail(set.error().with("open " + path.string()));
  // The schema is read now, so that a file that is no database is found out here and not at the first query.
  if (auto read = database.execute("SELECT count(*) FROM sqlite_schema;"); !read) {
    return fail(read.error().with("open " + path.string()));
  }
  return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), cache_(std::move(other.cache_)) {
  other.cache_.clear();
}

Database& Database::operator=(Database&& other) noexcept {
  if (this != &other) {
    close();
    handle_ = std::exchange(other.handle_, nullptr);
    cache_ = std::move(other.cache_);
    other.cache_.clear();
  }
  return *this;
}

Database::~Database() { close(); }

void Database::close() {
  for (auto& [sql, cached] : cache_) sqlite3_finalize(cached.statement);
  cache_.clear();
  if (handle_ != nullptr) sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

Error Database::last_error(std::string_view what) const { return error_of(handle_, what); }

Result<Statement> Database::prepare(std::string_view sql) {
  const auto known = cache_.find(sql);
  if (known != cache_.end() && !known->second.in_use) {
    known->second.in_use = true;
    return Statement(known->second.statement, &known->second.in_use);
  }
  const bool cacheable = known == cache_.end();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      cacheable ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
  if (code != SQLITE_OK || statement == nullptr) return fail(last_error(sql));
  if (!cacheable) return Statement(statement, nullptr);
  auto& cached = cache_.emplace(std::string(sql), Cached{statement, true}).first->second;
  return Statement(statement, &cached.in_use);
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return fail(last_error(sql));
  return {};
}

Result<void> Database::check() {
  VUORO_ASSIGN(auto statement, query("PRAGMA quick_check(1)"));
  VUORO_ASSIGN(const bool row, statement.step());
  const std::string finding = row ? statement.text(0) : "no answer";
  if (finding != "ok") return fail(Errc::corrupt, finding);
  return {};
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

Result<Transaction> Transaction::begin(Database& database) {
  VUORO_TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) (void)database_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
  VUORO_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

Result<void> migrate(Database& database, std::span<const Migration> migrations) {
  std::int64_t version = 0;
  {
    VUORO_ASSIGN(auto statement, database.query("PRAGMA user_version"));
    VUORO_ASSIGN(const bool row, statement.step());
    if (row) version = statement.integer(0);
  }
  if (version > static_cast<std::int64_t>(migrations.size())) {
    return fail(Errc::unsupported, fmt::format("the file has schema {}, this program knows {}", version, migrations.size()));
  }
  for (auto step = static_cast<std::size_t>(version); step < migrations.size(); ++step) {
    VUORO_ASSIGN(auto transaction, Transaction::begin(database));
    if (auto done = database.execute(std::string(migrations[step].sql)); !done) {
      return fail(done.error().with(fmt::format("migration {} {}", step + 1, migrations[step].name)));
    }
    VUORO_TRY(database.execute(fmt::format("PRAGMA user_version={}", step + 1)));
    VUORO_TRY(transaction.commit());
  }
  return {};
}

}  // namespace vuoro::sqlite
