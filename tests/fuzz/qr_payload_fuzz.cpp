// Whatever a code holds: what passes is short, valid UTF-8 without controls, and passes again unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/text.h"
#include "drivers/scanner/scanner.h"

using namespace vuoro;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = drivers::check_scan_text({reinterpret_cast<const char*>(data), size});
  if (!text) return 0;
  if (text->empty() || text->size() > drivers::k_scan_bytes_max || !is_valid_utf8(*text)) std::abort();
  for (const char c : *text)
    if ((c >= 0 && c < 0x20) || c == 0x7f) std::abort();
  if (clean_text(*text) != *text) std::abort();
  const auto again = drivers::check_scan_text(*text);
  if (!again || *again != *text) std::abort();
  return 0;
}
