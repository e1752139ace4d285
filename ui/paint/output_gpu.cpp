#include <SDL.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "ui/paint/output.h"
#include "ui/paint/presenter.h"

namespace vuoro::ui {
namespace {

struct DestroyRenderer {
  void operator()(SDL_Renderer* renderer) const { SDL_DestroyRenderer(renderer); }
};
struct DestroyTexture {
  void operator()(SDL_Texture* texture) const { SDL_DestroyTexture(texture); }
};
using RendererPtr = std::unique_ptr<SDL_Renderer, DestroyRenderer>;

auto lost(std::string_view what) {
  return fail(Errc::unavailable, std::string(what) + ": " + SDL_GetError());
}

class GpuOutput final : public Output {
 public:
  GpuOutput(RendererPtr renderer, std::string name)
      : renderer_(std::move(renderer)), name_(std::move(name)) {}

  std::string name() const override { return "gpu, " + name_; }

  Result<Size> size() override {
    Size out;
    if (SDL_GetRendererOutputSize(renderer_.get(), &out.width, &out.height) != 0)
      return lost("renderer size");
    return out;
  }

  Result<std::uint64_t> paint(const ImDrawData& data) override {
    VUORO_ASSIGN(const Size now, size());
    scene_.decode(data, now.width, now.height);
    if (damage_.update(scene_, now.width, now.height).empty()) return std::uint64_t{0};
    if (auto drawn = draw(data); !drawn) {
      damage_.forget();
      return tl::unexpected(drawn.error());
    }
    SDL_RenderPresent(renderer_.get());
    return static_cast<std::uint64_t>(now.width) * static_cast<std::uint64_t>(now.height);
  }

  void forget() override { damage_.forget(); }
  void device_reset() override {
    textures_.clear();
    damage_.forget();
  }

  Result<Image> picture(const ImDrawData& data) override {
    VUORO_ASSIGN(const Size now, size());
    // What is presented is gone from here: the same frame again, read and not presented.
    VUORO_TRY(draw(data));
    Image image{now.width, now.height, {}};
    image.pixels.resize(static_cast<std::size_t>(now.width) * static_cast<std::size_t>(now.height));
    if (SDL_RenderReadPixels(renderer_.get(), nullptr, SDL_PIXELFORMAT_ARGB8888, image.pixels.data(),
                             now.width * 4) != 0)
      return lost("reading pixels");
    return image;
  }

 private:
  /// Bounded by what a frame shows: a texture that a frame did not use is destroyed with it.
  struct Held {
    std::unique_ptr<SDL_Texture, DestroyTexture> texture;
    std::uint64_t revision = 0;
    bool used = false;
  };
  Result<void> draw(const ImDrawData& data);
  Result<SDL_Texture*> texture(const Texture& wanted);
  Result<void> upload(SDL_Texture* to, const Texture& from);

  RendererPtr renderer_;
  std::string name_;
  std::unordered_map<std::uint64_t, Held> textures_;  ///< by serial
  std::vector<std::uint32_t> line_;
  Scene scene_;
  Damage damage_;
};

Result<void> GpuOutput::upload(SDL_Texture* to, const Texture& from) {
  if (from.kind == Texture::Kind::picture) {
    if (SDL_UpdateTexture(to, nullptr, from.picture, from.width * 4) != 0) return lost("texture");
    return {};
  }
  // Coverage becomes white with alpha, some rows at a time.
  constexpr int k_rows = 64;
  line_.resize(static_cast<std::size_t>(from.width) * k_rows);
  for (int y = 0; y < from.height; y += k_rows) {
    const SDL_Rect rows{0, y, from.width, std::min(k_rows, from.height - y)};
    const std::uint8_t* shares = from.coverage + static_cast<std::ptrdiff_t>(y) * from.width;
    const auto count = static_cast<std::size_t>(rows.w) * static_cast<std::size_t>(rows.h);
    for (std::size_t i = 0; i < count; ++i) line_[i] = 0x00ffffffu | (std::uint32_t{shares[i]} << 24);
    if (SDL_UpdateTexture(to, &rows, line_.data(), from.width * 4) != 0) return lost("texture");
  }
  return {};
}

Result<SDL_Texture*> GpuOutput::texture(const Texture& wanted) {
  Held& held = textures_[wanted.serial];
  held.used = true;
  if (!held.texture) {
    held.texture.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC,
                                         wanted.width, wanted.height));
    if (!held.texture) return lost("texture");
    SDL_SetTextureBlendMode(held.texture.get(), SDL_BLENDMODE_BLEND);
    // Glyphs lie texel on pixel; pictures are scaled.
    SDL_SetTextureScaleMode(held.texture.get(), wanted.kind == Texture::Kind::picture ? SDL_ScaleModeLinear
                                                                                      : SDL_ScaleModeNearest);
    held.revision = ~wanted.revision;
  }
  if (held.revision != wanted.revision) {
    VUORO_TRY(upload(held.texture.get(), wanted));
    held.revision = wanted.revision;
  }
  return held.texture.get();
}

