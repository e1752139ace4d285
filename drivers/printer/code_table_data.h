#pragma once
// The upper halves of the code tables (bytes 0x80 to 0xFF), as published by IBM and Microsoft.

namespace vuoro::drivers {

extern const char16_t k_pc437_upper[129];
extern const char16_t k_pc850_upper[129];
extern const char16_t k_pc852_upper[129];
extern const char16_t k_pc858_upper[129];
extern const char16_t k_pc865_upper[129];
extern const char16_t k_pc866_upper[129];
extern const char16_t k_wpc1252_upper[129];

}  // namespace vuoro::drivers
