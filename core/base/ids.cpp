#include "core/base/ids.h"

#include <sodium.h>

#include <algorithm>

namespace vuoro {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool dash_at(std::size_t index) { return index == 8 || index == 13 || index == 18 || index == 23; }

}  // namespace

Uuid Uuid::v7(const Clock& clock, Random& random) {
  Uuid id;
  random.fill(std::as_writable_bytes(std::span(id.bytes_)));
  const auto ms = static_cast<std::uint64_t>(to_unix_ms(clock.wall()));
  for (std::size_t i = 0; i < 6; ++i) id.bytes_[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0f) | 0x70);
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3f) | 0x80);
  return id;
}

Uuid Uuid::from_name(std::string_view name) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(name.data()), name.size());
  Uuid id;
  for (std::size_t i = 0; i < id.bytes_.size(); ++i) id.bytes_[i] = digest[i];
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0f) | 0x80);
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3f) | 0x80);
  return id;
}

Result<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return fail(Errc::parse, "a UUID has 36 characters");
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dash_at(i)) {
      if (text[i] != '-') return fail(Errc::parse, "a UUID has dashes after 8, 12, 16 and 20 digits");
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return fail(Errc::parse, "a UUID has hexadecimal digits");
    auto& byte = id.bytes_[nibble / 2];
    byte = static_cast<std::uint8_t>(nibble % 2 == 0 ? value << 4 : byte | value);
    ++nibble;
  }
  return id;
}

Uuid Uuid::from_bytes(std::span<const std::uint8_t, 16> bytes) {
  Uuid id;
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

std::string Uuid::to_string() const {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (const std::uint8_t byte : bytes_) {
    if (dash_at(out.size())) out += '-';
    out += k_digits[byte >> 4];
    out += k_digits[byte & 0x0f];
  }
  return out;
}

}  // namespace vuoro
