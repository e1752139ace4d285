#pragma once
// Which calls the wall shows: at most three present ones, the last ones below. Pure.

#include <string>
#include <vector>

#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

struct CallOnBoard {
  Uuid ticket_id;
  std::string number;
  std::string counter;
  LocalizedText counter_location;
  WallTime called_at;
  std::int32_t calls = 0;
};

struct Board {
  std::vector<CallOnBoard> current;  ///< newest first, at most k_current_calls
  std::vector<CallOnBoard> last;     ///< newest first, at most k_last_calls
};

inline constexpr std::size_t k_current_calls = 3;
inline constexpr std::size_t k_last_calls = 6;
/// A call stays among the present ones this long although the visitor is being served: visible well after
/// speech.
inline constexpr std::chrono::seconds k_call_shown_at_least{45};

/// Whether the display shows this queue.
[[nodiscard]] bool shows_queue(const DisplaySettings& settings, const Uuid& queue_id);
[[nodiscard]] Board make_board(const LobbyView& view, const DisplaySettings& settings, WallTime now);
/// When the board changes by itself (a call grows old); nothing when it does not.
[[nodiscard]] std::optional<WallTime> board_changes_at(const Board& board, WallTime now);

}  // namespace vuoro::kiosk
