#pragma once
// When the wall is silent, and when it is dark. Pure.

#include <optional>

#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

/// The picture is bright this long before the doors open, and after they close.
inline constexpr std::chrono::minutes k_bright_before{15};
inline constexpr std::chrono::minutes k_bright_after{15};

/// Within one of the spans, which are local times of every day; one that ends before it begins goes over
/// midnight, and one with equal or unreadable ends is none.
[[nodiscard]] bool is_quiet(const DisplaySettings& settings, const LobbyView& view, WallTime now);

/// Dark while the site is closed by its hours, unless somebody was called lately: then people are still here.
/// A site whose hours are not known is never dark.
[[nodiscard]] bool is_dark(const DisplaySettings& settings, const LobbyView& view, WallTime now);
/// When it next opens; for the word on the dark picture.
[[nodiscard]] std::optional<WallTime> opens_at(const LobbyView& view, WallTime now);

}  // namespace vuoro::kiosk
