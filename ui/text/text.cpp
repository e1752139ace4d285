#include "ui/text/text.h"

#include <pango/pango.h>

#include <cmath>
#include <list>
#include <unordered_map>

#include "core/base/text.h"
#include "ui/text/fonts.h"

namespace vuoro::ui {
namespace {

// Inter's own ascent and descent (hhea, of 2048 units): lines are set by these, whatever fallback font is on
// them, so that a page does not move when its language changes.
constexpr float k_ascent = 1984.0f / 2048.0f;
constexpr float k_descent = 494.0f / 2048.0f;
// From this size on the display cut, with its tighter spacing, looks better.
constexpr float k_display_from_px = 44;

std::string key_of(const TextRequest& r) {
  std::string key;
  key.reserve(r.text.size() + 48);
  key.append(r.text).push_back('\0');
  key.append(r.language).push_back('\0');
  const auto put = [&key](auto v) { key.append(reinterpret_cast<const char*>(&v), sizeof v); };
  put(std::lround(r.size_px * 64));
  put(static_cast<int>(r.weight));
  put(std::lround(r.line_height * 256));
  put(std::lround(r.width * 4));
  put(r.lines_max);
  put(r.align);
  put(r.direction);
  return key;
}

struct Made {
  PangoLayout* layout = nullptr;
  bool cut = false;
};

}  // namespace

struct TextEngine::Inner {
  std::unique_ptr<Fonts> fonts;
  struct Entry {
    std::string key;
    TextLayout layout;
  };
  std::list<Entry> entries;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index;
  std::uint64_t shaped = 0;

  Made make(const TextRequest& r) const {
    Made made;
    std::string clean = clean_text(r.text);
    if (clean.size() > k_text_bytes_max) {
      clean.resize(truncate_utf8(clean, k_text_bytes_max).size());
      made.cut = true;
    }
    PangoContext* context = fonts->pango();
    pango_context_set_language(context, pango_language_from_string(std::string(r.language).c_str()));
    pango_context_set_base_dir(
        context, r.direction == Direction::right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    PangoLayout* layout = pango_layout_new(context);
    made.layout = layout;
    // The paragraph's direction is the screen's: an English name in an Arabic list still begins at the right.
    pango_layout_set_auto_dir(layout, FALSE);
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(font,
                                             r.size_px >= k_display_from_px ? "Inter Display" : "Inter");
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
    pango_layout_set_text(layout, clean.data(), static_cast<int>(clean.size()));
    return made;
  }

  TextLayout shape(const TextRequest& r) {
    ++shaped;
    TextLayout out;
    const Made made = make(r);
    PangoLayout* layout = made.layout;
    out.clipped = made.cut || pango_layout_is_ellipsized(layout);
    const float line_px = r.size_px * r.line_height;
    out.baseline = (line_px - r.size_px * (k_ascent + k_descent)) / 2 + r.size_px * k_ascent;
    out.cap_px = r.size_px * k_cap_share;
    PangoLayoutIter* at = pango_layout_get_iter(layout);
    int line = 0;
    float left = 1e9f, right = -1e9f;
    do {
      PangoRectangle logical;
      pango_layout_iter_get_line_extents(at, nullptr, &logical);
      const float x0 = static_cast<float>(logical.x) / PANGO_SCALE;
      left = std::min(left, x0);
      right = std::max(right, x0 + static_cast<float>(logical.width) / PANGO_SCALE);
      const float base = std::round(out.baseline + static_cast<float>(line) * line_px);
      float pen = x0;
      for (GSList* item = pango_layout_iter_get_line_readonly(at)->runs; item != nullptr; item = item->next)
        add_run(*static_cast<PangoLayoutRun*>(item->data), pen, base, out);
      ++line;
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    g_object_unref(layout);
    out.lines = line;
    out.width = std::max(0.0f, right - left);
    if (r.width > 0 && out.width > r.width + 1) out.clipped = true;
    if (r.width <= 0 && left > 0 && left < 1e8f)
      for (GlyphAt& g : out.glyphs) g.x -= left;
    out.height = std::round(static_cast<float>(line) * line_px);
    return out;
  }

  void add_run(const PangoLayoutRun& run, float& pen, float base, TextLayout& out) {
    PangoFont* font = run.item->analysis.font;
    for (int i = 0; i < run.glyphs->num_glyphs; ++i) {
      const PangoGlyphInfo& g = run.glyphs->glyphs[i];
      const float x = pen + static_cast<float>(g.geometry.x_offset) / PANGO_SCALE;
      const float y = base + static_cast<float>(g.geometry.y_offset - run.y_offset) / PANGO_SCALE;
      pen += static_cast<float>(g.geometry.width) / PANGO_SCALE;
      if (g.glyph == PANGO_GLYPH_EMPTY) continue;
      if ((g.glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
        out.clipped = true;
        continue;
      }
      if (const std::uint64_t key = fonts->key(font, g.glyph); key != 0) out.glyphs.push_back({key, x, y});
    }
  }
};

TextEngine::TextEngine(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
TextEngine::~TextEngine() = default;

Result<std::unique_ptr<TextEngine>> TextEngine::create() {
  auto inner = std::make_unique<Inner>();
  VUORO_ASSIGN(inner->fonts, Fonts::create());
  return std::unique_ptr<TextEngine>(new TextEngine(std::move(inner)));
}

const TextLayout& TextEngine::layout(const TextRequest& request) {
  std::string key = key_of(request);
  auto& entries = inner_->entries;
  if (const auto known = inner_->index.find(key); known != inner_->index.end()) {
    entries.splice(entries.begin(), entries, known->second);
    return entries.front().layout;
  }
  entries.push_front({std::move(key), inner_->shape(request)});
  inner_->index.emplace(entries.front().key, entries.begin());
  return entries.front().layout;
}

Point TextEngine::caret(const TextRequest& request, std::size_t offset) {
  const Made made = inner_->make(request);
  PangoRectangle strong;
  const std::size_t length = std::string_view(pango_layout_get_text(made.layout)).size();
  pango_layout_get_cursor_pos(made.layout, static_cast<int>(std::min(offset, length)), &strong, nullptr);
  int line = 0, x = 0;
  pango_layout_index_to_line_x(made.layout, static_cast<int>(std::min(offset, length)), FALSE, &line, &x);
  g_object_unref(made.layout);
  return {static_cast<float>(strong.x) / PANGO_SCALE,
          static_cast<float>(line) * request.size_px * request.line_height};
}

Coverage TextEngine::rasterise(std::uint64_t key) {
  return inner_->fonts->rasterise(key);
}

void TextEngine::trim() {
  while (inner_->entries.size() > k_layouts_max) {
    inner_->index.erase(inner_->entries.back().key);
    inner_->entries.pop_back();
  }
}

TextStats TextEngine::stats() const {
  return {inner_->entries.size(), inner_->fonts->faces(), inner_->shaped};
}

}  // namespace vuoro::ui
