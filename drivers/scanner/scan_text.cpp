#include "core/base/text.h"
#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {
namespace {

/// Controls, and marks with which a text can look like another one (bidirectional overrides, invisible
/// letters).
bool is_forbidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe;
}

}  // namespace

Result<std::string> check_scan_text(std::string_view raw) {
  if (raw.size() > 4 * k_scan_bytes_max) return fail(Errc::too_large, "scanned text");
  const std::string_view text = trim(raw);
  if (text.size() > k_scan_bytes_max) return fail(Errc::too_large, "scanned text");
  if (text.empty()) return fail(Errc::parse, "scanned text is empty");
  if (!is_valid_utf8(text)) return fail(Errc::parse, "scanned text is not UTF-8");
  for (std::size_t offset = 0; offset < text.size();)
    if (is_forbidden(next_code_point(text, offset)))
      return fail(Errc::parse, "control character in scanned text");
  return std::string(text);
}

}  // namespace vuoro::drivers
