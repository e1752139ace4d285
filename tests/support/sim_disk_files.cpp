#include "tests/support/sim_disk_files.h"

#include <algorithm>

#include "core/pages/page_sum.h"
#include "tests/support/sim_disk_state.h"

namespace vuoro::test {
namespace {
namespace fs = std::filesystem;

/// A file's place on its disk, held for one act.
struct Place {
  explicit Place(const fs::path& path) : disk(sim_disk_at(path.string(), name)) {
    if (disk) lock = std::unique_lock(disk->mutex);
  }
  [[nodiscard]] SimFile* file() const {
    if (!disk || disk->dark) return nullptr;
    const auto found = disk->files.find(name);
    return found == disk->files.end() ? nullptr : found->second.get();
  }
  std::string name;
  std::shared_ptr<SimDiskState> disk;
  std::unique_lock<std::recursive_mutex> lock;
};

class SimFiles final : public kiosk::StoreFiles {
 public:
  bool exists(const fs::path& path) override { return Place(path).file() != nullptr; }
  Result<void> rename(const fs::path& from, const fs::path& to) override {
    const Place old(from);
    if (!old.disk || old.disk->dark || old.disk->read_only) return fail(Errc::io, "the disk takes nothing");
    if (old.file() == nullptr) return fail(Errc::not_found, "no such file");
    const Place now(to);
    const bool dark = old.disk->goes_dark_now();
    if (!dark || old.disk->random.below(2) == 0) {
      auto file = old.disk->files.extract(old.name);
      old.disk->files.erase(now.name);
      file.key() = now.name;
      file.mapped()->entry_durable = true;
      old.disk->files.insert(std::move(file));
    }
    if (!dark) return {};
    old.disk->cut();
    return fail(Errc::io, "the power went");
  }
  bool remove(const fs::path& path) override {
    const Place place(path);
    if (place.file() == nullptr || place.disk->read_only) return false;
    place.disk->files.erase(place.name);
    return true;
  }
  std::vector<std::string> names_in(const fs::path& folder) override {
    const Place place(folder / "x");
    std::vector<std::string> names;
    if (!place.disk || place.disk->dark) return names;
    for (const auto& [name, file] : place.disk->files) names.push_back(name);
    return names;
  }
  std::string head(const fs::path& path, std::size_t bytes) override {
    const Place place(path);
    const SimFile* file = place.file();
    return file == nullptr ? "" : file->current.substr(0, bytes);
  }
  void put_head(const fs::path& path, std::string_view bytes) override {
    const Place place(path);
    SimFile* file = place.file();
    if (file == nullptr || file->current.size() < bytes.size()) return;
    file->current.replace(0, bytes.size(), bytes);
  }
};

/// Whether these bytes have been synced; of a log, whether before the last two commits.
bool at_rest(const SimFile& file, bool is_log, std::size_t from, std::size_t to) {
  if (to > file.current.size()) return false;
  if (is_log && to > std::min(file.synced_from[0], file.synced_from[1])) return false;
  return std::none_of(file.unsynced.begin(), file.unsynced.end(), [&](const SimChange& change) {
    return change.truncates || (from < change.offset + change.count && to > change.offset);
  });
}

}  // namespace

kiosk::StoreFiles& sim_disk_files() {
  static SimFiles files;
  return files;
}

std::optional<SimRot> rot(SimDisk& disk, const std::string& name, Random& random) {
  const Place place(disk.path(name));
  if (!place.disk) return std::nullopt;
  std::vector<std::pair<std::string, SimFile*>> files;
  std::uint64_t bytes = 0;
  for (const auto* part : {"", "-wal"}) {
    const auto found = place.disk->files.find(name + part);
    if (found == place.disk->files.end() || found->second->current.empty()) continue;
    files.emplace_back(found->first, found->second.get());
    bytes += found->second->current.size();
  }
  if (files.empty()) return std::nullopt;
  std::uint64_t at = random.below(bytes);
  const bool sector = random.below(3) == 0;
  auto file = files.begin();
  for (; at >= file->second->current.size(); ++file) at -= file->second->current.size();
  SimFile& target = *file->second;
  const auto from = static_cast<std::size_t>(sector ? at / k_sim_disk_sector * k_sim_disk_sector : at);
  const std::size_t to = sector ? std::min(from + k_sim_disk_sector, target.current.size()) : from + 1;
  if (!at_rest(target, file->first != name, from, to)) return std::nullopt;
  for (std::size_t i = from; i < to; ++i) {
    const auto change = static_cast<char>(sector ? random.below(256) : 1U << random.below(8));
    target.current[i] = static_cast<char>(target.current[i] ^ change);
  }
  return SimRot{file->first, static_cast<std::int64_t>(from), sector ? static_cast<int>(to - from) : 0};
}

std::optional<SimRot> flip_a_bit(SimDisk& disk, const std::string& name, Random& random) {
  const Place place(disk.path(name));
  SimFile* file = place.file();
  if (file == nullptr || file->current.empty()) return std::nullopt;
  const auto at = static_cast<std::size_t>(random.below(file->current.size()));
  if (!at_rest(*file, false, at, at + 1)) return std::nullopt;
  file->current[at] = static_cast<char>(file->current[at] ^ static_cast<char>(1U << random.below(8)));
  return SimRot{name, static_cast<std::int64_t>(at), 0};
}

std::optional<SimRot> rot_with_sums(SimDisk& disk, const std::string& name, Random& random) {
  auto rotten = rot(disk, name, random);
  if (!rotten || rotten->file != name) return std::nullopt;
  const Place place(disk.path(name));
  auto& content = place.disk->files.at(name)->current;
  const std::size_t page =
      static_cast<std::size_t>(rotten->offset) / sqlite::k_page_bytes * sqlite::k_page_bytes;
  constexpr std::size_t k_summed = sqlite::k_page_bytes - 8;
  const sqlite::Bytes bytes(reinterpret_cast<const std::uint8_t*>(content.data()) + page, k_summed);
  const std::uint64_t sum = sqlite::page_sum(bytes);
  for (std::size_t i = 0; i < 8; ++i) content[page + k_summed + i] = static_cast<char>(sum >> (8 * i));
  return rotten;
}

}  // namespace vuoro::test