Result<void> GpuOutput::draw(const ImDrawData& data) {
  SDL_Renderer* to = renderer_.get();
  for (auto& [serial, held] : textures_) held.used = false;
  SDL_RenderSetClipRect(to, nullptr);
  SDL_SetRenderDrawColor(to, 0, 0, 0, 255);
  if (SDL_RenderClear(to) != 0) return lost("clearing");
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    for (const ImDrawCmd& c : list.CmdBuffer) {
      const SDL_Rect clip{static_cast<int>(c.ClipRect.x), static_cast<int>(c.ClipRect.y),
                          static_cast<int>(c.ClipRect.z) - static_cast<int>(c.ClipRect.x),
                          static_cast<int>(c.ClipRect.w) - static_cast<int>(c.ClipRect.y)};
      if (c.UserCallback != nullptr || c.ElemCount == 0 || clip.w <= 0 || clip.h <= 0) continue;
      SDL_Texture* with = nullptr;
      if (c.GetTexID() != nullptr) {
        VUORO_ASSIGN(with, texture(*static_cast<const Texture*>(c.GetTexID())));
      }
      SDL_RenderSetClipRect(to, &clip);
      const ImDrawVert* v = list.VtxBuffer.Data + c.VtxOffset;
      if (SDL_RenderGeometryRaw(to, with, &v->pos.x, sizeof(ImDrawVert),
                                reinterpret_cast<const SDL_Color*>(&v->col), sizeof(ImDrawVert), &v->uv.x,
                                sizeof(ImDrawVert), list.VtxBuffer.Size - static_cast<int>(c.VtxOffset),
                                list.IdxBuffer.Data + c.IdxOffset, static_cast<int>(c.ElemCount),
                                sizeof(ImDrawIdx)) != 0)
        return lost("drawing");
    }
  }
  if (SDL_RenderFlush(to) != 0) return lost("drawing");
  std::erase_if(textures_, [](const auto& one) { return !one.second.used; });
  return {};
}

/// What the driver calls itself. The context that SDL made for the renderer is current.
std::string gl_renderer_name() {
  constexpr unsigned k_gl_renderer = 0x1F01;
  using GetString = const unsigned char* (*)(unsigned);
  const auto get = reinterpret_cast<GetString>(SDL_GL_GetProcAddress("glGetString"));
  const auto* name = get == nullptr ? nullptr : get(k_gl_renderer);
  return name == nullptr ? "" : reinterpret_cast<const char*>(name);
}

}  // namespace

bool draws_in_software(std::string_view gl_renderer) {
  constexpr std::array k_names{"llvmpipe", "softpipe", "swrast", "software", "swiftshader", "lavapipe"};
  std::string lower(gl_renderer);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::any_of(k_names.begin(), k_names.end(),
                     [&](std::string_view one) { return lower.find(one) != std::string::npos; });
}

std::string gpu_driver(const std::filesystem::path& dev, const std::filesystem::path& sys) {
  // Kernel drivers without hardware to draw with, and guests' windows on a host whose GPU may be anything.
  constexpr std::array k_not_hardware{"vgem",       "vkms",      "faux_driver", "virtio_gpu",
                                      "virtio-pci", "bochs-drm", "qxl",         "simple-framebuffer"};
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(dev, none)) {
    const std::string node = entry.path().filename().string();
    if (!node.starts_with("renderD")) continue;
    const auto link = std::filesystem::read_symlink(sys / node / "device" / "driver", none);
    std::string driver = none ? "" : link.filename().string();
    if (driver.empty() ||
        std::find(k_not_hardware.begin(), k_not_hardware.end(), driver) != k_not_hardware.end())
      continue;
    return driver;
  }
  return "";
}

Result<std::unique_ptr<Output>> make_gpu_output(SDL_Window* window, GpuKind kind) {
  const Uint32 flags = kind == GpuKind::real ? SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC : 0u;
  RendererPtr renderer(SDL_CreateRenderer(window, -1, flags));
  if (!renderer) return lost("renderer");
  SDL_RendererInfo info{};
  if (SDL_GetRendererInfo(renderer.get(), &info) != 0) return lost("renderer");
  std::string name = info.name;
  const bool opengl = name.starts_with("opengl");
  if (opengl) name += ", " + gl_renderer_name();
  if (kind == GpuKind::real && ((info.flags & SDL_RENDERER_ACCELERATED) == 0 || draws_in_software(name)))
    return fail(Errc::unavailable, "draws in software: " + name);
  return std::make_unique<GpuOutput>(std::move(renderer), std::move(name));
}

}  // namespace vuoro::ui
