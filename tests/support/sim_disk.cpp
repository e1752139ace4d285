#include "tests/support/sim_disk.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/sim_disk_state.h"

namespace vuoro::test {
namespace {

std::mutex g_mutex;
std::map<std::string, std::weak_ptr<SimDiskState>> g_disks;
std::uint64_t g_next_disk = 1;

std::string number_of(const SimDiskState* state) {
  for (const auto& [number, known] : g_disks) {
    if (known.lock().get() == state) return number;
  }
  return "";
}

/// One unsynced change as it was asked for, once it has been taken back.
struct Undone {
  std::size_t offset;
  std::string bytes;
  bool truncates;
};

/// Takes the newest change back.
Undone undo(std::string& content, const SimChange& change) {
  Undone undone{change.offset, {}, change.truncates};
  if (!change.truncates) undone.bytes = content.substr(change.offset, change.count);
  content.resize(change.was_size);
  content.replace(std::min(change.offset, change.was_size), change.was.size(), change.was);
  return undone;
}

/// What becomes of one unsynced change: all of it, nothing, or some sectors.
void meet_fate(Random& random, std::string& content, const Undone& change) {
  const auto fate = random.below(3);
  if (fate == 0) return;
  if (change.truncates) return content.resize(change.offset);
  if (fate == 1) return put(content, change.offset, change.bytes);
  for (std::size_t at = 0; at < change.bytes.size();) {
    // Sectors of the disk, not of the write.
    const std::size_t end =
        std::min(change.bytes.size(),
                 ((change.offset + at) / k_sim_disk_sector + 1) * k_sim_disk_sector - change.offset);
    if (random.below(2) == 0)
      put(content, change.offset + at, std::string_view(change.bytes).substr(at, end - at));
    at = end;
  }
}

}  // namespace

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset) content.resize(offset);
  const std::size_t over = std::min(bytes.size(), content.size() - offset);
  content.replace(offset, over, bytes.substr(0, over));
  content.append(bytes.substr(over));
}

std::int64_t SimDiskState::bytes() const {
  std::int64_t sum = 0;
  for (const auto& [name, file] : files) sum += static_cast<std::int64_t>(file->current.size());
  return sum;
}

void SimDiskState::end_connections() {
  ++life;
  for (auto& [name, file] : files) {
    file->locks.clear();
    file->shared_memory.clear();
    file->shared.fill(0);
    file->exclusive.fill(nullptr);
    file->users_of_shared_memory = 0;
  }
}

void SimDiskState::cut() {
  dark = true;
  cut_in = 0;
  end_connections();
  for (auto entry = files.begin(); entry != files.end();) {
    SimFile& file = *entry->second;
    std::vector<Undone> undone;
    for (auto change = file.unsynced.rbegin(); change != file.unsynced.rend(); ++change)
      undone.push_back(undo(file.current, *change));
    file.unsynced.clear();
    for (auto change = undone.rbegin(); change != undone.rend(); ++change)
      meet_fate(random, file.current, *change);
    const bool forgotten = !file.entry_durable && random.below(2) == 0;
    entry = forgotten ? files.erase(entry) : std::next(entry);
  }
}

std::shared_ptr<SimDiskState> sim_disk_at(std::string_view path, std::string& name) {
  if (path.substr(0, k_sim_disk_root.size()) != k_sim_disk_root) return nullptr;
  const std::string_view rest = path.substr(k_sim_disk_root.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return nullptr;
  name = rest.substr(slash + 1);
  const std::lock_guard lock(g_mutex);
  const auto found = g_disks.find(std::string(rest.substr(0, slash)));
  return found == g_disks.end() ? nullptr : found->second.lock();
}

SimDisk::SimDisk(std::uint64_t seed) : state_(std::make_shared<SimDiskState>(seed)) {
  const std::lock_guard lock(g_mutex);
  static const bool once = (take_over_default_vfs(), true);
  (void)once;
  g_disks[std::to_string(g_next_disk++)] = state_;
}

SimDisk::~SimDisk() {
  const std::lock_guard lock(g_mutex);
  g_disks.erase(number_of(state_.get()));
}

std::filesystem::path SimDisk::path(const std::string& name) const {
  const std::lock_guard lock(g_mutex);
  return fmt::format("{}{}/{}", k_sim_disk_root, number_of(state_.get()), name);
}

void SimDisk::cut() {
  const std::lock_guard lock(state_->mutex);
  state_->cut();
}

void SimDisk::kill() {
  const std::lock_guard lock(state_->mutex);
  state_->end_connections();
}

void SimDisk::cut_at(std::int64_t n) {
  const std::lock_guard lock(state_->mutex);
  state_->cut_in = n;
}

bool SimDisk::is_dark() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dark;
}

void SimDisk::restore() {
  const std::lock_guard lock(state_->mutex);
  state_->dark = false;
}

void SimDisk::limit(std::optional<std::int64_t> bytes) {
  const std::lock_guard lock(state_->mutex);
  state_->limit_bytes = bytes;
}

void SimDisk::refuse_writes(bool refuse) {
  const std::lock_guard lock(state_->mutex);
  state_->read_only = refuse;
}

void SimDisk::lie_about_syncs(bool lie) {
  const std::lock_guard lock(state_->mutex);
  state_->lies = lie;
}

std::int64_t SimDisk::operations() const {
  const std::lock_guard lock(state_->mutex);
  return state_->operations;
}

std::int64_t SimDisk::syncs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->syncs;
}

std::int64_t SimDisk::bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes();
}

std::string SimDisk::content(const std::string& name) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->files.find(name);
  return found == state_->files.end() ? "" : found->second->current;
}

void SimDisk::lay(const std::string& name, std::string content) {
  const std::lock_guard lock(state_->mutex);
  auto file = std::make_shared<SimFile>();
  file->current = std::move(content);
  file->entry_durable = true;
  state_->files[name] = std::move(file);
}

}  // namespace vuoro::test
