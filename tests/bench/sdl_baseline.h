#pragma once
// What is measured against: SDL's own software renderer.

#include <SDL.h>
#include <imgui.h>

#include <map>
#include <vector>

#include "ui/paint/surface.h"

namespace vuoro::bench {

/// SDL's software renderer on a surface of its own, fed as ImGui's SDL_Renderer backend feeds it.
class SdlBaseline {
 public:
  SdlBaseline(int width, int height)
      : surface_(SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888)),
        renderer_(SDL_CreateSoftwareRenderer(surface_)) {}
  ~SdlBaseline() {
    for (auto& [key, texture] : textures_) SDL_DestroyTexture(texture);
    SDL_DestroyRenderer(renderer_);
    SDL_FreeSurface(surface_);
  }
  SdlBaseline(const SdlBaseline&) = delete;
  SdlBaseline& operator=(const SdlBaseline&) = delete;

  void paint(const ImDrawData& data) {
    for (int n = 0; n < data.CmdListsCount; ++n) {
      const ImDrawList& list = *data.CmdLists[n];
      for (const ImDrawCmd& c : list.CmdBuffer) {
        const SDL_Rect clip{static_cast<int>(c.ClipRect.x), static_cast<int>(c.ClipRect.y),
                            static_cast<int>(c.ClipRect.z - c.ClipRect.x),
                            static_cast<int>(c.ClipRect.w - c.ClipRect.y)};
        SDL_RenderSetClipRect(renderer_, &clip);
        const ImDrawVert* v = list.VtxBuffer.Data + c.VtxOffset;
        SDL_RenderGeometryRaw(
            renderer_, texture(*static_cast<const ui::Texture*>(c.GetTexID())), &v->pos.x, sizeof(ImDrawVert),
            reinterpret_cast<const SDL_Color*>(&v->col), sizeof(ImDrawVert), &v->uv.x, sizeof(ImDrawVert),
            list.VtxBuffer.Size - static_cast<int>(c.VtxOffset), list.IdxBuffer.Data + c.IdxOffset,
            static_cast<int>(c.ElemCount), sizeof(ImDrawIdx));
      }
    }
    SDL_RenderFlush(renderer_);
  }
  [[nodiscard]] std::uint32_t pixel(int x, int y) const {
    return static_cast<std::uint32_t*>(surface_->pixels)[y * surface_->pitch / 4 + x];
  }

 private:
  SDL_Texture* texture(const ui::Texture& t) {
    SDL_Texture*& made = textures_[t.serial];
    if (made != nullptr) return made;
    made =
        SDL_CreateTexture(renderer_, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, t.width, t.height);
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(t.width) * static_cast<std::size_t>(t.height));
    for (std::size_t i = 0; i < pixels.size(); ++i)
      pixels[i] = t.kind == ui::Texture::Kind::picture
                      ? t.picture[i]
                      : 0x00ffffffu | (static_cast<std::uint32_t>(t.coverage[i]) << 24);
    SDL_UpdateTexture(made, nullptr, pixels.data(), t.width * 4);
    SDL_SetTextureBlendMode(made, SDL_BLENDMODE_BLEND);
    return made;
  }
  SDL_Surface* surface_;
  SDL_Renderer* renderer_;
  std::map<std::uint64_t, SDL_Texture*> textures_;
};

}  // namespace vuoro::bench
