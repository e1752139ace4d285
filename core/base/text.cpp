#include "core/base/text.h"

#include <cstdint>
#include <cstring>

namespace vuoro {
namespace {

constexpr char32_t k_replacement = 0xfffd;

/// Length of the valid sequence at `offset`, 0 when there is none. RFC 3629: no surrogates, no overlong forms.
std::size_t sequence_length(std::string_view text, std::size_t offset, char32_t& code_point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const std::size_t left = text.size() - offset;
  const unsigned char first = byte(0);
  std::size_t length = 0;
  char32_t least = 0;
  if (first < 0x80) {
    code_point = first;
    return 1;
  }
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2, least = 0x80, code_point = first & 0x1f;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3, least = 0x800, code_point = first & 0x0f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4, least = 0x10000, code_point = first & 0x07;
  } else {
    return 0;
  }
  if (left < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code_point = (code_point << 6) | (byte(i) & 0x3f);
  }
  if (code_point < least || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) return 0;
  return length;
}

bool is_unwanted(char32_t c) {
  if (c < 0x20) return c != '\n' && c != '\t';
  return (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    // Most text is ASCII: eight bytes at once while it is.
    std::uint64_t eight = 0;
    while (text.size() - offset >= sizeof eight) {
      std::memcpy(&eight, text.data() + offset, sizeof eight);
      if ((eight & 0x8080808080808080u) != 0) break;
      offset += sizeof eight;
    }
    if (offset == text.size()) break;
    char32_t ignored = 0;
    const std::size_t length = sequence_length(text, offset, ignored);
    if (length == 0) return false;
    offset += length;
  }
  return true;
}

char32_t next_code_point(std::string_view text, std::size_t& offset) {
  char32_t code_point = 0;
  const std::size_t length = sequence_length(text, offset, code_point);
  if (length == 0) {
    ++offset;
    return k_replacement;
  }
  offset += length;
  return code_point;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | (c >> 6)), put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3f)), put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3f)), put(0x80 | ((c >> 6) & 0x3f)), put(0x80 | (c & 0x3f));
  }
}

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t c = next_code_point(text, offset);
    if (!is_unwanted(c)) append_utf8(out, c);
  }
  return out;
}

std::string_view truncate_utf8(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view k_space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(k_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_space) - first + 1);
}

}  // namespace vuoro
