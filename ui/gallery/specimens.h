#pragma once
// Every widget by itself, in every state it has: what the gallery shows and the pictures of docs/ are made
// of.

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "ui/context.h"

namespace vuoro::ui::gallery {

/// What a widget can be in. Pressed and focused are made by real input; the others by what the screen says.
enum class Condition { rest, pressed, focused, disabled, selected, error, loading };
inline constexpr std::array k_conditions = {Condition::rest,     Condition::pressed,  Condition::focused,
                                            Condition::disabled, Condition::selected, Condition::error,
                                            Condition::loading};
[[nodiscard]] std::string_view name_of(Condition condition);

/// What the specimens say, in one language: example text.
struct Sample {
  std::string_view language;  ///< BCP 47
  bool right_to_left = false;
  std::string_view name;  ///< of the language, in itself
  std::string_view title, subtitle, status, action, other, field, error, question;
  std::array<std::string_view, 5> grades;
};
/// @return the English sample when there is none in that language.
[[nodiscard]] const Sample& sample_of(std::string_view language);
[[nodiscard]] std::span<const Sample> samples();

struct Specimen {
  std::string_view name;
  /// The conditions it has, rest first.
  std::span<const Condition> conditions;
  void (*draw)(Context& context, const Sample& sample, Condition condition);
};
[[nodiscard]] std::span<const Specimen> specimens();

}  // namespace vuoro::ui::gallery
