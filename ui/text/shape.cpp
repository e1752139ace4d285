#include "ui/text/shape.h"

#include <fmt/format.h>
#include <pango/pango.h>

#include <cmath>

#include "core/base/log.h"
#include "core/base/text.h"
#include "ui/text/prepare.h"
#include "ui/text/pseudo.h"

namespace vuoro::ui {
namespace {

// Inter's own ascent and descent (hhea, of 2048 units): lines are set by these, whatever fallback font is on
// them, so that a page does not move when its language changes.
constexpr float k_ascent = 1984.0f / 2048.0f;
constexpr float k_descent = 494.0f / 2048.0f;
// From this size on the display cut, with its tighter spacing, looks better.
constexpr float k_display_from_px = 44;
/// What somebody writes is laid out whole up to here; fields hold less.
constexpr std::size_t k_written_bytes_max = 4000;
/// A tall or deep script gets this much room more above its first line and below its last, in ems.
constexpr float k_room_more = 0.35f;
/// A letter may lean this far out of its line's ends, in ems: the circumflex of an î that begins a line does.
constexpr float k_lean = 0.2f;
constexpr int k_narrowings_max = 8;
/// Missing characters named in the log; after these it is known that fonts are missing.
constexpr std::size_t k_missing_told_max = 20;

float px(int units) {
  return static_cast<float>(units) / PANGO_SCALE;
}

/// Latin, Greek, Cyrillic and Chinese letters stay in their line by design; for others the ink is looked at.
bool may_tower(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0xcc) {
      ++at;
      continue;
    }
    const char32_t c = next_code_point(text, at);
    const bool tame = c < 0x300 || (c >= 0x370 && c < 0x530 && !(c >= 0x483 && c <= 0x489)) ||
                      (c >= 0x2000 && c < 0x20d0) || (c >= 0x4e00 && c < 0xa000);
    if (!tame) return true;
  }
  return false;
}

bool has_right_to_left(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (is_right_to_left(next_code_point(text, at))) return true;
  return false;
}

/// The words (between spaces) that a line of the layout breaks inside, by their first byte.
std::vector<std::pair<std::size_t, std::size_t>> broken_words(PangoLayout* layout, std::string_view words) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout, &count);
  std::size_t byte = 0;
  int character = 0;
  PangoLayoutIter* at = pango_layout_get_iter(layout);
  do {
    const auto start = static_cast<std::size_t>(pango_layout_iter_get_line_readonly(at)->start_index);
    for (; byte < start && byte < words.size(); ++character) (void)next_code_point(words, byte);
    if (start == 0 || start >= words.size() || words[start - 1] == '\n' || character >= count) continue;
    if (attributes[character].is_line_break != 0) continue;
    std::size_t from = start, end = start;
    while (from > 0 && words[from - 1] != ' ' && words[from - 1] != '\n') --from;
    while (end < words.size() && words[end] != ' ' && words[end] != '\n') ++end;
    if (out.empty() || out.back().first != from) out.emplace_back(from, end);
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
  return out;
}

/// How far the ink of the first line reaches over its baseline, and of the last line under its own, px.
std::pair<float, float> reach_of(PangoLayout* layout) {
  float above = 0, below = 0;
  PangoLayoutIter* at = pango_layout_get_iter(layout);
  for (bool first = true;; first = false) {
    PangoRectangle ink;
    const bool last = pango_layout_iter_at_last_line(at) != 0;
    if (first || last) {
      const int baseline = pango_layout_iter_get_baseline(at);
      pango_layout_iter_get_line_extents(at, &ink, nullptr);
      if (first && ink.height > 0) above = px(baseline - ink.y);
      if (last && ink.height > 0) below = px(ink.y + ink.height - baseline);
    }
    if (last || !pango_layout_iter_next_line(at)) break;
  }
  pango_layout_iter_free(at);
  return {above, below};
}

/// A cursive word broken between two letters grows, since both take another form. Narrows the layout until
/// its lines fit. @return how much narrower it was made, px.
float narrowed(PangoLayout* layout, float width) {
  float less = 0;
  for (int i = 0; i < k_narrowings_max; ++i) {
    int wide = 0;
    pango_layout_get_size(layout, &wide, nullptr);
    const float excess = px(wide) - width;
    if (excess <= 0.5f || width - less - excess < width / 2) break;
    less += std::ceil(excess);
    pango_layout_set_width(layout, static_cast<int>((width - less) * PANGO_SCALE));
  }
  return less;
}

}  // namespace

