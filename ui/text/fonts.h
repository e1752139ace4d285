#pragma once
// The application's fonts: a private fontconfig configuration and the faces glyphs are drawn from.

#include <pango/pango.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "ui/paint/atlas.h"

struct FT_FaceRec_;
struct FT_LibraryRec_;

namespace vuoro::ui {

class Fonts {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Fonts>> create();
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  [[nodiscard]] PangoContext* pango() const { return context_; }
  /// A key for one glyph of one font of a layout; 0 when the font has no file.
  [[nodiscard]] std::uint64_t key(PangoFont* font, PangoGlyph glyph);
  [[nodiscard]] Coverage rasterise(std::uint64_t key);
  [[nodiscard]] std::size_t faces() const { return faces_.size(); }

 private:
  Fonts() = default;
  struct Face {
    std::string file;
    int index = 0;
    FT_FaceRec_* face = nullptr;  ///< opened when its first glyph is drawn
  };
  struct Sized {
    std::uint32_t face = 0;
    std::uint32_t size_64ths = 0;
  };
  void* config_ = nullptr;  ///< FcConfig
  PangoFontMap* map_ = nullptr;
  PangoContext* context_ = nullptr;
  FT_LibraryRec_* library_ = nullptr;
  std::vector<Face> faces_;
  std::vector<Sized> sized_;
  std::unordered_map<PangoFont*, std::uint32_t> fonts_;  ///< holds a reference on each
};

}  // namespace vuoro::ui
