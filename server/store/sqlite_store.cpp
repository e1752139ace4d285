#include "server/store/sqlite_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/pages/checked_vfs.h"
#include "core/pages/file_moved.h"
#include "server/store/sqlite_schema.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

constexpr std::size_t k_group_size_buckets = 7;
/// What a day of a lobby touches again and again; the system keeps the rest of the file in memory where it
/// has some to spare, and a lobby's own server runs in 60 MB.
constexpr int k_writer_cache_kib = 8 * 1024;
constexpr std::chrono::seconds k_try_again{1};   ///< between two tries whether there is room again
constexpr std::chrono::minutes k_say_again{10};  ///< between two lines of the log while it stays so

/// Takes new pages, unlike a change of what is there.
constexpr const char* k_write_check =
    "CREATE TABLE write_check (x); INSERT INTO write_check VALUES (zeroblob(16384)); DROP TABLE write_check";

std::size_t bucket_of(std::size_t works) {
  std::size_t bucket = 0;
  while (works > 1 && bucket + 1 < k_group_size_buckets) {
    works /= 2;
    ++bucket;
  }
  return bucket;
}

/// Errors of the disk, not of what was asked.
bool is_of_disk(const Error& error) {
  return error.code == Errc::disk_full || error.code == Errc::io || error.code == Errc::corrupt;
}

