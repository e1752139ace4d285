#pragma once
// The look that is there when no file is: assets/themes/standard.toml as it was when the program was built.

#include <string_view>

#include "ui/theme.h"

namespace vuoro::ui {

/// The file's text; CMake writes it into the program, so that there is one source of every colour and size.
[[nodiscard]] std::string_view built_in_theme_text();

/// The theme of that text. A program whose own theme is not good does not get through its tests: aborts then.
[[nodiscard]] Theme built_in_theme();

}  // namespace vuoro::ui
