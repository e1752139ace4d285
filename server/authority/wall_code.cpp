#include "server/authority/wall_code.h"

#include <sodium.h>

#include <array>

#include "server/authority/digest.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::size_t k_site_characters = 6;
constexpr std::size_t k_tag_characters = 18;  // 108 bits

std::int64_t step_at(WallTime now) {
  return now.time_since_epoch() / std::chrono::duration_cast<Millis>(limits::k_wall_code_step);
}

/// Six bits a letter, as many as there is room for.
std::string letters(std::string_view bytes, std::size_t count) {
  std::string out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    held += 8;
    while (held >= 6 && out.size() < count) {
      held -= 6;
      out += k_url_alphabet[(bits >> held) & 63];
    }
  }
  return out;
}

/// Which site a code is of can be read from it: it is no secret, and finding it costs no guessing.
std::string handle_of(const Uuid& site_id) {
  return letters(digest("wall_code_site", site_id.to_string()), k_site_characters);
}

}  // namespace

WallCodes::WallCodes(Random& random) : key_(crypto_auth_KEYBYTES, '\0') {
  random.fill(std::as_writable_bytes(std::span(key_)));
}

std::string WallCodes::code_of_step(const Uuid& site_id, std::int64_t step) const {
  const std::string text = site_id.to_string() + " " + std::to_string(step);
  std::array<unsigned char, crypto_auth_BYTES> tag{};
  crypto_auth(tag.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
              reinterpret_cast<const unsigned char*>(key_.data()));
  return handle_of(site_id) +
         letters({reinterpret_cast<const char*>(tag.data()), tag.size()}, k_tag_characters);
}

std::string WallCodes::code(const Uuid& site_id, WallTime now) const {
  return code_of_step(site_id, step_at(now));
}

WallTime WallCodes::changes_at(WallTime now) {
  return WallTime((step_at(now) + 1) * std::chrono::duration_cast<Millis>(limits::k_wall_code_step));
}

std::optional<Uuid> WallCodes::site_of(std::string_view code, std::span<const Uuid> sites,
                                       WallTime now) const {
  if (code.size() != k_site_characters + k_tag_characters) return std::nullopt;
  for (const auto& site : sites) {
    if (handle_of(site) != code.substr(0, k_site_characters)) continue;
    for (std::int64_t back = 0; back <= limits::k_wall_code_steps; ++back) {
      if (equal_secrets(code_of_step(site, step_at(now) - back), code)) return site;
    }
  }
  return std::nullopt;
}

}  // namespace vuoro::authority
