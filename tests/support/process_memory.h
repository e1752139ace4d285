#pragma once
// What the kernel says of a process's memory.

#include <sys/types.h>

#include <fstream>
#include <optional>
#include <string>

namespace vuoro::test {

/// A line of /proc/<pid>/<file> in MB, such as "Pss:" of "smaps_rollup" (its proportional share of all pages)
/// or "VmHWM:" of "status" (the most it ever had). Nothing when there is no such process or line.
[[nodiscard]] inline std::optional<double> memory_mb(pid_t pid, const std::string& file,
                                                     const std::string& line_name) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(line_name)) return std::stod(line.substr(line_name.size())) / 1024;
  }
  return std::nullopt;
}

[[nodiscard]] inline std::optional<double> pss_mb(pid_t pid) {
  return memory_mb(pid, "smaps_rollup", "Pss:");
}

}  // namespace vuoro::test
