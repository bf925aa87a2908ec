#pragma once
// Draws ImGui's triangles into plain memory, so that tests can look at pixels without GL.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "widgets/ui/frame/widget_frame.h"

namespace lesson::testing {

struct Bitmap {
  int w = 0, h = 0;
  std::vector<std::uint8_t> rgba;
  ui::Color at(int x, int y) const;
};

/// Textures kept as bitmaps; texture 1 is the font atlas.
class SoftwareTextures final : public ui::TextureBackend {
 public:
  ui::TextureId update(ui::TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool smooth) override;
  void destroy(ui::TextureId texture) override;
  void upload_fonts(ui::FontAtlas& fonts);
  const Bitmap* find(ui::TextureId texture) const;

 private:
  std::map<ui::TextureId, Bitmap> bitmaps_;
  ui::TextureId next_ = 2;
};

Bitmap render(const ImDrawData& data, const SoftwareTextures& textures);

}  // namespace lesson::testing
