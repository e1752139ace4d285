#include "server/authority/digest.h"

#include <sodium.h>

namespace vuoro::authority {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string digest(std::string_view purpose, std::string_view text) {
  std::string out(32, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, out.size());
  crypto_generichash_update(&state, bytes_of(purpose), purpose.size());
  const unsigned char between = 0;
  crypto_generichash_update(&state, &between, 1);
  crypto_generichash_update(&state, bytes_of(text), text.size());
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view k_digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    out += k_digits[static_cast<unsigned char>(byte) >> 4];
    out += k_digits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace vuoro::authority
