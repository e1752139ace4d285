#include "ui/text/fonts.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>

#include <cmath>

#include FT_FREETYPE_H

namespace vuoro::ui {
namespace {

// Only these folders and files; nothing of the machine's own settings. The caches are Debian's, so that a
// start does not read every font anew. Hinting is off: letters keep their drawn shape at kiosk sizes.
constexpr const char* k_font_config = R"(<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/opentype/inter</dir>
  <dir>/usr/share/fonts/truetype/noto</dir>
  <dir>/usr/share/fonts/opentype/noto</dir>
  <cachedir>/var/cache/fontconfig</cachedir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <selectfont>
    <rejectfont><glob>*Italic*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Serif*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Mono*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Kufi*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Nastaliq*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Rashi*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Looped*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Emoji*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Music*</glob></rejectfont>
    <rejectfont><glob>*Inter*-Thin.otf</glob></rejectfont>
    <rejectfont><glob>*Inter*-Light.otf</glob></rejectfont>
    <rejectfont><glob>*Inter*-ExtraLight.otf</glob></rejectfont>
    <rejectfont><glob>*Inter*-ExtraBold.otf</glob></rejectfont>
    <rejectfont><glob>*Inter*-Black.otf</glob></rejectfont>
  </selectfont>
  <match target="pattern">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
  </match>
  <match target="pattern">
    <edit name="family" mode="append" binding="weak">
      <string>Noto Sans</string>
      <string>Noto Sans Arabic</string>
      <string>Noto Sans Hebrew</string>
      <string>Noto Sans CJK SC</string>
    </edit>
  </match>
</fontconfig>)";

}  // namespace

Result<std::unique_ptr<Fonts>> Fonts::create() {
  std::unique_ptr<Fonts> fonts(new Fonts);
  FcConfig* config = FcConfigCreate();
  fonts->config_ = config;
  if (config == nullptr ||
      FcConfigParseAndLoadFromMemory(config, reinterpret_cast<const FcChar8*>(k_font_config), FcFalse) ==
          FcFalse ||
      FcConfigBuildFonts(config) == FcFalse)
    return fail(Errc::unavailable, "fontconfig cannot read the font folders");
  const FcFontSet* all = FcConfigGetFonts(config, FcSetSystem);
  bool inter = false;
  for (int i = 0; all != nullptr && i < all->nfont && !inter; ++i) {
    FcChar8* family = nullptr;
    inter = FcPatternGetString(all->fonts[i], FC_FAMILY, 0, &family) == FcResultMatch &&
            std::string_view(reinterpret_cast<const char*>(family)) == "Inter";
  }
  if (!inter) return fail(Errc::unavailable, "the font Inter is not installed (Debian package fonts-inter)");

  // Pango starts fontconfig with the machine's settings unless there are settings already: then neither their
  // reading nor their memory is paid for.
  FcConfigSetCurrent(config);
  fonts->map_ = pango_ft2_font_map_new();
  pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(fonts->map_), 72, 72);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map_), config);
  fonts->context_ = pango_font_map_create_context(fonts->map_);
  pango_context_set_round_glyph_positions(fonts->context_, FALSE);
  if (FT_Init_FreeType(&fonts->library_) != 0) return fail(Errc::unavailable, "FreeType does not start");
  return fonts;
}

Fonts::~Fonts() {
  for (Face& face : faces_)
    if (face.face != nullptr) FT_Done_Face(face.face);
  if (library_ != nullptr) FT_Done_FreeType(library_);
  for (auto& [font, number] : fonts_) g_object_unref(font);
  if (context_ != nullptr) g_object_unref(context_);
  if (map_ != nullptr) g_object_unref(map_);
  if (config_ != nullptr) FcConfigDestroy(static_cast<FcConfig*>(config_));
}

std::uint64_t Fonts::key(PangoFont* font, PangoGlyph glyph) {
  auto at = fonts_.find(font);
  if (at == fonts_.end()) {
    if (!PANGO_IS_FC_FONT(font)) return 0;
    FcPattern* pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
    FcChar8* file = nullptr;
    int index = 0;
    double size = 0;
    if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch ||
        FcPatternGetDouble(pattern, FC_PIXEL_SIZE, 0, &size) != FcResultMatch)
      return 0;
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    const std::string name(reinterpret_cast<const char*>(file));
    std::uint32_t face = 0;
    while (face < faces_.size() && !(faces_[face].file == name && faces_[face].index == index)) ++face;
    if (face == faces_.size()) faces_.push_back({name, index, nullptr});
    sized_.push_back({face, static_cast<std::uint32_t>(std::lround(size * 64))});
    g_object_ref(font);
    at = fonts_.emplace(font, static_cast<std::uint32_t>(sized_.size() - 1)).first;
  }
  const Sized& sized = sized_[at->second];
  // face 12 bits, size 20 bits, glyph 24 bits; the top byte is left to tell glyphs from icons and corners.
  return (static_cast<std::uint64_t>(1) << 56) | (static_cast<std::uint64_t>(sized.face & 0xfff) << 44) |
         (static_cast<std::uint64_t>(sized.size_64ths & 0xfffff) << 24) | (glyph & 0xffffff);
}

Coverage Fonts::rasterise(std::uint64_t key) {
  Coverage out;
  const auto number = static_cast<std::size_t>((key >> 44) & 0xfff);
  if (number >= faces_.size()) return out;
  Face& face = faces_[number];
  if (face.face == nullptr &&
      FT_New_Face(library_, face.file.c_str(), face.index & 0xffff, &face.face) != 0) {
    face.face = nullptr;
    return out;
  }
  if (FT_Set_Char_Size(face.face, 0, static_cast<FT_F26Dot6>((key >> 24) & 0xfffff), 72, 72) != 0) return out;
  if (FT_Load_Glyph(face.face, static_cast<FT_UInt>(key & 0xffffff),
                    FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
    return out;
  if (FT_Render_Glyph(face.face->glyph, FT_RENDER_MODE_NORMAL) != 0) return out;
  const FT_Bitmap& bitmap = face.face->glyph->bitmap;
  out.w = static_cast<int>(bitmap.width);
  out.h = static_cast<int>(bitmap.rows);
  out.left = face.face->glyph->bitmap_left;
  out.top = -face.face->glyph->bitmap_top;
  out.bytes.resize(static_cast<std::size_t>(out.w) * static_cast<std::size_t>(out.h));
  for (int y = 0; y < out.h; ++y)
    std::copy_n(bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch, out.w,
                out.bytes.begin() + static_cast<std::ptrdiff_t>(y) * out.w);
  return out;
}

}  // namespace vuoro::ui
