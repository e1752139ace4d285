#include "drivers/scanner/scan_filter.h"

namespace vuoro::drivers {

bool ScanFilter::is_new(const Scan& scan) {
  const MonoTime now = clock_.mono();
  std::erase_if(seen_, [now](const auto& entry) { return now - entry.second >= k_scan_repeat; });
  return seen_.insert_or_assign(scan.text, now).second;
}

}  // namespace vuoro::drivers
