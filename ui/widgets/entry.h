#pragma once
// Writing: a field, and the on-screen keyboard that fills it.

#include <string>

#include "ui/context.h"

namespace vuoro::ui {

/// Text being written; owned by the screen, edited by the field and the keyboard alike.
struct TextEdit {
  std::string text;       ///< UTF-8
  std::size_t caret = 0;  ///< byte offset of a character boundary
  std::size_t characters_max = 200;

  void set(std::string_view value);
  void insert(std::string_view typed);
  void erase_before();
  void erase_after();
  void move(int characters);
  void clear() { set({}); }
};

struct FieldSpec {
  std::string label;       ///< shown above the field when `show_label`
  std::string hint = {};   ///< shown while it is empty
  Icon icon = Icon::none;  ///< Icon::search for a search field
  bool show_label = true;
  bool masked = false;     ///< PIN
  bool personal = false;   ///< about the visitor: said to private listening only
  bool active = true;      ///< shows the caret and takes physical typing although not focused
  int lines = 1;           ///< height in lines; text wraps when more than one
  std::string error = {};  ///< what is wrong with it, shown below
};
struct FieldResponse {
  Response response;
  bool changed = false;
  bool submitted = false;  ///< Enter
};
FieldResponse text_field(Context& context, std::string_view key, const FieldSpec& spec, TextEdit& edit);

enum class KeyboardKind {
  text,
  email,  ///< @ . - _ beside the space bar, Latin letters
};

struct KeyboardSpec {
  std::string language =
      {};  ///< which letters: fi, sv, en, ru, uk, ar; empty: the frame's. The person can switch
  bool enter = true;
  bool capital_first = false;  ///< begins with a capital while the text is empty
  KeyboardKind kind = KeyboardKind::text;
  bool digits = false;  ///< a row of digits above the letters
};
struct KeyboardResponse {
  bool changed = false;
  bool submitted = false;
};
/// The letters, a page of digits and signs, a page of letters with accents, shift, space, backspace, enter. A
/// key that is held offers its other letters, a key with a globe the other languages. Takes the width it
/// gets.
KeyboardResponse keyboard(Context& context, std::string_view key, const KeyboardSpec& spec, TextEdit& edit);
/// How high keyboard() will be.
[[nodiscard]] float keyboard_height(Context& context, const KeyboardSpec& spec = {});

struct NumberPadSpec {
  bool enter = true;
  std::string extra = {};  ///< one more key at the lower start: "+", ","; empty: none
};
KeyboardResponse number_pad(Context& context, std::string_view key, const NumberPadSpec& spec,
                            TextEdit& edit);

}  // namespace vuoro::ui