/// A reader's connection with its prepared statements.
struct ReadConnection {
  explicit ReadConnection(sqlite::Database opened) : database(std::move(opened)), session(database) {}
  sqlite::Database database;
  SqliteSession session;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path path, sqlite::Database writer, const SqliteOptions& options)
      : path_(std::move(path)), options_(options), writer_(std::move(writer)), session_(writer_) {
    figures_.group_sizes.resize(k_group_size_buckets);
    note_bits();
    if (!in_memory()) {
      // Before anybody is told that this server is ready.
      if (auto written = try_to_write(); !written) note_failure(written.error());
    }
    if (!options_.later) thread_ = std::thread([this] { run(); });
  }

  ~SqliteStore() override { stop(); }

  void submit(Work work, Done done) override {
    {
      const std::lock_guard lock(queue_mutex_);
      if (!stopping_ && queue_.size() < options_.waiting_works_max) {
        queue_.push_back({std::move(work), std::move(done), {}});
        queue_filled_.notify_one();
        done = nullptr;
      }
    }
    if (done) return done(fail(Errc::unavailable, "the store takes no more work now"));
    if (options_.later && !std::exchange(handed_out_, true)) {
      options_.later([this, alive = std::weak_ptr<bool>(alive_)] {
        if (alive.expired()) return;
        handed_out_ = false;
        run_waiting();
      });
    }
  }

  Result<void> read(const std::function<Result<void>(Reader&)>& work, Reading reading) override {
    if (in_memory()) {
      const std::lock_guard lock(writer_mutex_);
      return work(session_);
    }
    VUORO_ASSIGN(auto connection, take_reader());
    auto done =
        reading == Reading::one_question ? work(connection->session) : read_snapshot(*connection, work);
    const std::lock_guard lock(readers_mutex_);
    readers_.push_back(std::move(connection));
    return done;
  }

  void before_commit(Work work) override { before_commit_ = std::move(work); }
  void after_commit(std::function<void(const std::set<std::string>&)> tell) override {
    after_commit_ = std::move(tell);
  }

  StoreFigures figures() const override {
    const std::lock_guard lock(figures_mutex_);
    StoreFigures figures = figures_;
    figures.trouble = trouble_ ? trouble_ : damage_;
    return figures;
  }

  Result<void> writable() override {
    std::optional<Error> trouble;
    {
      const std::lock_guard lock(figures_mutex_);
      if (!trouble_) return damage_ ? fail(*damage_) : Result<void>();
      trouble = trouble_;
      const auto now = std::chrono::steady_clock::now();
      if (now - tried_at_ < k_try_again) return fail(*std::move(trouble));
      tried_at_ = now;
    }
    submit([this](Transaction&) { return writer_.execute(k_write_check); }, [](const Result<void>&) {});
    return fail(*std::move(trouble));
  }

  Result<void> check_pages() override {
    if (in_memory()) return {};
    sqlite::OpenOptions options;
    options.create = false;
    VUORO_ASSIGN(auto database, sqlite::Database::open(path_, sqlite::with_check_sums(options)));
    auto sound = database.check();
    const std::lock_guard lock(figures_mutex_);
    ++figures_.page_checks;
    figures_.bits_mended += static_cast<std::uint64_t>(sqlite::checked_state(database).bits_mended);
    damage_.reset();
    if (!sound && sound.error().code == Errc::corrupt) {
      damage_ = sound.error();
      log::error("store_damaged", {{"error", sound.error().to_string()}});
    }
    return sound;
  }

  void stop() override {
    {
      const std::lock_guard lock(queue_mutex_);
      stopping_ = true;
    }
    queue_filled_.notify_one();
    if (thread_.joinable()) thread_.join();
    if (options_.later) run_waiting();
  }

 private:
  struct Waiting {
    Work work;
    Done done;
    Result<void> result;
  };

  static Result<void> read_snapshot(ReadConnection& connection,
                                    const std::function<Result<void>(Reader&)>& work) {
    VUORO_TRY(connection.database.run("BEGIN"));
    Result<void> done = work(connection.session);
    if (auto ended = connection.database.run("COMMIT"); !ended && done) done = std::move(ended);
    return done;
  }

  [[nodiscard]] bool in_memory() const { return path_ == ":memory:"; }

  Result<void> try_to_write() {
    VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(writer_));
    VUORO_TRY(writer_.execute(k_write_check));
    return transaction.commit();
  }

  Result<std::unique_ptr<ReadConnection>> take_reader() {
    {
      const std::lock_guard lock(readers_mutex_);
      if (!readers_.empty()) {
        auto connection = std::move(readers_.back());
        readers_.pop_back();
        return connection;
      }
    }
    sqlite::OpenOptions options;
    options.read_only = true;
    VUORO_ASSIGN(auto database, sqlite::Database::open(path_, sqlite::with_check_sums(options)));
    return std::make_unique<ReadConnection>(std::move(database));
  }

  void run() {
    for (;;) {
      {
        std::unique_lock lock(queue_mutex_);
        queue_filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
      }
      run_group(take_group());
    }
  }

  /// All that waits, on the caller's thread.
  void run_waiting() {
    for (auto group = take_group(); !group.empty(); group = take_group()) run_group(std::move(group));
  }

  [[nodiscard]] std::vector<Waiting> take_group() {
    const std::lock_guard lock(queue_mutex_);
    const std::size_t count = options_.group_commit ? std::min(queue_.size(), options_.group_max)
                                                    : std::min<std::size_t>(queue_.size(), 1);
    std::vector<Waiting> group;
    for (std::size_t i = 0; i < count; ++i) {
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    return group;
  }

  void run_group(std::vector<Waiting> group) {
    auto committed = commit(group);
    const std::set<std::string> touched = session_.take_touched();
    if (committed && after_commit_ && !touched.empty()) after_commit_(touched);
    for (auto& waiting : group) waiting.done(committed ? std::move(waiting.result) : committed);
  }

  Result<void> commit(std::vector<Waiting>& group) {
    std::unique_lock<std::mutex> alone(writer_mutex_, std::defer_lock);
    if (in_memory()) alone.lock();
    const auto changes_before = sqlite3_total_changes64(writer_.handle());
    auto committed = [&]() -> Result<void> {
      // Moved back, it is written to again; another file in its place is taken at the next start.
      if (sqlite::has_moved(writer_)) {
        // When only its log is gone, everything is in what is left.
        (void)writer_.execute("PRAGMA wal_checkpoint(FULL)");
        return fail(Errc::io, "the database's file, or its log, is gone from its place");
      }
      VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(writer_));
      if (group.size() == 1) {
        // What fails alone takes nobody else's work with it: the transaction itself is rolled back.
        group.front().result = group.front().work(session_);
        if (!group.front().result) return {};
      } else {
        for (auto& waiting : group) {
          waiting.result = session_.nested([&] { return waiting.work(session_); });
        }
      }
      if (before_commit_) VUORO_TRY(before_commit_(session_));
      return transaction.commit();
    }();
    const bool changed = sqlite3_total_changes64(writer_.handle()) != changes_before;
    const std::lock_guard lock(figures_mutex_);
    note_trouble(group, committed, changed);
    note_bits();
    figures_.works += group.size();
    if (committed) {
      ++figures_.commits;
      ++figures_.group_sizes[bucket_of(group.size())];
    } else {
      ++figures_.commit_failures;
    }
    return committed;
  }

  /// A write that failed is remembered until one succeeds.
  void note_trouble(const std::vector<Waiting>& group, const Result<void>& committed, bool changed) {
    const auto failed = std::ranges::find_if(
        group, [](const Waiting& waiting) { return !waiting.result && is_of_disk(waiting.result.error()); });
    if (!committed) {
      note_failure(committed.error());
    } else if (failed != group.end()) {
      note_failure(failed->result.error());
    } else if (changed && trouble_) {
      log::info("store_writes_again");
      trouble_.reset();
    }
  }

  /// What the writer has put right since it was looked at last.
  void note_bits() {
    const int bits = sqlite::checked_state(writer_).bits_mended;
    figures_.bits_mended += static_cast<std::uint64_t>(bits - std::exchange(writer_bits_, bits));
  }

  /// The authority tries every second: the log says it when it begins or is another, then rarely.
  void note_failure(const Error& error) {
    const auto now = std::chrono::steady_clock::now();
    if (!trouble_ || trouble_->code != error.code || now >= say_again_) {
      log::error("store_write_failed",
                 {{"error", error.to_string()},
                  {"commit_failures", static_cast<std::int64_t>(figures_.commit_failures)}});
      say_again_ = now + k_say_again;
    }
    trouble_ = error;
  }

  const std::filesystem::path path_;
  const SqliteOptions options_;
  sqlite::Database writer_;
  SqliteSession session_;
  std::mutex writer_mutex_;  ///< only for ":memory:", where readers share the writer's connection
  Work before_commit_;
  std::function<void(const std::set<std::string>&)> after_commit_;

  std::mutex queue_mutex_;
  std::condition_variable queue_filled_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  bool handed_out_ = false;  ///< to options_.later
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<ReadConnection>> readers_;

  mutable std::mutex figures_mutex_;
  StoreFigures figures_;
  std::optional<Error> trouble_;
  std::optional<Error> damage_;
  int writer_bits_ = 0;
  std::chrono::steady_clock::time_point tried_at_{};
  std::chrono::steady_clock::time_point say_again_{};
  std::thread thread_;
};

