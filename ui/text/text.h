#pragma once
// Text through Pango: shaped, reordered, broken into lines, with fonts of the application's own. Glyphs come
// out as coverage for the atlas. One thread.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "ui/geometry.h"
#include "ui/paint/atlas.h"
#include "ui/text/places.h"
#include "ui/theme.h"

namespace vuoro::ui {

/// Inter's capital height as a share of its size (OS/2 sCapHeight 1490 of 2048 units).
inline constexpr float k_cap_share = 1490.0f / 2048.0f;
enum class TextAlign : std::uint8_t { start, centre, end };

struct TextRequest {
  std::string_view text;  ///< any bytes; invalid UTF-8 and override characters are cleaned away
  float size_px = 32;     ///< of the em
  Weight weight = Weight::regular;
  float line_height = 1.3f;  ///< ems
  float width = 0;           ///< lines break here; 0: never
  int lines_max = 0;         ///< 0: no limit
  TextAlign align = TextAlign::start;
  std::string_view language = "en";
  Direction direction = Direction::left_to_right;
  /// What somebody is writing: no hyphen, no isolate, no pseudo-locale, so that a caret's offset is a place
  /// in it.
  bool as_written = false;
};

struct GlyphAt {
  std::uint64_t key = 0;  ///< of the atlas; tells face, size and glyph
  float x = 0, y = 0;     ///< pen position from the layout's top left corner
};

/// A text laid out. `height` is lines × line height, more for a script that reaches higher or deeper; the
/// first baseline lies at `baseline`.
struct TextLayout {
  std::vector<GlyphAt> glyphs;
  float width = 0;  ///< of the widest line
  float height = 0;
  float baseline = 0;
  float line_px = 0;  ///< from one baseline to the next
  float cap_px = 0;
  int lines = 0;
  bool clipped = false;  ///< something is not shown: too many lines, too wide, or a character no font has
  int missing = 0;       ///< characters no font has; each is shown as a replacement sign
  int unhyphenated = 0;  ///< words broken where no syllable ends
};

/// What the engine holds, for the memory bench. All of it is bounded.
struct TextStats {
  std::size_t layouts = 0, layout_bytes = 0;
  std::size_t faces = 0, open_faces = 0;  ///< font files known, and held open
  std::size_t fonts = 0;                  ///< a face at a size, held for shaping
  std::size_t hyphenated_words = 0, hyphenation_bytes = 0, dictionaries = 0;
  std::uint64_t shaped = 0;  ///< layouts made since the start
};

/// Where fonts and dictionaries are; the standard places are Debian's.
struct TextPlaces {
  FontFolders fonts;
  DictionaryFolders dictionaries;
};

class TextEngine {
 public:
  static constexpr std::size_t k_layouts_max = 400;
  static constexpr std::size_t k_layout_bytes_max = std::size_t{1} << 20;

  /// Opens the application's fonts: Inter, and for what Inter lacks Noto Sans, WenQuanYi Micro Hei (Chinese)
  /// and DejaVu Sans. No system configuration is read. Without Inter it makes do with any font, without any
  /// with a built-in face; both are logged.
  /// @return unavailable when fontconfig or FreeType does not start.
  [[nodiscard]] static Result<std::unique_ptr<TextEngine>> create(const TextPlaces& places = {});
  ~TextEngine();
  TextEngine(const TextEngine&) = delete;
  TextEngine& operator=(const TextEngine&) = delete;

  /// Cached. The reference is good until trim().
  [[nodiscard]] const TextLayout& layout(const TextRequest& request);
  /// Where a caret before the byte `offset` of the (clean) text stands; x and top from the layout's corner.
  [[nodiscard]] Point caret(const TextRequest& request, std::size_t offset);
  /// Draws one glyph of a layout.
  [[nodiscard]] Coverage rasterise(std::uint64_t key);
  /// Forgets the layouts that have not been asked for lately, down to k_layouts_max and k_layout_bytes_max,
  /// and fonts beyond Fonts::k_fonts_max.
  void trim();
  /// Nobody is at the screen: closes font files and libvoikko, and lets go of fonts. Layouts and syllables
  /// are kept, so that the next visitor's first page comes as fast; what else is needed is opened again.
  void rest();
  [[nodiscard]] TextStats stats() const;

 private:
  struct Inner;
  explicit TextEngine(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace vuoro::ui
