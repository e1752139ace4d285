#pragma once
// What may be asked of the remote hand: one JSON object a line, one answer a line.
//
//   {"do":"tree"}                         → {"ok":true,"tree":"…"}          the semantic tree as text
//   {"do":"tree","form":"json"}           → {"ok":true,"tree":[…]}
//   {"do":"picture"}                      → {"ok":true,"png":"<base64>"}
//   {"do":"state"}                        → {"ok":true,"role":…,"frames":…,"painted":…,"wakes":…,"idle":…}
//   {"do":"wait-idle","seconds":10}       → {"ok":true} once nothing is under way
//   {"do":"tap","x":540,"y":900}          a finger, by pixel; or by node: "id", or "role" and "label"
//   {"do":"act","id":123}                 or "role" and "label"; with "action" (press), "text" (set_text),
//                                         "x" and "y" (pick, 0..1)
//   {"do":"type","text":"…"}              a physical keyboard
//   {"do":"key","key":"enter"}            one of its other keys
//   {"do":"keypad","key":"next"}          a key of the assistive keypad, or its headset's plug: "headset_in"
//   {"do":"speech"}                       → {"ok":true,"said":["fi: …", …]} what the visit's speech said lately
//   {"do":"scan","payload":"…"}           a code held before the scanner
// Errors: {"ok":false,"error":{"code":"<Errc>","message":"…"}}. An answer comes only after a frame has
// applied what was asked for.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "kiosk/app/remote_limits.h"

namespace vuoro::kiosk {

struct RemoteAsk {
  enum class Do { tree, picture, state, speech, wait_idle, tap, act, type, key, keypad, scan };
  struct At {
    double x = 0, y = 0;
    friend bool operator==(const At&, const At&) = default;
  };

  Do what = Do::tree;
  bool as_json = false;                                        ///< tree
  std::chrono::seconds patience = remote_limits::k_wait_idle;  ///< wait_idle
  std::optional<At> at = {};                                   ///< tap: pixels; act pick: 0..1
  std::optional<std::uint32_t> id = {};                        ///< tap, act: the node, or role and label
  std::string role = {}, label = {};
  std::string action = "press";  ///< act
  std::string text = {};         ///< act set_text, type; key, keypad: its name; scan: the payload

  /// Whether it changes nothing.
  [[nodiscard]] bool only_looks() const { return what <= Do::wait_idle; }
  friend bool operator==(const RemoteAsk&, const RemoteAsk&) = default;
};

/// The word that stands after "do".
[[nodiscard]] std::string_view name_of(RemoteAsk::Do what);

/// @return parse, too_large: no JSON object within the limits; invalid_argument: an unknown word or field, a
/// value out of range, a tap or act without its target or with two.
[[nodiscard]] Result<RemoteAsk> parse_remote_ask(std::string_view line);
/// The line without its end, so that parse_remote_ask() gives the same again.
[[nodiscard]] std::string to_line(const RemoteAsk& ask);

}  // namespace vuoro::kiosk
