#pragma once
// Renderer over OpenGL 3 and WebGL 2. One Dear ImGui backend serves every widget: its shader and buffers live
// in a context of its own, and any other context's triangles are drawn through it.

#include <map>
#include <memory>

#include "shell/renderer.h"

struct ImGuiContext;

namespace lesson {

class GlTextures final : public ui::TextureBackend {
 public:
  ui::TextureId update(ui::TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool smooth) override;
  void destroy(ui::TextureId texture) override;
  void forget() { sizes_.clear(); }

 private:
  struct Size {
    int w = 0, h = 0;
  };
  std::map<ui::TextureId, Size> sizes_;
};

class GlRenderer final : public Renderer {
 public:
  /// The GL context is current in every call. `glsl`: "#version 150", or nullptr for the backend's choice.
  explicit GlRenderer(const char* glsl = nullptr) : glsl_(glsl) {}
  ~GlRenderer() override;
  GlRenderer(const GlRenderer&) = delete;
  GlRenderer& operator=(const GlRenderer&) = delete;

  ui::TextureBackend& textures() override { return textures_; }
  ui::TextureId upload(ImFontAtlas& atlas) override;
  void draw(ImDrawData& data, Target target, ui::Color background) override;
  void context_restored() override;
  void stop() override;

 private:
  void start(ImFontAtlas& atlas);

  GlTextures textures_;
  const char* glsl_;
  ImGuiContext* context_ = nullptr;  // made with the first atlas
};

}  // namespace lesson
