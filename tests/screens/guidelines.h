#pragma once
// Rules that hold on every screen, as assertions over the tree and over real pixels. Each returns what breaks
// it, a line each; empty when all is well.

#include <string>
#include <vector>

#include "ui/harness.h"

namespace vuoro::test {

using Findings = std::vector<std::string>;

/// Everything that acts has a name, and a place in the tree (EN 301 549 5.1.3.6; WCAG 2.2 4.1.2).
[[nodiscard]] Findings labelled(const ui::Tree& tree);
/// What can be touched is at least k_target_min_mm both ways, where it is in sight (project rule; ETSI TR 102
/// 612).
[[nodiscard]] Findings target_size(const ui::Tree& tree, const ui::View& view);
/// Nothing is cut: no text, and nothing beyond the screen that no scrolling brings into sight
/// (WCAG 2.2 1.4.4).
[[nodiscard]] Findings nothing_clipped(const ui::Tree& tree, const ui::View& view);
/// No two things that act and no two texts lie over one another.
[[nodiscard]] Findings nothing_overlaps(const ui::Tree& tree);
/// The drawn capital H of every style is at least k_cap_height_min_mm high (EN 301 549 5.1.4).
[[nodiscard]] Findings cap_height(ui::Harness& harness);
/// Text 4.5:1, large text and pictures of controls 3:1, from the pixels of the last frame; what is disabled
/// is exempt (WCAG 2.2 1.4.3, 1.4.11). Paints.
[[nodiscard]] Findings contrast_of_pixels(ui::Harness& harness);
/// With the key "next" alone every acting node gets the focus, the focus is always somewhere, and it comes
/// round again (EN 301 549 5.1.6). Uses `press` to hand a key to the screen and to run its frames.
[[nodiscard]] Findings reached_by_keys(ui::Harness& harness);
/// In the low-reach layout nothing above View::reach_top_px can be touched.
[[nodiscard]] Findings in_reach(const ui::Tree& tree, const ui::View& view);

/// All rules of the tree together.
[[nodiscard]] Findings rules_of_tree(ui::Harness& harness);

}  // namespace vuoro::test