/// From a version of Vuoro that wrote none: every page is written anew. Without room for that it stays as it
/// is.
Result<void> give_check_sums(sqlite::Database& database) {
  auto written = database.execute("VACUUM");
  if (written || written.error().code != Errc::disk_full) return written;
  log::warn("store_without_check_sums", {{"error", written.error().to_string()}});
  return {};
}

Result<sqlite::Database> open_writer(const std::filesystem::path& path, const SqliteOptions& options) {
  sqlite::OpenOptions open;
  open.cache_kib = k_writer_cache_kib;
  open.synchronous_full = options.synchronous_full;
  const bool on_disk = path != ":memory:";
  VUORO_ASSIGN(auto writer, on_disk ? sqlite::open_checked(path, open) : sqlite::Database::open(path, open));
  if (on_disk) VUORO_TRY(writer.check());
  if (auto migrated = sqlite::migrate(writer, sqlite_migrations()); !migrated) {
    return fail(migrated.error().with(path.string()));
  }
  if (on_disk && !sqlite::checked_state(writer).has_sums) VUORO_TRY(give_check_sums(writer));
  return writer;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& path,
                                                 const SqliteOptions& options) {
  VUORO_ASSIGN(auto writer, open_writer(path, options));
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(path, std::move(writer), options));
}

}  // namespace vuoro::store
