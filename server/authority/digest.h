#pragma once
// Fingerprints of contents and secrets (BLAKE2b). Secrets of full entropy are stored only as these.

#include <string>
#include <string_view>

namespace vuoro::authority {

/// 32 bytes. `purpose` keeps equal texts of different kinds apart.
[[nodiscard]] std::string digest(std::string_view purpose, std::string_view text);
[[nodiscard]] std::string to_hex(std::string_view bytes);
/// In time that does not depend on where they differ.
[[nodiscard]] bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace vuoro::authority
