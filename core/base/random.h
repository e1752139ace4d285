#pragma once
// Randomness is injected, so that one seed can replay a whole world.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vuoro {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
  [[nodiscard]] std::uint64_t next_u64();
  /// Uniform in [0, bound); bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1).
  [[nodiscard]] double unit();
  /// An unguessable text of `characters` from the given alphabet (2 to 256 letters).
  [[nodiscard]] std::string text(std::size_t characters, std::string_view alphabet);
};

/// The kernel's cryptographic randomness. Thread-safe.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

/// Repeatable (splitmix64); for tests and simulation only. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::uint64_t state_;
};

/// Letters and digits that are not mistaken for each other when read aloud or from paper (no 0 O 1 I L U).
inline constexpr std::string_view k_readable_alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
inline constexpr std::string_view k_url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace vuoro
