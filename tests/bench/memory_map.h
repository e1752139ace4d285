#pragma once
// Where a process's memory is, by what is mapped there.

#include <sys/types.h>

#include <string>
#include <vector>

namespace vuoro::test {

struct MemoryPart {
  std::string what;  ///< "heap", "program", "libraries", …
  double pss_mb = 0;
  double private_mb = 0;  ///< of it: nobody else's, and written to
};

/// Largest first; their sum is the process's PSS. Throws Stuck when there is no such process.
[[nodiscard]] std::vector<MemoryPart> memory_parts(pid_t pid);

/// For a person: a line a part, and the single mappings of half a megabyte or more.
[[nodiscard]] std::string memory_table(pid_t pid);

}  // namespace vuoro::test
