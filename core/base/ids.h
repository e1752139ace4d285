#pragma once
// Identifiers: UUIDv7 (RFC 9562) for what happens, name-based UUIDv8 for content that comes with a key of its own.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"

namespace vuoro {

class Uuid {
 public:
  /// The nil UUID.
  constexpr Uuid() = default;

  /// Time-ordered and unguessable in its last 62 bits. Ids made by one process in the same millisecond are in
  /// no particular order.
  [[nodiscard]] static Uuid v7(const Clock& clock, Random& random);

  /// The same name always gives the same id: "tpr:service:4711". SHA-256 based (version 8).
  [[nodiscard]] static Uuid from_name(std::string_view name);

  /// Takes the usual form of 36 characters, either case. @return parse.
  [[nodiscard]] static Result<Uuid> parse(std::string_view text);

  [[nodiscard]] static Uuid from_bytes(std::span<const std::uint8_t, 16> bytes);

  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool is_nil() const { return *this == Uuid(); }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace vuoro

template <>
struct std::hash<vuoro::Uuid> {
  std::size_t operator()(const vuoro::Uuid& id) const noexcept {
    std::size_t mixed = 1469598103934665603ULL;
    for (const std::uint8_t byte : id.bytes()) mixed = (mixed ^ byte) * 1099511628211ULL;
    return mixed;
  }
};
