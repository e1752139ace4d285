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
#include "ui/text/places.h"

struct FT_FaceRec_;
struct FT_LibraryRec_;

namespace vuoro::ui {

class Fonts {
 public:
  /// PangoFonts and open faces held at most; what is dropped is opened again when needed.
  static constexpr std::size_t k_fonts_max = 64;
  static constexpr std::size_t k_open_faces_max = 24;

  /// Without Inter: any font found; without any: the face that is built into Dear ImGui. Either is logged.
  [[nodiscard]] static Result<std::unique_ptr<Fonts>> create(const FontFolders& folders = {});
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  [[nodiscard]] PangoContext* pango() const { return context_; }
  /// A key for one glyph of one font of a layout; 0 when the font has no file.
  [[nodiscard]] std::uint64_t key(PangoFont* font, PangoGlyph glyph);
  [[nodiscard]] Coverage rasterise(std::uint64_t key);
  /// What is drawn for a character that no font has, and its ink around the pen, in Pango's units.
  [[nodiscard]] std::uint64_t replacement(float size_px, PangoRectangle& ink);
  [[nodiscard]] std::size_t faces() const { return faces_.size(); }
  [[nodiscard]] std::size_t open_faces() const { return open_; }
  [[nodiscard]] std::size_t fonts() const { return fonts_.size(); }
  /// Inter is there.
  [[nodiscard]] bool complete() const { return complete_; }
  /// Lets go of fonts no longer asked for; keys stay good. Not while a layout is being made.
  void trim();
  /// Closes all font files and lets go of fonts; keys stay good. Not while a layout is being made.
  void rest();

 private:
  Fonts() = default;
  struct Face {
    std::string file;
    int index = 0;
    bool bolder = false;          ///< the family has no bold face: the outline is made heavier
    FT_FaceRec_* face = nullptr;  ///< opened when its first glyph is drawn
    std::uint64_t used = 0;
  };
  void forget_fonts();
  [[nodiscard]] bool load(const std::vector<std::string>& folders);
  [[nodiscard]] bool load_built_in();
  [[nodiscard]] bool has_family(const char* name) const;
  [[nodiscard]] std::size_t count() const;
  FT_FaceRec_* open(Face& face);
  struct Sized {
    std::uint32_t face = 0;
    std::uint32_t size_64ths = 0;
    friend bool operator==(const Sized&, const Sized&) = default;
  };
  void* config_ = nullptr;  ///< FcConfig
  PangoFontMap* map_ = nullptr;
  PangoContext* context_ = nullptr;
  FT_LibraryRec_* library_ = nullptr;
  std::vector<Face> faces_;
  std::vector<Sized> sized_;
  std::unordered_map<PangoFont*, std::uint32_t> fonts_;  ///< holds a reference on each
  std::uint64_t clock_ = 0;
  std::size_t open_ = 0;
  bool complete_ = false;
  int built_in_file_ = -1;  ///< memory file of the built-in face
};

}  // namespace vuoro::ui
