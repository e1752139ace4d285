#pragma once
// A disk in memory under SQLite that behaves as badly as a disk may: what was not synced when the power goes
// is kept, lost or torn, each write by itself, so that writes also arrive out of order. It can be full, and
// its power can be cut in the middle of any write.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace vuoro::test {

struct SimDiskState;

/// One disk. Databases under path() live on it, through SQLite's default VFS, which this class takes over for
/// the process when the first disk is made (all other paths go on to the system as before). Any thread may
/// use the databases; call the disk's own functions while none of them is at work, or from their thread.
class SimDisk {
 public:
  /// @param seed  decides the fate of unsynced writes
  explicit SimDisk(std::uint64_t seed);
  /// Databases on it must be closed.
  ~SimDisk();
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;

  /// "/sim-disk/7/kiosk.db". No such folder exists anywhere.
  [[nodiscard]] std::filesystem::path path(const std::string& name) const;

  /// The power goes now: everything unsynced meets its fate, and every open file fails from here on. Close
  /// the databases, then restore().
  void cut();
  /// The program ends on the spot: every open file fails from here on; what was written stays, synced or not.
  void kill();
  /// The power goes in the middle of the n-th next write, truncation or sync (1: the very next; 0: it stays).
  void cut_at(std::int64_t n);
  [[nodiscard]] bool is_dark() const;
  void restore();

  /// Writes that would make the files larger than this together fail with "full". Nothing: as large as you
  /// like.
  void limit(std::optional<std::int64_t> bytes);
  /// The system has made it read-only: what is open fails to write, what is opened can only be read.
  void refuse_writes(bool refuse);
  /// A disk that says "synced" and has done nothing: to prove that the checks would notice.
  void lie_about_syncs(bool lie);
  [[nodiscard]] std::int64_t operations() const;  ///< writes, truncations and syncs so far
  [[nodiscard]] std::int64_t syncs() const;
  [[nodiscard]] std::int64_t bytes() const;  ///< of all files now
  [[nodiscard]] std::string content(const std::string& name) const;
  /// A file that was always there.
  void lay(const std::string& name, std::string content);

 private:
  std::shared_ptr<SimDiskState> state_;
};

}  // namespace vuoro::test