std::string Shaper::prepared(const TextRequest& r, bool& cut) const {
  if (r.as_written) {
    const std::string_view taken = truncate_utf8(r.text, k_written_bytes_max);
    cut = taken.size() != r.text.size();
    return clean_text(taken);
  }
  std::string words =
      tamed(is_pseudo(r.language) ? in_pseudo(clean_text(r.text), r.language) : std::string(r.text), &cut);
  if (r.lines_max == 1) std::replace(words.begin(), words.end(), '\n', ' ');
  return isolated(words, r.direction);
}

PangoLayout* Shaper::make(const TextRequest& r, const std::string& words) const {
  PangoContext* context = fonts_.pango();
  pango_context_set_language(context, pango_language_from_string(std::string(r.language).c_str()));
  // A telephone number or a Latin name that is being written keeps its own order in a right-to-left field.
  const bool own_order = r.as_written && !has_right_to_left(words);
  pango_context_set_base_dir(context, r.direction == Direction::right_to_left && !own_order
                                          ? PANGO_DIRECTION_RTL
                                          : PANGO_DIRECTION_LTR);
  PangoLayout* layout = pango_layout_new(context);
  // The paragraph's direction is the screen's: an English name in an Arabic list still begins at the right.
  pango_layout_set_auto_dir(layout, FALSE);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, r.size_px >= k_display_from_px ? "Inter Display" : "Inter");
  pango_font_description_set_weight(font, static_cast<PangoWeight>(r.weight));
  pango_font_description_set_absolute_size(font, static_cast<double>(r.size_px) * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  if (r.width > 0) {
    pango_layout_set_width(layout, static_cast<int>(r.width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (r.lines_max > 0) {
      pango_layout_set_height(layout, -r.lines_max);
      pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
  }
  const bool at_right = (r.align == TextAlign::end) != (r.direction == Direction::right_to_left);
  const PangoAlignment align = r.align == TextAlign::centre ? PANGO_ALIGN_CENTER
                               : at_right                   ? PANGO_ALIGN_RIGHT
                                                            : PANGO_ALIGN_LEFT;
  pango_layout_set_alignment(layout, align);
  pango_layout_set_text(layout, words.data(), static_cast<int>(words.size()));
  return layout;
}

TextLayout Shaper::shape(const TextRequest& r) {
  TextLayout out;
  bool cut = false;
  std::string words = prepared(r, cut);
  PangoLayout* layout = make(r, words);
  if (r.width > 0 && !r.as_written) {
    // Only words that do not fit on a line of their own are hyphenated.
    if (const auto broken = broken_words(layout, words); !broken.empty()) {
      std::string softer;
      std::size_t done = 0;
      for (const auto& [from, end] : broken) {
        softer.append(words, done, from - done);
        softer += hyphenation_.softened(std::string_view(words).substr(from, end - from), r.language);
        done = end;
      }
      softer.append(words, done);
      out.unhyphenated = static_cast<int>(broken.size());
      if (softer != words) {
        words = std::move(softer);
        g_object_unref(layout);
        layout = make(r, words);
        out.unhyphenated = static_cast<int>(broken_words(layout, words).size());
      }
    }
  }
  float shift = 0;
  if (r.width > 0 && r.lines_max != 1) {
    const float less = narrowed(layout, r.width);
    const PangoAlignment align = pango_layout_get_alignment(layout);
    shift = align == PANGO_ALIGN_RIGHT ? less : align == PANGO_ALIGN_CENTER ? less / 2 : 0;
  }
  out.clipped = cut || pango_layout_is_ellipsized(layout);
  const float line_px = r.size_px * r.line_height;
  const float plain = (line_px - r.size_px * (k_ascent + k_descent)) / 2 + r.size_px * k_ascent;
  out.baseline = plain;
  out.cap_px = r.size_px * k_cap_share;
  out.lines = pango_layout_get_line_count(layout);
  // Pango counts the lines of each paragraph by itself.
  if (r.lines_max > 0 && out.lines > r.lines_max) {
    out.lines = r.lines_max;
    out.clipped = true;
  }
  out.line_px = line_px;
  float deeper = 0;
  check_ink_ = may_tower(words);
  if (check_ink_) {
    const auto [above, below] = reach_of(layout);
    const float most = r.size_px * k_room_more;
    out.baseline += std::clamp(std::ceil(above - out.baseline), 0.0f, most);
    deeper = std::clamp(std::ceil(below - (line_px - plain)), 0.0f, most);
  }
  const float last = out.baseline + static_cast<float>(out.lines - 1) * line_px;
  out.height = std::round(static_cast<float>(out.lines) * line_px + (out.baseline - plain) + deeper);
  keep_top_ = std::min(0.0f, out.baseline - r.size_px * k_ascent) - 2;
  keep_bottom_ = std::max(out.height, last + r.size_px * k_descent) + 2;
  keep_left_ = r.width > 0 ? -r.size_px * k_lean : -1e9f;
  keep_right_ = r.width > 0 ? r.width + r.size_px * k_lean : 1e9f;
  size_px_ = r.size_px;
  PangoLayoutIter* at = pango_layout_get_iter(layout);
  int line = 0;
  float left = 1e9f, right = -1e9f;
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    const float x0 = px(logical.x) + shift;
    left = std::min(left, x0);
    right = std::max(right, x0 + px(logical.width));
    const float base = std::round(out.baseline + static_cast<float>(line) * line_px);
    float pen = x0;
    for (GSList* item = pango_layout_iter_get_line_readonly(at)->runs; item != nullptr; item = item->next)
      add_run(*static_cast<PangoLayoutRun*>(item->data), pen, base, out);
    ++line;
  } while (line < out.lines && pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
  g_object_unref(layout);
  out.width = std::max(0.0f, right - left);
  if (r.width > 0 && out.width > r.width + 1) out.clipped = true;
  if (r.width <= 0 && left > 0 && left < 1e8f)
    for (GlyphAt& g : out.glyphs) g.x -= left;
  out.glyphs.shrink_to_fit();
  return out;
}

void Shaper::add_run(const PangoLayoutRun& run, float& pen, float base, TextLayout& out) {
  PangoFont* font = run.item->analysis.font;
  for (int i = 0; i < run.glyphs->num_glyphs; ++i) {
    const PangoGlyphInfo& g = run.glyphs->glyphs[i];
    const float x = pen + px(g.geometry.x_offset);
    const float y = base + px(g.geometry.y_offset - run.y_offset);
    pen += px(g.geometry.width);
    if (g.glyph == PANGO_GLYPH_EMPTY) continue;
    if ((g.glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
      add_missing(g.glyph & ~static_cast<PangoGlyph>(PANGO_GLYPH_UNKNOWN_FLAG), x, y, out);
      continue;
    }
    if (check_ink_) {
      PangoRectangle ink;
      pango_font_get_glyph_extents(font, g.glyph, &ink, nullptr);
      if (!may_be(ink, x, y)) {
        out.clipped = true;
        continue;
      }
    }
    if (const std::uint64_t key = fonts_.key(font, g.glyph); key != 0) out.glyphs.push_back({key, x, y});
  }
}

bool Shaper::may_be(const PangoRectangle& ink, float x, float y) const {
  const float left = x + px(ink.x), top = y + px(ink.y);
  return ink.width <= 0 || ink.height <= 0 ||
         (left >= keep_left_ && left + px(ink.width) <= keep_right_ && top >= keep_top_ &&
          top + px(ink.height) <= keep_bottom_);
}

void Shaper::add_missing(char32_t c, float x, float y, TextLayout& out) {
  out.clipped = true;
  ++out.missing;
  if (told_.size() < k_missing_told_max && std::find(told_.begin(), told_.end(), c) == told_.end()) {
    told_.push_back(c);
    log::warn("character_in_no_font", {{"character", fmt::format("U+{:04X}", static_cast<unsigned>(c))}});
  }
  PangoRectangle ink{};
  const std::uint64_t key = fonts_.replacement(size_px_, ink);
  if (key != 0 && may_be(ink, x, y)) out.glyphs.push_back({key, x, y});
}

Point Shaper::caret(const TextRequest& r, std::size_t offset) {
  bool cut = false;
  const std::string words = prepared(r, cut);
  PangoLayout* layout = make(r, words);
  PangoRectangle strong;
  // An offset inside a character is that character's beginning.
  const auto index = static_cast<int>(truncate_utf8(words, offset).size());
  pango_layout_get_cursor_pos(layout, index, &strong, nullptr);
  int line = 0, x = 0;
  pango_layout_index_to_line_x(layout, index, FALSE, &line, &x);
  g_object_unref(layout);
  return {px(strong.x), static_cast<float>(line) * r.size_px * r.line_height};
}

}  // namespace vuoro::ui
