#pragma once
// What the tree says: a node, a page, what has changed. Pure: trees and words in, utterances out, each with
// the language whose voice is to say it.

#include <optional>
#include <string_view>

#include "ui/speech/words.h"

namespace vuoro::ui::speech {

/// Who may hear it. EN 301 549 5.1.3.8 and 5.1.3.9: what is masked or personal is said to private listening
/// only; everybody in the room hears a speaker.
enum class Hearing { everybody, visitor_only };

/// One node: its name in its own language; what it is, what it holds, its state, more about it and its place
/// ("2 of 5") in the frame's.
[[nodiscard]] Saying say_node(const Tree& tree, const Node& node, const Words& words, Hearing hearing);

/// The page or dialog that has just come: its name, what there is to know, what one can do. A page that asks
/// little (at most three controls of its own) is read whole, so that nobody misses the number it shows; of a
/// longer one the title, what is live, and the choices. Where the page is one question its answers are named;
/// where it has several, their names.
[[nodiscard]] Saying say_place(const Tree& tree, const Words& words, Hearing hearing);

/// The names of the groups one comes into on the way from one node to another, the outermost first; not those
/// that were just heard, nor the page's own. @param from  may be gone from the tree.
[[nodiscard]] Saying say_entered(const Tree& tree, NodeId from, const Node& to, const Words& words);

/// What has changed since the tree before, on the same page.
struct Changes {
  Saying assertive;  ///< to be said at once
  Saying act;        ///< what the focused node became, what was written
  Saying polite;     ///< after what is being said
  [[nodiscard]] bool any() const { return !assertive.empty() || !act.empty() || !polite.empty(); }
};
/// @param focus  the node whose own changes are said.
[[nodiscard]] Changes say_changes(const Tree& before, const Tree& now, NodeId focus, const Words& words,
                                  Hearing hearing);

enum class Pause { comma, stop };
/// Puts words at the end, after a pause, together with what is in the same language.
void append(Saying& saying, std::string_view words, const std::string& language, Pause pause = Pause::stop);
void append(Saying& saying, const Saying& more);

}  // namespace vuoro::ui::speech
