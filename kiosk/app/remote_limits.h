#pragma once
// Every limit of the remote hand, each with its reason. Who speaks to it is the kiosk's own user or root, but
// a script gone wrong must not take the visitor's terminal with it.

#include <chrono>
#include <cstddef>

namespace vuoro::kiosk::remote_limits {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

/// A question is some hundred bytes; the longest text to type is 4 KiB.
inline constexpr std::size_t k_line_bytes_max = 64 * 1024;
inline constexpr std::size_t k_depth_max = 4;
/// A picture of the largest screen, as text.
inline constexpr std::size_t k_answer_bytes_max = 64u << 20u;
/// A technician, a test or two. One more takes the place of one that has been silent, else it is refused.
inline constexpr std::size_t k_guests_max = 8;
inline constexpr auto k_silence_before_giving_way = 2s;
/// Whoever does not read its answer this long is let go.
inline constexpr auto k_unread_answer_max = 10s;
/// Pause when the process is out of file descriptors.
inline constexpr auto k_accept_pause = 100ms;

inline constexpr std::size_t k_label_bytes_max = 1024;
inline constexpr std::size_t k_text_bytes_max = 4096;
inline constexpr std::size_t k_payload_bytes_max = 512;
inline constexpr double k_pixel_max = 100'000;
inline constexpr auto k_wait_idle_max = 600s;
inline constexpr auto k_wait_idle = 10s;

}  // namespace vuoro::kiosk::remote_limits
