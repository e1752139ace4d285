#pragma once
// Pseudo-locales: what no translator has written, to see whether the screens would hold it.

#include <string>
#include <string_view>

namespace vuoro::ui {

/// Longer by half, accented, in brackets: [Ťãķé å ñüɱƀéŕ ~~~~ ~~~].
inline constexpr std::string_view k_pseudo_long = "en-XA";
/// The same words in Arabic letters, right to left.
inline constexpr std::string_view k_pseudo_rtl = "ar-XB";

[[nodiscard]] bool is_pseudo(std::string_view language);
/// The words as the pseudo-locale has them; as they are in any other language. What has fewer than three
/// letters in a row (ticket numbers, times, keys) stays as it is.
[[nodiscard]] std::string in_pseudo(std::string_view words, std::string_view language);

}  // namespace vuoro::ui
