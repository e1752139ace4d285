#pragma once
// What of the screen may be seen from afar: nothing behind a dialog, nothing that a visitor writes about
// himself.

#include "ui/image.h"
#include "ui/tree.h"

namespace vuoro::kiosk {

/// Whether what a node shows is a person's own: a PIN, a contact.
[[nodiscard]] bool is_secret(const ui::Node& node);
/// Whether any such node is on the screen.
[[nodiscard]] bool has_secret(const ui::Tree& tree);

/// The tree without the nodes behind a dialog, without secret values, and, while there is one, without what
/// would tell which key is being pressed.
[[nodiscard]] ui::Tree seen_from_afar(const ui::Tree& tree);

/// The same for the picture of that tree: one flat colour behind a dialog, boxes over secrets.
/// @param corner_px  radius of a dialog's corners, outside which the page behind shows.
void hide_in_picture(const ui::Tree& tree, float corner_px, ui::Image& picture);

}  // namespace vuoro::kiosk
