#pragma once
// One text through Pango: from a request to glyphs in their places.

#include "ui/text/fonts.h"
#include "ui/text/hyphenation.h"
#include "ui/text/text.h"

namespace vuoro::ui {

class Shaper {
 public:
  /// Both borrowed.
  Shaper(Fonts& fonts, Hyphenation& hyphenation) : fonts_(fonts), hyphenation_(hyphenation) {}

  [[nodiscard]] TextLayout shape(const TextRequest& request);
  [[nodiscard]] Point caret(const TextRequest& request, std::size_t offset);

 private:
  [[nodiscard]] PangoLayout* make(const TextRequest& request, const std::string& words) const;
  [[nodiscard]] std::string prepared(const TextRequest& request, bool& cut) const;
  void add_run(const PangoLayoutRun& run, float& pen, float base, TextLayout& out);
  void add_missing(char32_t c, float x, float y, TextLayout& out);
  [[nodiscard]] bool may_be(const PangoRectangle& ink, float x, float y) const;

  Fonts& fonts_;
  Hyphenation& hyphenation_;
  std::vector<char32_t> told_;  ///< missing characters already logged
  float size_px_ = 0;
  float keep_left_ = 0, keep_right_ = 0, keep_top_ = 0, keep_bottom_ = 0;  ///< where ink may be
  bool check_ink_ = false;
};

}  // namespace vuoro::ui
