#include "ui/text/fonts.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <imgui.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "core/base/log.h"

namespace vuoro::ui {
namespace {

// Only these folders and files; nothing of the machine's own settings. The caches are Debian's, so that a
// start does not read every font anew. Hinting is off: letters keep their drawn shape at kiosk sizes. A
// family without a bold face is made heavier by us.
constexpr const char* k_config_begin = R"(<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
)";
constexpr const char* k_config_end = R"(
  <cachedir>/var/cache/fontconfig</cachedir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <selectfont>
    <rejectfont><glob>*Italic*</glob></rejectfont>
    <rejectfont><glob>*Oblique*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Serif*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Mono*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Kufi*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Nastaliq*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Rashi*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Looped*</glob></rejectfont>
    <rejectfont><glob>*Emoji*</glob></rejectfont>
    <rejectfont><glob>*/noto/*Music*</glob></rejectfont>
    <rejectfont><glob>*/dejavu/*Serif*</glob></rejectfont>
    <rejectfont><glob>*/dejavu/*Mono*</glob></rejectfont>
    <rejectfont><glob>*/dejavu/*Condensed*</glob></rejectfont>
    <rejectfont><glob>*/dejavu/*Math*</glob></rejectfont>
    <rejectfont><glob>*/dejavu/*ExtraLight*</glob></rejectfont>
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
    <edit name="family" mode="append" binding="strong">
      <string>Noto Sans</string>
      <string>Noto Sans Arabic</string>
      <string>Noto Sans Hebrew</string>
      <string>WenQuanYi Micro Hei</string>
      <string>Noto Sans Symbols</string>
      <string>DejaVu Sans</string>
    </edit>
  </match>
  <match target="font">
    <test name="weight" compare="less_eq"><const>medium</const></test>
    <test target="pattern" name="weight" compare="more_eq"><const>semibold</const></test>
    <edit name="embolden" mode="assign"><bool>true</bool></edit>
  </match>
</fontconfig>)";

std::string config_of(const std::vector<std::string>& folders) {
  std::string out = k_config_begin;
  for (const std::string& folder : folders) out += "  <dir>" + folder + "</dir>\n";
  return out + k_config_end;
}

}  // namespace

bool Fonts::load(const std::vector<std::string>& folders) {
  if (config_ != nullptr) FcConfigDestroy(static_cast<FcConfig*>(config_));
  FcConfig* config = FcConfigCreate();
  config_ = config;
  const std::string text = config_of(folders);
  return config != nullptr &&
         FcConfigParseAndLoadFromMemory(config, reinterpret_cast<const FcChar8*>(text.c_str()), FcFalse) !=
             FcFalse &&
         FcConfigBuildFonts(config) != FcFalse;
}

// ImGui carries a small bitmap-like face in its code, which as a font file in memory serves Pango like any
// other: Latin letters only, but never a blank screen.
bool Fonts::load_built_in() {
  if (!load({})) return false;
  ImFontAtlas atlas;
  (void)atlas.AddFontDefault();
  const ImFontConfig& face = atlas.ConfigData[0];
  const auto size = static_cast<std::size_t>(face.FontDataSize);
  built_in_file_ = memfd_create("vuoro-face", MFD_CLOEXEC);
  if (built_in_file_ < 0 || write(built_in_file_, face.FontData, size) != static_cast<ssize_t>(size))
    return false;
  const std::string file = "/proc/self/fd/" + std::to_string(built_in_file_);
  return FcConfigAppFontAddFile(static_cast<FcConfig*>(config_),
                                reinterpret_cast<const FcChar8*>(file.c_str())) != FcFalse;
}

std::size_t Fonts::count() const {
  std::size_t all = 0;
  for (const FcSetName name : {FcSetSystem, FcSetApplication})
    if (const FcFontSet* set = FcConfigGetFonts(static_cast<FcConfig*>(config_), name); set != nullptr)
      all += static_cast<std::size_t>(set->nfont);
  return all;
}

bool Fonts::has_family(const char* name) const {
  const FcFontSet* all = FcConfigGetFonts(static_cast<FcConfig*>(config_), FcSetSystem);
  for (int i = 0; all != nullptr && i < all->nfont; ++i) {
    FcChar8* family = nullptr;
    if (FcPatternGetString(all->fonts[i], FC_FAMILY, 0, &family) == FcResultMatch &&
        std::string_view(reinterpret_cast<const char*>(family)) == name)
      return true;
  }
  return false;
}

Result<std::unique_ptr<Fonts>> Fonts::create(const FontFolders& folders) {
  std::unique_ptr<Fonts> fonts(new Fonts);
  if (!fonts->load(folders.own)) return fail(Errc::unavailable, "fontconfig does not start");
  fonts->complete_ = fonts->has_family("Inter");
  if (!fonts->complete_) {
    log::error("font_missing", {{"font", "Inter"}, {"package", "fonts-inter"}});
    if (fonts->count() == 0 && !fonts->load(folders.any))
      return fail(Errc::unavailable, "fontconfig does not start");
    if (fonts->count() == 0) {
      log::error("no_font_at_all", {{"shown_with", "the face built into the program, Latin letters only"}});
      if (!fonts->load_built_in())
        return fail(Errc::unavailable, "no font, and no memory for the built-in one");
    }
  }

  // Pango starts fontconfig with the machine's settings unless there are settings already: then neither their
  // reading nor their memory is paid for.
  auto* config = static_cast<FcConfig*>(fonts->config_);
  FcConfigSetCurrent(config);
  fonts->map_ = pango_ft2_font_map_new();
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
  if (built_in_file_ >= 0) close(built_in_file_);
}

void Fonts::forget_fonts() {
  for (auto& [font, number] : fonts_) g_object_unref(font);
  fonts_.clear();
  pango_fc_font_map_cache_clear(PANGO_FC_FONT_MAP(map_));
}

void Fonts::trim() {
  if (fonts_.size() > k_fonts_max) forget_fonts();
}

void Fonts::rest() {
  forget_fonts();
  for (Face& face : faces_) {
    if (face.face != nullptr) FT_Done_Face(face.face);
    face.face = nullptr;
  }
  open_ = 0;
}

std::uint64_t Fonts::replacement(float size_px, PangoRectangle& ink) {
  PangoFontDescription* wanted = pango_font_description_new();
  pango_font_description_set_family_static(wanted, "Inter");
  pango_font_description_set_absolute_size(wanted, static_cast<double>(size_px) * PANGO_SCALE);
  PangoFont* font = pango_context_load_font(context_, wanted);
  pango_font_description_free(wanted);
  std::uint64_t out = 0;
  if (font != nullptr && PANGO_IS_FC_FONT(font)) {
    for (const gunichar sign : {gunichar{0xfffd}, gunichar{0x25a1}, gunichar{'?'}}) {
      const PangoGlyph glyph = pango_fc_font_get_glyph(PANGO_FC_FONT(font), sign);
      if (glyph == 0 || (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) continue;
      out = key(font, glyph);
      pango_font_get_glyph_extents(font, glyph, &ink, nullptr);
      break;
    }
  }
  if (font != nullptr) g_object_unref(font);
  return out;
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
    FcBool bolder = FcFalse;
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    FcPatternGetBool(pattern, FC_EMBOLDEN, 0, &bolder);
    const std::string name(reinterpret_cast<const char*>(file));
    const bool heavy = bolder != FcFalse;
    std::uint32_t face = 0;
    while (face < faces_.size() &&
           !(faces_[face].file == name && faces_[face].index == index && faces_[face].bolder == heavy))
      ++face;
    if (face == faces_.size()) faces_.push_back({name, index, heavy, nullptr, 0});
    const Sized wanted{face, static_cast<std::uint32_t>(std::lround(size * 64))};
    auto same = std::find(sized_.begin(), sized_.end(), wanted);
    if (same == sized_.end()) same = sized_.insert(same, wanted);
    g_object_ref(font);
    at = fonts_.emplace(font, static_cast<std::uint32_t>(same - sized_.begin())).first;
  }
  const Sized& sized = sized_[at->second];
  // face 12 bits, size 20 bits, glyph 24 bits; the top byte is left to tell glyphs from icons and corners.
  return (static_cast<std::uint64_t>(1) << 56) | (static_cast<std::uint64_t>(sized.face & 0xfff) << 44) |
         (static_cast<std::uint64_t>(sized.size_64ths & 0xfffff) << 24) | (glyph & 0xffffff);
}

FT_FaceRec_* Fonts::open(Face& face) {
  face.used = ++clock_;
  if (face.face != nullptr) return face.face;
  if (open_ >= k_open_faces_max) {
    Face* oldest = nullptr;
    for (Face& one : faces_)
      if (one.face != nullptr && (oldest == nullptr || one.used < oldest->used)) oldest = &one;
    FT_Done_Face(oldest->face);
    oldest->face = nullptr;
    --open_;
  }
  if (FT_New_Face(library_, face.file.c_str(), face.index & 0xffff, &face.face) != 0) {
    face.face = nullptr;
    return nullptr;
  }
  ++open_;
  return face.face;
}

Coverage Fonts::rasterise(std::uint64_t key) {
  Coverage out;
  const auto number = static_cast<std::size_t>((key >> 44) & 0xfff);
  if (number >= faces_.size()) return out;
  Face& face = faces_[number];
  if (open(face) == nullptr) return out;
  if (FT_Set_Char_Size(face.face, 0, static_cast<FT_F26Dot6>((key >> 24) & 0xfffff), 72, 72) != 0) return out;
  if (FT_Load_Glyph(face.face, static_cast<FT_UInt>(key & 0xffffff),
                    FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
    return out;
  if (face.bolder && face.face->glyph->format == FT_GLYPH_FORMAT_OUTLINE)
    FT_Outline_Embolden(&face.face->glyph->outline, static_cast<FT_Pos>((key >> 24) & 0xfffff) / 32);
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
