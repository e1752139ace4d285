#include "tests/bench/memory_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/e2e/hand.h"

namespace vuoro::test {
namespace {

constexpr double k_kib_per_mb = 1024;
constexpr double k_worth_telling_mb = 0.5;

struct Mapping {
  std::string file;  ///< "" without one
  bool executable = false;
  bool writable = false;
  double size_mb = 0, pss_mb = 0, dirty_mb = 0;
};

std::vector<Mapping> mappings(pid_t pid) {
  std::ifstream smaps(fmt::format("/proc/{}/smaps", pid));
  if (!smaps) throw Stuck("no such process");
  std::vector<Mapping> out;
  for (std::string line; std::getline(smaps, line);) {
    std::istringstream words(line);
    std::string first, second;
    words >> first >> second;
    if (first.find('-') != std::string::npos && first.back() != ':') {
      std::string offset, device, inode, file;
      words >> offset >> device >> inode >> std::ws;
      std::getline(words, file);
      out.push_back(
          {file, second.find('x') != std::string::npos, second.find('w') != std::string::npos, 0, 0, 0});
      continue;
    }
    if (out.empty()) continue;
    Mapping& now = out.back();
    if (first == "Size:") now.size_mb = std::stod(second) / k_kib_per_mb;
    if (first == "Pss:") now.pss_mb = std::stod(second) / k_kib_per_mb;
    if (first == "Private_Dirty:") now.dirty_mb = std::stod(second) / k_kib_per_mb;
  }
  return out;
}

std::string kind_of(const Mapping& m) {
  const auto holds = [&](std::string_view part) { return m.file.find(part) != std::string::npos; };
  if (m.file.empty()) return "memory taken in large blocks (screen, pictures, threads' heaps)";
  if (m.file == "[heap]") return "heap";
  if (m.file.starts_with('[')) return "stacks and the kernel's";
  if (holds("vuoro-kiosk")) return "program";
  if (holds("/fonts/") || holds("/fontconfig/")) return "fonts and their index";
  if (holds(".so")) return "libraries";
  if (holds(".db")) return "databases";
  return "other files";
}

}  // namespace

std::vector<MemoryPart> memory_parts(pid_t pid) {
  std::map<std::string, MemoryPart> parts;
  for (const Mapping& m : mappings(pid)) {
    MemoryPart& part = parts[kind_of(m)];
    part.what = kind_of(m);
    part.pss_mb += m.pss_mb;
    part.private_mb += m.dirty_mb;
  }
  std::vector<MemoryPart> out;
  for (auto& [what, part] : parts) out.push_back(std::move(part));
  std::ranges::sort(out, std::greater(), &MemoryPart::pss_mb);
  return out;
}

std::string memory_table(pid_t pid) {
  std::string out;
  double all = 0;
  for (const MemoryPart& part : memory_parts(pid)) {
    out += fmt::format("{:8.1f} MB ({:5.1f} written)  {}\n", part.pss_mb, part.private_mb, part.what);
    all += part.pss_mb;
  }
  out += fmt::format("{:8.1f} MB in all; the largest mappings:\n", all);
  std::vector<Mapping> single = mappings(pid);
  std::ranges::sort(single, std::greater(), &Mapping::pss_mb);
  for (const Mapping& m : single) {
    if (m.pss_mb < k_worth_telling_mb) break;
    out += fmt::format("{:8.1f} of {:6.1f} MB{}  {}\n", m.pss_mb, m.size_mb, m.writable ? ", written" : "",
                       m.file.empty() ? "(no file)" : m.file);
  }
  return out;
}

}  // namespace vuoro::test
