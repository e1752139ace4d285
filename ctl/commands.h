#pragma once
// The subcommands: what each needs, and the function that does it. Results go to `out`, as text or JSON.

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "kiosk/app/remote_ask.h"

namespace vuoro::ctl {

enum class Exit : int { done = 0, failed = 1, usage = 2, partly = 3 };

/// How to reach a server as a person.
struct StaffLogin {
  std::string server;  ///< "https://host:8443"
  std::filesystem::path ca_file;
  std::string username;
  std::string password;
};

struct ImportOptions {
  std::string format;  ///< "ptv", "tpr", "demo", "csv"
  std::vector<std::filesystem::path> paths;
  StaffLogin login;
  bool dry_run = false;
  bool prune = false;
  bool always_open = false;  ///< demo only
  bool as_json = false;
};
[[nodiscard]] Result<Exit> run_import(const ImportOptions& options, std::ostream& out);

struct SearchOptions {
  std::string text;
  std::string language = "fi";
  std::filesystem::path database;  ///< a kiosk's store or any file with a guidance index
  std::filesystem::path from;      ///< or a file to read first
  std::string format;
  int limit = 20;
  bool as_json = false;
};
[[nodiscard]] Result<Exit> run_search(const SearchOptions& options, std::ostream& out);

struct EnrolOptions {
  std::string server;
  std::filesystem::path ca_file;
  std::string code;
  std::filesystem::path state_dir;
};
[[nodiscard]] Result<Exit> run_enrol(const EnrolOptions& options, std::ostream& out);

struct StatusOptions {
  std::filesystem::path state_dir;
  bool as_json = false;
};
[[nodiscard]] Result<Exit> run_status(const StatusOptions& options, std::ostream& out);

struct DeviceCodeOptions {
  StaffLogin login;
  std::string site;  ///< its name or id
  std::string role;
  std::string name;
  bool as_json = false;
};
[[nodiscard]] Result<Exit> run_device_code(const DeviceCodeOptions& options, std::ostream& out);

enum class SiteAct { show, to_box, to_central, box_is_lost };
struct SiteOptions {
  StaffLogin login;
  SiteAct act = SiteAct::show;
  std::string site;     ///< its name or id; empty: the only one
  std::string box;      ///< to_box: the device's name or id; empty: the only one
  bool forget = false;  ///< to_box: a lost box that has not told what it did never will
  bool silent = false;  ///< to_box: also one that is not heard of, or whose clock is wrong
  bool heard = false;   ///< box_is_lost: also one that was heard of just now
  bool yes = false;     ///< a move is done, and not only told of
  int wait_s = 30;      ///< for the end of a move
  bool as_json = false;
};
/// Who acts for a site, and moves of it. @return partly: the move has begun and not come to its end.
[[nodiscard]] Result<Exit> run_site(const SiteOptions& options, std::ostream& out);

struct BackupOptions {
  std::filesystem::path state_dir;
  std::filesystem::path to;
  bool new_sums =
      false;  ///< the check sums do not fit, another program has written: the copy gets right ones
};
/// @return conflict (the file is there), corrupt.
[[nodiscard]] Result<Exit> run_backup(const BackupOptions& options, std::ostream& out);

struct SelfTestOptions {
  std::filesystem::path state_dir;
  std::string printer;  ///< "tcp://…", empty: not asked
  std::string server;   ///< for the clock's offset, empty: not asked
  std::filesystem::path ca_file;
  bool as_json = false;
};
[[nodiscard]] Result<Exit> run_self_test(const SelfTestOptions& options, std::ostream& out);

/// A kiosk's screen: its tree, or its picture.
struct LookOptions {
  std::filesystem::path socket;
  bool as_json = false;
  std::filesystem::path png;  ///< empty: the tree to `out`
};
[[nodiscard]] Result<Exit> run_look(const LookOptions& options, std::ostream& out);

/// One touch, act, text or key on a kiosk's screen; done when a frame has applied it.
struct HandOptions {
  std::filesystem::path socket;
  kiosk::RemoteAsk ask;
  std::string at;  ///< tap: "X,Y" in pixels
};
[[nodiscard]] Result<Exit> run_hand(const HandOptions& options);

/// Reads a PIN from `in` (one line) and prints its argon2id hash for `service.pin_hash`.
[[nodiscard]] Result<Exit> run_pin(std::istream& in, std::ostream& out);

/// The database in a state folder: a kiosk's (kiosk.db) or a server's (vuoro.db). @return not_found
[[nodiscard]] Result<std::filesystem::path> database_in(const std::filesystem::path& state_dir);

}  // namespace vuoro::ctl
