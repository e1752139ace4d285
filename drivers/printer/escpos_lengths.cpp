#include "drivers/printer/escpos_lengths.h"

#include <algorithm>
#include <array>

#include "drivers/printer/escpos_parser.h"

namespace vuoro::drivers {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr EscposLength k_incomplete{EscposLength::State::incomplete, 0};
constexpr EscposLength k_unknown{EscposLength::State::unknown, 0};

EscposLength known(std::size_t bytes) {
  if (bytes > k_escpos_command_bytes_max) return k_unknown;
  return {EscposLength::State::known, bytes};
}

struct Fixed {
  char op;
  std::uint8_t args;
};

constexpr std::array k_esc_fixed{
    Fixed{'@', 0}, Fixed{'!', 1}, Fixed{'$', 2},    Fixed{'%', 1},  Fixed{'-', 1}, Fixed{'2', 0},
    Fixed{'3', 1}, Fixed{'=', 1}, Fixed{'?', 1},    Fixed{'E', 1},  Fixed{'G', 1}, Fixed{'J', 1},
    Fixed{'K', 1}, Fixed{'L', 0}, Fixed{'M', 1},    Fixed{'R', 1},  Fixed{'S', 0}, Fixed{'T', 1},
    Fixed{'U', 1}, Fixed{'V', 1}, Fixed{'W', 8},    Fixed{'\\', 2}, Fixed{'a', 1}, Fixed{'c', 2},
    Fixed{'d', 1}, Fixed{'e', 1}, Fixed{'f', 2},    Fixed{'i', 0},  Fixed{'m', 0}, Fixed{'p', 3},
    Fixed{'r', 1}, Fixed{'t', 1}, Fixed{'u', 1},    Fixed{'v', 0},  Fixed{'{', 1}, Fixed{' ', 1},
    Fixed{'<', 0}, Fixed{'A', 1}, Fixed{'\x0c', 0},
};

constexpr std::array k_gs_fixed{
    Fixed{'!', 1}, Fixed{'$', 2}, Fixed{'/', 1}, Fixed{':', 0}, Fixed{'B', 1}, Fixed{'E', 1},  Fixed{'H', 1},
    Fixed{'I', 1}, Fixed{'L', 2}, Fixed{'P', 2}, Fixed{'T', 1}, Fixed{'W', 2}, Fixed{'\\', 2}, Fixed{'^', 3},
    Fixed{'a', 1}, Fixed{'b', 1}, Fixed{'c', 0}, Fixed{'f', 1}, Fixed{'g', 4}, Fixed{'h', 1},  Fixed{'j', 1},
    Fixed{'r', 1}, Fixed{'w', 1}, Fixed{'z', 3}, Fixed{'x', 1},
};

constexpr std::array k_fs_fixed{
    Fixed{'!', 1}, Fixed{'&', 0}, Fixed{'.', 0}, Fixed{'-', 1},  Fixed{'S', 2},
    Fixed{'W', 1}, Fixed{'C', 1}, Fixed{'p', 2}, Fixed{'2', 74}, Fixed{'?', 2},
};

template <std::size_t N>
EscposLength fixed_length(const std::array<Fixed, N>& table, std::uint8_t op) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [op](const Fixed& one) { return static_cast<std::uint8_t>(one.op) == op; });
  return found == table.end() ? k_unknown : known(2U + found->args);
}

std::size_t at(Bytes bytes, std::size_t index) {
  return bytes[index];
}
std::size_t word(Bytes bytes, std::size_t index) {
  return at(bytes, index) | (at(bytes, index + 1) << 8);
}

/// Bytes up to and with the first NUL from `from`.
EscposLength nul_terminated(Bytes bytes, std::size_t from) {
  for (std::size_t i = from; i < bytes.size(); ++i) {
    if (bytes[i] == 0) return known(i + 1);
    if (i > from + 512) return k_unknown;
  }
  return k_incomplete;
}

/// `X fn pL pH …`: three bytes of head after the prefix and `(`.
EscposLength counted_function(Bytes bytes) {
  return bytes.size() < 5 ? k_incomplete : known(5 + word(bytes, 3));
}

/// ESC * m nL nH d: 8-dot modes have one byte a column, 24-dot modes three.
EscposLength bit_image(Bytes bytes) {
  if (bytes.size() < 5) return k_incomplete;
  return known(5 + word(bytes, 3) * (bytes[2] >= 32 ? 3 : 1));
}

