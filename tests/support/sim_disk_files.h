#pragma once
// The files of a simulated disk for those who rename and remove them beside SQLite, and what time does to
// them.

#include "core/base/random.h"
#include "kiosk/store/store_files.h"
#include "tests/support/sim_disk.h"

namespace vuoro::test {

/// What was renamed or removed is so at once, also after a power cut. With cut_at() each is one operation.
/// Works for every simulated disk.
[[nodiscard]] kiosk::StoreFiles& sim_disk_files();

/// What rotted.
struct SimRot {
  std::string file;
  std::int64_t offset = 0;
  int bytes = 0;  ///< 0: a single bit
};

/// One bit flips, or a sector becomes rubbish, somewhere in what was synced to the files of this name and its
/// log. The log's last two commits are spared: after a power cut one that has rotten cannot be told from one
/// that was torn.
/// @return nothing: nothing lies there
std::optional<SimRot> rot(SimDisk& disk, const std::string& name, Random& random);

/// One bit flips in what was synced to this file, its log left alone.
std::optional<SimRot> flip_a_bit(SimDisk& disk, const std::string& name, Random& random);

/// As rot(), in the database alone, and its pages' sums are made right again: as if nobody looked at them.
std::optional<SimRot> rot_with_sums(SimDisk& disk, const std::string& name, Random& random);

}  // namespace vuoro::test
