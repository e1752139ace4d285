#pragma once
// Which calls the wall shows: the present ones, and the last ones below, so that a missed number is found.
// Pure.

#include <string>
#include <vector>

#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

struct CallOnBoard {
  Uuid ticket_id;
  Uuid queue_id;
  std::optional<Uuid> organization_id;  ///< of the queue
  std::string number;
  std::string counter;
  LocalizedText counter_location;
  WallTime called_at;
  std::int32_t calls = 0;
  /// Another queue has given the same number today: the queue's name must stand beside it.
  bool ambiguous = false;
};

struct Board {
  std::vector<CallOnBoard> current;  ///< newest first
  std::vector<CallOnBoard> last;     ///< newest first
};

/// How many a layout has room for.
struct BoardRoom {
  std::size_t current = 3;
  std::size_t last = 6;
};

/// A call stays among the present ones this long although the visitor is being served: visible well after
/// speech.
inline constexpr std::chrono::seconds k_call_shown_at_least{45};
/// The same while the display is silent: the eye alone has to find it.
inline constexpr std::chrono::seconds k_call_shown_when_silent{90};
/// A call further in the future was made while the server's clock was ahead: it is older than all others.
inline constexpr std::chrono::seconds k_call_ahead_at_most{60};

/// Whether the display shows this queue.
[[nodiscard]] bool shows_queue(const DisplaySettings& settings, const Uuid& queue_id);
/// Whether it shows calls to this counter.
[[nodiscard]] bool shows_counter(const DisplaySettings& settings, const std::optional<Uuid>& counter_id);
/// Nobody is to come for it now: back in the queue, set aside, given up, or over.
[[nodiscard]] bool taken_back(const Ticket& ticket);
[[nodiscard]] bool is_ambiguous(const LobbyView& view, const Ticket& ticket);

/// @param shown_for  k_call_shown_at_least or k_call_shown_when_silent.
[[nodiscard]] Board make_board(const LobbyView& view, const DisplaySettings& settings, WallTime now,
                               const BoardRoom& room = {},
                               std::chrono::seconds shown_for = k_call_shown_at_least);
/// When the board changes by itself (a call grows old); nothing when it does not.
[[nodiscard]] std::optional<WallTime> board_changes_at(
    const Board& board, WallTime now, std::chrono::seconds shown_for = k_call_shown_at_least);

}  // namespace vuoro::kiosk