/// ESC & y c1 c2 [x d1…d(y·x)] for each character c1 to c2.
EscposLength user_characters(Bytes bytes) {
  if (bytes.size() < 5) return k_incomplete;
  const std::size_t rows = at(bytes, 2);
  if (bytes[4] < bytes[3]) return k_unknown;
  std::size_t length = 5;
  for (std::size_t left = at(bytes, 4) - at(bytes, 3) + 1; left > 0; --left) {
    if (bytes.size() <= length) return k_incomplete;
    length += 1 + rows * at(bytes, length);
  }
  return known(length);
}

/// GS k: function A ends with NUL, function B counts.
EscposLength barcode(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  if (bytes[2] <= 6) return nul_terminated(bytes, 3);
  if (bytes[2] < 65) return k_unknown;
  return bytes.size() < 4 ? k_incomplete : known(4 + at(bytes, 3));
}

/// GS C 0, 1, 2 (Epson) and GS C ; (counter as text), long obsolete and still sent.
EscposLength counter_mode(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  switch (bytes[2]) {
    case '0':
      return known(5);
    case '1':
      return known(9);
    case '2':
      return known(5);
    default:
      return k_unknown;
  }
}

EscposLength cut(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  const int m = bytes[2];
  if (m == 0 || m == 1 || m == 48 || m == 49) return known(3);
  const bool with_feed = m == 65 || m == 66 || m == 97 || m == 98 || m == 103 || m == 104;
  return with_feed ? known(4) : k_unknown;
}

/// GS v 0 m xL xH yL yH d.
EscposLength raster(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  if (bytes[2] != '0') return k_unknown;
  if (bytes.size() < 8) return k_incomplete;
  return known(8 + word(bytes, 4) * word(bytes, 6));
}

/// GS * x y d: a downloaded picture of 8x × 8y dots.
EscposLength downloaded_image(Bytes bytes) {
  if (bytes.size() < 4) return k_incomplete;
  return known(4 + at(bytes, 2) * at(bytes, 3) * 8);
}

/// GS 8 L p1 p2 p3 p4 …: graphics with a 32-bit length.
EscposLength long_graphics(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  if (bytes[2] != 'L') return k_unknown;
  if (bytes.size() < 7) return k_incomplete;
  return known(7 + word(bytes, 3) + (word(bytes, 5) << 16));
}

/// FS q n [xL xH yL yH d1…dk] n times: pictures for the non-volatile memory.
EscposLength stored_images(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  std::size_t length = 3;
  for (std::size_t left = at(bytes, 2); left > 0; --left) {
    if (bytes.size() < length + 4) return k_incomplete;
    length += 4 + word(bytes, length) * word(bytes, length + 2) * 8;
    if (length > k_escpos_command_bytes_max) return k_unknown;
  }
  return known(length);
}

EscposLength realtime(Bytes bytes) {
  if (bytes.size() < 3) return k_incomplete;
  const int n = bytes[2];
  switch (bytes[1]) {
    case 0x04:
      return known(n == 7 || n == 8 || n == 18 ? 4 : 3);  // DLE EOT n [a]
    case 0x05:
      return known(3);  // DLE ENQ n
    case 0x14:
      return known(n == 8 ? 10 : n == 3 ? 7 : n == 7 ? 4 : 5);  // DLE DC4 fn …
    default:
      return k_unknown;
  }
}

}  // namespace

EscposLength escpos_command_length(Bytes bytes) {
  const std::uint8_t op = bytes[1];
  switch (bytes[0]) {
    case 0x10:
      return realtime(bytes);
    case 0x1b:
      if (op == 'D') return nul_terminated(bytes, 2);
      if (op == '*') return bit_image(bytes);
      if (op == '&') return user_characters(bytes);
      if (op == '(') return counted_function(bytes);
      return fixed_length(k_esc_fixed, op);
    case 0x1c:
      if (op == '(') return counted_function(bytes);
      if (op == 'q') return stored_images(bytes);
      return fixed_length(k_fs_fixed, op);
    case 0x1d:
      if (op == '(') return counted_function(bytes);
      if (op == '*') return downloaded_image(bytes);
      if (op == '8') return long_graphics(bytes);
      if (op == 'C') return counter_mode(bytes);
      if (op == 'V') return cut(bytes);
      if (op == 'k') return barcode(bytes);
      if (op == 'v') return raster(bytes);
      return fixed_length(k_gs_fixed, op);
    default:
      return k_unknown;
  }
}

}  // namespace vuoro::drivers
