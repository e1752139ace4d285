#include "server/state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "core/base/file.h"

namespace vuoro {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_pem_bytes_max = 256 * 1024;

fs::path database_of(const ServerConfig& config) {
  return config.state / "vuoro.db";
}
fs::path log_of(const ServerConfig& config) {
  return config.state / "vuoro.db-wal";
}

/// Not there, or without a byte. What cannot be looked at is not missing: opening it tells why.
bool is_missing(const fs::path& file) {
  std::error_code error;
  const auto type = fs::status(file, error).type();
  return type == fs::file_type::not_found || (type == fs::file_type::regular && fs::is_empty(file, error));
}

/// One file that needs no log beside it, as `vuoroctl backup` makes it and no server leaves it: bytes 18 and
/// 19 of a database say how it is written.
bool is_backup(const fs::path& file) {
  constexpr std::string_view k_magic("SQLite format 3\0", 16);
  std::array<char, 20> head{};
  std::ifstream in(file, std::ios::binary);
  return in.read(head.data(), head.size()) && std::string_view(head.data(), k_magic.size()) == k_magic &&
         head[18] == 1 && head[19] == 1 && file.extension() != ".partial";
}

/// In the folder or one that is directly in it. Empty: there is none.
fs::path newest_backup(const fs::path& folder) {
  fs::path newest;
  fs::file_time_type newest_time;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error); !error && it != end(it);
       it.increment(error)) {
    if (it.depth() >= 1) it.disable_recursion_pending();
    std::error_code unreadable;
    const auto time = it->last_write_time(unreadable);
    if (unreadable || !it->is_regular_file(unreadable) || !is_backup(it->path())) continue;
    if (newest.empty() || time > newest_time) {
      newest = it->path();
      newest_time = time;
    }
  }
  return newest;
}

Error lost_database(const ServerConfig& config) {
  const fs::path database = database_of(config);
  const fs::path backup = newest_backup(config.state);
  std::error_code ignored;
  std::string text =
      "the database " + database.string() +
      " is missing, although this server has run here before (device-ca.key); put it back, or ";
  text += backup.empty() ? "a backup (vuoroctl backup; none is in this folder) in its place"
                         : "the newest backup in this folder, as this user: cp '" + backup.string() + "' '" +
                               database.string() + "'";
  if (fs::exists(log_of(config), ignored)) text += ", and with a backup remove " + log_of(config).string();
  if (!config.upstream.empty()) {
    text += "; as a lobby's own server it must be declared lost at the central server before either";
  }
  text += "; to begin with an empty one: vuoro-server begin-anew";
  return {Errc::not_found, text + "; then start this server again: it is not tried by itself"};
}

/// A backup with the log of another database beside it would be read as a mixture of both.
Result<void> refuse_foreign_log(const ServerConfig& config) {
  std::error_code error;
  const auto bytes = fs::file_size(log_of(config), error);
  if (error || bytes == 0 || !is_backup(database_of(config))) return {};
  return fail(Errc::conflict, log_of(config).string() +
                                  " belongs to another database than the backup beside it: remove that file");
}

bool has_run(const ServerConfig& config) {
  std::error_code ignored;
  return !is_missing(database_of(config)) || fs::exists(config.state / "device-ca.key", ignored);
}

Result<std::unique_ptr<store::Store>> open_store(const ServerConfig& config) {
  if (is_missing(database_of(config)) && has_run(config)) return fail(lost_database(config));
  VUORO_TRY(refuse_foreign_log(config));
  auto store = store::open_sqlite_store(database_of(config));
  if (!store && store.error().code == Errc::corrupt) {
    return fail(store.error().with("the database is damaged; put a backup (vuoroctl backup) in its place"));
  }
  return store;
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) ::chmod(folder.c_str(), 0700);
  if (error) return fail(Errc::io, folder.string() + ": " + error.message());
  return {};
}

}  // namespace

upstream::UpstreamConfig upstream_config(const ServerConfig& config) {
  return {config.upstream, config.upstream_ca, upstream::enrolment_folder(config.state), config.follow_url,
          "0.1.0"};
}

Result<std::unique_ptr<State>> open_state(const ServerConfig& config, const Clock& clock, Random& random) {
  VUORO_TRY(make_folder(config.state));
  auto state = std::make_unique<State>();
  VUORO_ASSIGN(state->store, open_store(config));
  std::string server_ca_pem;
  if (config.certificate.empty()) {
    VUORO_ASSIGN(auto local, authority::open_server_identity(config.state, config.names, clock.wall()));
    state->identity = std::move(local.identity);
    server_ca_pem = std::move(local.ca_pem);
    state->server_ca_file = config.state / "server-ca.pem";
  } else {
    VUORO_ASSIGN(state->identity.certificate_chain, read_file(config.certificate, k_pem_bytes_max));
    VUORO_ASSIGN(state->identity.private_key, read_file(config.key, k_pem_bytes_max));
    state->server_ca_file = config.server_ca;
    if (!config.server_ca.empty()) {
      VUORO_ASSIGN(server_ca_pem, read_file(config.server_ca, k_pem_bytes_max));
    }
  }
  VUORO_ASSIGN(state->device_ca,
               authority::DeviceCa::open(config.state, std::move(server_ca_pem), clock.wall()));
  state->authority = std::make_unique<authority::Authority>(*state->store, clock, random, *state->device_ca);
  return state;
}

Result<std::unique_ptr<State>> open_used_state(const ServerConfig& config, const Clock& clock,
                                               Random& random) {
  if (has_run(config)) return open_state(config, clock, random);
  return fail(Errc::not_found, "no vuoro-server has run in " + config.state.string() +
                                   ": name the folder of the one that is meant with --state, or its "
                                   "configuration with --config; nothing was done");
}

Result<void> begin_anew(const ServerConfig& config) {
  VUORO_TRY(make_folder(config.state));
  ServingLock lock;
  VUORO_TRY(lock.take(config.state));
  if (!is_missing(database_of(config))) {
    return fail(Errc::conflict, "there is a database, and it stays: " + database_of(config).string());
  }
  std::error_code ignored;
  for (const auto* beside : {"vuoro.db-wal", "vuoro.db-shm"}) fs::remove(config.state / beside, ignored);
  VUORO_ASSIGN(const auto store, store::open_sqlite_store(database_of(config)));
  store->stop();
  return {};
}

ServingLock::~ServingLock() {
  if (folder_ >= 0) ::close(folder_);
}

Result<void> ServingLock::take(const fs::path& state) {
  folder_ = ::open(state.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0) return fail(Errc::io, state.string() + ": cannot be opened");
  if (::flock(folder_, LOCK_EX | LOCK_NB) == 0) return {};
  return fail(Errc::conflict, "another vuoro-server serves " + state.string());
}

}  // namespace vuoro
